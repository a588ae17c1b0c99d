"""Specification of the PDF reader: documents written here by hand go in, utterances come out."""

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.errors import DocumentError
from pipeline.readers import pdf as reader
from pipeline.readers.pdf import looks_like_pdf, read_pdf

PLAIN, BOLD = 0, 1
Placed = tuple[float, float, float, int, str]  # left, bottom, size, face, text
FULL = "that we were there for many a year and nobody ever came to ask us how we were or"  # as wide as a page


def document(pages: Sequence[Sequence[Placed]], *, extra: str = "", turned: int = 0) -> bytes:
    """A PDF document with each text where it is placed, by the least of objects that the format asks for."""
    names = ("Helvetica", "Helvetica-Bold")
    fonts = [f"<</Type/Font/Subtype/Type1/BaseFont/{name}/Encoding/WinAnsiEncoding>>" for name in names]
    objects = ["<</Type/Catalog/Pages 2 0 R>>", "", *fonts]
    kids = []
    for page in pages:
        drawn = "".join(f"BT /F{face} {size} Tf 1 0 0 1 {x} {y} Tm ({text}) Tj ET\n" for x, y, size, face, text in page)
        objects.append(f"<</Length {len(drawn)}>>stream\n{drawn}endstream")
        resources = f"/Resources<</Font<</F0 3 0 R/F1 4 0 R>>>>/Rotate {turned}"
        objects.append(f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents {len(objects)} 0 R{resources}>>")
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<</Type/Pages/Count {len(kids)}/Kids[{' '.join(kids)}]>>"
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{content}\nendobj\n".encode("latin-1")
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    start = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer<</Size {len(objects) + 1}/Root 1 0 R{extra}>>"
    )
    return out + f"{start}\nstartxref\n{len(out)}\n%%EOF".encode()


def lines(*texts: str, x: float = 72, y: float = 700, step: float = 14, size: float = 12) -> list[Placed]:
    """Texts below one another; an empty one leaves white."""
    return [(x, y - step * i, size, PLAIN, text) for i, text in enumerate(texts) if text]


def said(*pages: Sequence[Placed]) -> list[tuple[str | None, str]]:
    return [(u.speaker, u.text) for u in read_pdf(document(pages))]


def test_lines_of_a_paragraph_are_joined() -> None:
    assert said(
        lines(f"I: Tell me of the house {FULL[:60]}", "R: It was so", f"R: And {FULL}", "so on.", "I: And?")
    ) == [
        ("I", f"Tell me of the house {FULL[:60]}"),
        ("R", "It was so"),
        ("R", f"And {FULL} so on."),
        ("I", "And?"),
    ]


def test_paragraphs_without_labels_end_at_white_at_indents_and_at_short_lines() -> None:
    expected = [(None, f"First {FULL} end."), (None, f"Second {FULL} end."), (None, f"Third {FULL} end.")]
    assert said(lines(f"First {FULL}", "end.", "", f"Second {FULL}", "end.", "", f"Third {FULL}", "end.")) == expected
    assert said(lines(f"First {FULL}", "end.", f"Second {FULL}", "end.", f"Third {FULL}", "end.")) == expected
    indented = [(x + 18 * (i % 2 == 0), *rest) for i, (x, *rest) in enumerate(
        lines(f"First {FULL}", "end.", f"Second {FULL}", "end.", f"Third {FULL}", "end.")
    )]  # fmt: skip
    assert said(indented) == expected  # type: ignore[arg-type]


def test_a_paragraph_goes_on_over_the_page() -> None:
    assert said(lines(f"I: Well {FULL}"), lines("there.", "R: Yes.", "I: So?")) == [
        ("I", f"Well {FULL} there."),
        ("R", "Yes."),
        ("I", "So?"),
    ]


def test_labels_in_bold_and_labels_in_a_column_of_their_own() -> None:
    turns = [("Interviewer", "So: tell me."), ("Jane", "Well."), ("Interviewer", "And?"), ("Jane", "No.")]
    for width in (70, 140):
        page: list[Placed] = []
        for i, (name, text) in enumerate(turns):
            page += [(72, 700 - 14 * i, 12, BOLD, name), (72 + width, 700 - 14 * i, 12, PLAIN, text)]
        assert said(page) == turns


def test_hanging_paragraphs() -> None:
    page = [*lines(f"Well {FULL[:69]}", "there.", "Hm.", f"And {FULL[:69]}", "gone.", x=140)]
    page += [(72, 700, 12, PLAIN, "Ann:"), (72, 672, 12, PLAIN, "Ben:"), (72, 658, 12, PLAIN, "Ann:")]
    assert said(page) == [("Ann", f"Well {FULL[:69]} there."), ("Ben", "Hm."), ("Ann", f"And {FULL[:69]} gone.")]


def test_names_with_times_at_the_other_edge() -> None:
    page: list[Placed] = []
    for i, (name, time, text) in enumerate(
        [("Ann Lee", "0:03", "Hello."), ("Ben", "0:07", "Hi."), ("Ann Lee", "0:11", "So.")]
    ):
        y = 700 - 40 * i
        page += [(72, y, 12, BOLD, name), (500, y, 10, PLAIN, time), (72, y - 14, 12, PLAIN, text)]
    assert [(u.speaker, u.start_s, u.text) for u in read_pdf(document([page]))] == [
        ("Ann Lee", 3.0, "Hello."),
        ("Ben", 7.0, "Hi."),
        ("Ann Lee", 11.0, "So."),
    ]


@pytest.mark.parametrize(
    ("end", "start", "joined"),
    [
        ("commu-", "nity", "community"),  # in the dictionary
        ("Brox-", "ley", "Broxley"),  # so elsewhere in the document
        ("self-", "made", "self-made"),
        ("wren-", "house", "wren-house"),  # so elsewhere in the document
        ("th-", "zq", "th- zq"),  # speech broke off
        ("wh-", "I think", "wh- I think"),
    ],
)
def test_words_divided_at_the_end_of_a_line(end: str, start: str, joined: str) -> None:
    page = lines("I: The Broxley place, the wren-house?", f"R: Well {FULL[:65]} {end}", f"{start} there.", "I: So?")
    assert said(page)[1] == ("R", f"Well {FULL[:65]} {joined} there.")


HEADS = ["Interview 7: Jane", "Interview 7: Jane", "Interview 7: Jane", "Interview 7: Jane"]


def test_running_heads_and_page_numbers_are_left_out() -> None:
    texts = ["first", "second", "third", "fourth"]
    pages = [
        [
            (72, 760, 9, PLAIN, head),
            (300, 30, 9, PLAIN, f"Page {i} of 4"),
            *lines(f"I: Is it the {t}?", f"R: The {t}, yes."),
        ]
        for i, (head, t) in enumerate(zip(HEADS, texts, strict=True), start=1)
    ]
    talk = read_pdf(document(pages))
    assert [u.text for u in talk] == [s for t in texts for s in (f"Is it the {t}?", f"The {t}, yes.")]
    assert "8 lines of page heads, page feet and page numbers left out" in talk.notes


def test_a_lone_page_number_on_two_pages_is_left_out() -> None:
    pages = [
        [*lines(f"I: Is it {t}?", f"R: It is {t}, yes."), (300, 30, 9, PLAIN, n)]
        for t, n in (("one", "1"), ("two", "- 2 -"))
    ]
    assert [u.text for u in read_pdf(document(pages))] == [
        "Is it one?",
        "It is one, yes.",
        "Is it two?",
        "It is two, yes.",
    ]


def test_a_label_at_the_head_of_many_pages_is_talk() -> None:
    turn = ("Interviewer", "What of the {}?", "", "Jane", "The {} was good to us.", "")
    pages = [lines(*[text.format(word) for text in turn * 4]) for word in ("house", "land", "sea", "sky")]
    assert [u.speaker for u in read_pdf(document(pages))] == ["Interviewer", "Jane"] * 16


@pytest.mark.parametrize("anew", [True, False])
def test_numbers_of_lines_in_the_margin_are_left_out(anew: bool) -> None:
    pages = []
    for i, word in enumerate(("one", "two")):
        texts = lines(f"I: Is it {word}?", f"R: Well {word} {FULL[:60]}", "and so on.", "I: Yes?", "R: No 7.", "I: Ok.")
        numbers = [(40, 700 - 14 * k, 10, PLAIN, str(k + 1 + (0 if anew else 6 * i))) for k in range(6)]
        pages.append([*numbers, *texts])
    talk = read_pdf(document(pages))
    assert [u.text for u in talk][:5] == ["Is it one?", f"Well one {FULL[:60]} and so on.", "Yes?", "No 7.", "Ok."]
    assert len(talk) == 10


def test_footnotes_in_small_type_are_left_out() -> None:
    page = [
        *lines("I: And then?", f"R: Well {FULL}", "so on.", "I: I see."),
        *lines("1 A note.", "that goes on", y=80, size=8),
    ]
    talk = read_pdf(document([page]))
    assert [u.text for u in talk] == ["And then?", f"Well {FULL} so on.", "I see."]
    assert "2 lines of footnotes left out" in talk.notes


LEFT = """I: How did you come to the house that|you live in now, by the river?|R: It was my brother who found it for|me, he knew
the man who had it and|he asked him if he would sell it.|I: And did he sell it to you then?|R: He did not, not for a long
time.|I: Why was that, do you think?|R: He did not trust us, we came from|the other side of the river."""
RIGHT = """I: And what changed his mind, what|made him trust you in the end?|R: His wife did, she knew my mother|from school and
she told him so.|I: So it was the women who did it?|R: It was always the women, they had|the sense. The men had the anger
and|they had the guns.|I: What happened to the house then?|R: It burned."""


def test_two_columns_are_read_one_after_the_other() -> None:
    left, right = ([" ".join(row.split()) for row in text.split("|")] for text in (LEFT, RIGHT))
    page = [(72, 750, 14, BOLD, "A long talk about the house by the river and of those who came to live there")]
    page += [*lines(*left, x=72, size=9, step=12), *lines(*right, x=320, size=9, step=12)]
    found = said(page)
    assert found[0] == ("I", "How did you come to the house that you live in now, by the river?")
    assert found[5] == ("R", "He did not trust us, we came from the other side of the river.")
    assert found[6] == ("I", "And what changed his mind, what made him trust you in the end?")
    assert found[-1] == ("R", "It burned.")


def test_text_across_the_page_and_outside_it_is_not_read() -> None:
    page = lines("I: Hello there.", "R: Hi to you.", "I: So?")
    drawn = document([[*page, (72, -30, 12, PLAIN, "R: outside"), (72, 600, 12, PLAIN, "WATER")]])
    drawn = drawn.replace(b"1 0 0 1 72 600 Tm (WATER)", b"0 1 -1 0 72 90 Tm (WATER)")
    assert [u.text for u in read_pdf(drawn)] == ["Hello there.", "Hi to you.", "So?"]


def test_pages_printed_across_the_sheet() -> None:
    content = document([lines("I: Hello there.", f"R: Well {FULL}", "so on.", "I: So?", x=0)], turned=90)
    for i in range(4):
        content = content.replace(f"1 0 0 1 0 {700 - 14 * i} Tm".encode(), f"0 1 -1 0 {90 + 14 * i} 72 Tm".encode())
    assert [u.text for u in read_pdf(content)] == ["Hello there.", f"Well {FULL} so on.", "So?"]


def test_scans_protected_and_damaged_documents_are_refused() -> None:
    with pytest.raises(DocumentError, match="2 pages without any text"):
        read_pdf(document([[], []]))
    key = "00" * 32
    locked = f"/ID[<00><00>]/Encrypt<</Filter/Standard/V 1/R 2/O<{key}>/U<{key}>/P -4>>"
    with pytest.raises(DocumentError, match="with a password"):
        read_pdf(document([lines("I: a")], extra=locked))
    with pytest.raises(DocumentError, match="cannot be opened"):
        read_pdf(b"%PDF-1.4\nnothing")


def test_pages_without_text_are_counted() -> None:
    assert "1 page without text left out" in read_pdf(document([lines("I: a b c.", "R: d e.", "I: f g."), []])).notes


def test_type_that_says_nothing_is_refused() -> None:
    with pytest.raises(DocumentError, match="which letters"):
        read_pdf(document([lines("".join(["#$%&*+=@"] * 9), "I: a")]))


def test_too_much_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reader, "MAX_PAGES", 2)
    with pytest.raises(DocumentError, match="3 pages, expected at most 2"):
        read_pdf(document([lines("I: a")] * 3))
    monkeypatch.setattr(reader, "MAX_CHARACTERS", 5)
    with pytest.raises(DocumentError, match="more text"):
        read_pdf(document([lines("I: a b c d")]))


def test_recognised_within_its_first_kilobyte() -> None:
    assert looks_like_pdf(b"\n\n%PDF-1.7\n")
    assert not looks_like_pdf(b"Ann: hello")


def outcome(content: bytes) -> str:
    """`read`, or the refusal; nothing else may happen."""
    try:
        read_pdf(content)
    except DocumentError as error:
        return str(error)
    return "read"


SMALL = document([lines("I: secret", "R: hi"), lines("I: so")])


@settings(max_examples=100, deadline=None)
@given(st.integers(0, len(SMALL) - 1), st.binary(min_size=1, max_size=4))
def test_damaged_files_are_read_or_refused(place: int, piece: bytes) -> None:
    assert "secret" not in outcome(SMALL[:place] + piece + SMALL[place + len(piece) :])
