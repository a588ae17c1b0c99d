"""A segmented transcript and its coded passages go in, one readable page with the codes beside the talk comes out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from data_schemas.codebook import Code, Codebook, Dimension
from data_schemas.codings import HUMAN_ASSISTED, HUMAN_BLIND
from data_schemas.records import Segmented, Turn
from pipeline.coded import CodedPassage
from pipeline.export.facts import Archive, Facts
from pipeline.export.names import file_stems
from pipeline.export.pages import page
from pipeline.export.write import clock, write_text
from pipeline.statistics.corpus import codes_of, in_order

FOLDER = "transcripts"
PEOPLE = {HUMAN_BLIND: "a person, blind", HUMAN_ASSISTED: "a person"}  # by who decided, as pages say it


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A stretch of text; `kind` is the class of a mark (`mark`, `redaction`) or empty."""

    text: str
    kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """The pieces of one passage, or of what stands between two; `passage` is its id or empty."""

    passage: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chip:
    """One code beside a passage, given or (`unsure`) not decided; `person` says which people decided, if any did."""

    dimension: str
    code: Code
    probability: str
    unsure: bool
    person: str = ""


@dataclass(slots=True, kw_only=True)
class Row:
    """One paragraph of a turn: a passage with codes, or everything up to the next such passage."""

    spans: list[Span] = field(default_factory=list)
    chips: tuple[Chip, ...] = ()
    rule: str = ""
    cleared: tuple[str, ...] = ()  # dimensions of which people found nothing here
    notes: tuple[str, ...] = ()  # their own codes and memos


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One turn as the page shows it; `plain` when none of its passages may be coded."""

    name: str
    role: str
    time: str
    plain: bool
    backchannel: bool
    rows: tuple[Row, ...]


def write_transcripts(folder: Path, archive: Archive) -> list[Path]:
    """Write `transcripts/NAME.html` for every transcript."""
    by_document = passages_by_document(archive)
    return [
        write_text(
            folder / name,
            transcript_page(record, by_document[record.doc_id], codebook=archive.codebook, facts=archive.facts),
        )
        for record, name in transcript_files(archive)
    ]


def transcript_files(archive: Archive) -> list[tuple[Segmented, str]]:
    """Every transcript, sorted by its safe name, with the path of its page relative to the start page."""
    by_document = passages_by_document(archive)
    named = sorted((document_name(r, by_document[r.doc_id]), r.doc_id, r) for r in archive.records)
    stems = file_stems([name for name, _, _ in named])
    return [(record, f"{FOLDER}/{stem}.html") for (_, _, record), stem in zip(named, stems, strict=True)]


def passages_by_document(archive: Archive) -> dict[str, list[CodedPassage]]:
    """The passages of every transcript in the order in which they were said."""
    found: dict[str, list[CodedPassage]] = {record.doc_id: [] for record in archive.records}
    for passage in in_order(archive.passages):
        found.setdefault(passage.doc_id, []).append(passage)
    return found


def document_name(record: Segmented, passages: Sequence[CodedPassage]) -> str:
    """The safe name that outputs show; the id where the transcript has no passage."""
    return passages[0].document if passages else record.doc_id


def transcript_page(record: Segmented, passages: Sequence[CodedPassage], *, codebook: Codebook, facts: Facts) -> str:
    """One transcript as a page of HTML: every word of `record.text` in order, codes beside the passages."""
    ordered = in_order(passages)
    turns = tuple(turns_of(record, ordered, codebook))
    voices = {(turn.name, turn.role): turn for turn in turns if turn.name}
    coded = [passage for passage in ordered if passage.coded]
    return page(
        "transcript",
        title=document_name(record, ordered),
        facts=facts,
        kind=ordered[0].kind if ordered else "",
        case=ordered[0].case if ordered else "",
        voices=list(voices.values()),
        coded=len(coded),
        with_codes=sum(any(codes_of(p, d) for d in codebook.dimensions) for p in coded),
        by_people=sum(p.by_people for p in coded),
        dimensions=codebook.dimensions,
        turns=turns,
    )


def turns_of(record: Segmented, passages: Sequence[CodedPassage], codebook: Codebook) -> Iterator[Said]:
    """Every turn in order, and what stands between turns as a turn of nobody; no word of the text is left out."""
    known = {record.turns[p.turn].speaker: p for p in reversed(passages)}
    end = 0
    for number, turn in enumerate(record.turns):
        if record.text[end : turn.start].strip():
            stray = Row(spans=[_span(record, end, turn.start)])
            yield Said(name="", role="", time="", plain=True, backchannel=False, rows=(stray,))
        end = turn.end
        here = [p for p in passages if p.turn == number]
        speaker = here[0] if here else known.get(turn.speaker)
        yield Said(
            name=speaker.speaker if speaker else turn.speaker,
            role=speaker.role if speaker else "",
            time=clock(turn.start_s),
            plain=bool(here) and not any(p.coded for p in here),
            backchannel=turn.backchannel,
            rows=tuple(_rows(record, turn, passages=here, codebook=codebook)),
        )
    if record.text[end:].strip():
        stray = Row(spans=[_span(record, end, len(record.text))])
        yield Said(name="", role="", time="", plain=True, backchannel=False, rows=(stray,))


def _rows(record: Segmented, turn: Turn, *, passages: Sequence[CodedPassage], codebook: Codebook) -> Iterator[Row]:
    row, end = Row(), turn.start
    for passage in passages:
        if end < passage.start:
            row.spans.append(_span(record, end, passage.start))
        end = passage.end
        chips = tuple(chips_of(passage, codebook))
        said = _span(record, passage.start, passage.end, passage=passage.passage_id)
        cleared = tuple(d.name for d in codebook.dimensions if _by(passage, d) and not codes_of(passage, d))
        notes = (*(f"“{code}”" for code in passage.open_codes), *passage.memos)
        if not (chips or cleared or notes):
            row.spans.append(said)
            continue
        if _has_words(row):
            yield row
        rule = _rule([c for c in chips if not c.unsure])
        yield Row(spans=[said], chips=chips, rule=rule, cleared=cleared, notes=notes)
        row = Row()
    if end < turn.end:
        row.spans.append(_span(record, end, turn.end))
    if _has_words(row):
        yield row


def _has_words(row: Row) -> bool:
    return any(piece.text.strip() for span in row.spans for piece in span.pieces)


def _span(record: Segmented, start: int, end: int, *, passage: str = "") -> Span:
    marks = [(m.start, m.end, "mark") for m in record.events]
    marks += [(m.start, m.end, "redaction") for m in record.redactions]
    pieces, at = [], start
    for mark_start, mark_end, kind in sorted(marks):
        first, last = max(mark_start, at), min(mark_end, end)
        if first >= last:
            continue
        if at < first:
            pieces.append(Piece(text=record.text[at:first], kind=""))
        pieces.append(Piece(text=record.text[first:last], kind=kind))
        at = last
    if at < end:
        pieces.append(Piece(text=record.text[at:end], kind=""))
    return Span(passage=passage, pieces=tuple(pieces))


def chips_of(passage: CodedPassage, codebook: Codebook) -> Iterator[Chip]:
    """The codes of a passage, given or left open, in the codebook's order."""
    for dimension in codebook.dimensions:
        given, undecided = codes_of(passage, dimension), passage.abstained.get(dimension.id, ())
        for code in dimension.codes:
            if code.id in given or code.id in undecided:
                probability = _probability(passage, dimension=dimension, code=code, codebook=codebook)
                unsure = code.id not in given
                yield Chip(
                    dimension=dimension.name,
                    code=code,
                    probability=probability,
                    unsure=unsure,
                    person=_by(passage, dimension),
                )


def _by(passage: CodedPassage, dimension: Dimension) -> str:
    """Which people decided on a dimension, in words; nothing where the model did."""
    return PEOPLE.get(passage.decided_by.get(dimension.id, ""), "")


def _probability(passage: CodedPassage, *, dimension: Dimension, code: Code, codebook: Codebook) -> str:
    if not passage.probabilities:
        return ""
    place = codebook.slice_of(dimension.id).start + dimension.code_ids.index(code.id)
    return f"{passage.probabilities[place]:.2f}"


def _rule(chips: Sequence[Chip]) -> str:
    if not chips:
        return "linear-gradient(var(--line), var(--line))"
    part = 100 / len(chips)
    stops = [
        f"color-mix(in srgb, white var(--tint), {c.code.color}) {i * part:.1f}% {(i + 1) * part:.1f}%"
        for i, c in enumerate(chips)
    ]
    return f"linear-gradient({', '.join(stops)})"
