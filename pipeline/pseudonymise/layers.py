"""One transcript's utterances go in, every layer's findings and the names to search for in the archive come out."""

from collections.abc import Sequence

from data_schemas.records import Finding, Name, Utterance
from pipeline.pseudonymise.abbreviated import abbreviated_findings
from pipeline.pseudonymise.addresses import address_findings
from pipeline.pseudonymise.case_records import record_findings
from pipeline.pseudonymise.cues import person_findings
from pipeline.pseudonymise.dates import date_findings
from pipeline.pseudonymise.entities import entity_findings
from pipeline.pseudonymise.gazetteer import gazetteer_findings
from pipeline.pseudonymise.identifiers import identifier_findings
from pipeline.pseudonymise.idioms import outside_idioms
from pipeline.pseudonymise.name_slots import slot_findings
from pipeline.pseudonymise.names import names_to_search
from pipeline.pseudonymise.places import place_findings
from pipeline.pseudonymise.roster_names import names_of
from pipeline.pseudonymise.tokens import lines_of
from pipeline.pseudonymise.towns import town_findings
from pipeline.pseudonymise.written import written_lines
from pipeline.roster import Speaker


def detect(
    utterances: Sequence[Utterance], *, speakers: Sequence[Speaker], model: str
) -> tuple[tuple[Finding, ...], tuple[Name, ...]]:
    """Every layer's findings in one transcript, and the names to search for in the rest of the archive."""
    lines = lines_of(utterances)
    written = written_lines(lines)
    small = frozenset(w.folded for line in lines if not line.poor for w in line.words if w.text.islower())
    findings = {
        *entity_findings(lines, model=model, spoken_small=small),
        *person_findings(lines, spoken_small=small),
        *abbreviated_findings(lines),
        *place_findings(lines),
        *gazetteer_findings(lines),
        *address_findings(written),
        *town_findings(lines, spoken_small=small),
        *slot_findings(lines, spoken_small=small),
        *record_findings(lines, model=model),
        *identifier_findings(written),
        *date_findings(lines),
    }
    ordered = sorted(
        outside_idioms(findings, lines=lines),
        key=lambda f: (f.utterance, f.start, f.end, f.type, f.layer, f.confidence),
    )
    roster = names_of(speakers, utterances=utterances)
    return tuple(ordered), names_to_search(ordered, lines=lines, roster=roster)
