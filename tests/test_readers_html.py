"""Specification of the reader of web pages: pages as players, word processors and browsers save them go in."""

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.errors import DocumentError
from pipeline.readers.html_page import looks_like_html, looks_like_mhtml, read_html
from pipeline.readers.talk import Talk

Timed = list[tuple[str | None, float | None, float | None, str]]


def timed(page: str) -> Timed:
    return [(u.speaker, u.start_s, u.end_s, u.text) for u in read_html(page.encode())]


def said(page: str | bytes) -> list[tuple[str | None, str]]:
    return [(u.speaker, u.text) for u in read_html(page.encode() if isinstance(page, str) else page)]


def test_podcast_transcripts() -> None:
    page = (
        "<cite>Kevin:</cite>\n<time>0:00</time>\n<p>We have news.</p>\n<cite>Alban :</cite>\n<time>0:09</time>\n"
        "<p>Good.</p><p>And more.</p>"
    )
    assert timed(page) == [
        ("Kevin", 0.0, None, "We have news."),
        ("Alban", 9.0, None, "Good."),
        ("Alban", None, None, "And more."),
    ]


def test_words_with_times_in_milliseconds() -> None:
    page = (
        '<html><body><p><span class="speaker" data-m="0" data-d="0">[speaker-0] </span><span data-m="0" data-d="300">'
        'Hello </span><span data-m="320" data-d="300">there. </span></p><p><span class="speaker" data-m="1000">'
        '[speaker-1] </span><span data-m="1000" data-d="500">Hi </span></p></body></html>'
    )
    assert timed(page) == [("speaker-0", 0.0, 0.62, "Hello there."), ("speaker-1", 1.0, 1.5, "Hi")]


def test_anchors_of_noscribe() -> None:
    page = (
        '<html><body><p>Transcribed with noScribe</p><p><a name="ts_0_5000_S00">S00: Hello there. </a>'
        '<a name="ts_5000_9000_S00">And more.</a></p><p><a name="ts_9000_12000_S01">S01: Hi.</a></p>'
        '<p><a name="ts_12000_13000_S00">S00: Ok.</a></p></body></html>'
    )
    assert timed(page) == [
        ("S00", 0.0, 9.0, "Hello there. And more."),
        ("S01", 9.0, 12.0, "Hi."),
        ("S00", 12.0, 13.0, "Ok."),
    ]


@pytest.mark.parametrize(
    "turn",
    [
        '<div><span class="transcript-speaker">{0}</span><span class="transcript-time">0:0{1}</span><p>{2}</p></div>',
        '<div><span class="timestamp">00:0{1}</span> <b class="speaker-name">{0}</b><p>{2}</p></div>',
        '<div data-speaker="{0}" data-start="{1}"><p>{2}</p></div>',
        '<p><span data-speaker="{0}" data-start="{1}.0">{2}</span></p>',
        '<p data-start="{1}"><b>{0}:</b> {2}</p>',
        "<p>{0}: (<a href='x'>00:0{1}</a>)<br>{2}</p>",
        "<p>[00:0{1}] {0}: {2}</p>",
        "<tr><td>00:0{1}</td><td>{0}</td><td>{2}</td></tr>",
    ],
)
def test_a_turn_as_pages_mark_it(turn: str) -> None:
    turns = [("Ann", 3, "Hello there, you all."), ("Ben", 7, "Hi to you: yes."), ("Ann", 9, "So tell me about it.")]
    body = "".join(turn.format(*t) for t in turns)
    body = f"<table>{body}</table>" if body.startswith("<tr>") else body
    found = timed(f"<!DOCTYPE html><html><head><title>No talk</title></head><body>{body}</body></html>")
    assert [(s, start, text) for s, start, _, text in found] == [(s, float(t), text) for s, t, text in turns]


def test_definition_lists_whose_terms_recur_are_talk() -> None:
    assert said("<dl><dt>Ann:</dt><dd>Hello.</dd><dt>Ben:</dt><dd>Hi.</dd><dt>Ann:</dt><dd>So.</dd></dl>") == [
        ("Ann", "Hello."),
        ("Ben", "Hi."),
        ("Ann", "So."),
    ]
    assert said("<dl><dt>Apple</dt><dd>A fruit.</dd><dt>Beech</dt><dd>A tree.</dd></dl>")[0][0] is None


def test_a_quotation_is_no_speaker() -> None:
    quote = "<blockquote><p>Some words that a person of note said to us.</p><cite>A Poet</cite></blockquote>"
    assert said(f"<body>{quote}{quote}<p>I: hello</p><p>R: hi</p><p>I: so</p></body>")[-3:] == [
        ("I", "hello"),
        ("R", "hi"),
        ("I", "so"),
    ]


def test_words_filtered_html_in_its_own_character_set_without_footnotes() -> None:
    page = (
        '<html><head><meta http-equiv=Content-Type content="text/html; charset=windows-1252"></head><body>'
        "<div class=WordSection1><h1>Interview 4</h1><p class=MsoNormal><b><span lang=EN-US>Interviewer:</span></b>"
        '<span> Tell\nme caf\xe9\x97so.</span></p><p class=MsoNormal><b>P1</b>: Well<a href="#_ftn1" name="_ftnref1">'
        "[1]</a>: yes.</p><p class=MsoNormal><b>Interviewer:</b> And?</p><p class=MsoNormal><b>P1:</b> No.</p></div>"
        '<div id=ftn1><p class=MsoFootnoteText><a href="#_ftnref1" name="_ftn1">[1]</a> a note</p></div></body></html>'
    )
    talk = read_html(page.encode("latin-1"))
    assert [(u.speaker, u.text) for u in talk] == [
        ("Interviewer", "Tell me caf\xe9\u2014so."),
        ("P1", "Well: yes."),
        ("Interviewer", "And?"),
        ("P1", "No."),
    ]
    assert "1 footnote or comment left out" in talk.notes


def test_bold_by_a_style_sheet_and_comments_of_google_docs() -> None:
    turn = '<p class="c0"><span class="c1">{}</span><span class="c2">&nbsp;{}</span></p>'
    turns = [("Interviewer", "So: tell me."), ("Jane", "Well."), ("Interviewer", "And?"), ("Jane", "No.")]
    body = "".join(turn.format(*t) for t in turns).replace(
        "Well.", 'Well.<sup><a href="#cmnt1" id="cmnt_ref1">[a]</a></sup>'
    )
    comment = '<div><p><a href="#cmnt_ref1" id="cmnt1">[a]</a><span>My comment</span></p></div>'
    style = "<style>.c1{color:#000;font-weight:700}.c2{font-weight:400}</style>"
    assert said(f"<html><head>{style}</head><body>{body}{comment}</body></html>") == turns


def test_what_is_not_shown_or_belongs_to_the_page_is_not_read() -> None:
    page = (
        "<body><nav>Home Menu</nav><header><p>Our site: Stories</p></header><script>x = 'I: no'</script>"
        "<style>.gone{display:none}</style><main><p>I: hello<!-- R: no --></p><p class='gone'>R: hidden</p>"
        "<p hidden>R: hidden</p><p>R: hi<del>gone</del></p><button>Copy</button><p>I: so</p></main>"
        "<aside><p>Ad: buy</p></aside><footer><p>About: us</p></footer></body>"
    )
    assert said(page) == [("I", "hello"), ("R", "hi"), ("I", "so")]


def test_only_the_part_that_is_the_transcript() -> None:
    other = "<p>Comments: many people wrote to us about this.</p>"
    talk = "<p>Ann: Hello there.</p><p>Ben: Hi to you.</p><p>Ann: So tell me more.</p>" * 4
    assert len(said(f'<body>{other}<div class="post-transcript">{talk}</div>{other}</body>')) == 12


def test_line_breaks_preformatted_text_and_entities() -> None:
    assert said("<p><b>I:</b> a &amp; b<br><b>R:</b> c&nbsp;d<br/><b>I:</b> &eacute;&#8212;</p>") == [
        ("I", "a & b"),
        ("R", "c d"),
        ("I", "\xe9\u2014"),
    ]
    assert said("<pre>I: Hello there\n   and more\n\nR: Hi\n\nI: ok</pre>") == [
        ("I", "Hello there and more"),
        ("R", "Hi"),
        ("I", "ok"),
    ]


def test_tables_with_cells_over_several_rows_and_tables_for_layout() -> None:
    page = (
        "<table><tr><td><table><tr><th>Speaker<th>Time<th>Text</tr><tr><td rowspan=2>Ann<td>0:01<td>Hello<br>you</tr>"
        "<tr><td>0:03<td>More</tr><tr><td>Ben<td>0:05<td>Hi</tr></table></td></tr></table>"
    )
    assert timed(page) == [
        ("Ann", 1.0, None, "Hello you"),
        ("Ann", 3.0, None, "More"),
        ("Ben", 5.0, None, "Hi"),
    ]


def test_headings_that_are_names() -> None:
    turns = [("Ann", "Hello"), ("Ben", "Hi"), ("Ann", "So"), ("Ben", "No")]
    assert said("".join(f"<h3>{name}</h3><p>{text}</p>" for name, text in turns)) == turns


@pytest.mark.parametrize(
    "encode",
    [
        lambda text: text.encode("utf-8-sig"),
        lambda text: text.encode("utf-16"),
        lambda text: text.replace("<p>", '<meta charset="utf-8"><p>', 1).encode(),
        lambda text: text.replace("<p>", '<meta charset="nonsense"><p>', 1).encode(),
        lambda text: text.replace("<p>", '<meta charset="koi8-r"><p>', 1).encode("koi8-r"),
        lambda text: text.replace("<p>", '<?xml version="1.0" encoding="utf-8"?><p>', 1).encode(),
    ],
)
def test_character_sets(encode: Callable[[str], bytes]) -> None:
    assert said(
        encode("<p>\u0410\u043d\u044f: \u0434\u0430</p><p>\u0412\u0435\u0440\u0430: \u043d\u0435\u0442</p>")
    ) == [
        ("\u0410\u043d\u044f", "\u0434\u0430"),
        ("\u0412\u0435\u0440\u0430", "\u043d\u0435\u0442"),
    ]


ARCHIVE = (
    b'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n\ttype="text/html";\r\n'
    b'\tboundary="--b"\r\n\r\n\r\n----b\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n'
    b'<html><head><meta charset=3D"utf-8"></head><p><b>Ann:</b> caf=C3=A9</p><p><b>Ben:</b> x</p></html>\r\n----b--\r\n'
)


def test_a_page_in_a_single_file() -> None:
    assert looks_like_mhtml(ARCHIVE)
    assert said(ARCHIVE) == [("Ann", "caf\xe9"), ("Ben", "x")]
    with pytest.raises(DocumentError, match="without a page"):
        read_html(ARCHIVE.replace(b"text/html", b"text/plain"))


@pytest.mark.parametrize(
    "page",
    [
        "<html><p>a",
        "<!DOCTYPE html>\n<p>",
        "<?xml version='1.0'?>\n<html>",
        "<p>Ann: hello</p>",
        "\n<div class='x'>a</div>",
        "<cite>Ann:</cite><p>hi</p>",
        "<!-- x --><html>",
    ],
)
def test_recognised_by_its_first_element(page: str) -> None:
    assert looks_like_html(page)


@pytest.mark.parametrize(
    "text", ["Ann: <p>hello</p>", "<Ann> hello\n<Ben> hi\n", "# Title\n<b>x", "WEBVTT\n\n<v Ann>", "<p>", ""]
)
def test_other_texts_are_no_pages(text: str) -> None:
    assert not looks_like_html(text)
    assert not looks_like_mhtml(text.encode())


@pytest.mark.timeout(120)
def test_elements_too_deep_in_one_another_are_refused_and_old_fonts_are_not() -> None:
    with pytest.raises(DocumentError, match="inside one another"):
        read_html(b"<html>" + b"<div>" * 5000 + b"I: hello")
    page = "<html>" + "<p>I: hello <font size=2><p>R: hi <font>" * 3000
    assert len(said(page)) == 6000


@pytest.mark.timeout(120)
@pytest.mark.parametrize(
    "piece", ["<!--", "<a ", "<b>", "<![CDATA[", "&#x", "<table><td>", "</p>", "<td rowspan=99999999>"]
)
def test_broken_pages_are_read_in_time(piece: str) -> None:
    outcome(read_html, b"<html><p>I: hi</p>" + piece.encode() * 1900)
    outcome(read_html, b"<html>" + (piece + "x").encode() * 10_000)


def outcome(read: Callable[[bytes], Talk], content: bytes) -> str:
    """`read`, or the refusal; nothing else may happen."""
    try:
        read(content)
    except DocumentError as error:
        return str(error)
    return "read"


TAGS = "p /p b td tr table /table dt /dt cite pre br li style time span|class=speaker p|data-m=x|data-start=1e9"
PIECES = [f"<{tag}>".replace("|", " ") for tag in TAGS.split()]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from([*PIECES, "a: b", "0:01", "&x;", "<", "\0", ".a{"]), max_size=30))
def test_any_page_is_read_or_refused(pieces: list[str]) -> None:
    assert "a: b" not in outcome(read_html, "".join(pieces).encode())


def test_a_line_break_written_as_an_end_tag_is_one() -> None:
    rows = [("Ada", "Who told you?"), ("Ben", "My sister did."), ("Ada", "And then?"), ("Ben", "We went there.")]
    page = "<p>Ada<br />Who told you?</p>" + "".join(f"<p>{who}</br />{text}</p>\n" for who, text in rows[1:])
    assert [(u.speaker, u.text) for u in read_html(page.encode())] == rows


def test_paragraphs_with_a_role_as_their_class() -> None:
    page = (
        '<p class="interviewer">Who told you?</p><p class="interviewee q">My sister did.</p>'
        '<p class="interviewer">And then?</p><p class="interviewee">We went.</p>'
    )
    assert [(u.speaker, u.text) for u in read_html(page.encode())] == [
        ("interviewer", "Who told you?"),
        ("interviewee", "My sister did."),
        ("interviewer", "And then?"),
        ("interviewee", "We went."),
    ]
    labelled = page.replace('r">', 'r">A: ').replace('">M', '">B: M').replace('e">W', 'e">B: W')
    assert [u.speaker for u in read_html(labelled.encode())] == ["A", "B", "A", "B"]
