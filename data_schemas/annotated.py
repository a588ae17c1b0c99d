"""Annotated interviews, the form in which a person writes and edits them: text goes in, speakers, utterances,
identifiers and coded passages with offsets come out.

A YAML head between two lines of `---`, then paragraphs `LABEL: text` with a blank line between them. In the text,
`{{surface|TYPE|id}}` marks an identifier and `[[passage||dimension=code,code; dimension=code]]` a coded passage.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import msgspec

from data_schemas.codebook import Codebook
from data_schemas.errors import ConfigError
from data_schemas.yaml_file import parse_yaml

IDENTIFIER = re.compile(r"\{\{([^{}|]+)\|([A-Z_]+)\|([a-z][a-z0-9]*)\}\}")
PASSAGE = re.compile(r"\[\[(.*?)\|\|([^\[\]|]*)\]\]")
LABELLED = re.compile(r"([^\s:][^:\n]{0,30}):\s+(.*)\Z", re.DOTALL)
TYPES = frozenset(
    [
        "PERSON",
        "HOSPITAL",
        "WARD",
        "ORG",
        "LOCATION",
        "PHONE",
        "EMAIL",
        "POSTCODE",
        "NHS_NUMBER",
        "NINO",
        "DATE",
        "AGE",
        "ID",
        "ADDRESS",
        "HANDLE",
        "URL",
        "VEHICLE",
    ]
)


class AnnotatedSpeaker(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who stands behind a label."""

    person: str
    name: str
    role: str
    role_group: str
    formally_employed: bool = False


class Head(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is known of an interview as a whole; `coded_by` says human or model."""

    id: str
    title: str
    kind: str
    setting: str
    region: str
    date: str
    case: str
    coded_by: str
    complete: tuple[str, ...]
    speakers: dict[str, AnnotatedSpeaker]
    notes: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identifier:
    """A marked identifier: half-open offsets in its utterance's plain text."""

    start: int
    end: int
    type: str
    entity: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedPassage:
    """A coded passage: half-open offsets in its utterance's plain text."""

    start: int
    end: int
    codes: dict[str, list[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnnotatedUtterance:
    """One paragraph of the source without its marks."""

    label: str
    text: str
    identifiers: tuple[Identifier, ...]
    passages: tuple[CodedPassage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Annotated:
    """One annotated interview."""

    head: Head
    utterances: tuple[AnnotatedUtterance, ...]


def read_annotated(path: Path) -> Annotated:
    """Read one source; ConfigError names the file and the line that is wrong."""
    text = path.read_text(encoding="utf-8")
    parts = re.split(r"^---[ \t]*$\n?", text, maxsplit=2, flags=re.MULTILINE)
    if len(parts) != 3 or parts[0].strip():
        raise ConfigError(f"{path.name}, line 1: expected a head between two lines of ---")
    head = parse_yaml(parts[1], name=path.name, into=Head)
    body_line = text[: text.index(parts[2], len(parts[1]))].count("\n") + 1
    utterances = []
    for line_number, line in enumerate(parts[2].split("\n"), start=body_line):
        if line.strip():
            where = f"{path.name}, line {line_number}"
            utterances.append(_utterance(line.strip(), where=where, speakers=head.speakers))
    return Annotated(head=head, utterances=tuple(utterances))


def check_annotated(source: Annotated, *, codebook: Codebook, name: str) -> list[str]:
    """Everything in the mark-up that breaks the codebook's form, one line each; nothing when all is well."""
    troubles = [f"{name}: complete: no dimension {d!r}" for d in source.head.complete if d not in codebook.ids]
    for number, utterance in enumerate(source.utterances, start=1):
        where = f"{name}, utterance {number}"
        group = source.head.speakers[utterance.label].role_group
        if group == "interviewer" and utterance.passages:
            troubles.append(f"{where}: an interviewer's passage is coded")
        for passage in utterance.passages:
            troubles += [f"{where}: {t}" for t in _code_troubles(passage.codes, codebook)]
    return troubles


def _utterance(line: str, *, where: str, speakers: dict[str, AnnotatedSpeaker]) -> AnnotatedUtterance:
    match = LABELLED.match(line)
    if match is None or match[1] not in speakers:
        raise ConfigError(f"{where}: expected a speaker of the head and a colon, one of {', '.join(speakers)}")
    plain = ""
    identifiers: list[Identifier] = []
    passages: list[CodedPassage] = []
    rest, offset = match[2], 0
    for passage in PASSAGE.finditer(rest):
        plain = _append(plain, rest[offset : passage.start()], identifiers)
        start = len(plain)
        plain = _append(plain, passage[1], identifiers)
        passages.append(CodedPassage(start=start, end=len(plain), codes=_codes(passage[2], where=where)))
        offset = passage.end()
    plain = _append(plain, rest[offset:], identifiers)
    for mark in ("[[", "]]", "{{", "}}", "||"):
        if mark in plain:
            raise ConfigError(f"{where}: a mark {mark} is not closed, or nested")
    for identifier in identifiers:
        if identifier.type not in TYPES:
            raise ConfigError(f"{where}: {identifier.type} is no type of identifier")
    return AnnotatedUtterance(label=match[1], text=plain, identifiers=tuple(identifiers), passages=tuple(passages))


def _append(plain: str, piece: str, identifiers: list[Identifier]) -> str:
    offset = 0
    for match in IDENTIFIER.finditer(piece):
        plain += piece[offset : match.start()]
        start = len(plain)
        plain += match[1]
        identifiers.append(Identifier(start=start, end=len(plain), type=match[2], entity=match[3]))
        offset = match.end()
    return plain + piece[offset:]


def _codes(text: str, *, where: str) -> dict[str, list[str]]:
    codes: dict[str, list[str]] = {}
    for part in filter(None, (p.strip() for p in text.split(";"))):
        dimension, equals, values = part.partition("=")
        if not equals or dimension.strip() in codes:
            raise ConfigError(f"{where}: expected dimension=code once each, separated by semicolons")
        codes[dimension.strip()] = [v.strip() for v in values.split(",")]
    if not codes:
        raise ConfigError(f"{where}: a passage is marked without a code")
    return codes


def _code_troubles(codes: dict[str, list[str]], codebook: Codebook) -> list[str]:
    troubles = []
    for dimension_id, values in codes.items():
        if dimension_id not in codebook.ids:
            troubles.append(f"no dimension {dimension_id!r}")
            continue
        dimension = codebook.dimension(dimension_id)
        troubles += [f"{dimension_id} has no code {v!r}" for v in values if v not in dimension.code_ids]
        if dimension.kind == "single" and len(values) > 1:
            troubles.append(f"{dimension_id} takes one code")
    for dimension in codebook.dimensions:
        if dimension.applies_to and (dimension.id in codes) != any(d in codes for d in dimension.applies_to):
            troubles.append(f"{dimension.id} goes with {' or '.join(dimension.applies_to)}, always and only")
    return troubles
