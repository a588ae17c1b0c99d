"""A run's outcome goes in; the archive's transcripts come out as they are looked up: by name, or by what is said in them.

Their raw words are read again from the sources, as the run reads them, and stay in memory.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from data_schemas.errors import DocumentError
from data_schemas.records import Segmented
from pipeline.bench import Workbench
from pipeline.codings.current import originals_of, places_of
from pipeline.codings.placing import Places
from pipeline.imports.aligning import grams
from pipeline.imports.words import Word, talk_of, words_of
from pipeline.run import Outcome
from pipeline.sources import Source

MAYBE = 0.1  # share of a text's threes of words, labels and all, from which a transcript is looked at closely
SAME = 0.5  # share of a text's threes of words that its transcript must have
APART = 0.8  # how much of the best transcript's share the next best may have at most


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """One form of a transcript: its cleaned utterances, or its pseudonymised text as a single part."""

    parts: tuple[str, ...] = field(repr=False)
    words: tuple[Word, ...] = field(repr=False)

    @property
    def keys(self) -> list[str]:
        """Its words as they are compared."""
        return [word.key for word in self.words]


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One transcript of the archive in both forms; `shown` is the name that outputs show."""

    doc_id: str
    shown: str
    labels: frozenset[str] = field(repr=False)
    places: Places
    raw: Side
    masked: Side


class Transcripts:
    """The archive's live transcripts, each read when it is first asked for."""

    def __init__(self, bench: Workbench, outcome: Outcome, *, names: Mapping[str, str]) -> None:
        self._bench, self._outcome, self._hidden = bench, outcome, originals_of(bench)
        live = set(outcome.rows["segment"])
        self._sources = {s.doc_id: s for s in outcome.sources if s.doc_id in live}
        self._shown = {d: names.get(s.file, d) for d, s in self._sources.items()}
        self._known: dict[str, Held | None] = {}
        self._named: dict[str, set[str]] = {}
        for doc_id, source in self._sources.items():
            for name in _names(source, shown=self._shown[doc_id]):
                self._named.setdefault(name, set()).add(doc_id)

    def named(self, name: str) -> list[str]:
        """The ids of the transcripts that a program's name for a text may mean."""
        for known in _forms(name):
            if known in self._named:
                return sorted(self._named[known])
        return []

    def shown(self, doc_id: str) -> str:
        """The name that outputs show."""
        return self._shown.get(doc_id, doc_id)

    def held(self, doc_id: str) -> Held | None:
        """One transcript; None where the vault holds nothing by which places in it are told."""
        if doc_id not in self._known:
            self._known[doc_id] = self._read(doc_id)
        return self._known[doc_id]

    def all(self) -> Iterator[Held]:
        """Every transcript, none kept in memory that was not asked for by its id."""
        for doc_id in sorted(self._sources):
            held = self._known[doc_id] if doc_id in self._known else self._read(doc_id)
            if held is not None:
                yield held

    def _read(self, doc_id: str) -> Held | None:
        ((_, places),) = places_of(self._bench, self._outcome, documents=[doc_id], hidden=self._hidden)
        if places is None:
            return None
        _, record = next(self._bench.segment.shelf.records([self._outcome.rows["segment"][doc_id]]))
        try:
            transcript = self._sources[doc_id].transcript()
        except DocumentError:
            return None
        if not isinstance(record, Segmented):
            return None
        said = tuple(u.text for u in transcript.utterances)
        return Held(
            doc_id=doc_id,
            shown=self._shown[doc_id],
            labels=frozenset(u.speaker for u in transcript.utterances if u.speaker),
            places=places,
            raw=Side(parts=said, words=tuple(words_of(said))),
            masked=Side(parts=(record.text,), words=tuple(words_of([record.text]))),
        )


def best_of(texts: Mapping[int, str], among: Iterable[Held]) -> dict[int, str]:
    """For each text by its words, the id of the one transcript that has them; none where none or several do."""
    rough = {number: _grams(text) for number, text in texts.items()}
    found: dict[int, list[tuple[float, str]]] = {number: [] for number in texts}
    for held in among:
        sides = [grams(side.keys) for side in (held.raw, held.masked)]
        for number, text in texts.items():
            if _share(rough[number], sides) >= MAYBE:
                share = _share(_grams(text, labels=held.labels), sides)
                found[number] += [(share, held.doc_id)] * (share >= SAME)
    best = {}
    for number, shares in found.items():
        shares.sort(reverse=True)
        if shares and (len(shares) == 1 or shares[1][0] <= APART * shares[0][0]):
            best[number] = shares[0][1]
    return best


def _grams(text: str, *, labels: Iterable[str] = ()) -> set[tuple[str, ...]]:
    return grams([word.key for word in talk_of(text, labels=labels)])


def _share(own: set[tuple[str, ...]], sides: Iterable[set[tuple[str, ...]]]) -> float:
    """Which share of a text's threes of words the better side has."""
    return max(len(own & side) for side in sides) / len(own) if own else 0.0


def _names(source: Source, *, shown: str) -> set[str]:
    return {form for name in (source.file, source.member, shown, source.doc_id) if name for form in _forms(name)}


def _forms(name: str) -> list[str]:
    """A name whole, without folders, and without its ending too; compared without case."""
    path = PurePosixPath(" ".join(name.replace("\\", "/").split()).casefold())
    stem = path.stem if len(path.suffix) <= 9 and " " not in path.suffix else path.name
    return list(dict.fromkeys([path.as_posix(), path.name, stem]))
