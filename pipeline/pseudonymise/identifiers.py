"""Written lines go in, identifiers with a form of their own go out, whether they were typed or said."""

from collections.abc import Callable, Iterator, Sequence

from data_schemas.records import Finding
from pipeline.pseudonymise.dictated import dictated_findings
from pipeline.pseudonymise.echoes import echo_findings
from pipeline.pseudonymise.hits import Hit
from pipeline.pseudonymise.old_ages import age_hits
from pipeline.pseudonymise.online import online_hits
from pipeline.pseudonymise.phones import phone_hits
from pipeline.pseudonymise.postcodes import postcode_hits
from pipeline.pseudonymise.references import reference_hits
from pipeline.pseudonymise.registrations import registration_hits
from pipeline.pseudonymise.vehicles import vehicle_hits
from pipeline.pseudonymise.written import Written

NUMBERED: tuple[Callable[[Written], Iterator[Hit]], ...] = (
    registration_hits,
    phone_hits,
    postcode_hits,
    vehicle_hits,
    reference_hits,
)


def identifier_findings(written: Sequence[Written]) -> Iterator[Finding]:
    """Identifiers of every line, and what is said of them again nearby."""
    found = [tuple(_of_line(one)) for one in written]
    for findings in found:
        yield from findings
    yield from echo_findings(written, found)
    yield from dictated_findings(written)


def _of_line(written: Written) -> Iterator[Finding]:
    hits = [*online_hits(written), *age_hits(written)]
    digits = sum(c.isdigit() for c in written.text)
    if digits:
        hits += [hit for layer in NUMBERED for hit in layer(written)]
    for hit in hits:
        if written.asks(hit.start):
            continue
        yield written.finding(hit.start, hit.end, kind=hit.kind, confidence=hit.confidence)
