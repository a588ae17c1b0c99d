"""Texts with known identifiers go in, tables come out: what we mask, what plain spaCy and Presidio mask, and how fast.

usage: python scripts/benchmark_pii.py --scorer SCORER.py [--interviews FOLDER ...] [FILE.jsonl ...] [--markdown]

FILE holds gold rows `{"id", "text", "spans": [{"start", "end", "type", "eid"?, "risk"?}]}`; FOLDER annotated interviews,
measured as they are and as lower-case speech-to-text. Each is one archive. SCORER is run as `SCORER GOLD PRED` and prints
one JSON object. Presidio needs the extra `compare`. False masks count masked words in 1,000 words of texts (of interviews:
of utterances) that hold no identifier. Speed is in words per CPU-second on one thread, all systems in turn in this run.
"""

import argparse
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

SCRIPTS = Path(__file__).resolve().parent
sys.path[:0] = [str(SCRIPTS.parent), str(SCRIPTS)]

# One thread, said before any library reads it.
os.environ.update(
    dict.fromkeys(("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS", "BLIS_NUM_THREADS"), "1")
)

from pii_archive import redacted  # noqa: E402
from pii_gold import Row, as_speech_to_text, read_rows, row_of, utterance_rows  # noqa: E402
from pii_misses import falsely_masked, listing, missed  # noqa: E402
from pii_network import SHIPPED, attempts  # noqa: E402
from pii_people import consistency, mentions_of, split_people  # noqa: E402
from pii_rivals import FULL, PRESIDIO, SYSTEMS, presidio_engine  # noqa: E402
from pii_score import false_masks, scored  # noqa: E402
from pii_speed import first_words, speeds  # noqa: E402
from pii_tables import PEOPLE, QUALITY, people_row, quality_row, speed_rows, table, type_rows  # noqa: E402

from data_schemas.annotated import Annotated, read_annotated  # noqa: E402
from data_schemas.errors import ConfigError  # noqa: E402

LISTED = "ours, speakers listed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """One archive to measure; `sources` are the interviews its rows are of, where they are interviews."""

    title: str
    rows: list[Row]
    path: Path
    sources: tuple[Annotated, ...] = ()

    @property
    def held_out(self) -> bool:
        """Whether its misses are nobody's to read, so that the figures stay honest."""
        return "held_out" in self.path.stem or "archive" in self.path.resolve().parts


@dataclass(slots=True, kw_only=True)
class Tables:
    """The lines of every table, filled as measuring goes on."""

    quality: list[list[str]] = field(default_factory=list)
    people: list[list[str]] = field(default_factory=list)
    types: list[tuple[list[str], list[list[str]]]] = field(default_factory=list)
    layers: list[list[str]] = field(default_factory=list)
    speed: list[list[str]] = field(default_factory=list)
    network: list[list[str]] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)


def main(arguments: Sequence[str]) -> int:
    """Measure everything asked for and print it."""
    options = _options(arguments)
    archives = [*_interviews(options.interviews), *(_file(path) for path in options.files)]
    if options.misses and not options.look and any(a.held_out for a in archives):
        raise ConfigError("--misses: a held-out set is among the texts; leave it out, or say --look and spend it")
    if any(name in SHIPPED for name in options.system):
        presidio_engine(uk=False)  # missing, it is told before the measuring, not in the middle of it
    tables = Tables()
    for archive in archives:
        measure(archive, tables=tables, scorer=options.scorer, systems=options.system)
    for texts in [] if options.no_speed else _timed(archives, words=options.words):
        _say(f"{texts.title}: speed ...")
        found = speeds(
            texts.rows, {name: SYSTEMS[name] for name in options.system}, repeats=options.repeats, least=options.words
        )
        tables.speed += speed_rows(texts.title, found, measures=(FULL, PRESIDIO))
    tables.network = [[f"{n}, as shipped" if n in SHIPPED else n, str(attempts(n))] for n in options.system]
    print(_printed(tables, markdown=options.markdown, per_type=options.per_type))
    if options.misses:
        options.misses.write_text("".join(tables.misses), encoding="utf-8")
        _say(f"{options.misses}: what we miss and mask without need; open it with any editor")
    return 0


def measure(archive: Texts, *, tables: Tables, scorer: Path, systems: Sequence[str]) -> None:
    """Every system's figures on one archive."""
    texts = [(row["id"], row["text"]) for row in archive.rows]
    per_type = {}
    for name in [n for n in (*systems, LISTED) if n != FULL and (n != LISTED or archive.sources)]:
        predicted = redacted(archive.rows, sources=archive.sources) if name == LISTED else SYSTEMS[name](texts)
        figures = scored(archive.rows, predicted, scorer=scorer)
        false = false_masks(archive.rows, predicted) if archive.sources else None
        per_1000 = false.per_1000 if false else figures.get("false_per_1000")
        tables.quality.append(quality_row(archive.title, name, figures, false_masks=per_1000))
        _say("  ".join(filter(None, tables.quality[-1])))
        per_type[name] = figures["per_type"]
        if name.startswith("ours") and _names_people(archive.rows):
            found = consistency(mentions_of(archive.rows, predicted))
            tables.people.append(people_row(archive.title, name, found))
        if name == LISTED and false:
            tables.layers += [
                [archive.title, f"{false.words:,}", layer, str(n), f"{1000 * n / false.words:.2f}"]
                for layer, n in false.by_layer.items()
            ]
        if name == (LISTED if archive.sources else "ours"):
            tables.misses.append(listing(f"{archive.title}: missed", missed(archive.rows, predicted)))
            tables.misses.append(listing(f"{archive.title}: masked in vain", falsely_masked(archive.rows, predicted)))
            several = split_people(mentions_of(archive.rows, predicted))
            tables.misses.append(listing(f"{archive.title}: people with several surrogates", several))
    tables.types.append(type_rows(archive.title, per_type))


def _names_people(rows: Sequence[Row]) -> bool:
    """Whether the gold says who is meant: an id without a label of risk, which other sets give every mention."""
    return any(s.get("eid") and not s.get("risk") and s["type"] == "PERSON" for row in rows for s in row["spans"])


def _interviews(folders: Sequence[Path]) -> Iterator[Texts]:
    for folder in folders:
        paths = [p for p in sorted(folder.glob("*.md")) if p.name != "README.md"]
        if not paths:
            raise ConfigError(f"{folder}: no annotated interviews there; expected .md files as in examples/training")
        sources = tuple(read_annotated(path) for path in paths)
        rows = [row_of(source) for source in sources]
        title = f"{folder.parent.name}, {len(rows)} interviews"
        yield Texts(title=title, rows=rows, path=folder, sources=sources)
        spoken = [as_speech_to_text(row) for row in rows]
        yield Texts(title=f"{title}, as speech-to-text", rows=spoken, path=folder, sources=sources)


def _file(path: Path) -> Texts:
    rows = read_rows(path)
    return Texts(title=f"{path.stem}, {len(rows)} texts", rows=rows, path=path)


def _timed(archives: Sequence[Texts], *, words: int) -> Iterator[Texts]:
    """What speed is measured on: every file, and the first folder of interviews in two cuts."""
    interviews = next((a for a in archives if a.sources), None)
    for archive in [interviews] if interviews else []:
        rows = first_words(archive.rows, words=words)
        yield Texts(title="interviews, a text an utterance", rows=utterance_rows(rows), path=archive.path)
        yield Texts(title="interviews, a text an interview", rows=rows, path=archive.path)
    for archive in archives:
        if not archive.sources:
            yield Texts(title=archive.title, rows=first_words(archive.rows, words=words), path=archive.path)


def _printed(tables: Tables, *, markdown: bool, per_type: bool) -> str:
    speed = ("texts", "system", "words / CPU-s", f"x {FULL}", f"x {PRESIDIO}")
    parts: list[tuple[Sequence[str], Sequence[Sequence[str]]]] = [
        (QUALITY, tables.quality),
        (PEOPLE, tables.people),
        (("texts", "words without identifiers", "layer", "masked", "in 1,000 words"), tables.layers),
        (speed, tables.speed),
        (("system", "attempts to use the network"), tables.network),
        *(tables.types if per_type else []),
    ]
    return "\n".join(table(header, rows, markdown=markdown) for header, rows in parts if rows)


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--scorer", required=True, type=Path)
    parser.add_argument("--interviews", action="append", default=[], type=Path, help="may be given several times")
    parser.add_argument("--system", action="append", choices=SYSTEMS, help="may be given several times; default: all")
    parser.add_argument("--words", type=int, default=20_000, help="words of each set on which speed is measured")
    parser.add_argument("--repeats", type=int, default=3)
    parser.add_argument("--no-speed", action="store_true")
    parser.add_argument("--per-type", action="store_true", help="spans masked per type as well")
    parser.add_argument("--markdown", action="store_true")
    parser.add_argument("--misses", type=Path, help="write what we miss and mask in vain to this file")
    parser.add_argument("--look", action="store_true", help="allow --misses on held-out texts")
    options = parser.parse_args(arguments)
    options.system = options.system or list(SYSTEMS)
    return options


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except ConfigError as error:
        sys.exit(f"benchmark_pii: {error}")
