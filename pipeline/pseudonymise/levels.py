"""Levels of detail as a user writes them go in, checked ones come out: how much of each type of identifier is kept.

Each type has its levels from the most to the least detail; the default is the first that is safe to read.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields

from data_schemas.errors import ConfigError

KEEP, HIDE = "keep", "hide"
CHOICES: dict[str, tuple[str, ...]] = {
    "date": (KEEP, "month", "season", "year", HIDE),
    "date_of_birth": (KEEP, "year", "decade", HIDE),
    "age": (KEEP, "decade", "top", HIDE),
    "place": ("kind_code", "code", "kind", HIDE),
    "postcode": ("area", HIDE),
    "hospital": ("code", "kind"),
    "ward": ("code", "kind"),
    "organisation": ("code", "kind"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Levels:
    """How much detail stands in the place of each type of identifier.

    A postcode is hidden by default: its area names the town (LS is Leeds), which the default of `place` does not.
    """

    date: str = "season"
    date_of_birth: str = "decade"
    age: str = "top"
    place: str = "kind"
    postcode: str = HIDE
    hospital: str = "code"
    ward: str = "code"
    organisation: str = "code"

    def as_settings(self) -> dict[str, str]:
        """All levels by type, as a stage's settings state them."""
        return asdict(self)


DEFAULT = Levels()


def levels_from(given: Mapping[str, str], *, where: str, shift_dates: bool = False) -> Levels:
    """The defaults with what was given; ConfigError names the type or level that there is not.

    Where dates are shifted none may be kept: one that has no year would tell by how much.
    """
    for name, level in given.items():
        if name not in CHOICES:
            raise ConfigError(f"{where}{name}: no type of identifier has levels of that name; expected {_or(CHOICES)}")
        if level not in CHOICES[name]:
            raise ConfigError(f"{where}{name}: {level!r} is no level; expected {_or(CHOICES[name])}")
    levels = Levels(**given)
    kept = [f.name for f in fields(levels) if f.name.startswith("date") and getattr(levels, f.name) == KEEP]
    if shift_dates and kept:
        raise ConfigError(
            f"{where}{kept[0]}: keep: with shift_dates the dates that are kept would tell the shift; choose another level"
        )
    return levels


def levels_given(pairs: list[str]) -> Levels:
    """Levels as the command line has them, `date=month`."""
    given = {}
    for pair in pairs:
        name, equals, level = pair.partition("=")
        if not equals:
            raise ConfigError(f"--level {pair}: expected TYPE=LEVEL, for example date=month")
        given[name.strip()] = level.strip()
    return levels_from(given, where="--level ")


def _or(names: Mapping[str, object] | tuple[str, ...]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}"
