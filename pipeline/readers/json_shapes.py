"""A JSON document goes in; forms that are no list of objects, or hold their talk twice, come out as lists of objects."""

from collections import deque
from collections.abc import Callable, Iterator
from itertools import islice, takewhile

from pipeline.readers.json_keys import label_rank, plain_key, text_rank
from pipeline.readers.json_labels import MAX_LABEL

SEARCHED = 2_000  # objects and lists at the top of a document that are looked at
FIRST = 8  # items of a list that are looked at

Shape = Callable[[object], object | None]


def reshaped(document: object) -> object | None:
    """The first part of a document that has one of the known forms, as lists of objects; None where none has."""
    for part in _parts(document):
        for shape in SHAPES:
            if (found := shape(part)) is not None:
                return found
    return None


def _parts(document: object) -> Iterator[object]:
    """The document and what is inside it, outer parts first."""
    waiting = deque([document])
    for _ in range(SEARCHED):
        if not waiting:
            return
        part = waiting.popleft()
        yield part
        inner = part.values() if isinstance(part, dict) else islice(part, FIRST) if isinstance(part, list) else ()
        waiting.extend(value for value in inner if isinstance(value, dict | list))


def _google(part: object) -> object | None:
    """Google Speech-to-Text with diarisation: the last result holds all words again, this time with speakers."""
    results = _objects(part, "results")
    words = [_first_words(result) for result in results]
    tagged = [any(word.get("speakerTag") or word.get("speaker_tag") for word in found) for found in words]
    if len(results) < 2 or not tagged[-1] or any(tagged[:-1]):
        return None
    return {"results": results[-1:]}


def _first_words(result: dict[str, object]) -> list[dict[str, object]]:
    best = _objects(result, "alternatives")
    return _objects(best[0], "words") if best else []


def _watson(part: object) -> object | None:
    """IBM Watson: words as [word, start, end], speakers in a list of their own."""
    results = _objects(part, "results")
    best = [alternatives[0] for result in results if (alternatives := _objects(result, "alternatives"))]
    if not isinstance(part, dict) or not any(isinstance(found.get("timestamps"), list) for found in best):
        return None
    segments = [{"words": [_timed_word(word) for word in _list(found.get("timestamps"))]} for found in best]
    labels = [*_objects(part, "speaker_labels"), *(label for r in results for label in _objects(r, "speaker_labels"))]
    return {"segments": segments, "speaker_labels": labels}


def _timed_word(word: object) -> dict[str, object]:
    names = ("word", "start", "end")
    return dict(zip(names, word, strict=False)) if isinstance(word, list) else {}


def _channels(part: object) -> object | None:
    """Deepgram with several channels: each channel gets its number; utterances, where there are any, have it already."""
    channels = _objects(part, "channels")
    if not isinstance(part, dict) or len(channels) < 2 or _objects(part, "utterances"):
        return None
    if any("alternatives" not in channel for channel in channels):
        return None
    return {"channels": [{"channel": number, **channel} for number, channel in enumerate(channels)]}


def _columns(part: object) -> object | None:
    """A table by columns: each a list of values, or as pandas writes it, an object of values by row."""
    if not isinstance(part, dict):
        return None
    columns = {
        key: list(v.values()) if isinstance(v, dict) else v for key, v in part.items() if isinstance(v, dict | list)
    }
    plain = {
        key: column for key, column in columns.items() if column and not any(isinstance(c, dict | list) for c in column)
    }
    texts = [key for key in plain if text_rank(_singular(key)) is not None]
    people = [key for key in plain if label_rank(_singular(key)) is not None]
    for text in texts:
        same = [key for key in plain if len(plain[key]) == len(plain[text])]
        if any(key in same and key != text and len(set(plain[key])) < len(plain[key]) for key in people):
            rows = zip(*(plain[key] for key in same), strict=True)
            return [dict(zip(map(_singular, same), row, strict=True)) for row in rows]
    return None


def _singular(key: str) -> str:
    plain = plain_key(key)
    return plain if text_rank(plain) is not None or label_rank(plain) is not None else plain.removesuffix("s")


def _rows(part: object) -> object | None:
    """A table by rows: titles first, or as pandas writes it, beside the rows."""
    titles, rows = None, part
    if isinstance(part, dict):
        titles, rows = part.get("columns"), part.get("data")
    elif isinstance(part, list) and part:
        titles, rows = part[0], part[1:]
    if not _is_titles(titles) or not isinstance(rows, list) or not rows:
        return None
    if not all(isinstance(row, list) and len(row) == len(_list(titles)) for row in rows):
        return None
    return [dict(zip(map(str, _list(titles)), row, strict=True)) for row in rows]


def _is_titles(titles: object) -> bool:
    names = [name for name in _list(titles) if isinstance(name, str)]
    return any(text_rank(n) is not None for n in names) and any(label_rank(n) is not None for n in names)


def _pairs(part: object) -> object | None:
    """A list of pairs of speaker and text, as lists of two or as objects with the speaker as their only key."""
    if not isinstance(part, list) or len(part) < 2:
        return None
    pairs = list(takewhile(lambda pair: pair is not None, map(_pair, part)))
    speakers = [pair[0] for pair in pairs if pair is not None]
    recurring = 1 < len(set(speakers)) < len(speakers) and all(0 < len(speaker) <= MAX_LABEL for speaker in speakers)
    if len(pairs) < len(part) or not recurring:
        return None
    return [{"speaker": pair[0], "text": pair[1]} for pair in pairs if pair is not None]


def _pair(item: object) -> tuple[str, str] | None:
    if isinstance(item, dict) and len(item) == 1:
        item = list(next(iter(item.items())))
        if text_rank(str(item[0])) is not None or label_rank(str(item[0])) is not None:
            return None
    if isinstance(item, list) and len(item) == 2 and isinstance(item[0], str) and isinstance(item[1], str):
        return item[0], item[1]
    return None


def _list(value: object) -> list[object]:
    return value if isinstance(value, list) else []


def _objects(part: object, key: str) -> list[dict[str, object]]:
    """The objects of the list under a key; empty where there is none."""
    return [item for item in _list(part.get(key)) if isinstance(item, dict)] if isinstance(part, dict) else []


SHAPES: tuple[Shape, ...] = (_google, _watson, _channels, _rows, _columns, _pairs)
