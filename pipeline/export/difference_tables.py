"""The arrays of an archive go in, the tables of how far role groups and roles differ come out: all together, and by pairs.

Tests and intervals stand there only if the sample declared in `project.yaml` supports them; the note says why not.
"""

from collections.abc import Mapping

import numpy as np

from pipeline.export.facts import Archive
from pipeline.export.sampled import untested
from pipeline.export.table import Table
from pipeline.export.write import Cell
from pipeline.statistics.clusters import clusters
from pipeline.statistics.corpus import ATTRIBUTE, ROLE, ROLE_GROUP, Arrays
from pipeline.statistics.design import Design, guide_of, guides_note
from pipeline.statistics.differences import Difference, differences, pairs

GUIDE = f"{ATTRIBUTE}guide"
CODED = ("dimension", "dimension_name", "code", "code_name")
TESTED = ("cramers_v", "v", "v_low", "v_high", "design_effect", "f", "df1", "df2", "p")
CORRECTED = ("p_holm", "p_benjamini_hochberg", "tests", "note")
TOGETHER = ("groups", "not_compared", *CODED, "speakers", "of_passages", "of_speakers", "of_clusters", *TESTED)
BY_PAIR = (
    *("group", "other_group", *CODED, "speakers", "of_passages", "of_speakers", "of_clusters"),
    *("share", "other_share", "difference", "difference_low", "difference_high", *TESTED, *CORRECTED),
)
BETWEEN = "; "

MEANINGS = (
    ("groups, not_compared", "the groups compared, and those in fewer than four independent interviews"),
    ("group, other_group", "the two groups compared; `difference` is `share` minus `other_share`"),
    ("speakers (of differences)", "people in the smallest of the groups compared"),
    ("of_clusters", "interviews that may be taken as independent: those of one case or with one person count as one"),
    (
        "share, other_share, difference",
        "the model's shares as in the tables of codes before any correction, from four independent interviews of each "
        "group on, and how far they are apart",
    ),
    ("difference_low, difference_high", "95 % interval of the difference for the population sampled"),
    ("cramers_v", "Cramer's V in this archive, from 0 (the same) to 1"),
    ("v, v_low, v_high", "Cramer's V for the population, without what clustered chance brings, and its 95 % interval"),
    ("design_effect", "by how much clustered talk inflates chi-square, on average"),
    ("f, df1, df2, p", "Rao and Scott's second-order chi-square as F; a p of 0.0000 is below 0.00005"),
    ("p_permutation", "the same by dealing roles out anew, like for like; empty where there are too few ways to deal"),
    (
        "p_holm, p_benjamini_hochberg, tests",
        "p corrected for all tests of the same file, and how many they are; the two codes of a dimension that always has one "
        "of them are one test",
    ),
)


def difference_tables(archive: Archive, data: Arrays) -> list[Table]:
    """Every code between role groups, and between roles where two or more are in enough interviews."""
    if not len(data):
        return []
    why = untested(archive, data)
    made = []
    for by, called in ((ROLE_GROUP, "role groups"), (ROLE, "roles")):
        asked = _asked(archive.facts.design, data, by=by)
        of = clusters(data)
        together = differences(data, by=by, clusters=of, test=not why)
        two = pairs(data, by=by, clusters=of, test=not why)
        if by == ROLE and not two:
            continue
        columns = (*TOGETHER, "p_permutation", *CORRECTED)
        rows = tuple(_together(row, why=why, asked=asked) for row in together)
        made.append(_table(f"differences_by_{by}", f"Differences between {called}", columns, rows))
        rows = tuple(_pair(row, why=why, asked=asked) for row in two)
        if rows:
            made.append(_table(f"pairs_by_{by}", f"Differences between each two {called}", BY_PAIR, rows))
    return made


def _table(name: str, title: str, columns: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...]) -> Table:
    return Table(name=name, title=title, columns=columns, rows=rows, meanings=MEANINGS)


def _asked(design: Design, data: Arrays, *, by: str) -> dict[str, set[str]]:
    """The guides by which the people of each group were asked."""
    roles, groups, groups_of = data.factors[ROLE], data.factors[ROLE_GROUP], data.factors[by]
    recorded = data.factors.get(GUIDE)
    numbers = [groups_of.numbers, roles.numbers, groups.numbers, recorded.numbers if recorded else groups.numbers]
    asked: dict[str, set[str]] = {}
    for of, role, group, guide in np.unique(np.stack(numbers, axis=1), axis=0).tolist():
        known = recorded.names[guide] if recorded else ""
        found = guide_of(design, role=roles.names[role], role_group=groups.names[group], recorded=known)
        asked.setdefault(groups_of.names[of], set()).add(found)
    return asked


def _together(row: Difference, *, why: str, asked: Mapping[str, set[str]]) -> tuple[Cell, ...]:
    return (
        BETWEEN.join(row.groups),
        BETWEEN.join(row.left_out),
        *_counted(row),
        *_tested(row),
        row.permuted,
        *_corrected(row, why=why, asked=asked),
    )


def _pair(row: Difference, *, why: str, asked: Mapping[str, set[str]]) -> tuple[Cell, ...]:
    share, other = row.shares
    apart = share - other
    interval = (max(-1.0, apart - row.half), min(1.0, apart + row.half)) if row.half is not None else (None, None)
    return (
        *row.groups,
        *_counted(row),
        *(share, other, apart, *interval),
        *_tested(row),
        *_corrected(row, why=why, asked=asked),
    )


def _counted(row: Difference) -> tuple[Cell, ...]:
    coded = (row.dimension.id, row.dimension.name, row.code.id, row.code.name)
    return (*coded, row.fewest, row.passages, row.speakers, row.clusters)


def _tested(row: Difference) -> tuple[Cell, ...]:
    t = row.test
    if t is None:
        return (row.v, *(None for _ in TESTED[1:]))
    return (row.v, t.v, t.v_low, t.v_high, t.design_effect, t.statistic, t.first, t.second, t.p)


def _corrected(row: Difference, *, why: str, asked: Mapping[str, set[str]]) -> tuple[Cell, ...]:
    different = guides_note({group: asked.get(group, set()) for group in row.groups})
    note = BETWEEN.join(said for said in (row.note or (why if row.groups else ""), different) if said)
    return (row.holm, row.benjamini_hochberg, row.family or None, note)
