"""The bytes of a JSON or JSON Lines file of a speech recogniser go in, its talk comes out."""

import re
from dataclasses import dataclass
from json import JSONDecodeError, JSONDecoder

from data_schemas.errors import DocumentError
from pipeline.readers.encoding import decode
from pipeline.readers.json_labels import Labels
from pipeline.readers.json_lists import TalkList, talk_list
from pipeline.readers.json_nodes import Node, nodes_of, text_of
from pipeline.readers.json_shapes import reshaped
from pipeline.readers.json_talk import read_list
from pipeline.readers.prose import talk_of
from pipeline.readers.talk import Line, Talk
from pipeline.readers.text import is_markdown, lines_of

HALF = 0.5  # share of a file's words, from which on a part of a known form holds the talk
MAX_OBJECTS = 1_000_000  # objects and lists; a day of talk, word by word, has half as many, and each takes memory
MIN_WORDS = 4  # in a file that names neither speakers nor times

_START = re.compile(r'\s*(?:\{\s*(?:"(?:[^"\\]|\\.){0,200}"\s*:|\})|\[\s*(?:\{|\[|"|\]))')
_BLANK = re.compile(r"[\s\x1e,]*")  # between documents; RFC 7464 sets \x1e before each
NO_SPEAKERS = "no speaker labels found: every utterance is without a speaker"


@dataclass(frozen=True, slots=True)
class _Found:
    """A document's objects and the list among them that holds the talk."""

    nodes: dict[str, list[Node]]
    labels: Labels
    chosen: TalkList


def looks_like_json_talk(text: str) -> bool:
    """Whether a text begins as JSON does: an object with a key, or a list of objects, lists or texts that is closed."""
    if _START.match(text) is None:
        return False
    return text.lstrip().startswith("{") or text.rstrip().endswith(("]", "}"))


def read_json(content: bytes) -> Talk:
    """Read a recogniser's JSON; DocumentError where it is damaged or holds no talk."""
    decoded = decode(content)
    return _talk(_parsed(decoded.text)).noting(before=decoded.notes)


def objects_talk(objects: list[dict[str, str]]) -> Talk | None:
    """The talk of a list of objects with texts, speakers and times, wherever it was found; nothing if it holds none."""
    found = _found(objects)
    if found is None:
        return None
    talk = read_list(found.nodes, found.chosen, labels=found.labels)
    return talk if talk.labelled else _labelled_inside(talk)


def _talk(document: object) -> Talk:
    found = _found(document)
    shaped = _found(shape) if (shape := reshaped(document)) is not None else None
    if shaped is not None and (found is None or shaped.chosen.words >= HALF * found.chosen.words):
        found = shaped
    if found is None:
        raise DocumentError(
            "a JSON file without talk; expected objects with a text and, where known, speaker and times; "
            "export the transcript itself"
        )
    one = _is_one_text(found.chosen)
    talk = _prose(found.chosen) if one else read_list(found.nodes, found.chosen, labels=found.labels)
    return talk if talk.labelled else _labelled_inside(talk)


def _found(document: object) -> _Found | None:
    nodes = nodes_of(document)
    labels = Labels(nodes)
    chosen = talk_list(nodes, labels)
    return None if chosen is None or _is_setting(chosen) else _Found(nodes, labels, chosen)


def _is_setting(chosen: TalkList) -> bool:
    """Whether what a file says is too little to be talk, as in settings and error messages."""
    return not chosen.label_share and not chosen.timed and chosen.words < MIN_WORDS


def _parsed(text: str) -> object:
    """The document, or a list of them where several stand one after the other."""
    if text.count("{") + text.count("[") > MAX_OBJECTS:
        raise DocumentError(
            f"JSON of more than {MAX_OBJECTS} objects and lists; expected one transcript; split the file"
        )
    decoder = JSONDecoder(strict=False)
    documents: list[object] = []
    place = _after_blank(text, 0)
    while place < len(text):
        try:
            document, place = decoder.raw_decode(text, place)
        except JSONDecodeError as error:
            raise DocumentError(
                f"JSON that is damaged or breaks off at line {error.lineno}, column {error.colno}; export it again"
            ) from None
        except RecursionError:
            raise DocumentError("JSON with too many objects inside one another; not read; export it again") from None
        except ValueError:
            raise DocumentError("JSON with a number of too many digits; expected times; export it again") from None
        documents.append(document)
        place = _after_blank(text, place)
    return documents[0] if len(documents) == 1 else documents


def _after_blank(text: str, place: int) -> int:
    blank = _BLANK.match(text, place)
    return blank.end() if blank else place


def _is_one_text(chosen: TalkList) -> bool:
    return len(chosen.nodes) == 1 and not chosen.label_share and not chosen.timed


def _prose(chosen: TalkList) -> Talk:
    """A transcript written into one text of the file."""
    text, _ = text_of(chosen.nodes[0].fields)
    return talk_of(lines_of(text, markdown=is_markdown(text)))


def _labelled_inside(talk: Talk) -> Talk:
    """Talk whose speakers stand in the text, as in subtitles; the talk as it is where they do not."""
    lines = [Line(text=u.text, block=i, start_s=u.start_s, end_s=u.end_s) for i, u in enumerate(talk)]
    inside = talk_of(lines, cues=True)
    if inside.labelled:
        return inside.noting(before=talk.notes)
    return talk if NO_SPEAKERS in talk.notes else talk.noting(after=[NO_SPEAKERS])
