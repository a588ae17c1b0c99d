"""A transcript goes in, every coded stretch of it comes out: one for each stretch, code and coder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from data_schemas.codebook import Dimension
from data_schemas.codings import HUMAN_BLIND
from data_schemas.records import DOCUMENT
from models.decisions import decide
from pipeline.coded import CodedPassage
from pipeline.codings.current import Placed
from pipeline.refi.exchange import MADE, Exchange, dated, known_codes
from pipeline.refi.guids import code_guid, guid
from pipeline.refi.people import Users
from pipeline.refi.tree import CHECK, LIKELY, machine_guid
from pipeline.refi.voices import Document, Voices, speaks


@dataclass(frozen=True, slots=True, kw_only=True)
class Selection:
    """`text[start:end]` of a transcript under one code, or under none where somebody only noted something there."""

    start: int
    end: int
    code: str
    user: str
    made: str = MADE
    description: str = ""

    def guid(self, document: str) -> str:
        """Its GUID in the transcript of that GUID."""
        return guid("selection", document, str(self.start), str(self.end), self.code, self.user)


def selections_of(
    document: Document, exchange: Exchange, *, placed: Sequence[Placed], users: Users, voices: Voices
) -> list[Selection]:
    """In the order of the text; what one coder did twice on the same stretch with the same code is said once.

    `placed` are the codings of this transcript.
    """
    found = [*_spoken(document, exchange, users=users, voices=voices)]
    if exchange.by_people:
        found += [selection for one in placed for selection in _by_person(one, exchange, users=users)]
    if exchange.by_machine and users.model:
        found += [s for p in document.passages for s in _by_machine(p, exchange, user=users.model.guid)]
    single: dict[tuple[int, int, str, str], Selection] = {}
    for selection in found:
        place = (selection.start, selection.end, selection.code, selection.user)
        single[place] = _joined(single[place], selection) if place in single else selection
    return [single[place] for place in sorted(single)]


def open_code_guid(exchange: Exchange, code: str) -> str:
    """The GUID of a code that people made up on the way."""
    return guid("open code", exchange.project, code)


def _spoken(document: Document, exchange: Exchange, *, users: Users, voices: Voices) -> Iterator[Selection]:
    roles = {p.speaker: voices.roles[p.role_group, p.role] for p in document.passages if p.speaker in voices.speakers}
    for turn in (turn for turn in document.record.turns if speaks(turn)):
        codes = (by_speaker.get(turn.speaker, "") for by_speaker in (voices.speakers, roles))
        for code in filter(None, codes):
            yield Selection(start=turn.start, end=turn.end, code=code, user=users.researcher.guid)
    if exchange.with_cases and document.case and document.text:
        code = voices.cases[document.case]
        yield Selection(start=0, end=len(document.text), code=code, user=users.researcher.guid)


def _by_machine(passage: CodedPassage, exchange: Exchange, *, user: str) -> Iterator[Selection]:
    """What the model itself says, also where people have decided otherwise."""
    if not passage.coded or not passage.probabilities:
        return
    codebook = exchange.archive.codebook
    decision = decide(np.array(passage.probabilities), codebook=codebook, calibration=exchange.calibration)
    for dimension in codebook.dimensions:
        if passage.kind == DOCUMENT and not dimension.documents:
            continue
        for band, codes in ((LIKELY, decision.assigned), (CHECK, decision.abstained)):
            for code in (code for code in dimension.code_ids if code in codes[dimension.id]):
                yield Selection(
                    start=passage.start,
                    end=passage.end,
                    code=machine_guid(codebook.id, dimension.id, code, band=band),
                    user=user,
                    description=_reason(passage, exchange, dimension=dimension, code=code),
                )


def _reason(passage: CodedPassage, exchange: Exchange, *, dimension: Dimension, code: str) -> str:
    column = exchange.archive.codebook.slice_of(dimension.id).start + dimension.code_ids.index(code)
    threshold, sure = exchange.calibration.threshold[column], exchange.calibration.sure[column]
    return (
        f"p={passage.probabilities[column]:.2f}; threshold={threshold:.2f}; likely from={sure:.2f}; "
        f"model={exchange.archive.facts.model}; unverified"
    )


def _by_person(placed: Placed, exchange: Exchange, *, users: Users) -> Iterator[Selection]:
    codebook, coding = exchange.archive.codebook, placed.coding
    codes = [
        code_guid(codebook.id, dimension, code)
        for dimension, code in known_codes(placed, {d.id: d.code_ids for d in codebook.dimensions})
    ]
    codes += [open_code_guid(exchange, code) for code in coding.open_codes if code.strip()]
    if not codes and coding.memo:
        codes = [""]
    for code in codes:
        yield Selection(
            start=placed.start,
            end=placed.end,
            code=code,
            user=users.coders[coding.coder].guid,
            made=dated(coding.made),
            description="\n".join(filter(None, [coding.memo, _circumstances(placed)])),
        )


def _circumstances(placed: Placed) -> str:
    coding = placed.coding
    facts = ["coded blind" if coding.source == HUMAN_BLIND else "coded with other codes in view"]
    facts += [f"queue: {coding.queue}"] if coding.queue else []
    facts += ["widened to a whole pseudonym"] if placed.widened else []
    return f"({'; '.join(facts)})"


def _joined(first: Selection, second: Selection) -> Selection:
    lines = dict.fromkeys([*first.description.splitlines(), *second.description.splitlines()])
    return replace(first, made=max(first.made, second.made), description="\n".join(lines))
