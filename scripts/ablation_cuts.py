"""Annotated interviews go in; other cuts of them come out, which carry no label: torn, joined, halves, interviewers' turns.

They are what a teacher can say something of that no label says. Cuts of interviews that are held out are never made.
"""

from collections.abc import Iterator, Sequence
from itertools import pairwise
from pathlib import Path

from data_schemas.annotated import Annotated, read_annotated
from data_schemas.codings import HOLDS
from data_schemas.hashing import digest
from data_schemas.labels import Label
from data_schemas.records import Passage, Segmented
from pipeline.segment import Context, contexts, spoken
from pipeline.training_data import SAME, Gold, GoldTranscript, gold_transcript

CUT = "cut:"  # how the id of such a passage begins
HALVED = 20  # words from which a passage is cut in two
PAUSES = (".", "?", "!", ",", ";", ":", "-")  # after which a half ends, the nearest to the middle

MOST = {"torn": 400, "joined": 900, "half": 1400, "interviewer": 500}  # of each kind, drawn by the digest of their ids

Cut = tuple[int, int, Context]  # start and end in the text, and what was heard before


def other_cuts(folder: Path, *, interviews: frozenset[str]) -> list[Label]:
    """Passages without any code known, of the named interviews; `source` says how each was cut."""
    found = []
    for file in sorted(folder.glob("*.md")):
        if file.name == "README.md":
            continue
        source = read_annotated(file)
        if source.head.id in interviews:
            found += _cuts_of(source)
    return [cut for kind, most in MOST.items() for cut in _drawn(found, kind=kind, most=most)]


def _drawn(cuts: Sequence[Label], *, kind: str, most: int) -> list[Label]:
    order = sorted((cut for cut in cuts if cut.source == f"cut: {kind}"), key=lambda cut: digest(["cut", cut.id]))
    return order[:most]


def _cuts_of(source: Annotated) -> list[Label]:
    transcript = gold_transcript(source)
    record, around = transcript.record, contexts(transcript.record)
    asking = {label for label, s in source.head.speakers.items() if s.role_group == "interviewer"}
    own = [(p, c) for p, c in zip(record.passages, around, strict=True) if record.turns[p.turn].speaker not in asking]
    theirs = [(p, c) for p, c in zip(record.passages, around, strict=True) if record.turns[p.turn].speaker in asking]
    out = []
    for kind, cuts in (
        ("torn", _torn(own, transcript=transcript)),
        ("joined", _joined(own)),
        ("half", _halves(own, record=record)),
        ("interviewer", ((p.start, p.end, c) for p, c in theirs)),
    ):
        for start, end, context in cuts:
            said = spoken(record, start, end)
            if any(character.isalnum() for character in said):
                out.append(
                    Label(
                        id=f"{CUT}{source.head.id}:{kind}:{start}-{end}",
                        interview=source.head.id,
                        text=said,
                        question=context.question,
                        previous=context.previous,
                        source=f"cut: {kind}",
                    )
                )
    return out


def _torn(own: Sequence[tuple[Passage, Context]], *, transcript: GoldTranscript) -> Iterator[Cut]:
    """Passages of our own cutting that hold only a part of a coded one, which no label is made of."""
    for passage, context in own:
        touching = [g for g in transcript.gold if g.start < passage.end and g.end > passage.start]
        if any(_tears(passage, gold=g) for g in touching):
            yield passage.start, passage.end, context


def _tears(passage: Passage, *, gold: Gold) -> bool:
    shared = min(passage.end, gold.end) - max(passage.start, gold.start)
    same = shared / (max(passage.end, gold.end) - min(passage.start, gold.start)) >= SAME
    return not same and shared / (gold.end - gold.start) < HOLDS


def _joined(own: Sequence[tuple[Passage, Context]]) -> Iterator[Cut]:
    """Neighbours of one turn as one passage."""
    for (one, context), (other, _) in pairwise(own):
        if one.turn == other.turn:
            yield one.start, other.end, context


def _halves(own: Sequence[tuple[Passage, Context]], *, record: Segmented) -> Iterator[Cut]:
    """Either half of a long passage, cut after the pause that is nearest to its middle."""
    for passage, context in own:
        text = record.text[passage.start : passage.end]
        blanks = [i for i, character in enumerate(text) if character == " "]
        if len(blanks) + 1 < HALVED:
            continue
        pauses = [i for i in blanks if text[i - 1] in PAUSES] or blanks
        place = passage.start + min(pauses, key=lambda i: abs(i - len(text) // 2))
        yield passage.start, place, context
        yield place + 1, passage.end, context
