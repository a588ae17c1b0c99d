"""The two queues of passages to code go in and out of `codings/queues.jsonl`: what was drawn, and with which chance.

The audit is a random sample by which a model is judged; the instructive queue is what a model would learn most from.
Neither ever holds a passage of the other.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import msgspec

from data_schemas.codings import AUDIT, HUMAN_ASSISTED, HUMAN_BLIND, Point
from data_schemas.errors import ConfigError
from pipeline.key import Key
from pipeline.refi.queue import SIGN
from pipeline.vault import write_private

FILE = "queues.jsonl"
_ENCODER = msgspec.json.Encoder(order="deterministic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """One passage in a queue; `probability` is its chance to be drawn so far, None in the instructive queue.

    `draw` is the digest of everything that was drawn with it; `place` its number in the random order of handing out.
    """

    id: str
    queue: str
    doc_id: str
    start: Point
    end: Point
    probability: float | None
    draw: str
    place: int
    anchor: str

    @property
    def source(self) -> str:
        """What a decision on it counts as: the audit is coded blind, the other with suggestions."""
        return HUMAN_BLIND if self.queue == AUDIT else HUMAN_ASSISTED

    @property
    def stretch(self) -> tuple[str, Point, Point]:
        """Where it stands."""
        return self.doc_id, self.start, self.end


def read_queues(folder: Path) -> tuple[Drawn, ...]:
    """Everything that was ever drawn, in the order of drawing; ConfigError if the file was damaged."""
    path = folder / FILE
    if not path.exists():
        return ()
    drawn = []
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        try:
            drawn.append(msgspec.json.decode(line, type=Drawn))
        except (msgspec.DecodeError, UnicodeDecodeError) as error:
            raise ConfigError(
                f"{folder.name}/{FILE}, line {number}: was damaged; put the file back from your backup: without it the "
                "chances of the audit are lost"
            ) from error
    return tuple(drawn)


def write_queues(folder: Path, drawn: Sequence[Drawn]) -> None:
    """Write the queues, whole or not at all."""
    write_private(folder / FILE, b"".join(_ENCODER.encode(d) + b"\n" for d in drawn))


def sign_of(ids: Sequence[str], *, key: Key) -> str:
    """The sign of passages that are handed out together: a project that comes back is known by it to hold all of them."""
    return key.code("queue handed out", *sorted(ids), symbols=SIGN)


def drop(folder: Path, *, gone: Callable[[Drawn], bool], dry: bool = False) -> int:
    """Take passages out of the queues for good; returns how many."""
    drawn = read_queues(folder)
    kept = [d for d in drawn if not gone(d)]
    if len(kept) < len(drawn) and not dry:
        write_queues(folder, kept)
    return len(drawn) - len(kept)
