"""The root element of a spoken corpus' XML goes in, its talk comes out: Transcriber, EXMARaLDA, FOLKER, TEI, TalkBank.

Speakers are labelled by name or sigil as the file has them. Times in seconds; None where a point has no time.
"""

from collections.abc import Iterator
from xml.etree.ElementTree import Element  # types; `parse_xml` parses

from data_schemas.records import Utterance
from pipeline.readers.talk import Talk, squeeze
from pipeline.readers.xml_file import children, local
from pipeline.readers.xml_words import heard, number, spoken_text

_ID = "{http://www.w3.org/XML/1998/namespace}id"


def read_transcriber(root: Element) -> Talk:
    """Transcriber (.trs): turns cut at sync points; in overlaps each speaker's part follows a `Who`."""
    names = {s.get("id", ""): squeeze(s.get("name", "")) for s in root.iter("Speaker")}
    said: list[Utterance] = []
    for turn in root.iter("Turn"):
        speakers = [names.get(key, "") or key for key in turn.get("speaker", "").split()]
        for who, start, end, text in _stretches(turn):
            speaker = speakers[min(who, len(speakers) - 1)] if speakers else None
            if text:
                said.append(Utterance(speaker=speaker, start_s=start, end_s=end, text=text))
    return Talk(said, labelled=True)


def read_exmaralda(root: Element) -> Talk:
    """EXMARaLDA (.exb): the transcription tiers; events that touch are one utterance."""
    points = {t.get("id", ""): place for place, t in enumerate(root.iter("tli"))}
    times = {t.get("id", ""): number(t.get("time")) for t in root.iter("tli")}
    names = {s.get("id", ""): squeeze(s.findtext("abbreviation") or "") for s in root.iter("speaker")}
    tiers = [t for t in root.iter("tier") if t.get("type") == "t"]
    verbal = [t for t in tiers if t.get("category") in ("v", "verbal")]
    verbal = verbal or list({t.get("speaker", ""): t for t in reversed(tiers)}.values())
    said: list[tuple[int, Utterance]] = []
    for tier in verbal:
        key = tier.get("speaker", "")
        speaker = names.get(key) or key or squeeze(tier.get("display-name", "")) or None
        for start, end, text in _chains(tier, points):
            at = Utterance(speaker=speaker, start_s=times.get(start), end_s=times.get(end), text=text)
            said.append((points.get(start, 0), at))
    return Talk([utterance for _, utterance in sorted(said, key=lambda pair: pair[0])], labelled=True)


def read_folker(root: Element) -> Talk:
    """FOLKER (.fln, .flk): contributions, each of one speaker between two points of the timeline."""
    times = {p.get("timepoint-id", ""): number(p.get("absolute-time")) for p in root.iter("timepoint")}
    said = [
        Utterance(
            speaker=squeeze(c.get("speaker-reference", "")) or None,
            start_s=times.get(c.get("start-reference", "")),
            end_s=times.get(c.get("end-reference", "")),
            text=text,
        )
        for c in root.iter("contribution")
        if (text := spoken_text(c))
    ]
    return Talk(said, labelled=True)


def read_tei(root: Element) -> Talk:
    """TEI: utterances `u` with `who`, or speeches `sp` with a `speaker`."""
    times = dict(_timeline(root))
    parents = {id(child): parent for parent in root.iter() for child in parent}
    said = []
    for u in root.iter():
        if local(u.tag) not in ("u", "sp"):
            continue
        block = parents.get(id(u), u)
        who = (
            u.get("who")
            or block.get("who")
            or next((squeeze("".join(s.itertext())) for s in children(u, "speaker")), "")
        )
        start, end = (times.get((u.get(k) or block.get(k) or "").lstrip("#")) for k in ("start", "end"))
        if text := spoken_text(u):
            speaker = squeeze(who.replace("#", "")).rstrip(":") or None
            said.append(Utterance(speaker=speaker, start_s=start, end_s=end, text=text))
    return Talk(said, labelled=any(u.speaker for u in said))


def read_talkbank(root: Element) -> Talk:
    """TalkBank's XML of CHAT: utterances `u` with `who`, words `w`, and `media` with times in seconds."""
    said = []
    for u in (element for element in root.iter() if local(element.tag) == "u"):
        media = next(children(u, "media"), u)
        if text := spoken_text(u):
            times = number(media.get("start")), number(media.get("end"))
            said.append(
                Utterance(speaker=squeeze(u.get("who", "")) or None, start_s=times[0], end_s=times[1], text=text)
            )
    return Talk(said, labelled=True)


def _stretches(turn: Element) -> Iterator[tuple[int, float | None, float | None, str]]:
    """The stretches of a turn between sync points: which of its speakers (from 0), start, end, text."""
    who, start, pieces = 0, number(turn.get("startTime")), [turn.text or ""]
    for child in turn:
        if child.tag in ("Sync", "Who"):
            now = number(child.get("time")) if child.tag == "Sync" else None
            yield who, start, number(turn.get("endTime")) if now is None else now, squeeze("".join(pieces))
            who = max(0, int(number(child.get("nb")) or 1) - 1) if child.tag == "Who" else 0
            start, pieces = start if now is None else now, []
        elif child.tag == "Event" and child.get("type", "noise") == "noise" and child.get("extent") != "end":
            pieces.append(f" {heard(child.get('desc', ''))} ")
        pieces.append(child.tail or "")
    yield who, start, number(turn.get("endTime")), squeeze("".join(pieces))


def _chains(tier: Element, points: dict[str, int]) -> Iterator[tuple[str, str, str]]:
    """The events of a tier, those that touch joined: first point, last point, text."""
    events = [(e.get("start", ""), e.get("end", ""), "".join(e.itertext())) for e in tier.iter("event")]
    events.sort(key=lambda event: points.get(event[0], 0))
    spaced = any(text[:1].isspace() or text[-1:].isspace() for _, _, text in events)
    first, last, pieces = "", "", list[str]()
    for start, end, text in [*events, ("", "", "")]:
        if start != last or not start:
            if squeeze("".join(pieces)):
                yield first, last, squeeze("".join(pieces))
            first, pieces = start, []
        last = end
        pieces.append(text if spaced else f"{text} ")


def _timeline(root: Element) -> Iterator[tuple[str, float]]:
    """The points of TEI's timelines, in seconds: `absolute`, or `interval` after an earlier point."""
    known: dict[str, float] = {}
    for timeline in (element for element in root.iter() if local(element.tag) == "timeline"):
        unit = 0.001 if timeline.get("unit") in ("ms", "milliseconds") else 1.0
        for when in children(timeline, "when"):
            key, since = when.get(_ID, ""), (when.get("since") or "").lstrip("#")
            interval = number(when.get("interval"))
            if interval is not None or not known:  # the first point is where time begins
                known[key] = round(known.get(since, 0.0) + (interval or 0.0) * unit, 3)
                yield key, known[key]
