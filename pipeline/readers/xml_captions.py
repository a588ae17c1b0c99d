"""The root element of caption XML goes in, its talk comes out: TTML (DFXP, IMSC) and the XML that YouTube gives."""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element  # types; `parse_xml` parses

from data_schemas.records import Utterance
from pipeline.readers.cues import Cue, plain, read_cues
from pipeline.readers.talk import Talk, squeeze
from pipeline.readers.xml_file import local

FRAME_RATE = 30.0  # frames a second where TTML states no other
_OFFSET = re.compile(r"(\d+(?:\.\d+)?)(h|m|s|ms|f|t)?")
_UNITS = {"h": 3600.0, "m": 60.0, "s": 1.0, "ms": 0.001}


def read_ttml(root: Element) -> Talk:
    """TTML: paragraphs with `begin` and `end`; speakers are agents of the metadata, or labels in the text."""
    rates = {local(key): value for key, value in root.attrib.items()}
    agents = dict(_agents(root))
    spoken: list[tuple[str | None, Cue]] = []
    for paragraph in (element for element in root.iter() if local(element.tag) == "p"):
        start = _clock(paragraph.get("begin"), rates)
        end = _clock(paragraph.get("end"), rates)
        length = _clock(paragraph.get("dur"), rates)
        if end is None and start is not None and length is not None:
            end = start + length
        lines = tuple(filter(None, map(plain, "".join(_pieces(paragraph)).split("\n"))))
        agent = next((value for key, value in paragraph.attrib.items() if local(key) == "agent"), "")
        if lines:
            spoken.append(
                (agents.get(agent, agent) or None, Cue(start_s=start or 0.0, end_s=end or start or 0.0, lines=lines))
            )
    if any(speaker for speaker, _ in spoken):
        return Talk(
            [Utterance(speaker=s, start_s=c.start_s, end_s=c.end_s, text=" ".join(c.lines)) for s, c in spoken],
            labelled=True,
        )
    return read_cues([cue for _, cue in spoken])


def read_youtube(root: Element) -> Talk:
    """YouTube: `text` with `start` and `dur` in seconds, or `p` with `t` and `d` in milliseconds."""
    cues = []
    for element in root.iter():
        seconds = 1.0 if local(element.tag) == "text" else 0.001
        start = _number(element.get("start" if seconds == 1 else "t"))
        lines = tuple(filter(None, map(plain, "".join(element.itertext()).split("\n"))))
        if local(element.tag) in ("text", "p") and start is not None and lines:
            length = _number(element.get("dur" if seconds == 1 else "d")) or 0.0
            cues.append(Cue(start_s=start * seconds, end_s=round((start + length) * seconds, 3), lines=lines))
    return read_cues(cues)


def _agents(root: Element) -> Iterator[tuple[str, str]]:
    """The metadata's agents: their ids with their names, if they have one."""
    for agent in (element for element in root.iter() if local(element.tag) == "agent"):
        name = squeeze(" ".join(e.text or "" for e in agent if local(e.tag) == "name"))
        key = next((value for key, value in agent.attrib.items() if local(key) == "id"), "")
        if key and name:
            yield key, name


def _pieces(element: Element) -> Iterator[str]:
    """The text of a paragraph: line breaks are those of `br`, not those of the file; metadata is no text."""
    if local(element.tag) == "metadata":
        return
    yield re.sub(r"\s+", " ", element.text or "")
    for child in element:
        yield from ("\n",) if local(child.tag) == "br" else _pieces(child)
        yield re.sub(r"\s+", " ", child.tail or "")


def _clock(value: str | None, rates: dict[str, str]) -> float | None:
    """A time expression of TTML in seconds: `00:00:05.120`, `00:00:05:12` (frames), `5.12s`, `512t`."""
    if value is None:
        return None
    frames = _number(rates.get("frameRate")) or FRAME_RATE
    offset = _OFFSET.fullmatch(value.strip())
    if offset is not None:
        units = {**_UNITS, "f": 1 / frames, "t": 1 / (_number(rates.get("tickRate")) or frames)}
        return round(float(offset[1]) * units[offset[2] or "s"], 3)
    parts = [_number(part) for part in value.strip().replace(",", ".").split(":")]
    if len(parts) not in (2, 3, 4) or None in parts:
        return None
    numbers = [part or 0.0 for part in parts]
    extra = numbers.pop() / frames if len(numbers) == 4 else 0.0
    return round(sum(number * 60.0**power for power, number in enumerate(reversed(numbers))) + extra, 3)


def _number(value: str | None) -> float | None:
    try:
        return None if value is None else float(value)
    except ValueError:
        return None
