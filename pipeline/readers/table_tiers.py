"""The cells of a table that lists tiers go in, their talk comes out; nothing if the table is of another kind.

ELAN writes one row for each annotation, tier by tier: tier, participant, begin, end, duration (each in up to four
forms) and the value, with titles or without; or a column for each tier. Praat writes `tmin`, `tier`, `text`, `tmax`.
"""

import re
from collections.abc import Sequence
from itertools import groupby

from pipeline.readers.eaf import labels_of
from pipeline.readers.json_order import restarts
from pipeline.readers.shapes import MAX_LABEL
from pipeline.readers.table_cells import Cells, cell, holds_times, mean_words, width_of, wordiest
from pipeline.readers.table_columns import MAX_WIDTH, SAMPLED, Columns
from pipeline.readers.table_times import spans
from pipeline.readers.table_titles import kind_of_title
from pipeline.readers.talk import Talk
from pipeline.readers.tier_choice import speech_tiers
from pipeline.readers.tier_talk import talk_of_tiers
from pipeline.readers.tiers import Annotation, Tier

MAX_TIERS = 50  # tiers, beyond which a column names something else
LEAST_WORDS = 1.0  # words a cell on average; some of the tiers may hold single words or sounds
LABEL_WORDS = 3  # words of a tier's name on average, beyond which a column holds talk
MOST = 0.9  # share of rows

_NUMBER = re.compile(r"\d+(?:[.,]\d+)?")
_TIER = re.compile(r"\s*tier[\s_]*(?:name|id)?s?\s*", re.IGNORECASE)
_ELAN_TIME = re.compile(r"\s*(begin|end|duration)(?: time)?\s*-\s*(?:hh|ss|msec|smpte|pal|ntsc).*", re.IGNORECASE)


def tiers_talk(cells: Cells, found: Columns | None) -> Talk | None:
    """The talk of a table of tiers, in order of time; `found`: its columns as far as they name speakers."""
    if width_of(cells[:SAMPLED]) > MAX_WIDTH or not cells:
        return None
    tiers = _tiers_by_column(cells)
    if not tiers and found is not None and found.first_row:
        tiers = _titled_tiers(cells, found)
    elif not tiers and (shown := shown_tiers(cells[:SAMPLED])) is not None:
        rows = _tiers_by_row(cells, shown, tier=shown.speaker)
        tiers = rows if _one_after_the_other(cells, shown) or found is None else []
    chosen = speech_tiers(tiers)
    return talk_of_tiers(chosen, tiers=tiers, labels=labels_of(chosen)) if chosen else None


def shown_tiers(sample: Cells) -> Columns | None:
    """The columns of an export without titles: a begin and an end beside a few names that recur, and talk."""
    width = width_of(sample)
    timed = [i for i in range(width) if holds_times(sample, i) or _holds_numbers(sample, i)]
    rest = [i for i in range(width) if i not in timed]
    words = wordiest(sample, rest)
    if words is None or len(timed) < 2 or mean_words(sample, words) < LEAST_WORDS:
        return None
    names = [i for i in rest if i != words and _names_tiers(sample, i)]
    start = timed[0]
    end = next((i for i in timed[1:] if _is_end(sample, i, start=start, words=words)), None)
    if not names or end is None or not _is_in_order(sample, names[0], starts=_seconds(sample, start, words=words)):
        return None
    return Columns(first_row=0, speaker=names[0], words=words, start=start, end=end)


def _holds_numbers(sample: Cells, column: int) -> bool:
    return all(_NUMBER.fullmatch(cell(row, column)) for row in sample)


def _names_tiers(sample: Cells, column: int) -> bool:
    names = [cell(row, column) for row in sample]
    few = len(set(names)) <= min(MAX_TIERS, (len(names) + 1) // 2)
    return few and all(0 < len(n) <= MAX_LABEL for n in names) and mean_words(sample, column) <= LABEL_WORDS


def _seconds(cells: Cells, column: int | None, *, words: int | None) -> list[float | None]:
    nothing = [""] * len(cells)
    counts = [len(cell(row, words).split()) for row in cells]
    written = [cell(row, column) for row in cells]
    return spans(written, ends=nothing, durations=nothing, words=counts, milli=False).starts


def _is_end(sample: Cells, column: int, *, start: int, words: int) -> bool:
    """Whether a column holds times after those of another, and not the same ones in another form."""
    first, last = (_seconds(sample, i, words=words) for i in (start, column))
    pairs = [(a, b) for a, b in zip(first, last, strict=True) if a is not None and b is not None]
    later = sum(b >= a for a, b in pairs)
    same = sum(int(a) == int(b) for a, b in pairs if b - a < 1)
    return bool(pairs) and later == len(pairs) and (same < MOST * len(pairs) or _kind(sample, column, other=start))


def _is_in_order(sample: Cells, column: int, *, starts: Sequence[float | None]) -> bool:
    """Whether the rows of each tier are in order of time, as an export writes them and figures are not."""
    last: dict[str, float] = {}
    later = 0
    for row, start in zip(sample, starts, strict=True):
        name = cell(row, column)
        later += start is not None and start > last.get(name, -1.0)
        last[name] = last.get(name, -1.0) if start is None else start
    return later >= MOST * len(sample)


def _kind(sample: Cells, column: int, *, other: int) -> bool:
    """Whether two columns write their times alike, so that the second is no other form of the first."""
    shapes = [{re.sub(r"\d+", "0", cell(row, i)) for row in sample} for i in (column, other)]
    return shapes[0] == shapes[1] and any(cell(row, column) != cell(row, other) for row in sample)


def _one_after_the_other(cells: Cells, columns: Columns) -> bool:
    """Whether each tier is listed whole, and time starts over at the next."""
    names = [cell(row, columns.speaker) for row in cells]
    runs = sum(1 for _ in groupby(names))
    return 1 < runs == len(set(names)) and bool(restarts(_seconds(cells, columns.start, words=columns.words)))


def _titled_tiers(cells: Cells, found: Columns) -> list[Tier]:
    """The tiers of a table whose titles say that a column names them."""
    titles = cells[found.first_row - 1]
    tier = next((i for i, title in enumerate(titles) if _TIER.fullmatch(title)), None)
    if tier is None or found.start is None or found.words is None:
        return []
    return _tiers_by_row(cells, found, tier=tier)


def _tiers_by_row(cells: Cells, columns: Columns, *, tier: int | None) -> list[Tier]:
    body = cells[columns.first_row :]
    when = spans(
        [cell(row, columns.start) for row in body],
        ends=[cell(row, columns.end) for row in body],
        durations=[cell(row, columns.duration) for row in body],
        words=[len(cell(row, columns.words).split()) for row in body],
        milli=columns.milli,
    )
    said: dict[str, list[Annotation]] = {}
    people: dict[str, str] = {}
    for row, start, end in zip(body, when.starts, when.ends, strict=True):
        name = cell(row, tier)
        said.setdefault(name, []).append(Annotation(start_s=start, end_s=end, text=cell(row, columns.words)))
        people.setdefault(name, cell(row, columns.speaker) if columns.speaker != tier else "")
    return [Tier(name=name, participant=people[name], annotations=tuple(found)) for name, found in said.items()]


def _tiers_by_column(cells: Cells) -> list[Tier]:
    """The tiers of ELAN's export with a column for each."""
    titles = cells[0]
    times = [i for i, title in enumerate(titles) if _ELAN_TIME.fullmatch(title)]
    known = [i for i, title in enumerate(titles) if kind_of_title(title) is not None and i not in times]
    tiers = [i for i, title in enumerate(titles) if i not in times and title.strip()]
    if not times or known or len(tiers) < 2:
        return []
    start, end = (_first(titles, times, word) for word in ("begin", "end"))
    body = cells[1:]
    first, last = (_seconds(body, i, words=tiers[0]) for i in (start, end))
    return [
        Tier(
            name=titles[i].strip(),
            annotations=tuple(
                Annotation(start_s=a, end_s=b, text=text)
                for row, a, b in zip(body, first, last, strict=True)
                if (text := cell(row, i))
            ),
        )
        for i in tiers
    ]


def _first(titles: Sequence[str], times: Sequence[int], word: str) -> int | None:
    return next((i for i in times if titles[i].strip().casefold().startswith(word)), None)
