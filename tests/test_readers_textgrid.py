"""Specification of the Praat reader: TextGrids written here go in, labelled utterances in order of time come out."""

import pytest

from data_schemas.errors import DocumentError
from pipeline.readers.textgrid import looks_like_textgrid, read_textgrid

LONG = """File type = "ooTextFile"
Object class = "TextGrid"

xmin = 0
xmax = 9.5
tiers? <exists>
size = 2
item []:
    item [1]:
        class = "IntervalTier"
        name = "  Ada "
        xmin = 0
        xmax = 9.5
        intervals: size = 3
        intervals [1]:
            xmin = 0
            xmax = 2.25
            text = "She said ""no"" to
us."
        intervals [2]:
            xmin = 2.25
            xmax = 5
            text = ""
        intervals [3]:
            xmin = 5
            xmax = 9.5
            text = "So we left."
    item [2]:
        class = "IntervalTier"
        name = "Ben"
        xmin = 0
        xmax = 9.5
        intervals: size = 2
        intervals [1]:
            xmin = 0
            xmax = 2
            text = "sil"
        intervals [2]:
            xmin = 2
            xmax = 4.75
            text = "Did she?"
"""
SAID = [
    ("Ada", 0.0, 2.25, 'She said "no" to us.'),
    ("Ben", 2.0, 4.75, "Did she?"),
    ("Ada", 5.0, 9.5, "So we left."),
]
Rows = list[tuple[float, float, str]]


def short(*tiers: tuple[str, Rows], kind: str = "IntervalTier") -> bytes:
    rows = ['File type = "ooTextFile"', '"TextGrid"', "", "0", "99", "<exists>", str(len(tiers))]
    for name, intervals in tiers:
        rows += [f'"{kind}"', f'"{name}"', "0", "99", str(len(intervals))]
        for start, end, text in intervals:
            rows += [str(start), *([str(end)] if kind == "IntervalTier" else []), f'"{text}"']
    return "\n".join(rows).encode()


def words(text: str, *, at: float = 0.0) -> Rows:
    """Each word of a text a quarter of a second long; `|` is a second of silence."""
    rows, now = [], at
    for word in text.split():
        length = 1.0 if word == "|" else 0.25
        rows.append((now, now + length, "" if word == "|" else word))
        now += length
    return rows


def spoken(content: bytes) -> list[tuple[str | None, str]]:
    return [(u.speaker, u.text) for u in read_textgrid(content)]


def read(content: bytes) -> list[tuple[str | None, float | None, float | None, str]]:
    return [(u.speaker, u.start_s, u.end_s, u.text) for u in read_textgrid(content)]


@pytest.mark.parametrize(
    "content",
    [
        LONG.encode(),
        LONG.replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + LONG.encode(),
        b"\xff\xfe" + LONG.encode("utf-16-le"),
        b"\xfe\xff" + LONG.encode("utf-16-be"),
    ],
)
def test_the_long_text_format_in_every_encoding_that_praat_writes(content: bytes) -> None:
    assert read(content) == SAID


def test_the_short_text_format() -> None:
    content = short(
        ("Ada", [(0, 2.25, 'She said ""no"" to\nus.'), (2.25, 5, ""), (5, 9.5, "So we left.")]),
        ("Ben", [(0, 2, "sil"), (2, 4.75, "Did she?")]),
    )
    assert read(content) == SAID


def test_the_chronological_format() -> None:
    content = b"""\"Praat chronological TextGrid text file"
0 9.5   ! Time domain.
2   ! Number of tiers.
"IntervalTier" "Ada" 0 9.5
"IntervalTier" "Ben" 0 9.5
1 0 2.25
"She said ""no"" to us."
2 2 4.75
"Did she?"
1 5 9.5
"So we left."
"""
    assert read(content) == SAID


def test_letters_that_praat_writes_after_a_backslash() -> None:
    assert spoken(short(("A", [(0, 1, 'caf\\e\' M\\u""nchen gro\\ss')]))) == [("A", "café München groß")]


def test_words_and_sounds_beside_utterances_are_not_read_again() -> None:
    talk = read_textgrid(
        short(
            ("Mary", [(0, 1, "we all knew"), (3, 4, "did we")]),
            ("Mary - words", [*words("we all knew"), (3, 3.25, "did"), (3.25, 3.5, "we")]),
            ("Mary - phones", [(n / 10, n / 10 + 0.1, s) for n, s in enumerate(["W", "IY1", "AO1", "L", "N"])]),
        )
    )
    assert [(u.speaker, u.text) for u in talk] == [("Mary", "we all knew"), ("Mary", "did we")]
    assert talk.notes == ("2 tiers left out: codes, notes, translations, or the same words again",)


def test_an_aligners_words_become_utterances_up_to_the_next_pause() -> None:
    content = short(
        ("Mary - words", words("we all knew | but nobody said <p:> it")),
        ("Mary - phones", [(0, 0.1, "W"), (0.1, 0.2, "IY1")]),
        ("Jo - words", words("mm really", at=1.0)),
        ("Jo - phones", [(1, 1.1, "M")]),
    )
    assert read(content) == [
        ("Mary", 0.0, 0.75, "we all knew"),
        ("Jo", 1.0, 1.5, "mm really"),
        ("Mary", 1.75, 3.0, "but nobody said it"),
    ]


def test_long_tiers_of_single_words_are_joined_whatever_their_names() -> None:
    content = short(("PAR0", words("this is " * 12)), ("PAR1", words("and so " * 12, at=10)))
    assert spoken(content) == [("PAR0", "this is " * 11 + "this is"), ("PAR1", "and so " * 11 + "and so")]


def test_tiers_of_comments_silences_and_empty_tiers_are_no_talk() -> None:
    content = short(
        ("Marion", [(0, 2, "Voilà le débat."), (2, 3, "xxx")]),
        ("Alexis", [(3, 4, "Je le jure.")]),
        ("Commentaires", [(0, 2, "un locuteur tape des mains")]),
        ("Silence", [(2, 3, "(.)")]),
        ("Autre", [(0, 4, "")]),
    )
    assert spoken(content) == [("Marion", "Voilà le débat."), ("Marion", "xxx"), ("Alexis", "Je le jure.")]


def test_a_tier_that_says_who_speaks_labels_the_only_tier_of_talk() -> None:
    content = short(
        ("ortho", [(0, 1, "Who decides?"), (1, 3, "The board."), (3, 4, "Always?"), (4, 5, "Nearly.")]),
        ("spk", [(0, 1, "L1"), (1, 3, "L2"), (3, 4, "L1"), (4, 5, "L2")]),
    )
    assert spoken(content) == [("L1", "Who decides?"), ("L2", "The board."), ("L1", "Always?"), ("L2", "Nearly.")]


def test_figures_are_talk_only_where_nothing_else_is() -> None:
    figures = ("CHI*", [(0.0, 1.0, "1")]), ("MOT*", [(1.0, 2.0, "1")])
    assert spoken(short(*figures)) == [("CHI*", "1"), ("MOT*", "1")]
    assert spoken(short(*figures, ("Ada", [(0, 2, "And what then?")]))) == [("Ada", "And what then?")]


def test_points_are_talk_only_where_there_are_no_intervals() -> None:
    assert read(short(("Ada", [(1.5, 0, "Yes, that.")]), kind="TextTier")) == [("Ada", 1.5, 1.5, "Yes, that.")]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"ooBinaryFile\x08TextGrid\x00", "a binary Praat file; open it in Praat and choose Save as text file"),
        (LONG[:-200].encode(), "ends before all the intervals it announces|quotation mark left open in line"),
        (short(("A", [(0, 1, "one")])).replace(b"\n1\n", b"\n999999999999\n"), "ends before all the intervals"),
        (short(("A", [(0, 1, 'a " b')])), "quotation mark left open in line 15|where .* was expected"),
        (b'File type = "ooTextFile"\nObject class = "PitchTier"\n0 1 2', "no TextGrid"),
        (short(("phones", [(0, 1, "AH0"), (1, 2, "T")])), "in whose 1 tier there is no talk"),
        (short(), "in whose 0 tiers there is no talk"),
    ],
)
def test_what_cannot_be_read_is_refused_with_one_line(content: bytes, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason) as caught:
        read_textgrid(content)
    assert "\n" not in str(caught.value)


def test_it_is_known_by_its_first_words() -> None:
    assert looks_like_textgrid(LONG)
    assert looks_like_textgrid('File type = "ooTextFile short"\n"TextGrid"')
    assert looks_like_textgrid('"Praat chronological TextGrid text file"\n0 1')
    assert not looks_like_textgrid("I: Our file type is a TextGrid.")
