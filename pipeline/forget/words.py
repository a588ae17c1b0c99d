"""What is to be forgotten goes in; out come the words by which it is known again, and names to go on masking.

What others say too is left out of the words: it stays. Names are kept if they belong to who is forgotten, or were found
in their words and occur elsewhere in the archive; without them others' mentions would come to light.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import msgspec

from data_schemas.errors import DocumentError
from data_schemas.records import Detected, Name, Originals, Pseudonymised, Utterance
from pipeline.bench import Workbench
from pipeline.forget.phrases import Phrases, sequences, words_in
from pipeline.forget.search import strings
from pipeline.forget.whom import Part, Target, files_by_id
from pipeline.pseudonymise.lists import is_ordinary
from pipeline.pseudonymise.mask import restore
from pipeline.pseudonymise.names import forms_of
from pipeline.pseudonymise.roster_names import names_of, unique
from pipeline.pseudonymise.words import NameTable, word_index
from pipeline.sources import Source, survey

_TELLING = "PERSON PHONE EMAIL ADDRESS POSTCODE NHS_NUMBER NINO ID HANDLE URL VEHICLE"
TELLING = frozenset(_TELLING.split())  # types whose originals are one person's own; a date or a town is many people's
FEWEST_LETTERS = 5  # in a single word, below which it may stand anywhere by chance
Advance = Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """`phrases` must be found nowhere afterwards; `texts` are utterances as stored; `names` go on being masked."""

    phrases: tuple[str, ...]
    texts: tuple[str, ...]
    names: tuple[Name, ...]


@dataclass(slots=True)
class _Gathered:
    """What was said: words of those forgotten, and of others in the same documents."""

    texts: set[str]
    said: set[str]
    telling: set[str]
    rest: set[str]
    rest_said: dict[str, list[Utterance]]


def gather(bench: Workbench, target: Target, *, advance: Advance | None = None) -> Words:
    """Read what is stored of the target and what lies in the input folder, and weigh it against everybody else's words."""
    gathered = _Gathered(set(), set(), set(), set(), {})
    for record, originals in _stored(bench, target):
        part = target.part_of(record.doc_id)
        if part is not None:
            _take(gathered, part=part, record=record, originals=originals)
    for source in survey(bench.project.input, key=bench.key, roster=bench.roster):
        part = target.part_of(source.doc_id)
        if part is not None:
            _take_source(gathered, part=part, source=source)
    phrases = {phrase for text in gathered.texts | gathered.said for phrase in sequences(text)}
    phrases |= {text for text in gathered.telling if _is_telling(text)}
    for part in target.parts:
        if part.whole and len(words_in(part.file.rpartition(".")[0])) > 1:
            phrases.add(part.file.rpartition(".")[0])
    others = Phrases(phrases)
    spoken = {found for text in gathered.rest for found in others.found_in(text)}
    for text in _others(bench, target, advance=advance):
        spoken |= set(others.found_in(text))
    kept = {p for p in phrases if " ".join(words_in(p)) not in spoken}
    return Words(
        phrases=tuple(sorted(kept)), texts=tuple(sorted(gathered.texts)), names=_names(bench, target, gathered)
    )


def _take(gathered: _Gathered, *, part: Part, record: Pseudonymised, originals: Originals) -> None:
    raw = restore(record, originals)
    gone = [part.holds(label) for label in originals.labels]
    for masked, said, is_gone in zip(record.utterances, raw, gone, strict=True):
        if is_gone:
            gathered.texts.add(masked.text)
            gathered.said.add(said.text)
        else:
            gathered.rest |= {masked.text, said.text}
            gathered.rest_said.setdefault(part.doc_id, []).append(said)
    places = {(r.utterance, r.start): r.type for r in record.redactions}
    for original in originals.originals:
        if gone[original.utterance] and places.get((original.utterance, original.start)) in TELLING:
            gathered.telling.add(original.text)


def _take_source(gathered: _Gathered, *, part: Part, source: Source) -> None:
    try:
        said = source.transcript().utterances
    except DocumentError:
        return  # what cannot be read was never stored
    for utterance in said:
        if source.is_document or part.holds(utterance.speaker or ""):
            gathered.said.add(utterance.text)
        else:
            gathered.rest.add(utterance.text)
            gathered.rest_said.setdefault(part.doc_id, []).append(utterance)


def _stored(bench: Workbench, target: Target) -> Iterator[tuple[Pseudonymised, Originals]]:
    secrets, shelf = bench.pseudonymise.secrets, bench.pseudonymise.shelf
    rows = [row for row in shelf.rows() if row.doc_id in target.documents]
    hidden = {} if secrets is None else {row.key: row for row in secrets.rows() if row.doc_id in target.documents}
    found = {} if secrets is None else {row.key: record for row, record in secrets.records(list(hidden.values()))}
    for row, record in shelf.records(rows):
        originals = found.get(row.key)
        if isinstance(record, Pseudonymised) and isinstance(originals, Originals):
            yield record, originals


def _others(bench: Workbench, target: Target, *, advance: Advance | None) -> Iterator[str]:
    """What stays: everybody else's words as stored, the identifiers among them, their files and rows, and the codebook."""
    yield from strings(msgspec.to_builtins(bench.release.codebook))
    for doc_id, file in files_by_id(bench).items():
        part = target.part_of(doc_id)
        if part is None or not part.whole:
            yield file
        for s in bench.roster.of_file(file):
            if part is None or not part.holds(s.label):
                yield from (s.label, s.person, s.role, s.case, s.display_name, *s.attributes.values())
    shelf, secrets = bench.pseudonymise.shelf, bench.pseudonymise.secrets
    rows = [row for row in shelf.rows() if row.doc_id not in target.documents]
    for number, (_, record) in enumerate(shelf.records(rows), start=1):
        if advance is not None:
            advance(number / len(rows))
        yield from (utterance.text for utterance in record.utterances)
    if secrets is not None:
        for _, record in secrets.records([r for r in secrets.rows() if r.doc_id not in target.documents]):
            yield from (original.text for original in record.originals)
    for record in _detected(bench, target, of_target=False):
        yield from (name.text for name in record.names)


def _names(bench: Workbench, target: Target, gathered: _Gathered) -> tuple[Name, ...]:
    """The names of those forgotten, and such names from their words as occur in what stays."""
    own = [form for part in target.parts for n in names_of(part.speakers, utterances=()) for form in forms_of(n)]
    theirs = unique(name for record in _detected(bench, target, of_target=True) for name in record.names)
    indices: list[Sequence[str]] = [r.words for r in _detected(bench, target, of_target=False)]
    indices += [word_index(said, key=bench.key) for said in gathered.rest_said.values()]
    table = NameTable(theirs, key=bench.key)
    touching = {name for index in indices for name in (*table.touching(index), *table.people(index))}
    return unique({*own, *touching})


def _detected(bench: Workbench, target: Target, *, of_target: bool) -> Iterator[Detected]:
    shelf = bench.detect.shelf
    rows = [row for row in shelf.rows() if (row.doc_id in target.documents) is of_target]
    return (record for _, record in shelf.records(rows) if isinstance(record, Detected))


def _is_telling(text: str) -> bool:
    words = words_in(text)
    if len(words) > 1:
        return not all(is_ordinary(word) for word in words)
    return bool(words) and len(words[0]) >= FEWEST_LETTERS and not is_ordinary(words[0])
