"""The example archive as files goes in; its codes after a whole run (pseudonymise, segment, code) against those marked come out.

usage: python scripts/benchmark_run.py [--model FOLDER]

Nothing of the archive ever trained a model. A run reads the transcripts as files and cuts them itself, so that its passages are
not the marked ones. Both texts are aligned by their words. A marked passage belongs to the passage of the run that holds most of
it, and to every other that holds at least half of its words or half of whose own words it holds. Figures are per code over all
respondents' passages; those that no marked passage belongs to are known to carry no code.
"""

import argparse
import json
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path

import numpy as np

SCRIPTS = Path(__file__).resolve().parent
ROOT = SCRIPTS.parent
sys.path[:0] = [str(ROOT), str(SCRIPTS)]

from build_examples import FILES  # noqa: E402

from data_schemas.codebook import Codebook  # noqa: E402
from data_schemas.labels import Label  # noqa: E402
from data_schemas.records import DOCUMENT, Scored, Segmented  # noqa: E402
from models.metrics import figures_of, in_two, macro_f1  # noqa: E402
from pipeline.bench import Workbench, workbench  # noqa: E402
from pipeline.corpus import INTERVIEWER, cast_of  # noqa: E402
from pipeline.project import load_project  # noqa: E402
from pipeline.run import Outcome, records, run  # noqa: E402
from pipeline.safe_names import read_names  # noqa: E402

ARCHIVE = ROOT / "examples" / "archive"
HALF = 0.5  # share of the words of one of two passages that makes them belong together
_WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Marked:
    """A marked passage: the words `first` to `last` (not included) of its interview, and its codes."""

    first: int
    last: int
    codes: dict[str, list[str]]


def main() -> None:
    """Run, align and print a line per code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, help="model folder, or mpnet; default: the small released one")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        project = Path(place) / "examples" / "archive"  # the public key is refused elsewhere
        shutil.copytree(ARCHIVE, project, ignore=shutil.ignore_patterns("out*", "store", "vault", "gold", "sources"))
        if options.model:
            model = options.model.resolve() if options.model.is_dir() else options.model
            with (project / "project.yaml").open("a", encoding="utf-8") as settings:
                settings.write(f"model: {model}\n")
        bench = workbench(load_project(project))
        outcome = run(bench, workers=1, tell=lambda progress: None)
        labels, scores = judged(bench, outcome)
    figures = figures_of(scores, labels=labels, codebook=bench.release.codebook, calibration=bench.release.calibration)
    for f in figures:
        print(f"{f.code:36} n {f.n:4}  P {f.precision:.2f}  R {f.recall:.2f}  F1 {f.f1:.2f}  kappa {in_two(f.kappa)}")
    kappas = [f.kappa for f in figures if f.kappa is not None]
    print(f"{len(labels)} passages of {len({x.interview for x in labels})} interviews; {bench.release.name}")
    print(f"macro-F1 {macro_f1(figures):.3f}  kappa, median {np.median(kappas):.3f}, lowest {min(kappas):.3f}")


def judged(bench: Workbench, outcome: Outcome) -> tuple[list[Label], np.ndarray]:
    """Respondents' passages of the run with the codes that they should have, and their raw scores."""
    names, codebook = read_names(bench.project.files), bench.release.codebook
    stems = {name: stem for stem, (_, name, _) in FILES.items()}
    segmented = {d: r for d, r in records(bench.segment, outcome.rows["segment"]) if isinstance(r, Segmented)}
    scored = {d: r for d, r in records(bench.score, outcome.rows["score"]) if isinstance(r, Scored)}
    labels: list[Label] = []
    scores: list[np.ndarray] = []
    for source in outcome.sources:
        record, stem = segmented[source.doc_id], stems[names[source.file]]
        cast = cast_of(source, key=bench.key)
        rows = np.frombuffer(scored[source.doc_id].scores, dtype="<f4").reshape(len(record.passages), -1)
        found = codes_of(record, gold=ARCHIVE / "gold" / f"{stem}.jsonl", codebook=codebook)
        for number, (passage, codes) in enumerate(zip(record.passages, found, strict=True)):
            if cast.of(record.turns[passage.turn].speaker).role_group in (INTERVIEWER, DOCUMENT):
                continue
            text = record.text[passage.start : passage.end]
            complete = list(codebook.ids)
            labels.append(Label(id=f"{stem}:{number}", interview=stem, text=text, codes=codes, complete=complete))
            scores.append(rows[number])
    return labels, np.stack(scores)


def codes_of(record: Segmented, *, gold: Path, codebook: Codebook) -> Iterator[dict[str, list[str]]]:
    """The codes of every passage of a run, from the marked passages that belong to it."""
    words, marked = read_gold(gold)
    spoken = [(m.start(), m.end(), m.group()) for m in _WORD.finditer(record.text)]
    place = aligned(words, [word for _, _, word in spoken])
    spans = [
        {i for i, (start, end, _) in enumerate(spoken) if start < passage.end and end > passage.start}
        for passage in record.passages
    ]
    shared = [[len(span & {place[i] for i in range(m.first, m.last)}) for m in marked] for span in spans]
    for number, span in enumerate(spans):
        belonging = []
        for which, m in enumerate(marked):
            common = shared[number][which]
            most = common > 0 and common == max(row[which] for row in shared)
            if most or common >= HALF * (m.last - m.first) or common >= HALF * len(span):
                belonging.append((common, m))
        yield _merged(sorted(belonging, key=lambda pair: -pair[0]), codebook=codebook)


def _merged(belonging: Sequence[tuple[int, Marked]], *, codebook: Codebook) -> dict[str, list[str]]:
    """All codes of a `multi` dimension, and of a `single` one the code of the passage that shares most words."""
    codes: dict[str, list[str]] = {}
    for _, marked in belonging:
        for dimension, values in marked.codes.items():
            if codebook.dimension(dimension).kind == "multi":
                known = codes.setdefault(dimension, [])
                known += [value for value in values if value not in known]
            else:
                codes.setdefault(dimension, values)
    return codes


def read_gold(path: Path) -> tuple[list[str], list[Marked]]:
    """The words of an interview as marked, and its marked passages as stretches of them."""
    words: list[str] = []
    marked = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        places = [(m.start(), m.end()) for m in _WORD.finditer(row["text"])]
        for passage in row["passages"]:
            inside = [i for i, (start, end) in enumerate(places) if start < passage["end"] and end > passage["start"]]
            first, last = len(words) + inside[0], len(words) + inside[-1] + 1
            marked.append(Marked(first=first, last=last, codes=passage["codes"]))
        words += _WORD.findall(row["text"])
    return words, marked


def aligned(words: Sequence[str], others: Sequence[str]) -> list[int]:
    """For every word the number of the other text's word that stands in its place; -1 where there is none."""
    place = [-1] * len(words)
    matcher = SequenceMatcher(None, words, others, autojunk=False)
    for _, a, a_end, b, b_end in matcher.get_opcodes():
        for i in range(a, a_end):
            if b_end > b:
                place[i] = min(b + (i - a) * (b_end - b) // (a_end - a), b_end - 1)
    return place


if __name__ == "__main__":
    main()
