"""`speakers.csv` goes in, a `Roster` comes out: who stands behind which label of which file.

Roles are joined to the talk only when tables are made; nothing before that, the coder least of all, sees them.
"""

import csv
import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from data_schemas.errors import ConfigError
from pipeline.csv_file import read_csv
from pipeline.forgotten import NOTHING, Forgotten
from pipeline.vault import write_private

COLUMNS = ("file", "label", "person", "role", "role_group", "case", "formally_employed", "display_name")
ROLE_GROUPS = (
    "service_user_or_peer",
    "carer",
    "professional",
    "other_staff",
    "volunteer",
    "researcher",
    "interviewer",
    "document",
    "unknown",
)
UNKNOWN = "unknown"
OTHER = "other"  # in a copy for others, the role group of those whose own has fewer than five people; in no roster


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """One row of the roster: `person` is raw and never leaves the vault, `display_name` is what outputs may show."""

    file: str
    label: str
    person: str
    role: str = UNKNOWN
    role_group: str = UNKNOWN
    case: str = ""
    formally_employed: bool | None = None
    display_name: str = ""
    attributes: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Roster:
    """All speakers of an archive, and what of it was forgotten."""

    speakers: tuple[Speaker, ...]
    forgotten: Forgotten = NOTHING

    def of_file(self, file: str) -> tuple[Speaker, ...]:
        """The speakers listed for one file (its path relative to the input folder)."""
        return tuple(s for s in self.speakers if s.file == file)


def read_roster(path: Path) -> Roster:
    """Read `speakers.csv`; ConfigError names the row and column that is wrong. A missing file is an empty roster."""
    if not path.exists():
        return Roster(())
    found = read_csv(path)
    missing = [c for c in COLUMNS if c not in found.columns]
    if missing:
        raise ConfigError(f"{path.name}: no column {missing[0]!r}; expected {', '.join(COLUMNS)}")
    speakers = [_speaker(row, where=f"{path.name}, line {line}") for line, row in found.rows]
    seen: set[tuple[str, str]] = set()
    for speaker in speakers:
        if (speaker.file, speaker.label) in seen:
            raise ConfigError(f"{path.name}: file {speaker.file!r} has a label twice; keep one row for each speaker")
        seen.add((speaker.file, speaker.label))
    return Roster(tuple(speakers))


def write_roster(path: Path, speakers: Iterable[Speaker]) -> None:
    """Write a roster with its further columns, readable by its owner only."""
    rows = list(speakers)
    extra = sorted({name for s in rows for name in s.attributes})
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow([*COLUMNS, *extra])
    for s in rows:
        employed = "" if s.formally_employed is None else ("yes" if s.formally_employed else "no")
        fixed = [s.file, s.label, s.person, s.role, s.role_group, s.case, employed, s.display_name]
        writer.writerow([*fixed, *(s.attributes.get(name, "") for name in extra)])
    write_private(path, out.getvalue().encode("utf-8"))


def _speaker(values: dict[str, str], *, where: str) -> Speaker:
    group = values["role_group"] or UNKNOWN
    if group not in ROLE_GROUPS:
        raise ConfigError(f"{where}: role_group is not one of {', '.join(ROLE_GROUPS)}")
    employed = {"": None, "yes": True, "no": False}.get(values["formally_employed"].lower(), "?")
    if employed == "?":
        raise ConfigError(f"{where}: formally_employed is expected to be yes, no or empty")
    return Speaker(
        file=values["file"],
        label=values["label"],
        person=values["person"] or f"{values['file']}#{values['label']}",
        role=values["role"] or UNKNOWN,
        role_group=group,
        case=values["case"],
        formally_employed=employed if isinstance(employed, bool) else None,
        display_name=values["display_name"],
        attributes={name: value for name, value in values.items() if name not in COLUMNS},
    )
