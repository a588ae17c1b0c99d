"""An idea goes in; one training by the product's own code, and what it gives on interviews held out, come out.

usage: python scripts/ablate.py run IDEA --results FOLDER [--base mpnet] [--seed 8] [--epochs 4] [--untaught]
                                     [--quotes FILE --scorer FILE]
       python scripts/ablate.py released MODEL --results FOLDER [--quotes FILE --scorer FILE]
       python scripts/ablate.py table --results FOLDER [--against "minilm released"]
       python scripts/ablate.py ideas

`run` trains without the fifth of the interviews that is held out from the released models, and judges there, on the
example archive and, where given, on coded quotes (see scripts/benchmark_codes.py; only rows whose `split` is `choose`).
`released` judges a released model alike. Each adds one line to runs.jsonl in FOLDER, which lies outside the repository;
`table` compares what stands there. One training takes a quarter of an hour (minilm) to half an hour (mpnet) on one core.
"""

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from data_schemas.codebook import load_codebook  # noqa: E402
from data_schemas.errors import ConfigError  # noqa: E402
from scripts.ablation_ideas import EPOCHS, IDEAS  # noqa: E402
from scripts.ablation_judging import Quotes, as_released, read_material  # noqa: E402
from scripts.ablation_results import keep  # noqa: E402
from scripts.ablation_table import table  # noqa: E402
from scripts.ablation_trial import Trial, tried  # noqa: E402

BETWEEN = 30  # seconds between two words on how far a training is


def main() -> None:
    """Do one of the four; a trouble is one line and exit code 2."""
    options = _options()
    try:
        COMMANDS[options.command](options)
    except ConfigError as error:
        print(f"ablate: {error}", file=sys.stderr)
        sys.exit(2)


def _run(options: argparse.Namespace) -> None:
    folder = _outside(options.results)
    material, quotes = read_material(load_codebook()), _quotes(options)
    trial = Trial(
        idea=options.idea, base=options.base, seed=options.seed, epochs=options.epochs, untaught=options.untaught
    )
    keep(folder, *tried(trial, material=material, quotes=quotes, folder=folder, advance=_teller()))
    print(f"One line more in {folder / 'runs.jsonl'}.")


def _released(options: argparse.Namespace) -> None:
    folder = _outside(options.results)
    keep(
        folder,
        *as_released(options.model, material=read_material(load_codebook()), quotes=_quotes(options)),
    )
    print(f"One line more in {folder / 'runs.jsonl'}.")


def _table(options: argparse.Namespace) -> None:
    print(table(options.results, against=options.against))


def _ideas(_: argparse.Namespace) -> None:
    for name, idea in IDEAS.items():
        print(f"{name:14}{idea.what}")


COMMANDS: dict[str, Callable[[argparse.Namespace], None]] = {
    "run": _run,
    "released": _released,
    "table": _table,
    "ideas": _ideas,
}


def _outside(folder: Path) -> Path:
    """The folder of results; ConfigError if it lies in the repository, where results of attempts do not belong."""
    if folder.resolve().is_relative_to(ROOT):
        raise ConfigError(f"--results {folder}: it lies inside the repository; expected a folder outside it")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def _quotes(options: argparse.Namespace) -> Quotes | None:
    if options.quotes is None:
        return None
    if options.scorer is None:
        raise ConfigError("--quotes without --scorer: expected the program that scores them, run as `SCORER GOLD PRED`")
    return Quotes(options.quotes, options.scorer)


def _teller() -> Callable[[str, float], None]:
    """Says how far the work is, now and then."""
    last = time.monotonic()

    def tell(what: str, share: float) -> None:
        nonlocal last
        if time.monotonic() - last > BETWEEN:
            last = time.monotonic()
            print(f"{what} {share:.0%}", file=sys.stderr, flush=True)

    return tell


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    run = commands.add_parser("run", help="train once with one idea")
    run.add_argument("idea", choices=list(IDEAS))
    run.add_argument("--base", choices=list(EPOCHS), default="minilm")
    run.add_argument("--seed", type=int, default=7)
    run.add_argument("--epochs", type=int, help="default: as many as the released model of this encoder")
    run.add_argument("--untaught", action="store_true", help="without a teacher: a few minutes less the first time")
    released = commands.add_parser("released", help="judge a released model alike")
    released.add_argument("model", help="minilm, mpnet, or the folder of a model that `run` trained")
    for one in (run, released):
        one.add_argument("--quotes", type=Path, help="coded quotes, of which those for choosing are scored")
        one.add_argument("--scorer", type=Path)
    shown = commands.add_parser("table", help="compare the runs")
    shown.add_argument("--against", help="the run that others are compared with; default: the first")
    for one in (run, released, shown):
        one.add_argument("--results", type=Path, required=True, help="folder outside the repository")
    commands.add_parser("ideas", help="list the ideas")
    return parser.parse_args()


if __name__ == "__main__":
    main()
