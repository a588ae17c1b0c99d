"""The page in a browser: thirty passages by keyboard alone, the program killed in between, an attacker beside it, blind coding.

Fails where there is no chromium: `make test` sees to one.
"""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from pipeline.archive import archive_of
from pipeline.bench import workbench
from pipeline.codings.store import read
from pipeline.label.desk import draw
from pipeline.project import load_project
from pipeline.roster import read_roster, write_roster
from pipeline.setup_project import begin
from tests.conftest import ROOT, offline, passages_of, run_archive, set_roles

EVIL = "<script>document.title='broken in'</script><img src=x onerror=document.title='broken-in'>"
ANSWERS = (
    "They meet on Thursdays and we hear of it on Friday, when all of it is settled and written up.",
    "I told them the form was wrong and they thanked me and went on to the next item.",
    "People relax with her because she has been there herself, and you can see it in their faces.",
    f"The bus is late on Mondays, and somebody had typed {EVIL} on the board in the hall.",
)
TALK = "\n\n".join(f"I: And what happened in week {n}?\n\nR: In that week, {ANSWERS[n % 4]}" for n in range(1, 37))
PASSAGES = 30  # decided by keyboard
WAIT = 20_000  # milliseconds, on a machine that may be busy


class Program:
    """`threefaces review` in a process of its own, and the address that it prints."""

    def __init__(self, project: Path, *more: str) -> None:
        start = [sys.executable, "-c", "from pipeline.cli.app import main; main()", "review", str(project)]
        self.process = subprocess.Popen(
            [*start, "--coder", "Ann", *more],
            cwd=ROOT,
            env=offline(),
            stderr=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self.process.stderr is not None
        said = ""
        for line in self.process.stderr:
            said += line
            if found := re.search(r"http://127\.0\.0\.1:(\d+)/enter\?token=\S+", line):
                self.address, self.port = found[0], found[1]
                return
        pytest.fail(said)

    def stop(self, with_signal: int) -> str:
        """Stop it and return what it said at the end."""
        self.process.send_signal(with_signal)
        said = self.process.communicate(timeout=60)
        return "".join(said)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    chromium = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    if chromium is None:
        pytest.fail("no chromium: `make test` installs it")
    with sync_playwright() as playwright:
        rootless = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=chromium, args=rootless)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("browser") / "archive"
    (folder / "transcripts").mkdir(parents=True)
    (folder / "transcripts" / "weeks.txt").write_text(TALK, encoding="utf-8")
    begin(folder, title=f"Weeks {EVIL}", input_folder="transcripts", accept=True)
    set_roles(folder, {"weeks.txt": "professional"})
    roster = folder / "vault" / "speakers.csv"
    write_roster(
        roster, [replace(s, display_name=EVIL if s.label == "R" else "") for s in read_roster(roster).speakers]
    )
    outcome, _ = run_archive(folder)
    bench = workbench(load_project(folder))
    draw(bench, outcome, archive=archive_of(bench, outcome, names={}, checked=frozenset()), queue="audit", more=3)
    return folder


@pytest.fixture
def room(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 850})
    context.set_default_timeout(WAIT)
    expect.set_options(timeout=WAIT)
    yield context
    context.close()


def opened(room: BrowserContext, address: str, *, troubles: list[str]) -> Page:
    page = room.new_page()
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda message: troubles.append(message.text) if "Content Security" in message.text else None)
    page.goto(address)
    return page


def number(page: Page) -> int:
    return int(re.findall(r"\d+", page.locator("#panel h2").inner_text())[0])


def give(page: Page, column: str) -> None:
    """Give a code by its key, which stands on its button, unless it is given."""
    button = page.locator(f'[data-column="{column}"]')
    if button.get_attribute("aria-pressed") == "false":
        page.keyboard.press(button.get_attribute("aria-keyshortcuts") or "")
    expect(button).to_have_attribute("aria-pressed", "true")


def decide(page: Page, *, with_codes: bool) -> None:
    """Decide on the passage in focus and go on to the next, by keys."""
    before = number(page)
    if with_codes:
        give(page, "power_face.ideological")
        give(page, "stance.leveraged")
        give(page, "about.self")
        expect(page.locator("#sending")).to_have_text("all kept")
        page.keyboard.press("Enter")
    else:
        page.keyboard.press("x")
    expect(page.locator("#panel h2")).to_contain_text(f"Passage {before + 1} of")


def test_the_address_leads_to_the_passage_that_was_asked_for(project: Path, room: BrowserContext) -> None:
    wanted = [row["passage_id"] for row in passages_of(project) if row["coded"]][9]
    program, troubles = Program(project, "--at", wanted), []
    page = opened(room, program.address, troubles=troubles)
    expect(page.locator("#panel h2")).to_contain_text("Passage 10 of")
    expect(page.locator('.passage[aria-selected="true"]')).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("tbody a")).to_be_focused()
    program.stop(signal.SIGINT)
    assert troubles == []


def test_thirty_passages_by_keyboard_and_nothing_is_lost_when_the_program_is_killed(
    project: Path, room: BrowserContext
) -> None:
    program, troubles = Program(project), []
    page = opened(room, program.address, troubles=troubles)
    expect(page.locator("tbody a")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".passage").first).to_be_focused()
    for n in range(1, 16):
        decide(page, with_codes=n % 5 == 0)
    expect(page.locator("#sending")).to_have_text("all kept")
    program.stop(signal.SIGKILL)
    assert len(read(project / "codings").codings) == 15
    decide(page, with_codes=False)
    decide(page, with_codes=False)
    expect(page.locator("#sending")).to_have_text("2 not kept yet")
    expect(page.locator(".passage.waiting")).to_have_count(2)

    program = Program(project, "--port", program.port)
    second = opened(room, program.address, troubles=troubles)
    expect(page.locator("#sending")).to_have_text("all kept")
    page.bring_to_front()
    for n in range(18, PASSAGES + 1):
        decide(page, with_codes=n % 5 == 0)
    page.keyboard.press("k")
    page.keyboard.press("m")
    page.keyboard.type(f"mind this {EVIL}")
    page.keyboard.press("Control+Enter")
    page.keyboard.press("o")
    page.keyboard.type("'settled on Friday'; <b>late</b>")
    page.keyboard.press("Enter")
    expect(page.locator(".passage[aria-selected=true]")).to_be_focused()
    expect(page.locator(".passage[aria-selected=true] .memo")).to_have_text(f"mind this {EVIL}")
    expect(page.locator("#live")).to_contain_text("Kept: own codes")
    second.bring_to_front()
    second.keyboard.press("/")
    second.keyboard.type("script")
    expect(second.locator("#found")).to_have_text("1 of 1")
    program.stop(signal.SIGKILL)

    kept = read(project / "codings").codings
    assert len(kept) == PASSAGES
    assert sum("ideological" in c.codes["power_face"] for c in kept) == PASSAGES // 5
    assert all(len(c.complete) == 6 for c in kept)
    assert [c.memo for c in kept if c.memo] == [f"mind this {EVIL}"]
    assert not any("broken" in tab.title().replace(EVIL, "") for tab in (page, second))
    assert troubles == []


def test_a_code_is_begun_until_the_coder_says_that_the_dimension_is_finished(
    project: Path, room: BrowserContext
) -> None:
    program, troubles = Program(project), []
    page = opened(room, program.address, troubles=troubles)
    expect(page.locator("tbody a")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".passage[aria-selected=true]")).to_be_focused()
    page.locator(".passage").last.click()
    face, voice = page.locator('[data-finish="power_face"]'), page.locator('[data-finish="voice"]')
    left, facts = page.locator("#panel .left"), page.locator("#facts")
    give(page, "power_face.non_decision_making")
    expect(face).to_have_attribute("aria-pressed", "false")
    expect(left).to_contain_text("Face of power (begun)")
    expect(page.locator(".passage").last).to_contain_text("by you, not finished")
    expect(facts).to_contain_text("1 begun, not finished")
    page.keyboard.press(".")
    expect(face).to_have_text("✓ finished")
    expect(left).not_to_contain_text("Face of power")
    expect(facts).not_to_contain_text("begun")
    expect(voice).to_have_attribute("aria-pressed", "false")  # `.` says nothing of what was not touched
    expect(page.locator("#sending")).to_have_text("all kept")
    last = max(read(project / "codings").codings, key=lambda c: (c.made, c.start))
    assert (last.complete, last.unfinished) == (["power_face"], [])
    face.click()
    expect(face).to_be_focused()
    expect(left).to_contain_text("Face of power (begun)")
    expect(page.locator("#sending")).to_have_text("all kept")
    said = program.stop(signal.SIGINT)
    assert "1 passage is begun and not finished" in said
    last = max(read(project / "codings").codings, key=lambda c: (c.made, c.start))
    assert (last.complete, last.unfinished) == ([], ["power_face"])
    assert troubles == []


class Attacker(ThreadingHTTPServer):
    """Another program's page on another port of this machine."""

    def __init__(self) -> None:
        self.html, self.cookies = "", []
        attacker = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                attacker.cookies += self.headers.get_all("cookie") or []
                self.send_response(200)
                self.send_header("content-type", "text/html")
                self.end_headers()
                self.wfile.write(attacker.html.encode())

            def log_message(self, format: str, *arguments: Any) -> None:
                """Nothing."""

        super().__init__(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.serve_forever, daemon=True).start()


ATTACK = """
<script>
const decision = {kind: "decide", id: "from-elsewhere", passage: PASSAGE, codes: {power_face: []}};
const post = {method: "POST", body: JSON.stringify(decision), credentials: "include"};
const got = [];
const tries = PATHS.flatMap((path) => [
  () => fetch(HOST + path, {credentials: "include"}),
  () => fetch(HOST + path + "documents.json", {credentials: "include", mode: "no-cors"}),
  () => fetch(HOST + path + "keep", {...post, mode: "no-cors"}),
  () => fetch(HOST + path + "keep", {...post, headers: {"content-type": "application/json", "x-threefaces": "x"}}),
  () => import(HOST + path + "static/review.js"),
]);
(async () => {
  for (const attempt of tries) {
    try { const answer = await attempt(); got.push(answer.type === "opaque" ? "" : await answer.text()); } catch { got.push(""); }
  }
  document.body.dataset.got = got.join("");
})();
</script>
<body><form method="post" enctype="text/plain" action="TARGET"><input name='WANTED' value=""></form>
"""


def test_a_page_of_another_port_reads_nothing_and_changes_nothing(project: Path, room: BrowserContext) -> None:
    program, troubles = Program(project), []
    page = opened(room, program.address, troubles=troubles)
    expect(page.locator("tbody a")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".passage").first).to_be_visible()
    path, before = re.sub(r"^http://[^/]+|#.*", "", page.url), read(project / "codings")
    host = f"http://127.0.0.1:{program.port}"
    cookie = room.cookies(f"{host}{path}")
    assert [(c["path"], c["httpOnly"], c["sameSite"]) for c in cookie] == [(path, True, "Strict")]

    attacker = Attacker()
    wanted = json.dumps({"kind": "decide", "id": "from-a-form", "passage": "X-0001", "codes": {}, "memo": "x"})
    for target in (path, "/guessed/"):
        attacker.html = (
            ATTACK.replace("PATHS", json.dumps(["/", path]))
            .replace("PASSAGE", json.dumps("X-0001"))
            .replace("HOST", json.dumps(host))
            .replace("TARGET", f"{host}{target}keep")
            .replace("WANTED", wanted)
        )
        evil = room.new_page()
        evil.goto(f"http://127.0.0.1:{attacker.server_port}/")
        expect(evil.locator("body")).to_have_attribute("data-got", "")
        with evil.expect_navigation() as after:
            evil.evaluate("document.forms[0].submit()")
        assert after.value.status == 403
    framed = room.new_page()
    attacker.html = f'<iframe src="{host}{path}"></iframe>'
    framed.goto(f"http://127.0.0.1:{attacker.server_port}/")
    assert not any("passage" in frame.content() for frame in framed.frames[1:])
    attacker.shutdown()

    assert read(project / "codings") == before
    assert attacker.cookies == []
    said = program.stop(signal.SIGINT)
    assert (program.process.returncode, "decided nothing" in said) == (0, True)
    assert "broken" not in said
    assert troubles == []


def test_who_codes_blind_sees_the_passage_alone_and_a_narrow_page_fits(project: Path, room: BrowserContext) -> None:
    program, troubles, sent = Program(project, "--queue", "audit"), [], []
    room.on("response", lambda answer: sent.append(answer))
    page = opened(room, program.address, troubles=troubles)
    expect(page.locator(".passage").first).to_be_focused()
    answers = b"".join(a.body() for a in sent if a.url.endswith((".json", "/")) and a.ok)
    for word in (b"chance", b"probab", b"likely", b'"color"', b'"stands"', b'"others"', b"human_"):
        assert word not in answers.lower()
    assert page.locator(".chip, .other, .coloured, .code.check").count() == 0
    assert not re.search(r"\.\d\d\b", page.locator("body").inner_text())
    decide(page, with_codes=True)
    page.keyboard.press("x")
    expect(page.locator("#facts")).to_contain_text("2 decided")
    page.keyboard.press("u")  # at once: it waits for what is on its way, and takes that back
    expect(page.locator("#live")).to_contain_text("Kept: undone: no code at all")
    expect(page.locator("#facts")).to_contain_text("1 decided")
    page.set_viewport_size({"width": 400, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    said = program.stop(signal.SIGINT)
    assert "Ann decided on 2 passages, took back 1 decision" in said
    (blind,) = [c for c in read(project / "codings").codings if c.queue == "audit"]
    assert (blind.source, blind.probability is not None, len(blind.complete)) == ("human_blind", True, 6)
    assert troubles == []
