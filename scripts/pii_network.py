"""A system's name goes in, the number of its attempts to use the network comes out, every one of them refused.

usage: python scripts/pii_network.py SYSTEM

Each system runs in a process of its own in which sockets are blocked before anything else is imported, over one text
that holds an e-mail address; Presidio as it is shipped, with an empty cache of public suffixes.
"""

import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

SCRIPTS = Path(__file__).resolve().parent
TEXT = "Jane Smith of Leeds rang 0113 496 0123 on 4 May 2020, or wrote to jane.smith@example.org."
SHIPPED = {"Presidio": False, "Presidio + ORG + UK": True}  # name: with all recognisers for the United Kingdom


def attempts(system: str) -> int:
    """How often a fresh process of this system looks a host up or connects."""
    with tempfile.TemporaryDirectory() as cache:
        command = [sys.executable, __file__, system]
        environment = {**os.environ, "TLDEXTRACT_CACHE": cache}
        done = subprocess.run(command, check=True, capture_output=True, text=True, env=environment)
    return int(done.stdout.splitlines()[-1])


def block() -> list[str]:
    """Refuse every look-up and connection from here on; the list grows by one each time."""
    tried: list[str] = []

    def refuse(*arguments: Any, **named: Any) -> Any:
        tried.append("")
        raise OSError("the network is blocked")

    socket.getaddrinfo = refuse
    socket.gethostbyname = refuse
    socket.socket.connect = refuse  # type: ignore[method-assign]
    socket.socket.connect_ex = refuse  # type: ignore[method-assign]
    return tried


def main(system: str) -> None:
    """Print the count on the last line."""
    tried = block()
    sys.path.insert(0, str(SCRIPTS))
    import pii_rivals

    if system in SHIPPED:
        engine = pii_rivals.presidio_engine(uk=SHIPPED[system], offline=False)
        engine.analyze_iterator([TEXT], language="en", batch_size=pii_rivals.BATCH)
    else:
        pii_rivals.SYSTEMS[system]([("one", TEXT)])
    print(len(tried))


if __name__ == "__main__":
    main(sys.argv[1])
