"""Specification of the OHMS reader: XML of the Oral History Metadata Synchronizer goes in, talk comes out."""

import pytest

from data_schemas.errors import DocumentError
from pipeline.readers.ohms import looks_like_ohms, read_ohms

TRANSCRIPT = """BROCK: This is an interview. I believe you were born
in Pescadero?

DUARTE: On 7 May 1930. [laughter] &quot;Don't,&quot; they said,
and we did [[footnote]]1[[/footnote]].

BROCK: Did you go to school there?

DUARTE: Yes.

The two of us went together.

[[footnotes]]

[[note]]A book, 1970.[[/note]]

[[/footnotes]]
"""
WEBVTT = """NOTE
TRANSCRIPTION BEGIN

00:00:04.000 --> 00:00:29.000
<v SCHNEIDER>   Where were you born?<c.1></c>

00:00:29.000 --> 00:00:39.500
<v CHAPPELEAR>   Burnet.

00:00:39.500 --> 00:01:00.000
At one point we moved.

NOTE
ANNOTATIONS BEGIN
<annotation ref="1">A town.</annotation>
ANNOTATIONS END
"""


def ohms(inside: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<ROOT xmlns="https://www.weareavp.com/nunncenter/ohms"><record id="1">'
        "<title>Interview</title><index><point><time>3</time><partial_transcript>DUARTE: On 7 May</partial_transcript>"
        f"</point></index>{inside}</record></ROOT>"
    ).encode()


def test_labels_of_a_transcript_with_the_last_minute_before_each_paragraph() -> None:
    talk = read_ohms(ohms(f"<sync>1:|4(2)|7(1)|11(3)</sync><transcript>{TRANSCRIPT}</transcript>"))
    assert [(u.speaker, u.start_s, u.text) for u in talk] == [
        ("BROCK", 0.0, "This is an interview. I believe you were born in Pescadero?"),
        ("DUARTE", 0.0, 'On 7 May 1930. [laughter] "Don\'t," they said, and we did .'),
        ("BROCK", 120.0, "Did you go to school there?"),
        ("DUARTE", 120.0, "Yes."),
        ("DUARTE", 120.0, "The two of us went together."),
    ]
    assert talk.notes == ("times are those of the last sync mark before a paragraph",)


@pytest.mark.parametrize("sync", ["", "1.0", "x:|1(1)", "1:|"])
def test_a_transcript_without_sync_marks_has_no_times(sync: str) -> None:
    talk = read_ohms(ohms(f"<sync>{sync}</sync><transcript>{TRANSCRIPT}</transcript>"))
    assert {u.start_s for u in talk} == {None}


def test_half_minute_marks() -> None:
    talk = read_ohms(ohms(f"<sync>0.5:|1(1)|7(1)</sync><transcript>{TRANSCRIPT}</transcript>"))
    assert [u.start_s for u in talk] == [30.0, 30.0, 60.0, 60.0, 60.0]


def test_webvtt_inside_is_read_with_its_voices_and_times() -> None:
    talk = read_ohms(ohms(f"<transcript/><vtt_transcript><![CDATA[{WEBVTT}]]></vtt_transcript>"))
    assert [(u.speaker, u.start_s, u.end_s, u.text) for u in talk] == [
        ("SCHNEIDER", 4.0, 29.0, "Where were you born?"),
        ("CHAPPELEAR", 29.0, 39.5, "Burnet."),
        ("CHAPPELEAR", 39.5, 60.0, "At one point we moved."),
    ]


def test_a_translation_is_left_out_and_said_so() -> None:
    talk = read_ohms(ohms(f"<transcript>{TRANSCRIPT}</transcript><transcript_alt>BROCK: Hola.</transcript_alt>"))
    assert len(talk) == 5
    assert talk.notes == ("the translation beside the transcript left out",)


@pytest.mark.parametrize("inside", ["", "<transcript/>", "<transcript>No transcript.</transcript>"])
def test_an_index_without_transcript_is_refused(inside: str) -> None:
    with pytest.raises(DocumentError, match="without a transcript, perhaps an index only") as caught:
        read_ohms(ohms(inside))
    assert "DUARTE" not in str(caught.value)


def test_it_is_known_by_its_root_and_namespace() -> None:
    assert looks_like_ohms(ohms("<transcript/>").decode())
    assert looks_like_ohms("<ROOT><record><transcript>A: yes</transcript></record></ROOT>")
    assert not looks_like_ohms("<ROOT><row/></ROOT>")
    assert not looks_like_ohms("<TEI><text/></TEI>")
