"""An export goes in, everything that its files hold comes out, in its final order and with its final names."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pipeline.codings.current import Placed
from pipeline.export.names import unlike
from pipeline.refi.attributes import Variables, variables_of
from pipeline.refi.exchange import Exchange
from pipeline.refi.guids import guid
from pipeline.refi.legal import one_line
from pipeline.refi.notes import Written, notes_of, signed
from pipeline.refi.people import Users, users_of
from pipeline.refi.selections import Selection, open_code_guid, selections_of
from pipeline.refi.tree import Node, category, distinct, machine_codes, own_codes
from pipeline.refi.voices import Document, Voices, documents_of, voices_of

OPEN_CODES = "Open codes"
_NOT_IN_NAMES = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-"))  # programs name files after transcripts


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What a project file is written from; `further` are stretches beside the archive's own, by a transcript's GUID."""

    exchange: Exchange
    users: Users
    documents: tuple[Document, ...]
    voices: Voices
    codes: tuple[Node, ...]
    variables: Variables
    notes: tuple[Written, ...]
    further: Mapping[str, Sequence[Selection]] = field(default_factory=dict)

    def selections(self) -> Iterator[tuple[Document, Sequence[Selection]]]:
        """Every transcript with its coded stretches."""
        placed: dict[str, list[Placed]] = {}
        for one in self.exchange.placed:
            placed.setdefault(one.coding.doc_id, []).append(one)
        for document in self.documents:
            own = placed.get(document.record.doc_id, [])
            found = selections_of(document, self.exchange, placed=own, users=self.users, voices=self.voices)
            yield document, [*self.further.get(document.guid, ()), *found]


def content_of(exchange: Exchange) -> Content:
    """Put together what an export holds."""
    documents = documents_of(exchange.archive, project=exchange.project)
    names = unlike([one_line(document.name.translate(_NOT_IN_NAMES)) or "transcript" for document in documents])
    documents = [replace(document, name=name) for document, name in zip(documents, names, strict=True)]
    voices = voices_of(documents, project=exchange.project)
    users = users_of(exchange)
    return Content(
        exchange=exchange,
        users=users,
        documents=tuple(documents),
        voices=voices,
        codes=tuple(_codes(exchange, voices)),
        variables=variables_of(documents),
        notes=tuple(notes_of(exchange, users=users, voices=voices, documents=documents)),
    )


def _codes(exchange: Exchange, voices: Voices) -> list[Node]:
    codebook = exchange.archive.codebook
    machine = machine_codes(codebook, model=exchange.archive.facts.model) if exchange.by_machine else []
    placed = exchange.placed if exchange.by_people else ()
    made_up = {code for p in placed for code in p.coding.open_codes if code.strip()}
    open_codes = [Node(guid=open_code_guid(exchange, code), name=code) for code in sorted(made_up)]
    written = f"Written by threefaces {exchange.archive.facts.version}{signed(exchange.sign)}."
    about = written if exchange.sign else ""  # some programs keep descriptions of codes and no notes
    return distinct(
        [
            *own_codes(codebook),
            *category(guid("open codes"), OPEN_CODES, open_codes),
            *machine,
            *voices.codes(with_cases=exchange.with_cases, about=about),
        ]
    )
