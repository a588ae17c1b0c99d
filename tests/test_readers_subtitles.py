"""Specification of the WebVTT and SubRip readers: literal files go in, utterances come out."""

import pytest

from data_schemas.errors import DocumentError
from pipeline.readers import read_bytes


def cues(content: str) -> list[tuple[str | None, float | None, float | None, str]]:
    return [(u.speaker, u.start_s, u.end_s, u.text) for u in read_bytes(content.encode(), name="a.txt").utterances]


def numbered(*texts: str) -> str:
    blocks = [f"{i}\n00:00:0{i}.000 --> 00:00:0{i}.500\n{text}" for i, text in enumerate(texts, start=1)]
    return "WEBVTT\n\n" + "\n\n".join(blocks) + "\n"


def spoken(*texts: str) -> list[tuple[str | None, str]]:
    return [(speaker, text) for speaker, _, _, text in cues(numbered(*texts))]


def test_teams_voices_over_several_lines_with_guids() -> None:
    content = (
        "WEBVTT\n\n5d2b-4f/12-0\n00:00:05.120 --> 00:00:07.480\n<v Smith, Jane>text over\nseveral lines</v>\n\n"
        "5d2b-4f/12-1\n00:00:08.000 --> 00:00:09.000\nand on\n"
    )
    assert cues(content) == [
        ("Smith, Jane", 5.12, 7.48, "text over several lines"),
        ("Smith, Jane", 8.0, 9.0, "and on"),
    ]


def test_two_voices_in_one_cue_and_entities() -> None:
    assert spoken("<v Jane>A &amp; B</v> <v.loud Tom O&apos;Dea>Is 1 &lt; 2?") == [
        ("Jane", "A & B"),
        ("Tom O'Dea", "Is 1 < 2?"),
    ]


def test_zoom_names_with_colons_in_the_talk_and_metadata_at_the_end() -> None:
    found = spoken(
        "Jane Smith: Hello: all", "Tom: Hi", "still Tom: really", "Jane Smith: Bye", "Meeting title: X", "Hosted by: Y"
    )
    assert found == [("Jane Smith", "Hello: all"), ("Tom", "Hi"), ("Tom", "still Tom: really"), ("Jane Smith", "Bye")]


def test_name_alone_on_the_first_line() -> None:
    assert spoken("Ann Lee\nGood morning.", "Bob Jones\nThanks Ann.", "Ann Lee\nWell then.") == [
        ("Ann Lee", "Good morning."),
        ("Bob Jones", "Thanks Ann."),
        ("Ann Lee", "Well then."),
    ]


def test_two_speakers_in_one_cue_without_voices() -> None:
    assert spoken("Ann: Hello", "Ben: Yes\nAnn: No") == [("Ann", "Hello"), ("Ben", "Yes"), ("Ann", "No")]


def test_notes_styles_and_tags_are_no_talk_but_marks_are() -> None:
    content = (
        "WEBVTT\n\nSTYLE\n::cue { color: red }\n\n"
        "NOTE Ann: no talk\n\n00:01.000 --> 00:02.000\n<i>Well</i> <laughs> <00:01.500><c.y>yes</c>\n"
    )
    assert cues(content) == [(None, 1.0, 2.0, "Well <laughs> yes")]


def test_rolling_captions_are_read_once() -> None:
    content = (
        "WEBVTT\nKind: captions\n\n00:00:01.000 --> 00:00:02.000\nso this\n\n00:00:02.000 --> 00:00:03.000\nso this\n"
        "is<00:00:02.500><c> what</c>\n\n00:00:03.000 --> 00:00:04.000\nis what\n \n\n00:00:04.000 --> 00:00:05.000\n"
        "is what\nhappened\n"
    )
    assert [text for *_, text in cues(content)] == ["so this", "is what", "happened"]


def test_repeated_replies_stay_where_captions_do_not_roll() -> None:
    assert spoken("Ann: Yes", "Ann: Yes", "Ben: No", "Ben: Never", "Ann: So") == [
        ("Ann", "Yes"),
        ("Ann", "Yes"),
        ("Ben", "No"),
        ("Ben", "Never"),
        ("Ann", "So"),
    ]


def test_blank_line_inside_a_cue_and_decimal_commas_lose_nothing() -> None:
    content = (
        "WEBVTT\n\n1\n00:00:01,000 --> 00:00:02,000\nAnn: one\n\ntwo\n\n2\n00:00:03.000 --> 00:00:04.000\nBen: three\n"
    )
    assert cues(content) == [("Ann", 1.0, 2.0, "one two"), ("Ben", 3.0, 4.0, "three")]


def test_unreadable_time_lines_are_refused() -> None:
    with pytest.raises(DocumentError, match="1 cues begin but 0 can be read"):
        cues("WEBVTT\n\n00:01 --> 00:02\nsecret\n")


def test_subrip_labels_in_brackets_carry_on() -> None:
    content = (
        "1\r\n00:00:01,000 --> 00:00:02,000\r\n[SPEAKER_00]: Hello\r\n\r\n"
        "2\r\n00:00:02,000 --> 00:00:03,000\r\nyou there\r\n\r\n"
        "3\r\n00:00:03,000 --> 00:00:04,250\r\n[SPEAKER_01]: <i>Hi</i>"
    )
    assert cues(content) == [
        ("SPEAKER_00", 1.0, 2.0, "Hello"),
        ("SPEAKER_00", 2.0, 3.0, "you there"),
        ("SPEAKER_01", 3.0, 4.25, "Hi"),
    ]


def test_subrip_names_and_wrapped_lines() -> None:
    content = (
        "1\n00:00:01,000 --> 00:00:02,000\nAnn: When you\nbegin: it's\n\n2\n00:00:02,000 --> 00:00:03,000\nhard\n\n"
        "3\n00:00:03,000 --> 00:00:04,000\nBen: Is it\n\n4\n00:00:04,000 --> 00:00:05,000\nAnn: Yes\n"
    )
    assert [(speaker, text) for speaker, _, _, text in cues(content)] == [
        ("Ann", "When you begin: it's"),
        ("Ann", "hard"),
        ("Ben", "Is it"),
        ("Ann", "Yes"),
    ]


def test_broken_subrip_names_the_place_and_no_words() -> None:
    content = "1\n00:00:01,000 --> 00:00:02,000\nhello\n\n2\n00:00:xx,000 --> 00:00:03,000\nsecret\n"
    with pytest.raises(DocumentError, match="after its cue 1") as caught:
        cues(content)
    assert "secret" not in str(caught.value)


def test_two_voices_that_say_the_same_are_no_rolling_captions() -> None:
    assert spoken("<v Ann>Yes.", "<v Ben>Yes.", "<v Ann>Yes.", "<v Ben>Yes.") == [
        ("Ann", "Yes."),
        ("Ben", "Yes."),
        ("Ann", "Yes."),
        ("Ben", "Yes."),
    ]
