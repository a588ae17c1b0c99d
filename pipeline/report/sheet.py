"""A finished archive goes in, the sheet of every interview comes out: who spoke, of what, central passages, what is unusual."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from data_schemas.codebook import Code, Codebook, Dimension
from data_schemas.records import Segmented
from pipeline.coded import CodedPassage
from pipeline.export.facts import Archive
from pipeline.export.links import passages_link
from pipeline.export.transcripts import Chip, chips_of, document_name, passages_by_document, transcript_files
from pipeline.export.write import clock
from pipeline.report.central import central
from pipeline.report.unusual import Compared, compared
from pipeline.statistics.corpus import DOCUMENT_NAME, Arrays, arrays, coded_in_order
from pipeline.statistics.intervals import Floats, Integers
from pipeline.statistics.questions import answers, questions


@dataclass(frozen=True, slots=True, kw_only=True)
class Voice:
    """One speaker of one interview: words and turns with passages, time where every such turn has one ("" elsewhere)."""

    name: str
    role: str
    turns: int
    words: int
    share: float  # of all words, 0 to 1
    time: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One code in one interview: passages given it of those it was put to, its share there and in all others.

    Shares are the model's, as the tables define them and before any correction, 0 to 1; None where the dimension is not
    likely to apply anywhere.
    """

    dimension: Dimension
    code: Code
    passages: int
    of: int
    share: float | None
    elsewhere: float | None
    link: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Central:
    """One of the passages to begin with."""

    passage: CodedPassage
    time: str
    chips: tuple[Chip, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """What a researcher would note after one interview; `slug` names it in links."""

    slug: str
    name: str
    kind: str
    case: str
    length: str
    words: int
    passages: int
    coded: int
    voices: tuple[Voice, ...]
    found: tuple[Found, ...]
    central: tuple[Central, ...]
    compared: Compared | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Counts:
    """Of one code by interview, shape (interviews,): passages given it, passages it was put to.

    `code` and `base` are the totals that a share is of in the tables: of what counts as the code, of what it is a part of.
    """

    found: Integers
    put: Integers
    code: Floats
    base: Floats

    def share(self, number: int) -> float | None:
        """The share in one interview."""
        return _ratio(float(self.code[number]), float(self.base[number]))

    def elsewhere(self, number: int) -> float | None:
        """The share in all other interviews together."""
        others = np.arange(len(self.code)) != number
        return _ratio(float(self.code[others].sum()), float(self.base[others].sum()))


def sheets(archive: Archive, data: Arrays) -> list[Sheet]:
    """The sheet of every transcript, in the order of the list; talk is compared with talk, documents with documents."""
    numbers: dict[str, tuple[int, bool]] = {}
    written = arrays(archive.passages, archive.codebook, documents=True)
    for documents in (False, True):
        coded = coded_in_order(archive.passages, documents=documents)
        ids = dict.fromkeys(p.doc_id for p in coded)
        numbers |= {doc_id: (number, documents) for number, doc_id in enumerate(ids)}
    counts = {False: _counts(data), True: _counts(written)}
    against = compared(data)
    by_document = passages_by_document(archive)
    made = []
    for record, path in transcript_files(archive):
        passages = by_document[record.doc_id]
        number, documents = numbers.get(record.doc_id, (-1, False))
        slug = path.rpartition("/")[2].removesuffix(".html")
        name = document_name(record, passages)
        found = _found(counts[documents], number=number, codebook=archive.codebook, name=name, documents=documents)
        alone = documents or number < 0
        made.append(
            _sheet(
                record,
                passages,
                codebook=archive.codebook,
                slug=slug,
                found=tuple(found),
                against=None if alone else against[number],
            )
        )
    return made


def _sheet(
    record: Segmented,
    passages: Sequence[CodedPassage],
    *,
    codebook: Codebook,
    slug: str,
    found: tuple[Found, ...],
    against: Compared | None,
) -> Sheet:
    first = passages[0] if passages else None
    chosen = (
        Central(passage=p, time=clock(p.start_s), chips=tuple(c for c in chips_of(p, codebook) if not c.unsure))
        for p in central(passages, codebook)
    )
    return Sheet(
        slug=slug,
        name=document_name(record, passages),
        kind=first.kind if first else "",
        case=first.case if first else "",
        length=_length(record),
        words=sum(p.words for p in passages),
        passages=len(passages),
        coded=sum(p.coded for p in passages),
        voices=tuple(_voices(record, passages)),
        found=found,
        central=tuple(chosen),
        compared=against if against and against.comparisons else None,
    )


def _length(record: Segmented) -> str:
    """From the first time to the last; empty where the transcript has no times, or one alone."""
    times = [s for turn in record.turns for s in (turn.start_s, turn.end_s) if s is not None]
    return clock(max(times) - min(times)) if times and max(times) > min(times) else ""


def _voices(record: Segmented, passages: Sequence[CodedPassage]) -> Iterator[Voice]:
    """Every speaker with passages, in the order in which they begin."""
    total = sum(p.words for p in passages)
    for name, role in dict.fromkeys((p.speaker, p.role) for p in passages):
        own = [p for p in passages if (p.speaker, p.role) == (name, role)]
        turns = [record.turns[number] for number in dict.fromkeys(p.turn for p in own)]
        spans = [t.end_s - t.start_s for t in turns if t.start_s is not None and t.end_s is not None]
        words = sum(p.words for p in own)
        yield Voice(
            name=name,
            role=role,
            turns=len(turns),
            words=words,
            share=words / max(total, 1),
            time=clock(sum(spans)) if len(spans) == len(turns) else "",
        )


def _counts(data: Arrays) -> dict[tuple[str, str], _Counts]:
    count = int(data.interviews.max()) + 1 if len(data) else 0
    made = {}
    for asked in questions(data.codebook):
        known = answers(data, asked)
        code, base = (np.bincount(data.interviews, weights=v, minlength=count) for v in (known.code, known.base))
        made[asked.dimension.id, asked.code.id] = _Counts(
            found=np.bincount(data.interviews[known.found], minlength=count),
            put=np.bincount(data.interviews[known.within], minlength=count),
            code=code.astype(np.float64),
            base=base.astype(np.float64),
        )
    return made


def _ratio(code: float, base: float) -> float | None:
    return code / base if base > 0.0 else None


def _found(
    counts: dict[tuple[str, str], _Counts], *, number: int, codebook: Codebook, name: str, documents: bool
) -> Iterator[Found]:
    """The codes that the interview has, in the codebook's order."""
    for dimension in codebook.dimensions if number >= 0 else ():
        for code in dimension.codes:
            of = counts[dimension.id, code.id]
            if not of.found[number] or (documents and not dimension.documents):
                continue
            yield Found(
                dimension=dimension,
                code=code,
                passages=int(of.found[number]),
                of=int(of.put[number]),
                share=of.share(number),
                elsewhere=of.elsewhere(number),
                link=passages_link(f"{dimension.id}.{code.id}", group=(DOCUMENT_NAME, name)),
            )
