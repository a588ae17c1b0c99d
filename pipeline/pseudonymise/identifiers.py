"""Written lines go in, identifiers with a form of their own go out, whether they were typed or said.

What was typed is masked with everything that is written together with it: `US-DL-5550101234`, `0141 496 0123x21`.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

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


_BEFORE = re.compile(r"(?:[A-Z]{1,4}[\-/])*[+(]?\Z")
_AFTER = re.compile(r"(?:[\-./]?[\dA-Z]+)*(?: ?x\d+)?\b", re.ASCII)
_TYPED = ("ID", "PHONE", "NHS_NUMBER", "NINO")
_LONGEST_BEFORE = 20  # characters


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
        yield _whole(
            written.finding(hit.start, hit.end, kind=hit.kind, confidence=hit.confidence), text=written.line.text
        )


def _whole(finding: Finding, *, text: str) -> Finding:
    """A typed number with the letters and digits that stand together with it."""
    if finding.type not in _TYPED or not text[finding.start : finding.end].strip("+(").replace(" ", "")[:1].isalnum():
        return finding
    if not any(c.isdigit() for c in text[finding.start : finding.end]):
        return finding
    before = _BEFORE.search(text, max(0, finding.start - _LONGEST_BEFORE), finding.start)
    after = _AFTER.match(text, finding.end)
    start = (
        before.start() if before and (before.start() == 0 or not text[before.start() - 1].isalnum()) else finding.start
    )
    return replace(finding, start=start, end=after.end() if after else finding.end)
