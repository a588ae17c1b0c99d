"""The example archive, as it is and ten times over, goes in; words a second, peak memory and each stage's share come out.

usage: python scripts/benchmark_speed.py [--times 10] [--workers 1] [--runs 3]

Every run is a fresh process in a fresh folder with a fresh key, loading of models included; medians are printed. The copies
of a transcript differ in file name only, so that the archive's names, not its words, grow.
"""

import argparse
import json
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.key import new_key, write_key  # noqa: E402

ARCHIVE = ROOT / "examples" / "archive"


def main() -> None:
    """Measure and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--runs", type=int, default=3)
    options = parser.parse_args()
    for times in (1, options.times):
        runs = [measured(times=times, workers=options.workers) for _ in range(options.runs)]
        middle = {key: statistics.median(run[key] for run in runs) for key in runs[0]}
        print(f"archive x {times}, {options.workers} worker(s), median of {options.runs}")
        print(
            f"  {middle['words']:.0f} words in {middle['wall']:.1f} s: {middle['words'] / middle['wall']:.0f} words a second"
        )
        print(f"  peak memory of the largest process: {middle['memory'] / 1024:.0f} MiB")
        stages = {key.removeprefix("stage "): value for key, value in middle.items() if key.startswith("stage ")}
        total = sum(stages.values())
        for name, seconds in stages.items():
            print(f"  {name:14} {100 * seconds / total:5.1f} % of processor time in stages ({seconds:.1f} s)")


def measured(*, times: int, workers: int) -> dict[str, float]:
    """One run of the whole pipeline in a process of its own."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        copy_archive(folder, times=times)
        command = [sys.executable, __file__, "--child", str(folder), str(workers)]
        began = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        wall = time.perf_counter() - began
        told: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return {
        "wall": wall,
        "words": told["words"],
        "memory": told["memory"],
        **{f"stage {k}": v for k, v in told["seconds"].items()},
    }


def copy_archive(folder: Path, *, times: int) -> None:
    """The example archive with every transcript `times` over, under a key of its own."""
    roster = (ARCHIVE / "speakers.csv").read_text(encoding="utf-8").splitlines()
    lines = [roster[0]]
    for number in range(times):
        prefix = f"copy-{number:02}"
        shutil.copytree(ARCHIVE / "transcripts", folder / "transcripts" / prefix)
        lines += [f"{prefix}/{line}" for line in roster[1:]]
    (folder / "speakers.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (folder / "project.yaml").write_text("title: Benchmark\nspeakers: speakers.csv\n", encoding="utf-8")
    write_key(folder / "vault" / "key", new_key())


def child(folder: Path, workers: int) -> None:
    """The measured run itself; prints one JSON object."""
    from pipeline.bench import workbench
    from pipeline.outputs import write_outputs
    from pipeline.project import load_project
    from pipeline.run import run

    bench = workbench(load_project(folder))
    outcome = run(bench, workers=workers, tell=lambda told: None)
    began = time.process_time()
    written = write_outputs(bench, outcome)
    seconds = {**outcome.seconds, "export": time.process_time() - began}
    memory = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(json.dumps({"words": written.facts["words"], "memory": memory, "seconds": seconds}))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        main()
