"""Specification of XML of unknown roots: elements that repeat and name who says what they hold are talk; other XML is refused."""

from collections.abc import Callable

import pytest

from data_schemas.errors import DocumentError
from pipeline.readers.sniff import format_of
from pipeline.readers.xml_talk import read_xml

SAID = [
    ("Ada", 0.0, 2.5, "Who told you about the meeting?"),
    ("Ben", 3.0, 5.5, "Nobody told me, we just went."),
    ("Ada", 6.0, 8.5, "And did they let you in?"),
    ("Ben", 9.0, 11.5, "They had to, it was public."),
]
Turn = Callable[[str, float, float, str], str]


def document(turn: Turn, *, root: str = "data", before: str = "") -> str:
    turns = "\n".join(turn(*row) for row in SAID)
    return f'<?xml version="1.0"?>\n<{root}>{before}\n{turns}\n</{root}>'


def spoken(text: str) -> list[tuple[str | None, str]]:
    return [(u.speaker, u.text) for u in read_xml(text.encode())]


def words(text: str, element: str) -> str:
    return "".join(f"<{element}>{word}</{element}>" for word in text.split())


TURNS: dict[str, Turn] = {
    "an attribute": lambda w, a, b, s: f'<turn n="1" speaker="{w}"><frag>{s}</frag></turn>',
    "who, words without blanks": lambda w, a, b, s: f'<u who="#{w}"><s>{words(s, "w")}</s></u>',
    "a name": lambda w, a, b, s: f'<speech id="x.1" speakername="{w}"><p>{s}</p></speech>',
    "a participant": lambda w, a, b, s: f'<Segment StartTime="{a}" EndTime="{b}" Participant="{w}">{s}</Segment>',
    "a child": lambda w, a, b, s: f"<SPEECH><SPEAKER>{w}</SPEAKER><LINE>{s[:9]}</LINE><LINE>{s[9:]}</LINE></SPEECH>",
    "a child of a child": lambda w, a, b, s: f"<item><speaker><name>{w}</name></speaker><text>{s}</text></item>",
    "an entry's name": lambda w, a, b, s: f"<entry><name>{w}</name><text>{s}</text></entry>",
    "from": lambda w, a, b, s: f'<message from="{w}"><body>{s}</body></message>',
    "the element itself": lambda w, a, b, s: f'<speaker name="{w}">{s}</speaker>',
    "words": lambda w, a, b, s: "".join(f'<word speaker="{w}" start="{a}">{x}</word>' for x in s.split()),
}


@pytest.mark.parametrize("turn", TURNS.values(), ids=TURNS)
def test_a_speaker_is_an_attribute_or_a_child_of_what_repeats(turn: Turn) -> None:
    text = document(turn)
    assert format_of(text.encode(), name="x.txt") == "xml"
    assert [(w, s.replace(" ", "")) for w, s in spoken(text)] == [(w, s.replace(" ", "")) for w, _, _, s in SAID]
    assert all(" " in s for _, s in spoken(text))


def test_times_are_children_or_attributes_and_translations_are_no_talk() -> None:
    cues = document(
        lambda w, a, b, s: (
            f"<cue><speaker>{w}</speaker><start>{a}</start><end>{b}</end><transcript>{s}</transcript>"
            f"<translation>and again {s} in words of another tongue</translation></cue>"
        ),
        root="cues",
    )
    assert [(u.speaker, u.start_s, u.end_s, u.text) for u in read_xml(cues.encode())] == SAID
    segments = document(
        lambda w, a, b, s: (
            f'<SpeechSegment ch="1" spkid="{w}" stime="{a}" etime="{b}">'
            + "".join(f'<Word stime="{a}" dur="0.2"> {x} </Word>' for x in s.split())
            + "</SpeechSegment>"
        )
    )
    assert [(u.speaker, u.start_s, u.end_s, u.text) for u in read_xml(segments.encode())] == SAID


def test_a_table_gives_the_names_and_one_speaker_may_hold_for_all() -> None:
    table = '<speakers><speaker id="s1" name="Ada"/><speaker id="s2"><name>Ben</name></speaker></speakers>'
    turns = document(lambda w, a, b, s: f'<turn speaker="{"s1" if w == "Ada" else "s2"}">{s}</turn>', before=table)
    assert spoken(turns) == [(w, s) for w, _, _, s in SAID]
    sole = document(
        lambda w, a, b, s: f"<cue><start>{a}</start><transcript>{s}</transcript></cue>",
        before="<solespeaker>Zoë</solespeaker>",
    )
    assert {speaker for speaker, _ in spoken(sole)} == {"Zoë"}


def test_elements_called_after_a_role_and_text_written_as_in_a_text_file() -> None:
    roles = document(lambda w, a, b, s: f"<interviewer>{s}</interviewer>" if w == "Ada" else f"<answer>{s}</answer>")
    assert [speaker for speaker, _ in spoken(roles)] == ["interviewer", "answer", "interviewer", "answer"]
    lines = "\n".join(f"{w}: {s}" for w, _, _, s in SAID)
    for text in (f"<transcript>\n{lines}\n</transcript>", f'<?xml version="1.0"?><x><y>1</y><body>{lines}</body></x>'):
        assert spoken(text) == [(w, s) for w, _, _, s in SAID]
    scenes = document(lambda w, a, b, s: f'<scene in="00:00:0{int(a)}.00" out="00:00:10.00">{w}: {s}</scene>')
    assert spoken(scenes) == [(w, s) for w, _, _, s in SAID]


def test_without_a_declaration_its_speakers_show_what_it_is() -> None:
    text = document(lambda w, a, b, s: f'<turn speaker="{w}">{s}</turn>').split("\n", 1)[1]
    assert format_of(text.encode(), name="x.txt") == "xml"
    assert format_of(text.replace("speaker=", "n=").encode(), name="x.txt") == "txt"


@pytest.mark.parametrize(
    "turn",
    [
        lambda w, a, b, s: f"<item><author>{w}</author><title>{s}</title><description>{s}</description></item>",
        lambda w, a, b, s: f"<entry><author><name>{w}</name></author><title>{s}</title><content>{s}</content></entry>",
        lambda w, a, b, s: f'<user name="{w}"><option>{s}</option></user>',
        lambda w, a, b, s: f'<string name="{w}">{s}</string>',
        lambda w, a, b, s: f"<trkpt><time>2020-01-0{int(a) + 1}T00:00:00</time><name>the long way home</name></trkpt>",
        lambda w, a, b, s: f'<book id="{a}"><name>{s}</name><text>{s}</text></book>',
        lambda w, a, b, s: f'<speaker name="{w}"/><essay>{s * 9}</essay>',
    ],
)
def test_feeds_settings_and_catalogues_are_refused(turn: Turn) -> None:
    with pytest.raises(DocumentError, match="no transcript known here"):
        read_xml(document(turn).encode())
