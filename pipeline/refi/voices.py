"""An archive goes in, who speaks where comes out: speakers and roles as codes on turns, speakers and cases as Cases."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from data_schemas.records import DOCUMENT, WITHDRAWN, Segmented, Turn
from pipeline.coded import CodedPassage
from pipeline.export.facts import Archive
from pipeline.export.transcripts import document_name, passages_by_document
from pipeline.refi.guids import document_guid, guid
from pipeline.refi.legal import source_text
from pipeline.refi.tree import Node, category


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One transcript with its passages in order; `text` is what its file holds, with LF."""

    guid: str
    name: str
    record: Segmented
    text: str
    passages: tuple[CodedPassage, ...]

    @property
    def kind(self) -> str:
        """interview, dyad, focus_group or document; empty where it has no passage."""
        return self.passages[0].kind if self.passages else ""

    @property
    def case(self) -> str:
        """The case it belongs to, where the roster says one."""
        return self.passages[0].case if self.passages else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Voices:
    """The GUIDs of speakers (by name), roles (by group and role) and cases (by name), and their codes."""

    speakers: dict[str, str]
    roles: dict[tuple[str, str], str]
    cases: dict[str, str] = field(default_factory=dict)

    def codes(self, *, with_cases: bool, about: str = "") -> list[Node]:
        """The categories of codes on turns, the first one described; with cases, also one on whole transcripts."""
        groups = sorted({group for group, _ in self.roles})
        by_group = [
            category(
                guid("role group", group),
                f"Role group · {group}",
                [Node(guid=code, name=_role_name(of, role)) for (of, role), code in self.roles.items() if of == group],
            )
            for group in groups
        ]
        speakers = [Node(guid=code, name=f"Speaker · {name}") for name, code in self.speakers.items()]
        cases = [Node(guid=code, name=f"Case · {name}") for name, code in self.cases.items()] if with_cases else []
        return [
            *category(guid("speakers"), "Speakers", speakers, description=about),
            *category(guid("roles"), "Roles", [node for nodes in by_group for node in nodes]),
            *category(guid("cases"), "Cases", cases),
        ]


def documents_of(archive: Archive, *, project: str) -> list[Document]:
    """The transcripts, sorted by their names."""
    by_document = passages_by_document(archive)
    named = sorted((document_name(r, by_document[r.doc_id]), r.doc_id, r) for r in archive.records)
    return [
        Document(
            guid=document_guid(project, record.doc_id),
            name=name,
            record=record,
            text=source_text(record.text),
            passages=tuple(by_document[record.doc_id]),
        )
        for name, _, record in named
    ]


def voices_of(documents: Sequence[Document], *, project: str) -> Voices:
    """Everybody who speaks in the transcripts, sorted."""
    names = {turn.speaker for document in documents for turn in document.record.turns if speaks(turn)}
    roles = {(p.role_group, p.role) for document in documents for p in document.passages if p.speaker in names}
    cases = {document.case for document in documents if document.case}
    return Voices(
        speakers={name: guid("speaker", project, name) for name in sorted(names)},
        roles={pair: guid("role", *pair) for pair in sorted(roles)},
        cases={name: guid("case", project, name) for name in sorted(cases)},
    )


def speaks(turn: Turn) -> bool:
    """Whether somebody says the turn: no written document, nothing withdrawn."""
    return turn.speaker not in (DOCUMENT, WITHDRAWN) and turn.start < turn.end


def _role_name(group: str, role: str) -> str:
    return f"Role · {role}" if role == group else f"Role · {group} · {role}"
