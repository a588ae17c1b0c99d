"""What our own exports look like when they come back through another program: by these names their parts are known."""

import re

from pipeline.imports.found import Path
from pipeline.refi.tree import MACHINE

_BY_MODEL = re.compile(rf"{re.escape(MACHINE)}|\(machine\)\s*\Z", re.IGNORECASE)
_MODEL_USER = re.compile(r"model \S", re.IGNORECASE)
_SPEAKER = "Speaker \u00b7 "
_SPOKEN = re.compile(r"(?:Speaker|Role|Role group|Case) \u00b7 ")
_SPOKEN_IN = frozenset({"Speakers", "Roles", "Cases"})
_CIRCUMSTANCES = re.compile(
    r"\n?\((?P<how>coded blind|coded with other codes in view)(?:; queue: (?P<queue>[a-z]+))?"
    r"(?:; widened to a whole pseudonym)?\)\s*\Z"
)
BLIND = "coded blind"


def is_model_code(path: Path) -> bool:
    """Whether it is one of the model's codes, wherever a program has moved it."""
    return any(_BY_MODEL.search(part) for part in path)


def is_model_user(name: str) -> bool:
    """Whether codings of this user are the model's."""
    return _MODEL_USER.match(name) is not None


def is_who_speaks(path: Path) -> bool:
    """Whether it only says who speaks: our own codes on turns."""
    return len(path) > 1 and path[0] in _SPOKEN_IN and any(_SPOKEN.match(part) for part in path[1:])


def speaker_of(path: Path) -> str:
    """The speaker whose turns one of our own codes is on; empty where it is on other things."""
    return path[-1].removeprefix(_SPEAKER) if is_who_speaks(path) and path[-1].startswith(_SPEAKER) else ""


def circumstances(description: str) -> re.Match[str] | None:
    """How a coding was made, as our export says it at the end of its comment: groups `how` and `queue`."""
    return _CIRCUMSTANCES.search(description)
