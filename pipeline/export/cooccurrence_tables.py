"""The arrays of an archive go in, the tables of which codes meet come out: in passages, exchanges, neighbouring turns."""

from pipeline.export.facts import Archive
from pipeline.export.table import Table
from pipeline.export.write import Cell
from pipeline.roster import OTHER, ROLE_GROUPS
from pipeline.statistics.cooccurrence import Meeting, meetings
from pipeline.statistics.corpus import ROLE_GROUP, Arrays
from pipeline.statistics.groups import EVERYONE
from pipeline.statistics.units import exchanges, next_turns, passages

_CODE = ("dimension", "code", "code_name")
COLUMNS = (
    *(f"first_{name}" for name in _CODE),
    *(f"second_{name}" for name in _CODE),
    "together",
    "speakers",
    "interviews",
    "with_first",
    "with_second",
    "of_units",
    "of_speakers",
    "of_interviews",
    "expected",
    "jaccard",
    "lift",
    "lift_low",
    "lift_high",
    "lift_within",
    "note",
)
MEANINGS = (
    ("together", "units (passages, exchanges, or pairs of neighbouring turns) in which both codes are assigned"),
    ("with_first, with_second", "units that carry the first code, the second code, whatever else they carry"),
    ("of_units", "units to which the dimensions of both codes are put"),
    ("expected", "how many would carry both if the two codes were independent of each other"),
    ("jaccard", "units with both over units with either, 0 to 1"),
    ("lift", "`together` over `expected`: above 1 they meet more often than by chance, below 1 less often"),
    (
        "lift_low, lift_high",
        "spread of the lift between interviews (jackknife of its logarithm, t quantile of .975; interviews of one case or with "
        "one person count as one): of codes as assigned, uncorrected; no coverage is claimed",
    ),
    (
        "lift_within",
        "lift against what is expected within each interview, so that interviews rich in both do not count",
    ),
)


def cooccurrence_tables(archive: Archive, data: Arrays) -> list[Table]:
    """Which codes meet in a passage, by role group; in an exchange; and from a turn to the next speaker's turn."""
    groups = data.factors[ROLE_GROUP]
    met = [_row(EVERYONE, m) for m in meetings(passages(data), ordered=False, apart=True)]
    for group in sorted(groups.names, key=(*ROLE_GROUPS, OTHER).index):
        own = passages(data, groups.where(group))
        met += [_row(group, m) for m in meetings(own, ordered=False, apart=True)]
    near = [_row(None, m) for m in meetings(exchanges(data), ordered=False, apart=False)]
    then = [_row(None, m) for m in meetings(next_turns(data), ordered=True, apart=False)]
    return [
        Table(
            name="codes_together",
            title="Codes that meet in a passage",
            columns=("role_group", *COLUMNS),
            rows=tuple(met),
            meanings=MEANINGS,
        ),
        Table(
            name="codes_in_one_exchange",
            title="Codes that meet in an exchange, whoever speaks",
            columns=COLUMNS,
            rows=tuple(near),
            meanings=MEANINGS,
        ),
        Table(
            name="codes_in_the_next_turn",
            title="Codes of a turn (first) and of the next turn, by another speaker (second)",
            columns=COLUMNS,
            rows=tuple(then),
            meanings=MEANINGS,
        ),
    ]


def _row(group: str | None, met: Meeting) -> tuple[Cell, ...]:
    (first, a), (second, b) = met.first, met.second
    return (
        *(() if group is None else (group,)),
        *(first.id, a.id, a.name, second.id, b.id, b.name),
        *(met.together, met.speakers, met.interviews, met.firsts, met.seconds),
        *(met.units, met.of_speakers, met.of_interviews),
        *(met.expected, met.jaccard, met.lift, met.low, met.high, met.lift_within, met.note),
    )
