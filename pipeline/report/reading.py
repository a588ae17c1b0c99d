"""A finished archive goes in; what the page's scripts read comes out: the frame of codes and people, and every transcript.

Codes and speakers stand as numbers into the frame, so that a transcript's block names no id of the codebook.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from data_schemas.codebook import Codebook, Dimension
from data_schemas.records import DOCUMENT, Segmented
from pipeline.coded import CodedPassage
from pipeline.export.facts import Archive
from pipeline.export.pages import heading
from pipeline.export.transcripts import PEOPLE, Said, document_name, passages_by_document, transcript_files, turns_of
from pipeline.export.write import clock
from pipeline.statistics.corpus import ATTRIBUTE, CASE, ROLE, ROLE_GROUP
from pipeline.statistics.prevalence import NOT_RECORDED

REVIEW = "threefaces review ."  # from the project's folder, whatever its name


def frame_of(archive: Archive, *, mode: str) -> dict[str, Any]:
    """Codes, factors and documents; `mode` says whether all transcripts are in the page (`whole`), one, or none (`many`)."""
    by_document = passages_by_document(archive)
    listed = [(record, path, by_document[record.doc_id]) for record, path in transcript_files(archive)]
    return {
        "mode": mode,
        "project": archive.facts.project,
        "model": archive.facts.model,
        "dimensions": _dimensions(archive.codebook),
        "factors": _factors(archive.passages),
        "documents": [_document(r, path, ps, codebook=archive.codebook, mode=mode) for r, path, ps in listed],
        "review": "" if archive.facts.shared else REVIEW,
    }


def transcript_of(record: Segmented, passages: Sequence[CodedPassage], *, codebook: Codebook) -> dict[str, Any]:
    """One transcript: its turns, cut at passages and marks, and its passages with their codes."""
    places = {passage.passage_id: number for number, passage in enumerate(passages)}
    voices = {who: number for number, who in enumerate(_voices(passages))}
    return {
        "turns": [_turn(said, places=places) for said in turns_of(record, passages, codebook)],
        "passages": [_passage(p, voice=voices[_who(p)], codebook=codebook) for p in passages],
    }


def _dimensions(codebook: Codebook) -> list[dict[str, Any]]:
    shown = []
    for dimension in codebook.dimensions:
        codes = [
            {"id": c.id, "name": c.name, "definition": c.definition, "color": c.color.lower()} for c in dimension.codes
        ]
        shown.append({"id": dimension.id, "name": dimension.name, "codes": codes})
    return shown


def _factors(passages: Iterable[CodedPassage]) -> list[dict[str, Any]]:
    """By what passages can be picked out: role group, role, case, and each further column of speakers.csv."""
    coded = [passage for passage in passages if passage.coded]
    attributes = sorted({name for passage in coded for name in passage.attributes})
    values = {
        ROLE_GROUP: {p.role_group for p in coded},
        ROLE: {p.role for p in coded},
        CASE: {p.case for p in coded},
        **{f"{ATTRIBUTE}{name}": {p.attributes.get(name, "") or NOT_RECORDED for p in coded} for name in attributes},
    }
    names = {ROLE_GROUP: "Role group", ROLE: "Role", CASE: "Case"}
    return [
        {
            "id": factor,
            "name": names.get(factor) or heading(factor.removeprefix(ATTRIBUTE)),
            "values": [[value, heading(value) if factor == ROLE_GROUP else value] for value in sorted(found) if value],
        }
        for factor, found in values.items()
    ]


def _document(
    record: Segmented, path: str, passages: Sequence[CodedPassage], *, codebook: Codebook, mode: str
) -> dict[str, Any]:
    voices = _voices(passages)
    shown: dict[str, Any] = {
        "slug": path.rpartition("/")[2].removesuffix(".html"),
        "name": document_name(record, passages),
        "kind": passages[0].kind if passages else "",
        "case": passages[0].case if passages else "",
        "voices": [_voice(p) for p in voices.values()],
    }
    if mode == "many":
        shown["counts"] = _counts(passages, voices=list(voices), columns=_columns(codebook))
    return shown


def _counts(
    passages: Sequence[CodedPassage],
    *,
    voices: Sequence[tuple[str, str, str]],
    columns: Sequence[tuple[Dimension, str]],
) -> list[list[int]]:
    """For each speaker the number of passages that were coded, then of those with each code."""
    counts = [[0] * (1 + len(columns)) for _ in voices]
    for passage in passages:
        row = counts[voices.index(_who(passage))]
        row[0] += passage.coded
        for code in _codes(passage, columns):
            row[1 + code] += 1
    return counts


def _who(passage: CodedPassage) -> tuple[str, str, str]:
    return passage.speaker, passage.role, passage.role_group


def _voices(passages: Sequence[CodedPassage]) -> dict[tuple[str, str, str], CodedPassage]:
    """Every speaker once, in the order in which they begin, with their first passage."""
    voices: dict[tuple[str, str, str], CodedPassage] = {}
    for passage in passages:
        voices.setdefault(_who(passage), passage)
    return voices


def _voice(passage: CodedPassage) -> dict[str, Any]:
    return {
        "name": passage.speaker,
        ROLE: passage.role,
        ROLE_GROUP: passage.role_group,
        **{f"{ATTRIBUTE}{name}": value for name, value in sorted(passage.attributes.items())},
    }


def _turn(said: Said, *, places: dict[str, int]) -> dict[str, Any]:
    spans = [
        [
            places.get(span.passage, -1),
            [[piece.kind, piece.text] if piece.kind else piece.text for piece in span.pieces],
        ]
        for row in said.rows
        for span in row.spans
    ]
    shown: dict[str, Any] = {"name": said.name, "role": said.role, "spans": spans}
    return shown | {k: v for k, v in {"time": said.time, "plain": said.plain, "aside": said.backchannel}.items() if v}


def _passage(passage: CodedPassage, *, voice: int, codebook: Codebook) -> dict[str, Any]:
    columns = _columns(codebook)
    given = _codes(passage, columns)
    people = [
        [n, PEOPLE[by]] for n, d in enumerate(codebook.dimensions) if (by := passage.decided_by.get(d.id)) in PEOPLE
    ]
    further = {
        "time": clock(passage.start_s),
        "coded": passage.coded,
        "codes": given,
        "open": [n for n, (d, c) in enumerate(columns) if c in passage.abstained.get(d.id, ()) and n not in given],
        "people": people,
        "chances": _chances(passage, codebook),
        "notes": [*(f"“{code}”" for code in passage.open_codes), *passage.memos],
    }
    return {"id": passage.passage_id, "voice": voice} | {name: value for name, value in further.items() if value}


def _columns(codebook: Codebook) -> list[tuple[Dimension, str]]:
    """Every code with its dimension; the place in this list is its number in the page."""
    return [(dimension, code) for dimension in codebook.dimensions for code in dimension.code_ids]


def _codes(passage: CodedPassage, columns: Sequence[tuple[Dimension, str]]) -> list[int]:
    return [number for number, (d, code) in enumerate(columns) if code in passage.assigned.get(d.id, ())]


def _chances(passage: CodedPassage, codebook: Codebook) -> list[int | None]:
    """The probability of every code in per cent, as the page shows it; None where the dimension is not put to documents."""
    if not passage.probabilities:
        return []
    put = [d.documents or passage.kind != DOCUMENT for d in codebook.dimensions]
    return [
        round(100 * passage.probabilities[codebook.slice_of(d.id).start + n]) if asked else None
        for d, asked in zip(codebook.dimensions, put, strict=True)
        for n in range(len(d.codes))
    ]
