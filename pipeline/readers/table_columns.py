"""The cells of a table go in; out comes which columns hold speakers, words and times, if it is a transcript at all."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from pipeline.readers.shapes import shape_of
from pipeline.readers.table_cells import Cells, cell, holds_times, mean_words, rises, width_of, wordiest
from pipeline.readers.table_titles import Kind, in_milliseconds, is_answer, is_question, kind_of_title
from pipeline.readers.talk import squeeze

MIN_WORDS = 1.5  # words a cell on average, below which a column holds figures or marks, not talk
MIN_VOICE = 4  # words a cell on average, from which a column headed by a role holds what that role said
SEARCHED = 30  # rows at the top among which the row of titles may stand
SAMPLED = 2000  # rows from which a table without titles is judged
MAX_WIDTH = 200  # columns, beyond which a table is one of data
HALF = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Where a table's talk stands; `voices` are columns that each hold the words of whom their title names."""

    first_row: int
    speaker: int | None = None
    words: int | None = None
    voices: tuple[int, ...] = ()
    start: int | None = None
    end: int | None = None
    duration: int | None = None
    milli: bool = False


def columns_of(cells: Cells) -> Columns | None:
    """The columns of a table that names its speakers, by titles or by what the cells show."""
    if width_of(cells[:SAMPLED]) > MAX_WIDTH:
        return None
    for index in range(len(cells[:SEARCHED])):
        if index + 1 < len(cells):
            found = _voices(cells, index) or _named(cells, index)
            if found is not None:
                return found
    return _shown(cells[:SAMPLED])


def unlabelled_columns(cells: Cells) -> Columns | None:
    """The columns of a table of talk that names no speakers: words beneath a title, or beside times that rise."""
    if width_of(cells[:SAMPLED]) > MAX_WIDTH:
        return None
    for index, row in enumerate(cells[:SEARCHED]):
        kinds = _kinds(row)
        words = [i for i, kind in enumerate(kinds) if kind == "words"]
        if words and index + 1 < len(cells) and (len(words) < len(row) or len(row) == 1):
            sample = cells[index + 1 : index + 1 + SAMPLED]
            return _columns(row, kinds, first_row=index + 1, words=wordiest(sample, words))
    sample = cells[:SAMPLED]
    clocks = [i for i in range(width_of(sample)) if rises(sample, i)]
    words = [i for i in range(width_of(sample)) if i not in clocks and mean_words(sample, i) >= MIN_WORDS]
    if not clocks or not words:
        return None
    end = clocks[1] if len(clocks) > 1 else None
    return Columns(first_row=0, words=wordiest(sample, words), start=clocks[0], end=end)


def _kinds(row: Sequence[str]) -> list[Kind | None]:
    return [found[0] if (found := kind_of_title(title)) else None for title in row]


def _columns(
    row: Sequence[str],
    kinds: Sequence[Kind | None],
    *,
    first_row: int,
    speaker: int | None = None,
    words: int | None = None,
    voices: tuple[int, ...] = (),
) -> Columns:
    start, end, duration = (kinds.index(kind) if kind in kinds else None for kind in ("start", "end", "duration"))
    milli = start is not None and in_milliseconds(row[start])
    return Columns(
        first_row=first_row,
        speaker=speaker,
        words=words,
        voices=voices,
        start=start,
        end=end,
        duration=duration,
        milli=milli,
    )


def _named(cells: Cells, index: int) -> Columns | None:
    row = cells[index]
    kinds = _kinds(row)
    sample = cells[index + 1 : index + 1 + SAMPLED]
    filled = [i for i, kind in enumerate(kinds) if kind == "speaker" and any(cell(r, i) for r in sample)]
    titled = [i for i, kind in enumerate(kinds) if kind == "words"]
    if not filled or not (titled or index == 0 or "start" in kinds):
        return None
    speaker = min(filled, key=lambda i: (kind_of_title(row[i]) or ("speaker", 0))[1])
    rest = [i for i in range(width_of(sample)) if i != speaker and not holds_times(sample, i)]
    words = wordiest(sample, [i for i in titled if i != speaker] or rest)
    if words is None or (not titled and mean_words(sample, words) < MIN_WORDS):
        return None
    found = _columns(row, kinds, first_row=index + 1, speaker=speaker, words=words)
    untitled = [i for i, kind in enumerate(kinds) if kind is None and holds_times(sample, i)]
    if found.start is not None or not untitled:
        return found
    return Columns(first_row=index + 1, speaker=speaker, words=words, start=untitled[0])


def _voices(cells: Cells, index: int) -> Columns | None:
    """Two or more columns of talk, each titled with a role, or with Question and Answer."""
    row = cells[index]
    asked = [i for i, title in enumerate(row) if is_question(title)]
    told = [i for i, title in enumerate(row) if is_answer(title)]
    roles = [i for i, title in enumerate(row) if shape_of(squeeze(title).rstrip(" :")) == "role"]
    least, columns = (MIN_WORDS, asked + told) if len(asked) == len(told) == 1 else (MIN_VOICE, roles)
    if len(columns) < 2:
        return None
    sample = cells[index + 1 : index + 1 + SAMPLED]
    if any(mean_words(sample, i, filled=True) < least for i in columns) or "speaker" in _kinds(
        [title for i, title in enumerate(row) if i not in columns]
    ):
        return None
    return _columns(row, _kinds(row), first_row=index + 1, voices=tuple(sorted(columns)))


def _shown(sample: Cells) -> Columns | None:
    """Columns without titles: one of short labels that recur, one of talk."""
    width = width_of(sample)
    timed = [i for i in range(width) if holds_times(sample, i) or rises(sample, i)]
    means = [mean_words(sample, i) for i in range(width)]
    for column in range(width):
        words = max((i for i in range(width) if i != column and i not in timed), key=lambda i: means[i], default=None)
        labels = [label.rstrip(" :") for row in sample if (label := cell(row, column))]
        counts = Counter(label.casefold() for label in labels)
        if words is None or len(counts) < 2 or len(counts) == len(labels) or len(labels) < HALF * len(sample):
            continue
        if _are_labels(set(labels)) and means[words] >= MIN_WORDS:
            clocks = [i for i in timed if i not in (column, words)]
            first_row = int(_is_title_row(sample[0], words=words, label=labels[0], counts=counts))
            start, end = [*clocks, None, None][:2]
            return Columns(first_row=first_row, speaker=column, words=words, start=start, end=end)
    return None


def _are_labels(labels: set[str]) -> bool:
    """Whether all look like speakers' labels; lower-case words do only beside a role, such as `interviewer`."""
    shapes = set(map(shape_of, labels))
    return None not in shapes and ("lower" not in shapes or "role" in shapes)


def _is_title_row(row: Sequence[str], *, words: int, label: str, counts: "Counter[str]") -> bool:
    """Whether a first row looks like titles in words unknown here: said once, short, no sentence."""
    once = counts[label.casefold()] == 1 and sum(n == 1 for n in counts.values()) == 1
    text = cell(row, words)
    return once and 0 < len(text.split()) <= 2 and text[-1].isalpha()
