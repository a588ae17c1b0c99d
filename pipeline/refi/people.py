"""An export goes in, its users come out: the researcher first, then everybody who coded, the model last."""

from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.refi.exchange import Exchange
from pipeline.refi.guids import guid
from pipeline.refi.legal import one_line

RESEARCHER = "Researcher"


@dataclass(frozen=True, slots=True, kw_only=True)
class User:
    """Somebody to whom codings belong."""

    guid: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Users:
    """Everybody in an export; programs take the first for whoever has just opened the project."""

    researcher: User
    coders: dict[str, User]
    model: User | None

    @property
    def all(self) -> Sequence[User]:
        """In the order in which they are written."""
        return [self.researcher, *self.coders.values(), *([self.model] if self.model else [])]


def users_of(exchange: Exchange) -> Users:
    """The users of an export; a coder who is called like the researcher here keeps a name of their own."""
    names = {placed.coding.coder for placed in exchange.placed} | {note.coder for note in exchange.archive.notes}
    names = names if exchange.by_people else set()
    model = f"model {exchange.archive.facts.model}"
    taken = {RESEARCHER.casefold(), one_line(model).casefold()}
    coders = {}
    for coder in sorted(names):
        name, number = one_line(coder) or "Coder", 1
        while (shown := name if number == 1 else f"{name} ({number})").casefold() in taken:
            number += 1
        taken.add(shown.casefold())
        coders[coder] = User(guid=guid("coder", exchange.project, coder), name=shown)
    return Users(
        researcher=User(guid=guid("researcher", exchange.project), name=RESEARCHER),
        coders=coders,
        model=User(guid=guid("model", model), name=one_line(model)) if exchange.by_machine else None,
    )
