"""Passages of a finished archive go in, dealt anew into interviews; how soon a browser shows their report comes out.

    python scripts/benchmark_report.py examples/archive --interviews 200 --passages 90

Prints the size of the page and, over five openings in headless chromium, the median milliseconds to the first paint, until the
page answers (and of processor time until then), to list all passages for the first time, to search them, to show one interview.
"""

import argparse
import json
import random
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path
from statistics import median

from playwright.sync_api import Browser, sync_playwright

from data_schemas.records import Passage, Segmented, Turn
from pipeline.archive import archive_of
from pipeline.bench import workbench
from pipeline.coded import CodedPassage
from pipeline.export.facts import Archive
from pipeline.project import load_project
from pipeline.report import write
from pipeline.report.sections import SECTIONS, files
from pipeline.run import run

OPENINGS = 5
MEASURED = """async () => {
  const now = () => performance.now();
  const timed = (work) => { const begun = now(); work(); document.body.offsetHeight; return now() - begun; };
  const painted = () => performance.getEntriesByName("first-contentful-paint")[0];
  while (!painted()) await new Promise((done) => setTimeout(done, 20));
  const answers = performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd;
  return {
    "first paint": painted().startTime,
    "answers": answers,
    "list all passages": timed(() => { show("passages"); showPassages(wantedFrom("")); }),
    "search": timed(() => showPassages(wantedFrom("text=listen"))),
    "one interview": timed(() => { show("interview"); showInterview(frame.documents[0].slug); }),
  };
}"""


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("project", type=Path)
    asked.add_argument("--interviews", type=int, default=200)
    asked.add_argument("--passages", type=int, default=90)
    given = asked.parse_args()
    bench = workbench(load_project(given.project))
    outcome = run(bench, workers=1, tell=lambda told: None)
    whole = archive_of(bench, outcome, names={}, checked=frozenset())
    archive = dealt(whole, interviews=given.interviews, passages=given.passages) if given.interviews else whole
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        write.SECTIONS = tuple(make for make in SECTIONS if make is not files)  # its list has every table made first
        page = write.write_report(Path(folder), archive)[0]
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        found = [opened(browser, page) for _ in range(OPENINGS)]
        browser.close()
        size = page.stat().st_size / 1e6
    milliseconds = {name: round(median(one[name] for one in found)) for name in found[0]}
    print(
        json.dumps(
            {"transcripts": len(archive.records), "words": archive.facts.words, "MB": round(size, 1), **milliseconds}
        )
    )


def opened(browser: Browser, page: Path) -> dict[str, float]:
    """One opening, in a browser context of its own."""
    context = browser.new_context(viewport={"width": 1280, "height": 850})
    tab = context.new_page()
    counters = context.new_cdp_session(tab)
    counters.send("Performance.enable", {"timeDomain": "threadTicks"})
    tab.goto(page.as_uri())
    worked = {m["name"]: m["value"] for m in counters.send("Performance.getMetrics")["metrics"]}["TaskDuration"]
    measured: dict[str, float] = tab.evaluate(MEASURED)
    context.close()
    return {"processor time until then": 1000 * worked, **measured}


def dealt(whole: Archive, *, interviews: int, passages: int) -> Archive:
    """So many interviews of so many passages, drawn at random from those of the archive that are coded."""
    dice = random.Random(1)
    pool = [p for p in whole.passages if p.coded]
    records, made = [], []
    for number in range(interviews):
        record, own = _interview(f"INT-{number:03d}", [dice.choice(pool) for _ in range(passages)])
        records.append(record)
        made += own
    facts = replace(whole.facts, transcripts=interviews, words=sum(p.words for p in made))
    return replace(whole, passages=tuple(made), records=tuple(records), facts=facts)


def _interview(name: str, drawn: list[CodedPassage]) -> tuple[Segmented, list[CodedPassage]]:
    text, turns, places, made = "", [], [], []
    speaker = drawn[0]
    for number, passage in enumerate(drawn):
        start = len(text) + (number > 0)
        text += ("\n" if number else "") + passage.text
        span = {"start": start, "end": len(text), "start_s": None, "end_s": None}
        turns.append(Turn(speaker=speaker.speaker, backchannel=False, **span))
        places.append(Passage(turn=number, **span))
        own = {"speaker": speaker.speaker, "role": speaker.role, "role_group": speaker.role_group, "kind": "interview"}
        place = {"doc_id": name, "document": name, "passage_id": f"{name}-{number:04d}", "turn": number}
        made.append(replace(passage, **span, **own, **place))
    return Segmented(doc_id=name, text=text, turns=tuple(turns), passages=tuple(places), events=(), redactions=()), made


if __name__ == "__main__":
    main()
