"""The report in a browser, opened from the disk: by keyboard alone, with hostile names and words in it, asking for nothing.

Fails where there is no chromium: `make test` sees to one.
"""

import json
import os
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import axe_playwright_python
import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from data_schemas.records import DOCUMENT
from pipeline.export import export_all
from pipeline.export.facts import Archive
from pipeline.report.write import write_report
from tests.test_export_archive import CODEBOOK, archive, facts

AXE = Path(axe_playwright_python.__file__).parent / "axe.min.js"
RTL = "\u05e9\u05dc\u05d5\u05dd \u202e=cmd|' /C calc'!A0"  # Hebrew, and a sign that turns what follows around
EVIL = f"</script><script>document.title='in'</script><img src=x onerror=document.title='in'> {RTL}"
WAIT = 20_000  # milliseconds, on a machine that may be busy
WIDER = """document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("main *")]
  .filter((e) => e.getBoundingClientRect().right > innerWidth + 1 && !e.closest(".scroll > *"))
  .map((e) => `${e.tagName}.${e.className} ${e.parentElement.className}`)"""


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


def hostile() -> Archive:
    """Twelve interviews of the literal archive, one of them a document; names, words and codebook full of mark-up."""
    records, passages = [], []
    for number in range(12):
        made = archive()
        shift = {record.doc_id: f"{record.doc_id}-{number}" for record in made.records}
        records += [replace(record, doc_id=shift[record.doc_id]) for record in made.records]
        for p in made.passages:
            chances = tuple(min(1.0, max(0.0, c + 0.01 * number)) for c in p.probabilities)
            passages.append(
                replace(
                    p,
                    doc_id=shift[p.doc_id],
                    document=f"{p.document} {number}",
                    passage_id=f"{p.document} {number}.{p.passage_id[-4:]}",
                    speaker=f"{p.speaker} {number} {EVIL}",
                    role=EVIL if p.role_group == "professional" else p.role,
                    case=f"{EVIL if number % 2 else 'hub'} {number}",
                    kind=DOCUMENT if number == 11 else p.kind,
                    probabilities=chances,
                    memos=(EVIL,) if number == 3 and p.coded else (),
                )
            )
    book = CODEBOOK.dimensions
    first = tuple(
        type(c)(id=c.id, name=f"{c.name} {EVIL}" if c is book[0].codes[0] else c.name, definition=EVIL, color=c.color)
        for c in book[0].codes
    )
    dimensions = (
        type(book[0])(id=book[0].id, name=book[0].name, kind="multi", definition=EVIL, codes=first),
        *book[1:],
    )
    codebook = type(CODEBOOK)(
        id=CODEBOOK.id, version="1", title=EVIL, source=EVIL, dimensions=dimensions, readings=CODEBOOK.readings
    )
    about = facts(project=f"Hub {EVIL}", transcripts=24, unknown_speakers=(EVIL,))
    return Archive(passages=tuple(passages), records=tuple(records), codebook=codebook, facts=about)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made, out = hostile(), tmp_path_factory.mktemp("report")
    export_all(out, passages=made.passages, records=made.records, codebook=made.codebook, facts=made.facts)
    write_report(out / "many", made, most=1)
    return out


class Opened:
    """The report in a page of its own, with everything it asked for and everything that went wrong."""

    def __init__(self, browser: Browser, path: Path, *, width: int = 1280, **more: Any) -> None:
        context = browser.new_context(viewport={"width": width, "height": 850}, **more)
        context.set_default_timeout(WAIT)
        expect.set_options(timeout=WAIT)
        self.page = context.new_page()
        self.asked: list[str] = []
        self.troubles: list[str] = []
        self.page.on("request", lambda request: self.asked.append(request.url))
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on(
            "console", lambda said: self.troubles.append(said.text) if said.type in ("error", "warning") else None
        )
        self.address = path.as_uri()
        self.page.goto(self.address)

    def go(self, fragment: str) -> Page:
        self.page.evaluate("fragment => { location.hash = fragment }", fragment)
        return self.page

    def end(self) -> None:
        """Nothing but the page itself was asked for, and nothing went wrong."""
        title = self.page.title()
        self.page.context.close()
        assert {url.partition("#")[0] for url in self.asked} == {self.address}
        assert self.troubles == []
        assert title != "in"


@pytest.fixture
def report(browser: Browser, folder: Path) -> Iterator[Opened]:
    opened = Opened(browser, folder / "index.html")
    yield opened
    opened.end()


def faults(page: Page, rules: list[str]) -> list[tuple[str, str]]:
    """What axe finds serious or critical, by all of its rules unless some are named."""
    page.evaluate(AXE.read_text(encoding="utf-8"))
    only = {"runOnly": rules} if rules else {}
    found = page.evaluate("only => axe.run(document, {resultTypes: ['violations'], ...only})", only)
    return [
        (fault["id"], fault["nodes"][0]["html"][:150])
        for fault in found["violations"]
        if fault["impact"] in ("serious", "critical")
    ]


def test_every_number_of_the_shaded_table_shows_just_so_many_passages(report: Opened) -> None:
    numbers = report.page.evaluate("""
        [...document.querySelectorAll("a.cell")].map((cell) => [
            Number(cell.querySelector("[data-tip]").textContent.match(/([\\d,]+) of [\\d,]+ passages ·/)[1].replace(",", "")),
            passagesFor(wantedFrom(cell.getAttribute("href").slice(1))).length,
            cell.getAttribute("href"),
        ])""")
    assert len(numbers) > 50
    assert [n for n in numbers if n[0] != n[1]] == []
    assert max(n[0] for n in numbers) == 22


def test_what_a_cell_says_of_interviews_is_what_its_passages_come_from(report: Opened) -> None:
    numbers = report.page.evaluate("""
        [...document.querySelectorAll("a.cell")].map((cell) => [
            Number(cell.querySelector("[data-tip]").textContent.match(/in ([\\d,]+) of [\\d,]+ interview/)[1]),
            new Set(passagesFor(wantedFrom(cell.getAttribute("href").slice(1))).map((p) => p.document)).size,
        ])""")
    assert max(n[0] for n in numbers) == 22
    assert [n for n in numbers if n[0] != n[1]] == []


def test_all_columns_of_the_table_are_as_wide_and_say_what_they_rest_on(report: Opened) -> None:
    widths = report.page.evaluate("[...document.querySelectorAll('.map a.cell')].map((c) => c.offsetWidth)")
    assert len(set(widths)) == 1
    heads = report.page.locator(".map thead .behind").all_text_contents()
    assert heads[0] == "22 interviews · 55 passages"
    assert report.page.evaluate("[...document.querySelectorAll('.map .few svg')].length") == 0


def test_a_code_is_defined_where_it_is_named(report: Opened) -> None:
    page = report.page
    page.locator("a.cell").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#tip")).to_contain_text(EVIL.partition("<")[0] or "script")


def test_on_a_phone_no_figure_is_cut(browser: Browser, folder: Path) -> None:
    opened = Opened(browser, folder / "index.html", width=390)
    cut = opened.page.evaluate("""
        [...document.querySelectorAll(".map .share, .map .part, .map .group")]
            .map((e) => [e, e.getBoundingClientRect()])
            .filter(([e, r]) => !r.width || r.left < 0 || r.right > innerWidth || e.scrollWidth > e.clientWidth + 1)
            .map(([e]) => e.textContent)""")
    assert cut == []
    opened.end()


def test_every_number_of_the_tables_leads_to_just_so_many_passages(report: Opened, folder: Path) -> None:
    tables = Opened(report.page.context.browser, folder / "tables" / "tables.html")
    links = tables.page.evaluate(
        "[...document.querySelectorAll('a.counts')].map((a) => [Number(a.textContent.match(/[\\d,]+/)[0]), a.hash])"
    )
    tables.end()
    assert len(links) > 50
    found = report.page.evaluate(
        "links => links.map(([n, hash]) => [n, passagesFor(wantedFrom(hash.slice(1))).length])", links
    )
    assert [pair for pair in found if pair[0] != pair[1]] == []


def test_by_keyboard_from_the_table_to_a_passage_to_its_transcript_and_back(report: Opened) -> None:
    page = report.page
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.locator("a.cell").first.focus()
    expect(page.locator("#tip")).to_contain_text("spread between interviews")
    expect(page.locator("#tip")).to_contain_text("11 of 55")
    page.keyboard.press("Escape")
    expect(page.locator("#tip")).to_be_hidden()
    page.keyboard.press("ArrowDown")
    expect(page.locator("#tip")).to_contain_text("Non-decision-making")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_contain_text("11 passages in 11 interviews")
    expect(page.locator("#passages h1")).to_be_focused()
    page.keyboard.press("/")
    page.keyboard.type("consultant")
    expect(page.locator("#count")).to_contain_text("11 passages")
    expect(page.locator("#list mark").first).to_have_text("consultant")
    assert "text=consultant" in page.url
    page.keyboard.type(" nowhere")
    expect(page.locator("#count")).to_contain_text("0 passages")
    page.locator('#choose [type="reset"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator("#count")).to_contain_text("60 passages")
    link = page.locator("#list .by a").first
    link.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".arrived")).to_be_focused()
    expect(page.locator("#interview .turn")).to_have_count(3)
    page.go_back()
    expect(page.locator("#passages")).to_be_visible()


def test_a_search_takes_every_character_as_it_is_typed(report: Opened) -> None:
    page = report.go("#text=consultant-led")
    expect(page.locator("#count")).to_contain_text("0 passages")
    page = report.go("#text=(.*")
    expect(page.locator("#count")).to_contain_text("0 passages")


def test_by_keyboard_from_a_code_in_the_table_to_its_page_and_to_a_passage(report: Opened) -> None:
    page = report.page
    page.locator("a.cell").first.focus()
    for key in ("ArrowDown", "ArrowLeft", "ArrowLeft"):
        page.keyboard.press(key)
    expect(page.locator("a.to-code:focus")).to_have_text("Non-decision-making")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Enter")
    expect(page.locator("#code h1")).to_be_focused()
    expect(page.locator("#code .defined")).to_contain_text("document.title='in'")
    assert (
        page.locator("#code .by-group a").first.get_attribute("href") == "#codes=power_face.decision_making&kind=talk"
    )
    expect(page.locator("#code .by-group tbody tr").first).to_contain_text("11 of 55 passages")
    expect(page.locator("#code .central > li")).to_have_count(3)
    expect(page.locator("#code .central .passage-number")).to_have_count(3)
    names = page.locator("#code .central .cite > bdi:first-child").all_text_contents()
    assert len(set(names)) == 3
    page.locator("#code .central a").first.press("Enter")
    expect(page.locator(".arrived")).to_be_focused()
    expect(page.locator("#code")).to_be_hidden()
    expect(report.go("#code=power_face.gone").locator("#code h1")).to_have_text(
        "No code power_face.gone in this codebook"
    )


def test_every_code_has_a_page(report: Opened) -> None:
    page = report.page
    for column, definition in page.evaluate("codes.map((code) => [code.column, code.definition])"):
        report.go(f"#code={column}")
        expect(page.locator("#code .sheet")).to_have_count(1)
        expect(page.locator("#code .defined")).to_have_text(definition)


def test_the_list_of_interviews_is_a_view_of_its_own(report: Opened) -> None:
    page = report.page
    page.get_by_role("link", name="Interviews").first.click()
    expect(page.locator("#interviews")).to_be_focused()
    expect(page.locator("#overview")).to_be_hidden()
    expect(page.locator("#listed tbody tr")).to_have_count(24)
    report.go("#overview")
    expect(page.locator("#listed")).to_be_hidden()


def test_what_chooses_passages_fits_the_screen_and_scrolls_by_itself(report: Opened) -> None:
    page = report.go("#passages")
    box = page.locator("#filters").bounding_box()
    assert box is not None
    assert box["y"] >= 0
    assert box["y"] + box["height"] <= 850
    last = page.locator('#choose [type="reset"]')
    last.focus()
    seen = last.bounding_box()
    assert seen is not None
    assert box["y"] <= seen["y"] <= box["y"] + box["height"]


def test_filters_by_role_case_probability_and_who_has_codes(report: Opened) -> None:
    page = report.go("#passages")
    expect(page.locator("#count")).to_contain_text("60 passages in 24 interviews")
    page.get_by_role("combobox", name="Role group").select_option("professional")
    expect(page.locator("#count")).to_contain_text("12 passages in 12 interviews: Professional")
    page.get_by_role("combobox", name="Case").select_option("hub 4")
    expect(page.locator("#count")).to_contain_text("1 passage in 1 interview")
    report.go("#codes=identity.expert,about.self")
    expect(page.locator("#count")).to_contain_text("12 passages")
    report.go("#codes=identity.expert,about.self&match=any")
    expect(page.locator("#count")).to_contain_text("36 passages")
    report.go("#codes=identity.expert&min=80&sort=probable")
    expect(page.locator("#count")).to_contain_text("12 passages")  # .75 and a hundredth more for each interview
    expect(page.locator("#list .passage").first).to_contain_text(
        " 10, "
    )  # the last interview is a document, to which identity is not put
    report.go("#passages")
    page.get_by_label("Only passages with codes").check()
    expect(page.locator("#count")).to_contain_text("48 passages")
    page.get_by_label("Also what interviewers asked").check()
    expect(page.locator("#count")).to_contain_text("48 passages")
    page.get_by_label("Only passages with codes").uncheck()
    expect(page.locator("#count")).to_contain_text("72 passages")
    report.go("#codes=power_face.gone")
    expect(page.locator("#count")).to_contain_text(
        "0 passages in 0 interviews: no code power_face.gone in this codebook"
    )


def test_probabilities_context_and_the_way_to_review_on_demand(report: Opened) -> None:
    page = report.go("#codes=power_face.decision_making&case=hub%200")
    card = page.locator("#list .passage").first
    expect(card.locator(".p").first).to_be_hidden()
    page.locator("#passages [data-chances]").check()
    expect(card.locator(".p").first).to_have_text(".75")
    expect(card.locator(".passage-number")).to_have_text("Passage PSW-28 0.0002")
    button = card.get_by_role("button", name="Probabilities")
    button.press("Enter")
    expect(card.locator(".chances tr")).to_have_count(16)
    button.press("Enter")
    expect(card.locator(".chances")).to_have_count(0)
    card.get_by_role("button", name="What came before").press("Enter")
    expect(card.locator(".context")).to_contain_text("How did that go?")
    expect(card.locator(".context")).not_to_contain_text("one of us")
    button.press("Enter")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    card.get_by_role("button", name="Copy review command").press("Enter")
    expect(card.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == ("threefaces review . --at PSW-28 0.0002 --coder NAME")


def test_a_word_of_a_definition_leads_to_its_code(report: Opened) -> None:
    page = report.go("#text=silenced")
    expect(page.locator("#count")).to_contain_text("0 passages")
    expect(page.locator("#meaning")).to_contain_text("No passage has these words")
    page.locator("#meaning a", has_text="Voice · Rejected").click()
    expect(page.locator("#meaning")).to_contain_text("Unable to speak up, silenced")
    assert page.url.endswith("#codes=voice.rejected")
    page.locator("#meaning a", has_text="how far to trust it").click()
    expect(page.locator("#code h1")).to_have_text("Voice: Rejected")
    assert page.url.endswith("#code=voice.rejected")


def test_passages_of_a_cell_are_in_the_order_of_its_own_code(report: Opened) -> None:
    ranks = report.page.evaluate("""
        passagesFor(wantedFrom("codes=identity.expert,about.self&sort=probable"))
            .map((p) => p.chances[numberOf.get("identity.expert")] ?? 0)""")
    assert len(ranks) == 12
    assert ranks == sorted(ranks, reverse=True)
    assert len(set(ranks)) > 5


def test_the_bar_marks_where_one_is(report: Opened) -> None:
    for fragment, marked in (("overview", "Overview"), ("passages", "Passages"), ("interviews", "Interviews")):
        page = report.go(f"#{fragment}")
        expect(page.locator(".top nav [aria-current]")).to_have_text(marked)
    expect(report.go("#interview=PSW-28-3").locator(".top nav [aria-current]")).to_have_text("Interviews")


def test_the_sheet_comes_first_and_every_word_of_the_transcript_after_it(report: Opened) -> None:
    made = hostile()
    page = report.go("#interview=PSW-28-0")
    expect(page.locator("#interview h2")).to_be_focused()
    for heading in ("Who spoke", "What it speaks of", "Passages to begin with", "Transcript"):
        expect(page.locator("#interview h3", has_text=heading)).to_be_visible()
    expect(page.locator("#interview .made")).to_contain_text("made by a machine")
    said = "".join(page.locator("#interview .turns .said").all_text_contents())
    assert "".join(said.split()) == "".join(made.records[0].text.split())
    page.locator("#interview .central a").first.press("Enter")
    expect(page.locator(".arrived")).to_be_focused()
    report.go("#sheets")
    expect(page.locator("#interview .sheet")).to_have_count(24)


def test_a_first_tap_tells_the_figures_and_a_second_shows_the_passages(browser: Browser, folder: Path) -> None:
    opened = Opened(browser, folder / "index.html", width=390, has_touch=True, is_mobile=True)
    cell = opened.page.locator("a.cell").first
    cell.scroll_into_view_if_needed()
    cell.tap()
    expect(opened.page.locator("#tip")).to_contain_text("spread between interviews")
    expect(opened.page.locator("#overview")).to_be_visible()
    cell.tap()
    expect(opened.page.locator("#passages")).to_be_visible()
    opened.end()


@pytest.mark.parametrize(("scheme", "rules"), [("light", []), ("dark", ["color-contrast"])])
def test_nobody_is_shut_out(browser: Browser, folder: Path, scheme: str, rules: list[str]) -> None:
    opened = Opened(browser, folder / "index.html", color_scheme=scheme)
    for fragment in (
        "",
        "#passages",
        "#codes=identity.expert",
        "#interview=PSW-28-3",
        "#code=identity.expert",
        "#interviews",
    ):
        page = opened.go(fragment)
        page.wait_for_timeout(100)
        assert faults(page, rules) == [], fragment
    opened.end()


@pytest.mark.parametrize("width", [360, 820, 1440])
def test_no_page_is_wider_than_the_screen(browser: Browser, folder: Path, width: int) -> None:
    opened = Opened(browser, folder / "index.html", width=width)
    for fragment in (
        "",
        "#passages",
        "#interview=PSW-28-3",
        "#sheets",
        "#code=power_face.decision_making",
        "#interviews",
    ):
        page = opened.go(fragment)
        page.wait_for_timeout(100)
        assert page.evaluate(WIDER) == [], fragment
    opened.end()


def test_words_that_run_the_other_way_turn_nothing_else_around(report: Opened) -> None:
    page = report.go("#interview=Ward-3-1")
    for name in page.locator("#interview h4 b > *, #interview .cite > bdi").all():
        assert name.evaluate("element => element.tagName") == "BDI"
    assert page.locator("#interview .said:not([dir=auto])").count() == 0


def test_one_of_very_many_has_its_own_page(browser: Browser, folder: Path) -> None:
    opened = Opened(browser, folder / "many" / "index.html")
    page = opened.go("#codes=power_face.decision_making&role_group=service_user_or_peer")
    expect(page.locator("#count")).to_contain_text("12 interviews")
    expect(page.locator("#list li").first).to_contain_text(": 1")
    address = page.locator("#list a").first.get_attribute("href")
    opened.end()
    alone = Opened(browser, folder / "many" / "interviews" / "PSW-28-0.html")
    assert address == "interviews/PSW-28-0.html#codes=power_face.decision_making&role_group=service_user_or_peer"
    expect(alone.page.locator("#interview .turn")).to_have_count(3)
    alone.go(f"#{address.partition('#')[2]}")
    expect(alone.page.locator("#count")).to_contain_text("1 passage in 1 interview")
    alone.end()


def test_without_scripts_the_figures_and_the_transcripts_are_there(browser: Browser, folder: Path) -> None:
    opened = Opened(browser, folder / "index.html", java_script_enabled=False)
    expect(opened.page.locator("table.map")).to_be_visible()
    assert opened.page.locator("#interviews ~ .scroll a").first.get_attribute("href") == "transcripts/PSW-28-0.html"
    expect(opened.page.locator("noscript p")).to_be_visible()
    opened.end()


def test_the_frame_says_what_the_page_is_of(folder: Path) -> None:
    page = (folder / "index.html").read_text(encoding="utf-8")
    frame = json.loads(page.partition('id="frame">')[2].partition("</script>")[0])
    assert (frame["mode"], len(frame["documents"]), frame["review"]) == ("whole", 24, "threefaces review .")
