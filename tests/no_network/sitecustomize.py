"""Read by every Python process that a test starts: no connection leaves it."""

import socket

_connect = socket.socket.connect


def refuse(self: socket.socket, address: object) -> None:
    if self.family == socket.AF_UNIX:  # processes of one run talking to each other
        return _connect(self, address)
    raise OSError("a test tried to use the network")


socket.socket.connect = refuse  # type: ignore[method-assign,assignment]
socket.socket.connect_ex = refuse  # type: ignore[method-assign,assignment]
