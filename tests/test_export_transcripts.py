"""The pages show every word, nothing that runs, and the codes beside the passages that carry them."""

import html
import re
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from data_schemas.records import Mark, Segmented, Turn
from pipeline.export.transcripts import transcript_page
from tests.test_export_archive import CODEBOOK, archive, export, facts

WORD = st.text(alphabet="ab<&'\"é ", min_size=1, max_size=6)


class Text(HTMLParser):
    """Collects the text of elements of one class."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted, self.depth, self.found = wanted, 0, ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self.depth or self.wanted in (dict(attrs).get("class") or "").split():
            self.depth += 1

    def handle_endtag(self, tag: str) -> None:
        self.depth = max(0, self.depth - 1)

    def handle_data(self, data: str) -> None:
        if self.depth:
            self.found += data


def text_of(page: str, wanted: str) -> str:
    parser = Text(wanted)
    parser.feed(page)
    return parser.found


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def psw() -> str:
    made = archive()
    return transcript_page(made.records[0], made.passages[:4], codebook=CODEBOOK, facts=made.facts)


def test_every_word_is_shown_in_order() -> None:
    assert squeezed(text_of(psw(), "said")) == squeezed(archive().records[0].text)


@given(st.lists(st.lists(WORD, min_size=1, max_size=4), max_size=4), st.integers(0, 5))
def test_no_turn_gap_or_stray_text_is_lost(turns: list[list[str]], shift: int) -> None:
    text, spans = "stray ", []
    for words in turns:
        start = len(text)
        text += "".join(words)
        spans.append(Turn(speaker="[Name]", start=start, end=len(text), start_s=None, end_s=None, backchannel=False))
        text += " between "
    marks = (Mark(start=shift, end=shift + 9, kind="laughs"), Mark(start=shift + 4, end=shift + 6, kind="PERSON"))
    record = Segmented(doc_id="d", text=text, turns=tuple(spans), passages=(), events=marks, redactions=())
    page = transcript_page(record, [], codebook=CODEBOOK, facts=facts())
    assert squeezed(text_of(page, "said")) == squeezed(text)


def test_a_script_that_somebody_said_is_text() -> None:
    assert "<script" not in psw()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; &amp; so on." in psw()


def test_chips_give_name_and_probability_and_mark_what_was_not_decided() -> None:
    chips = re.findall(r'<li class="chip([^"]*)".*?</li>', psw(), flags=re.DOTALL)
    assert chips == ["", "", " unsure", "", ""]
    shown = [
        " ".join(html.unescape(re.sub(r"<[^>]+>", " ", c)).split())
        for c in re.findall(r'<li class="chip.*?</li>', psw(), re.DOTALL)
    ]
    assert shown == [
        "Face of power Decision-making 0.75",
        "Stance Imposed 0.75",
        "Face of power Ideological? 0.12",
        "Identity Expert 0.75",
        "About Self 0.75",
    ]


def test_interviewers_are_plain_and_turns_have_speaker_role_and_time() -> None:
    page = psw()
    assert page.count('<section class="turn interviewer">') == 1
    assert '<section class="turn backchannel">' in page
    assert "<b>[Name BBBBBB]</b>" in page
    assert "Peer support worker · 1:01" in page
    assert '<span class="mark">(laughs)</span>' in page


def test_a_code_has_the_codebooks_colour() -> None:
    assert '--given: #1b6ca8" title="Who prevails in an open decision' in psw()


def test_a_marked_passage_can_be_linked_to() -> None:
    assert '<span id="PSW-28.0002">=SUM(A1)' in psw()


@pytest.mark.parametrize("page", ["tables/tables.html", "transcripts/PSW-28.html"])
def test_pages_load_and_run_nothing(tmp_path: Path, page: str) -> None:
    content = export(tmp_path, archive())[page].decode()
    assert "default-src 'none'" in content
    assert not re.findall(r"<(script|img|iframe|link|object)\b|\bon\w+=|(?:src|href)=\"https?:|url\(|@import", content)


def test_every_link_of_the_start_page_leads_to_a_file(tmp_path: Path) -> None:
    files = export(tmp_path, archive())
    links = re.findall(r'href="([^"#]+)"', files["index.html"].decode())
    assert "transcripts/Ward-3.html" in links
    assert set(links) <= set(files)


def test_the_start_page_says_what_must_not_be_concluded_and_what_is_missing(tmp_path: Path) -> None:
    page = export(tmp_path, archive())["index.html"].decode()
    for said in (
        "What must not be concluded",
        "Counts of codes are counts of talk about power, not of power.",
        "pseudonymised, not anonymous",
        "PSW-29",
        "[Name DDDDDD]",
        "1 of 4 passages · in 1 of 2 interviews",
        "Hub &lt;interviews&gt;",
    ):
        assert said in page


def test_a_share_is_shaded_with_its_interval(tmp_path: Path) -> None:
    made = archive()
    many = tuple(
        replace(
            p,
            doc_id=f"d{i}",
            document=f"D{i}",
            speaker=f"p{i}",
            probabilities=(0.2 if i % 2 else 0.4, *p.probabilities[1:]),
        )
        for i in range(8)
        for p in made.passages[1:2]
    )
    page = export(tmp_path, replace(made, passages=many, records=()))["tables/tables.html"].decode()
    assert '<span class="share">30.0 %</span> <span class="interval">21.9 – 39.6</span>' in page


def test_every_class_on_a_page_has_a_style(tmp_path: Path) -> None:
    for path, content in export(tmp_path, archive()).items():
        if path.endswith(".html"):
            style, body = content.decode().split("</style>")
            used = {name for names in re.findall(r'class="([^"]+)"', body) for name in names.split()}
            assert {name for name in used if f".{name}" not in style} <= {"code"}, path
