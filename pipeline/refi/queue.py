"""A queue goes in, the codes that mark its passages in a project come out; and by their names they are known again.

Nothing about a passage stands in them but that it is to be coded: every passage of a queue has the same.
"""

import re

from data_schemas.codings import AUDIT, INSTRUCTIVE
from pipeline.refi.guids import guid
from pipeline.refi.tree import Node, category

QUEUE, TO_CODE, DONE = "Queue", "To code", "Done"
SIGN = 6  # symbols of the sign by which the passages of a queue that was handed out are told from others
_QUEUES = f"(?P<queue>{AUDIT}|{INSTRUCTIVE})"
_TO_CODE = re.compile(rf"{TO_CODE}: {_QUEUES} (?P<sign>[A-Z2-7]{{{SIGN}}})\Z")
_OTHERS = re.compile(rf"(?:{QUEUE}|{DONE}): {_QUEUES}\Z")


def to_code_guid(queue: str, sign: str) -> str:
    """The GUID of the code on every passage that is to be coded."""
    return guid("to code", queue, sign)


def queue_codes(queue: str, sign: str) -> list[Node]:
    """The category with the code of the passages to code, and the one by which a coder says that a passage is done."""
    nodes = [
        Node(
            guid=to_code_guid(queue, sign),
            name=f"{TO_CODE}: {queue} {sign}",
            description="The passages to code. Leave these marks as they are: by them the codes find their way back.",
        ),
        Node(
            guid=guid("done", queue),
            name=f"{DONE}: {queue}",
            description=(
                "Code a passage with this once you have decided on all dimensions: what it was not coded with it then "
                "does not have. A passage without it is decided only in what it was coded with."
            ),
        ),
    ]
    return category(guid("queue", queue), f"{QUEUE}: {queue}", nodes)


def to_code(path: tuple[str, ...]) -> re.Match[str] | None:
    """Of the code on passages to code, its groups `queue` and `sign`, wherever a program has moved it."""
    return _TO_CODE.match(path[-1]) if path else None


def is_queue_code(path: tuple[str, ...]) -> bool:
    """Whether a code is one of these, and says nothing of what a passage is about."""
    return bool(path) and (to_code(path) is not None or _OTHERS.match(path[-1]) is not None)
