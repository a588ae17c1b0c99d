"""A transcript goes in and comes out pseudonymised; what was said is kept apart and can be restored."""

from collections import defaultdict
from collections.abc import Sequence

from data_schemas.pseudonyms import PSEUDONYM
from data_schemas.records import (
    DOCUMENT,
    WITHDRAWN,
    Finding,
    Name,
    Originals,
    Pseudonymised,
    Transcript,
    Utterance,
)
from pipeline.key import Key
from pipeline.pseudonymise.coarsen import coarsened, is_kept
from pipeline.pseudonymise.decided import Decided, decided_findings, without_left
from pipeline.pseudonymise.idioms import outside_idioms
from pipeline.pseudonymise.levels import DEFAULT, Levels
from pipeline.pseudonymise.linking import Elsewhere, people_of, person_key, pseudonym, surrogate_of
from pipeline.pseudonymise.matching import archive_findings
from pipeline.pseudonymise.names import forms_of
from pipeline.pseudonymise.replace import Replaced, replaced, restored
from pipeline.pseudonymise.roster_names import name_words, names_of, natural, unique
from pipeline.pseudonymise.spans import Stretch, merged
from pipeline.pseudonymise.spelled import spelled_findings
from pipeline.pseudonymise.tokens import Line, lines_of
from pipeline.roster import Speaker


def pseudonymise(
    transcript: Transcript,
    *,
    findings: Sequence[Finding],
    names: Sequence[Name],
    speakers: Sequence[Speaker],
    key: Key,
    elsewhere: Elsewhere | None = None,
    levels: Levels = DEFAULT,
    weeks: int = 0,
    decided: Sequence[Decided] = (),
) -> tuple[Pseudonymised, Originals]:
    """Replace every finding, every name of the archive and what was decided; what stood there is returned apart.

    `levels` say how much detail stands in its place; exact dates are moved by `weeks` unless that is 0.
    """
    lines = lines_of(transcript.utterances)
    speakers = _with_unlisted(transcript, speakers=speakers)
    roster = unique(f for n in names_of(speakers, utterances=transcript.utterances) for f in forms_of(n))
    findings = [f for f in findings if not is_kept(f, line=lines[f.utterance], levels=levels)]
    found = _everywhere(findings, lines=lines, names=[*names, *roster], decided=decided)
    spans = without_left(_spans(transcript, lines=lines, findings=found), lines=lines, decided=decided)
    mentions = (
        line.text[s.start : s.end] for line, own in zip(lines, spans, strict=True) for s in own if s.type == "PERSON"
    )
    people = people_of(mentions, speakers=speakers, elsewhere=elsewhere)
    done = []
    for line, own in zip(lines, spans, strict=True):
        coded = [surrogate_of(line.text[s.start : s.end], kind=s.type, people=people, key=key) for s in own]
        surrogates = [
            (coarsened(s, line=line, coded=c, levels=levels, weeks=weeks), flag)
            for s, (c, flag) in zip(own, coded, strict=True)
        ]
        marks = [e for e in transcript.events if e.utterance == line.utterance]
        done.append(replaced(line.text, spans=own, surrogates=surrogates, events=marks))
    return _assembled(transcript, done, labels=_labels(speakers, key=key))


def _everywhere(
    findings: Sequence[Finding], *, lines: Sequence[Line], names: Sequence[Name], decided: Sequence[Decided]
) -> list[Finding]:
    """The findings with those of the archive's names, spelled names and what a person decided."""
    by_name = [*archive_findings(lines, names), *spelled_findings(lines, names)]
    return [*findings, *outside_idioms(by_name, lines=lines), *decided_findings(lines, decided)]


def _assembled(
    transcript: Transcript, done: Sequence[Replaced], *, labels: dict[str, str]
) -> tuple[Pseudonymised, Originals]:
    masked = Pseudonymised(
        doc_id=transcript.doc_id,
        utterances=tuple(
            Utterance(speaker=labels.get(u.speaker or ""), start_s=u.start_s, end_s=u.end_s, text=new.text)
            for u, new in zip(transcript.utterances, done, strict=True)
        ),
        events=tuple(e for new in done for e in new.events),
        redactions=tuple(r for new in done for r in new.redactions),
    )
    raw_labels = tuple(u.speaker or "" for u in transcript.utterances)
    originals = tuple(o for new in done for o in new.originals)
    return masked, Originals(doc_id=transcript.doc_id, labels=raw_labels, originals=originals)


def restore(pseudonymised: Pseudonymised, originals: Originals) -> tuple[Utterance, ...]:
    """The cleaned utterances as they were."""
    by_utterance = defaultdict(list)
    for original in originals.originals:
        by_utterance[original.utterance].append(original)
    return tuple(
        Utterance(speaker=label or None, start_s=u.start_s, end_s=u.end_s, text=restored(u.text, by_utterance[i]))
        for i, (u, label) in enumerate(zip(pseudonymised.utterances, originals.labels, strict=True))
    )


def _spans(transcript: Transcript, *, lines: Sequence[Line], findings: Sequence[Finding]) -> list[tuple[Stretch, ...]]:
    found, marks = defaultdict(list), defaultdict(list)
    for finding in findings:
        found[finding.utterance].append(finding)
    for event in transcript.events:
        marks[event.utterance].append(event)
    return [merged(found[i], line=line, events=marks[i]) for i, line in enumerate(lines)]


def _with_unlisted(transcript: Transcript, *, speakers: Sequence[Speaker]) -> tuple[Speaker, ...]:
    """The roster's speakers and, for every other label, a speaker of its own."""
    listed = {s.label for s in speakers}
    file = speakers[0].file if speakers else transcript.doc_id
    labels = sorted({u.speaker for u in transcript.utterances if u.speaker} - listed)
    return (
        *speakers,
        *(Speaker(file=file, label=n, person=natural(n) if name_words(n) else f"{file}#{n}") for n in labels),
    )


def _labels(speakers: Sequence[Speaker], *, key: Key) -> dict[str, str]:
    """What stands in the place of each label: a display name or a pseudonym; what already is one, or names nobody, stays."""
    shown = {DOCUMENT, WITHDRAWN, *(s.display_name for s in speakers if s.display_name)}
    return {
        s.label: s.label
        if s.label in shown or PSEUDONYM.fullmatch(s.label)
        else s.display_name or pseudonym("PERSON", person_key(s.person), key=key)
        for s in speakers
    }
