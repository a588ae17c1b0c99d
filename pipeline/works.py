"""Sources and finished rows go in, what each step has to be given comes out."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from data_schemas.hashing import digest
from data_schemas.records import DOCUMENT, Detected, Name
from pipeline.key import Key
from pipeline.plan import Step, given
from pipeline.pseudonymise.decided import Decided
from pipeline.pseudonymise.stages import Masking, Pseudonymise
from pipeline.pseudonymise.words import NameTable, decided_touching, lone_names
from pipeline.shelf import Row
from pipeline.sources import Source
from pipeline.work import Work


def detect_works(sources: Sequence[Source], *, key: Key) -> list[Work]:
    """Detection depends on the file and on who its labels stand for."""
    return [
        Work(
            doc_id=source.doc_id,
            input=given(file=source.digest, speakers=_people(source, key=key, shown=False), **_form(source)),
            extra=source,
        )
        for source in sources
    ]


def masking_works(
    sources: Sequence[Source],
    *,
    rows: Mapping[str, Row],
    step: Step,
    key: Key,
    decided: Mapping[str, Sequence[Decided]],
    kept: Sequence[Name] = (),
) -> list[Work]:
    """Masking depends on the file, its speakers, its findings, and the names and decisions whose words occur in it.

    `kept` are names known only from what was forgotten: others may still speak of these people.
    """
    if step.upstream is None:
        return []
    found: dict[str, Detected] = {row.doc_id: record for row, record in step.upstream.records(list(rows.values()))}
    known = (*kept, *(name for record in found.values() for name in record.names))
    everywhere = NameTable(known, key=key)
    times = Counter(name for record in found.values() for name in lone_names(record.names))
    works = []
    for source in sources:
        record = found.get(source.doc_id)
        if record is None:
            continue
        names = everywhere.touching(record.words)
        people = everywhere.people(record.words)
        shared = tuple(sorted(n for n in lone_names(record.names) if times[n] > 1))
        touching = decided_touching(record.words, decided.get(source.doc_id, ()), key=key)
        works.append(
            Work(
                doc_id=source.doc_id,
                input=given(
                    file=source.digest,
                    speakers=_people(source, key=key, shown=True),
                    findings=rows[source.doc_id].digest,
                    names=_names(names, key=key),
                    people=_names(people, key=key),
                    shared=key.mac_bytes("shared", digest(shared).encode()),
                    **_form(source),
                    **_case(source, step=step, key=key),
                    **_decided(touching, key=key),
                ),
                upstream=rows[source.doc_id],
                extra=Masking(source=source, names=names, people=people, shared=shared, decided=touching),
            )
        )
    return works


def following_works(rows: Iterable[Row]) -> list[Work]:
    """Every later step depends on the content of the row before it, and on nothing else."""
    return [Work(doc_id=row.doc_id, input=given(record=row.digest), upstream=row) for row in rows]


def _form(source: Source) -> dict[str, str]:
    """A written document is read otherwise than talk, and withdrawn turns are not read; no role changes anything else."""
    form = {"form": DOCUMENT} if source.is_document else {}
    withheld = source.withheld.digest
    return form | ({"withdrawn": withheld} if withheld else {})


def _case(source: Source, *, step: Step, key: Key) -> dict[str, str]:
    """The case decides by how much dates are shifted, where they are; nothing else of masking depends on it."""
    if not isinstance(step.stage, Pseudonymise) or not step.stage.shift_dates:
        return {}
    case = next((s.case for s in source.speakers if s.case), "")
    return {"case": key.mac_bytes("case", case.encode())}


def _people(source: Source, *, key: Key, shown: bool) -> str:
    people = [[s.label, s.person, s.display_name if shown else ""] for s in source.speakers]
    return key.mac_bytes("speakers", digest(sorted(people)).encode())


def _decided(decided: Sequence[Decided], *, key: Key) -> dict[str, str]:
    """Where nothing that was decided touches a transcript, its input is the same as before anybody decided."""
    if not decided:
        return {}
    return {"decisions": key.mac_bytes("decisions", digest(sorted([d.text, d.type, d.mask] for d in decided)).encode())}


def _names(names: Sequence[Name], *, key: Key) -> str:
    return key.mac_bytes("names", digest(sorted([n.type, n.text] for n in names)).encode())
