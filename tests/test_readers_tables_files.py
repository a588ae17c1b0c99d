"""Specification of tables as files: CSV of every kind and Excel workbooks go in, utterances come out."""

import io
from collections.abc import Callable
from datetime import datetime, time, timedelta

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.errors import DocumentError
from pipeline.readers import guard
from pipeline.readers.delimited import looks_like_csv_talk, read_csv_talk
from pipeline.readers.talk import Talk
from pipeline.readers.workbook import looks_like_xlsx, read_xlsx


def rows(text: str) -> list[tuple[str | None, float | None, float | None, str]]:
    return [(u.speaker, u.start_s, u.end_s, u.text) for u in read_csv_talk(text.encode())]


def said(text: str) -> list[tuple[str | None, str]]:
    return [(speaker, words) for speaker, _, _, words in rows(text)]


def book(*sheets: list[list[object]], hidden: int | None = None) -> bytes:
    workbook, stream = openpyxl.Workbook(), io.BytesIO()
    workbook.remove(workbook.active)
    for number, cells in enumerate(sheets):
        sheet = workbook.create_sheet(f"Sheet {number}")
        sheet.sheet_state = "hidden" if number == hidden else "visible"
        for row in cells:
            sheet.append(row)
    workbook.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_cells_are_told_apart_by_any_mark(mark: str) -> None:
    text = mark.join(["Speaker", "Start", "End", "Text"]) + "\n"
    text += mark.join(["Ann", "0:01", "0:03", '"Hello, you; all\nof you"']) + "\n"
    text += mark.join(["Ben", "0:04.5", "1:00:00", "Hi"]) + "\n"
    assert looks_like_csv_talk(text)
    assert rows(text) == [("Ann", 1.0, 3.0, "Hello, you; all of you"), ("Ben", 4.5, 3600.0, "Hi")]


@pytest.mark.parametrize(
    "titles",
    [
        "Who,What was said",
        "participant_name,Utterance",
        "Sprecher:in,Inhalt",
        "Locuteur,Texte",
        "Hablante,Contenido",
        "speakerName,transcriptText",
        "Name of speaker,Response",
        "说话人,内容",
    ],
)
def test_titles_in_many_words_and_languages(titles: str) -> None:
    assert said(f"{titles}\nAnn,Hello there\nBen,Hi\n") == [("Ann", "Hello there"), ("Ben", "Hi")]


def test_titles_may_stand_below_a_head() -> None:
    text = 'Interview 12,,\nDate,3 May 2020,\n,,\nTime,Speaker,Words\n0:01,I,Hello\n0:05,R,"Hi, you"\n'
    assert rows(text) == [("I", 1.0, None, "Hello"), ("R", 5.0, None, "Hi, you")]


def test_an_empty_speaker_is_the_last_one_again() -> None:
    assert said("Speaker,Text\nAnn,One\n,Two\nnan,Three\nBen:,Four\n") == [
        ("Ann", "One"),
        ("Ann", "Two"),
        ("Ann", "Three"),
        ("Ben", "Four"),
    ]


def test_without_titles_short_labels_that_recur_are_speakers() -> None:
    text = "Ann,00:00:01,Hello there my friend\nBen,00:00:03,Well hi to you\nAnn,00:00:06,And now?\n"
    assert looks_like_csv_talk(text)
    assert rows(text)[1] == ("Ben", 3.0, None, "Well hi to you")


@pytest.mark.parametrize("mark", [",", ";", "|"])
@pytest.mark.parametrize(
    "labels", [("PERSON A", "PERSON B"), ("spk_0", "spk_1"), ("interviewer", "jk"), ("Ann", "Ben Ray")]
)
@pytest.mark.parametrize("turned", [False, True])
def test_two_columns_without_titles(mark: str, labels: tuple[str, str], turned: bool) -> None:
    spoken = ["Who told you that?", '"Well, she did; my sister|that is"', "And then?", "We went there."]
    pairs = [(labels[i % 2], text) for i, text in enumerate(spoken)]
    text = "\n".join(mark.join(reversed(pair) if turned else pair) for pair in pairs)
    assert looks_like_csv_talk(text)
    assert said(text) == [(who, words.strip('"')) for who, words in pairs]


def test_times_may_stand_first_or_last_beside_codes_without_titles() -> None:
    first = "0.0;1.5;0;Who told you that?\n2.0;4.5;1;My sister did.\n5.0;6.5;0;And then?\n7.0;9.5;1;We went there.\n"
    last = (
        "S1,Who told you that?,00:00:00,00:00:01\nS2,My sister did.,00:00:02,00:00:04\nS1,And then?,00:00:05,00:00:06\n"
    )
    assert looks_like_csv_talk(first)
    assert looks_like_csv_talk(last)
    assert rows(first)[1] == ("1", 2.0, 4.5, "My sister did.")
    assert rows(last)[1] == ("S2", 2.0, 4.0, "My sister did.")


def test_the_start_of_a_long_table_is_judged_by_whole_rows() -> None:
    text = "Ann,Who told you that?\nBen,My sister did.\n" * 2000
    assert len(text) > 60_000
    assert looks_like_csv_talk(text)


def test_titles_in_unknown_words_are_no_talk() -> None:
    text = "Kto;Co\nAnna;Dzien dobry pani\nJan;Witam pania bardzo\nAnna;Jak sie pan ma\nJan;Dobrze dziekuje\n"
    assert said(text)[0] == ("Anna", "Dzien dobry pani")


@pytest.mark.parametrize(
    ("cells", "seconds"),
    [
        ("00:00:01,410|00:00:03,280", (1.41, 3.28)),
        ("00:00:01:12|00:00:03:00", (1.0, 3.0)),
        ("[0:01]|[0:03]", (1.0, 3.0)),
        ("1m 1s|1m 3s", (61.0, 63.0)),
        ("1.25|3.5", (1.25, 3.5)),
        ("1250ms|3500 ms", (1.25, 3.5)),
        ("00:00:01 - 00:00:03|", (1.0, 3.0)),
        ("now|then", (None, None)),
        ("00:00:05|00:00:03", (5.0, None)),
    ],
)
def test_times_as_programs_write_them(cells: str, seconds: tuple[float | None, float | None]) -> None:
    assert rows(f"Start|End|Speaker|Text\n{cells}|Ann|Hello there\n")[0][1:3] == seconds


def test_whole_numbers_are_milliseconds_where_nobody_could_speak_so_slowly() -> None:
    text = "start\tend\ttext\n0\t4200\tHello there how are you doing\n4200\t9100\tI am well thank you very much\n"
    assert rows(text) == [
        (None, 0.0, 4.2, "Hello there how are you doing"),
        (None, 4.2, 9.1, "I am well thank you very much"),
    ]
    assert rows("speaker,start_ms,text\nA,100,Hello\nB,900,Hi\n")[1] == ("B", 0.9, None, "Hi")


def test_a_duration_gives_the_end_and_dates_count_from_the_first() -> None:
    assert rows("timestamp,speaker,text,duration\n0.5,agent,Hello there,3.5\n")[0] == (
        "agent",
        0.5,
        4.0,
        "Hello there",
    )
    text = "Timestamp,Speaker,Text\n2025-02-04T10:01:23,Ann,Hello\n2025-02-04T10:01:45,Ben,Hi\n"
    assert rows(text) == [("Ann", 0.0, None, "Hello"), ("Ben", 22.0, None, "Hi")]


def test_labels_and_times_may_stand_in_the_words() -> None:
    text = 'start,end,text\n0:01,0:03,"Ann: Hello there"\n0:03,0:05,"Ben: Hi"\n0:05,0:08,"Ann: So what"\n'
    assert rows(text)[1] == ("Ben", 3.0, 5.0, "Hi")
    assert rows('Speaker,Text\nAnn 0:03,Hello\n"Ben (0:07)",[0:08] Hi\n') == [
        ("Ann", 3.0, None, "Hello"),
        ("Ben", 7.0, None, "Hi"),
    ]


def test_label_tracks_have_times_and_no_titles() -> None:
    text = "0.000000\t2.500000\tAnn: Hello there my dear\n2.5\t4.1\tBen: hello to you\n4.1\t5.0\tAnn: good\n"
    assert looks_like_csv_talk(text)
    assert rows(text)[0] == ("Ann", 0.0, 2.5, "Hello there my dear")


def test_questions_and_answers_beside_one_another() -> None:
    assert said("Question,Answer\nHow are you?,I am fine thank you\nAnd now?,Nothing much\n") == [
        ("Question", "How are you?"),
        ("Answer", "I am fine thank you"),
        ("Question", "And now?"),
        ("Answer", "Nothing much"),
    ]


def test_a_column_for_each_role() -> None:
    text = "Interviewer;Participant\nSo tell me how it began;\n;Well it began with my brother\nAnd what then was it?;\n"
    assert said(text) == [
        ("Interviewer", "So tell me how it began"),
        ("Participant", "Well it began with my brother"),
        ("Interviewer", "And what then was it?"),
    ]


def test_one_row_for_each_word_is_put_together() -> None:
    words = [("A", "So"), ("A", "then"), ("A", "."), *[("B", "word")] * 20]
    text = "speaker,start,end,word\n" + "".join(f"{s},{i},{i + 1},{w}\n" for i, (s, w) in enumerate(words))
    assert rows(text) == [("A", 0.0, 3.0, "So then."), ("B", 3.0, 23.0, " ".join(["word"] * 20))]


def test_quotation_marks_that_do_not_close_swallow_nothing() -> None:
    text = 'Speaker\tText\nAnn\t"Well I said\nBen\tyes you did\nAnn\tand so on\nBen\tindeed\n'
    assert said(text) == [("Ann", '"Well I said'), ("Ben", "yes you did"), ("Ann", "and so on"), ("Ben", "indeed")]


def test_commas_that_nobody_quoted_stay_in_the_last_cell() -> None:
    assert said("speaker,text\nAnn,Hello, there, you\nBen,Hi\n") == [("Ann", "Hello, there, you"), ("Ben", "Hi")]


def test_excels_own_first_line_and_markdowns_frame() -> None:
    assert said("sep=;\nSpeaker;Content\nAnn;Hello\nBen;Hi\n") == [("Ann", "Hello"), ("Ben", "Hi")]
    assert said("| Speaker | Text |\n|---|---|\n| Ann | Hello |\n| Ben | Hi |\n") == [("Ann", "Hello"), ("Ben", "Hi")]


def test_a_transcript_in_a_single_cell_is_read_and_several_are_refused() -> None:
    one = 'id,transcript\n1,"I: Hello there.\nR: Hi.\nI: How was it?\nR: Fine."\n'
    assert said(one)[:2] == [("I", "Hello there."), ("R", "Hi.")]
    with pytest.raises(DocumentError, match="2 whole transcripts, one a row"):
        rows(one + '2,"I: Hello there.\nR: Hi.\nI: How was it?\nR: Fine."\n')


def test_surveys_and_other_tables_are_refused_without_quoting_them() -> None:
    survey = "ID,Question 1,Question 2\n1,I think secret,No never\n2,We had a lot,Yes often\n"
    assert looks_like_csv_talk(survey)
    with pytest.raises(DocumentError, match="2 columns of questions") as refused:
        rows(survey)
    assert "secret" not in str(refused.value)
    with pytest.raises(DocumentError, match="without a column that names speakers"):
        rows("a,b,c\n1,2,3\n4,5,6\n7,8,9\n")


@pytest.mark.parametrize(
    "text",
    [
        "I: Well, I mean, it was\nR: Yes, no, maybe\nI: So, and, then\nR: ok, fine, sure\n",
        "Ann\tHello there, you\nBen\tHi\nAnn\tWell\nBen\tOk so it was\n",
        "Speaker, text, and so on were all there.\nAnd then, well, it ended.\n",
        "One line only, with commas, you see",
        "Ann came in, and sat\nBen went out, and ran\nWell now, she said\nWell now, he said\n",
        "ham,Who told you that?\nspam,Call this number now\nham,My sister did.\nspam,You have won it\n",
        "",
        "a\nb\nc\n",
    ],
)
def test_prose_is_no_table(text: str) -> None:
    assert not looks_like_csv_talk(text)


def test_workbook_with_times_of_every_kind() -> None:
    content = book(
        [["Project", "x"]],
        [
            ["Speaker", "Start", "End", "Text"],
            ["Ann", time(0, 0, 3), time(0, 0, 5, 500000), "Hello"],
            [None, timedelta(minutes=1), None, "Well then"],
            ["Ben", datetime(1900, 1, 1, 1, 0), None, "Hi\nyou"],
        ],
    )
    talk = read_xlsx(content)
    assert [(u.speaker, u.start_s, u.end_s, u.text) for u in talk] == [
        ("Ann", 3.0, 5.5, "Hello"),
        ("Ann", 60.0, None, "Well then"),
        ("Ben", 90000.0, None, "Hi you"),
    ]
    assert talk.notes == ("sheet 2 read; 1 other sheet left out",)


def test_minutes_that_a_spreadsheet_took_for_hours() -> None:
    talk = read_xlsx(
        book(
            [
                ["Time", "Speaker", "Text"],
                [time(0, 3), "Ann", "Hello there my dear friend"],
                [time(1, 10), "Ben", "word " * 9],
                [time(2, 50), "Ann", "word " * 12],
            ]
        )
    )
    assert [u.start_s for u in talk] == [3.0, 70.0, 170.0]


def test_days_as_a_spreadsheet_counts_them() -> None:
    cells: list[list[object]] = [
        ["Start", "Speaker", "Text"],
        [0.00003, "Ann", "word " * 60],
        [0.0009, "Ben", "word " * 9],
    ]
    assert [u.start_s for u in read_xlsx(book(cells))] == [2.592, 77.76]


def test_hidden_sheets_are_not_read() -> None:
    talk = [["Speaker", "Text"], ["Ann", "Hidden"], ["Ben", "Hi"]]
    shown = [["Speaker", "Text"], ["Cy", "Shown"], ["Di", "Hi"]]
    assert read_xlsx(book(talk, shown, hidden=0))[0].speaker == "Cy"


def test_workbooks_without_talk_are_refused() -> None:
    with pytest.raises(DocumentError, match="without anything in its cells"):
        read_xlsx(book([]))
    with pytest.raises(DocumentError, match="without a transcript"):
        read_xlsx(book([["a", "b"], [1, 2]]))
    with pytest.raises(DocumentError, match="damaged zip"):
        read_xlsx(b"PK\x03\x04nothing")
    assert looks_like_xlsx(frozenset({"xl/workbook.xml", "xl/sharedStrings.xml"}))
    assert not looks_like_xlsx(frozenset({"word/document.xml"}))


def test_a_workbook_that_unpacks_too_far_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(guard, "MAX_UNPACKED", 100)
    with pytest.raises(DocumentError, match="zip bomb"):
        read_xlsx(book([["Speaker", "Text"], ["Ann", "Hello"]]))


def outcome(read: Callable[[bytes], Talk], content: bytes) -> str:
    """`read`, or the refusal; nothing else may happen."""
    try:
        read(content)
    except DocumentError as error:
        return str(error)
    return "read"


SMALL = book([["Speaker", "Start", "Text"], ["Ann", time(0, 1), "secret"], ["Ben", 3.5, "Hi"]])


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(SMALL) - 1), st.integers(0, 255))
def test_damaged_workbooks_are_read_or_refused(place: int, value: int) -> None:
    assert "secret" not in outcome(read_xlsx, SMALL[:place] + bytes([value]) + SMALL[place + 1 :])


@settings(max_examples=150, deadline=None)
@given(st.text(alphabet='Speakr,;\t|"\n:0123 Text', max_size=120))
def test_any_text_is_read_or_refused(text: str) -> None:
    looks_like_csv_talk(text)
    assert "\n" not in outcome(read_csv_talk, f"Speaker,Start,Text\n{text}".encode())
