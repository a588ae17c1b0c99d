"""The arrays and the words of an archive go in, the tables of which words mark a code or a role group come out."""

from pipeline.export.facts import Archive
from pipeline.export.table import Table
from pipeline.export.write import Cell
from pipeline.roster import OTHER, ROLE_GROUPS
from pipeline.statistics.corpus import ROLE_GROUP, Arrays, Mask, coded_in_order
from pipeline.statistics.keyness import FEWEST_INTERVIEWS, FEWEST_SPEAKERS, MOST, Key, Side, keywords, side
from pipeline.statistics.vocabulary import Words, words_of

FEWEST_SPEAKERS_SHARED = 5  # who must say a word before a copy for others lists it: fewer may be known by it
COLUMNS = (
    "rank",
    "word",
    "times",
    "speakers",
    "interviews",
    "other_interviews",
    "of_speakers",
    "of_interviews",
    "of_other_interviews",
    "at_one_length",
    "other_at_one_length",
    "z",
    "log_ratio",
    "log_ratio_bound",
)
MEANINGS = (
    ("word", "a word as it was said, in small letters; names, places and transcribers' marks are left out"),
    ("times", "how often it is said in the passages that it marks"),
    ("other_interviews, of_other_interviews", "the same of the passages that these are compared with"),
    (
        "at_one_length, other_at_one_length",
        "in how many interviews it would be said were both sides cut to one length, which `z` and the ratios compare",
    ),
    ("z", "log-odds with an informative Dirichlet prior over its error (Monroe, Colaresi and Quinn 2008)"),
    (
        "log_ratio",
        "log2 of the ratio of the shares of interviews, half an interview added everywhere: 1 is twice as many",
    ),
    (
        "log_ratio_bound",
        "what is certain of it, allowing for all words compared (LRC, Evert 2022); 0: not even the sign",
    ),
)


def keyness_tables(archive: Archive, data: Arrays) -> list[Table]:
    """Words of passages with each code against those without, of each role group against the others; no empty table."""
    words = words_of(coded_in_order(archive.passages), archive.records)
    fewest = FEWEST_SPEAKERS_SHARED if archive.facts.shared else FEWEST_SPEAKERS
    least = f"said by {fewest} speakers or more in {FEWEST_INTERVIEWS} interviews or more; at most {MOST}"
    made = [
        Table(
            name="words_by_code",
            title=f"Words that mark passages with a code ({least})",
            columns=("dimension", "code", "code_name", *COLUMNS),
            rows=_by_code(data, words, fewest=fewest),
            meanings=MEANINGS,
        ),
        Table(
            name="words_by_role_group",
            title=f"Words that mark the talk of a role group ({least})",
            columns=("role_group", *COLUMNS),
            rows=_by_role_group(data, words, fewest=fewest),
            meanings=MEANINGS,
        ),
    ]
    return [table for table in made if table.rows]


def _by_code(data: Arrays, words: Words, *, fewest: int) -> tuple[tuple[Cell, ...], ...]:
    rows: list[tuple[Cell, ...]] = []
    for dimension in data.codebook.dimensions:
        base = data.holds(dimension)
        for code in dimension.codes:
            inside = data.assigned[dimension.id, code.id] & base
            target, other = _side(data, words, inside), _side(data, words, base & ~inside)
            found = keywords(words.names, target, other, within=True, fewest_speakers=fewest)
            rows += [(dimension.id, code.id, code.name, *row) for row in _rows(found, target, other)]
    return tuple(rows)


def _by_role_group(data: Arrays, words: Words, *, fewest: int) -> tuple[tuple[Cell, ...], ...]:
    rows: list[tuple[Cell, ...]] = []
    groups = data.factors[ROLE_GROUP]
    for group in sorted(groups.names, key=(*ROLE_GROUPS, OTHER).index):
        inside = groups.where(group)
        target, other = _side(data, words, inside), _side(data, words, ~inside)
        found = keywords(words.names, target, other, within=False, fewest_speakers=fewest)
        rows += [(group, *row) for row in _rows(found, target, other)]
    return tuple(rows)


def _side(data: Arrays, words: Words, inside: Mask) -> Side:
    return side(words, inside, interviews=data.interviews, speakers=data.speakers)


def _rows(found: list[Key], target: Side, other: Side) -> list[tuple[Cell, ...]]:
    of = (target.speakers, target.interviews, other.interviews)
    return [
        (
            *(rank, key.word, key.times, key.speakers, key.interviews, key.other_interviews, *of),
            *(key.target, key.other, key.z, key.log_ratio, key.bound),
        )
        for rank, key in enumerate(found, start=1)
    ]
