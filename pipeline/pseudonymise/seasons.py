"""A date as far as it was said goes in; it comes out in brackets, as coarse as a level asks for.

Seasons are the meteorological ones of the Met Office: spring is March to May, summer June to August, autumn September
to November, winter December to February. A winter has two years: January 2020 is in `[winter 2019/20]`.
"""

from dataclasses import dataclass
from datetime import date

from data_schemas.pseudonyms import MONTHS, SEASONS, WORDS

HIDDEN = f"[{WORDS['DATE']}]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A date as far as it was said or can be read; None for what was not."""

    day: int | None = None
    month: int | None = None
    year: int | None = None
    season: str = ""  # of a day that moves: Easter

    @property
    def exact(self) -> date | None:
        """The day of the calendar, where day, month and year are known and there is such a day."""
        if self.day is None or self.month is None or self.year is None:
            return None
        try:
            return date(self.year, self.month, self.day)
        except ValueError:
            return None


def season_of(month: int) -> str:
    """The meteorological season of a month."""
    return SEASONS[(month - 3) % 12 // 3]


def coarse(said: Said | None, *, level: str) -> str:
    """A date at the level `month`, `season`, `year`, `decade` or `hide`; what was not said is left out."""
    if said is None or level == "hide":
        return HIDDEN
    if level == "decade":
        return f"[{said.year // 10 * 10}s]" if said.year is not None else HIDDEN
    if level == "month" and said.month is not None:
        name = MONTHS[said.month - 1]
        return f"[{name} {said.year}]" if said.year is not None else f"[day in {name}]"
    if level in ("month", "season") and (said.month is not None or said.season):
        return f"[{_season(said)}]"
    return f"[{said.year}]" if said.year is not None else HIDDEN


def _season(said: Said) -> str:
    season = said.season or season_of(said.month or 1)
    if said.year is None:
        return season
    if season != "winter":
        return f"{season} {said.year}"
    first = said.year if said.month == len(MONTHS) else said.year - 1
    return f"winter {first}/{(first + 1) % 100:02d}"
