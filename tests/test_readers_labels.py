"""Specification of the label grammar: literal transcripts as text go in, speakers and words come out."""

import pytest

from pipeline.readers import Reading, read_bytes

Spoken = list[tuple[str | None, str]]


def reading(text: str, *, name: str = "talk.txt") -> Reading:
    return read_bytes(text.encode(), name=name)


def spoken(text: str) -> Spoken:
    return [(u.speaker, u.text) for u in reading(text).utterances]


CASES: dict[str, tuple[str, Spoken]] = {
    "name and colon": (
        "JANE: Tell me.\n\nTom Price: It was fine.\n\nJANE: Why?\n\nTom Price: It was.",
        [("JANE", "Tell me."), ("Tom Price", "It was fine."), ("JANE", "Why?"), ("Tom Price", "It was.")],
    ),
    "letters and codes": (
        "I: So tell me.\nP03: Well: hard.\nI: Why?\nR: Ask P03.",
        [("I", "So tell me."), ("P03", "Well: hard."), ("I", "Why?"), ("R", "Ask P03.")],
    ),
    "question and answer with full stops": (
        "Q. Where were you?\nA. At home.\nQ. Why?\nA. I was\n   tired.",
        [("Q", "Where were you?"), ("A", "At home."), ("Q", "Why?"), ("A", "I was tired.")],
    ),
    "a time before, between or after the label": (
        "[00:00:03] Jane Smith: One.\nTom (00:05): Two.\nJane Smith: [00:09] Three.\nTom 00:12: Four.",
        [("Jane Smith", "One."), ("Tom", "Two."), ("Jane Smith", "Three."), ("Tom", "Four.")],
    ),
    "label and time on a line of their own": (
        "Speaker 1  0:03  \nHello.\nAll well: yes.\n\nUnknown Speaker  0:15\nYes.\n\nSpeaker 1  1:02:10\nOkay.",
        [("Speaker 1", "Hello. All well: yes."), ("Unknown Speaker", "Yes."), ("Speaker 1", "Okay.")],
    ),
    "time, then label, on a line of their own": (
        "00:00:03 Speaker 1\nHello.\n00:00:05 Speaker 2\nOkay.\n00:00:09 Speaker 1\nGood.",
        [("Speaker 1", "Hello."), ("Speaker 2", "Okay."), ("Speaker 1", "Good.")],
    ),
    "time, name and text on three lines": (
        "0:0:0.0 --> 0:0:2.430\nJane Smith\nHello.\n\n0:0:2.5 --> 0:0:4.0\nTom Jones\nHi.\n\n0:0:5.5 --> 0:0:6.0\n"
        "Jane Smith\nBye.",
        [("Jane Smith", "Hello."), ("Tom Jones", "Hi."), ("Jane Smith", "Bye.")],
    ),
    "label, tab, text": (
        "INT\tSo tell me.\nP1\tWell, yes.\nINT\tAnd?\nP1\tNo.",
        [("INT", "So tell me."), ("P1", "Well, yes."), ("INT", "And?"), ("P1", "No.")],
    ),
    "a label at change of speaker only": (
        "Jane: Hello.\n\nThis goes on. The point is: nothing.\n\nTom: Hi.\n\n"
        "Monday: we went out.\n\nJane: Bye.\n\nTom: Yes.",
        [
            ("Jane", "Hello."),
            ("Jane", "This goes on. The point is: nothing."),
            ("Tom", "Hi."),
            ("Tom", "Monday: we went out."),
            ("Jane", "Bye."),
            ("Tom", "Yes."),
        ],
    ),
    "hard-wrapped and hanging lines": (
        "INTERVIEWER: So tell me about the day\n    you came to the ward.\n"
        "P03: I came in and\nNote: the bed\nwas not ready.\n"
        "INTERVIEWER: Right.",
        [
            ("INTERVIEWER", "So tell me about the day you came to the ward."),
            ("P03", "I came in and Note: the bed was not ready."),
            ("INTERVIEWER", "Right."),
        ],
    ),
    "colons that are no labels": (
        "Ann: We met at 10:30: early.\n\n10:30: that was it.\n\nhttps://example.org is the page.\n\nNote: nothing.\n\n"
        "He said to me: go.\n\nBen: Fine.\n\nAnn: Good.\n\nBen: Yes.",
        [
            ("Ann", "We met at 10:30: early."),
            ("Ann", "10:30: that was it."),
            ("Ann", "https://example.org is the page."),
            ("Ann", "Note: nothing."),
            ("Ann", "He said to me: go."),
            ("Ben", "Fine."),
            ("Ann", "Good."),
            ("Ben", "Yes."),
        ],
    ),
    "somebody who speaks once": (
        "Jane: Hello.\n\nTom: Hi.\n\nJane: How are you?\n\nReceptionist: Next please.\n\nTom: Fine.",
        [
            ("Jane", "Hello."),
            ("Tom", "Hi."),
            ("Jane", "How are you?"),
            ("Receptionist", "Next please."),
            ("Tom", "Fine."),
        ],
    ),
    "titles, abbreviations and asides in labels": (
        "Dr. Jane Smith: Hello.\nMrs Jones (carer): Hi.\nDr. Jane Smith: Bye.\nMrs Jones (carer): Bye.",
        [
            ("Dr. Jane Smith", "Hello."),
            ("Mrs Jones (carer)", "Hi."),
            ("Dr. Jane Smith", "Bye."),
            ("Mrs Jones (carer)", "Bye."),
        ],
    ),
    "French spacing before the colon": (
        "Paul : Bonjour.\n\nJean\u00a0: Oui : bien.\n\nPaul : Merci.\n\nJean\u00a0: De rien.",
        [("Paul", "Bonjour."), ("Jean", "Oui : bien."), ("Paul", "Merci."), ("Jean", "De rien.")],
    ),
    "blanks in a label are squeezed": (
        "Speaker 1: One.\n\nSpeaker  2: Two.\n\nSpeaker 1: Three.",
        [("Speaker 1", "One."), ("Speaker 2", "Two."), ("Speaker 1", "Three.")],
    ),
    "a label on its own line": (
        "Jane Smith:\nHello there.\n\nTom Jones:\nHi.\n\nJane Smith:\nBye.",
        [("Jane Smith", "Hello there."), ("Tom Jones", "Hi."), ("Jane Smith", "Bye.")],
    ),
    "names that fill a line": (
        "Ann Lee\nHello there.\nBen\nHi, Ann.\nAnn Lee\nHow are you?\nBen\nFine.",
        [("Ann Lee", "Hello there."), ("Ben", "Hi, Ann."), ("Ann Lee", "How are you?"), ("Ben", "Fine.")],
    ),
    "where labels are capitals, a word before a colon is none": (
        "ANN: Hello.\n\nIt was full.\n\nWard: the lower one.\n\nBEN: Hi.\n\nANN: So.\n\nBEN: Yes.\n\nPORTER: Mind out.",
        [
            ("ANN", "Hello."),
            ("ANN", "It was full."),
            ("ANN", "Ward: the lower one."),
            ("BEN", "Hi."),
            ("ANN", "So."),
            ("BEN", "Yes."),
            ("PORTER", "Mind out."),
        ],
    ),
    "before the first speaker, sentences stay and titles do not": (
        "A talk on the ward.\n\nThey had met once before, at the opening of the new ward.\n\n"
        "Ann: Hi.\n\nBen: Ho.\n\nAnn: So.",
        [
            (None, "They had met once before, at the opening of the new ward."),
            ("Ann", "Hi."),
            ("Ben", "Ho."),
            ("Ann", "So."),
        ],
    ),
    "running line numbers": (
        "1  I: Hello\n2  and welcome.\n3  R: Hi.\n4  I: Bye.",
        [("I", "Hello and welcome."), ("R", "Hi."), ("I", "Bye.")],
    ),
    "no label at all": (
        "First paragraph of talk\ngoes on.\n\nSecond: it ends.",
        [(None, "First paragraph of talk goes on."), (None, "Second: it ends.")],
    ),
    "a lettered list is no conversation": (
        "A: apples\n\nB: pears\n\nC: figs",
        [(None, "A: apples"), (None, "B: pears"), (None, "C: figs")],
    ),
    "bold labels, escapes and bullets": (
        "**Jane:** Hello *there*.\n\n- **Tom**: Hi \\[inaudible\\] you.\n\n**Note:** nothing.\n\n**Jane:** Bye.",
        [("Jane", "Hello *there*."), ("Tom", "Hi [inaudible] you."), ("Tom", "Note: nothing."), ("Jane", "Bye.")],
    ),
    "headings between turns are no talk": (
        "# An interview\n\nAnn: Hello.\n\n## Later: the ward\n\nBen: Hi.\n\nAnn: Bye.",
        [("Ann", "Hello."), ("Ben", "Hi."), ("Ann", "Bye.")],
    ),
    "headings that are speakers": (
        "## Jane\n\nHello.\n\n## Tom\n\nHi there.\n\n## Jane\n\nBye.\n\n## Tom\n\nYes.",
        [("Jane", "Hello."), ("Tom", "Hi there."), ("Jane", "Bye."), ("Tom", "Yes.")],
    ),
    "front matter is no talk": (
        "---\ntitle: A talk\nspeakers:\n  - Ann Lee\n---\nAnn: Hello.\n\nBen: Hi.\n\nAnn: Bye.",
        [("Ann", "Hello."), ("Ben", "Hi."), ("Ann", "Bye.")],
    ),
    "a block of particulars before the talk": (
        "Interview with a nurse\nDate: 3 May 2021\nInterviewer: Jane Smith\n"
        "Participant: P03\n\nInterviewer: So tell me.\n\n"
        "P03: It was like this.\n\nInterviewer: I see.",
        [("Interviewer", "So tell me."), ("P03", "It was like this."), ("Interviewer", "I see.")],
    ),
    "footers": (
        "Ann: Hello.\n\nBen: Hi.\n\nPage 1 of 2\n\nAnn: Bye.\n\nTranscribed by https://otter.ai",
        [("Ann", "Hello."), ("Ben", "Hi."), ("Ann", "Bye.")],
    ),
    "a mark that begins a paragraph is no label": (
        "Ann: Hello.\n\n[laughs]\n\nBen: [phone rings] Hi.\n\nAnn: Bye.",
        [("Ann", "Hello."), ("Ann", "[laughs]"), ("Ben", "[phone rings] Hi."), ("Ann", "Bye.")],
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_labels(case: str) -> None:
    text, expected = CASES[case]
    assert spoken(text) == expected


def test_windows_line_ends_and_byte_order_mark_change_nothing() -> None:
    text = CASES["name and colon"][0]
    assert read_bytes(("\ufeff" + text.replace("\n", "\r\n")).encode(), name="a.txt") == reading(text)


def test_times_are_seconds() -> None:
    text = "[00:00:03] Jane: One.\nTom (1:02:05.5): Two. \nJane: Three. #00:03:40-5#\nTom: 10:30 we met."
    assert [(u.start_s, u.end_s) for u in reading(text).utterances] == [
        (3.0, None),
        (3725.5, None),
        (None, 220.5),
        (None, None),
    ]


def test_paragraphs_that_begin_with_a_time() -> None:
    found = reading("[00:00:03] Hello there.\n\n[00:00:09] And then I left.").utterances
    assert [(u.speaker, u.start_s, u.text) for u in found] == [
        (None, 3.0, "Hello there."),
        (None, 9.0, "And then I left."),
    ]


def test_what_is_left_out_is_said_without_quoting_it() -> None:
    notes = reading(
        "---\ntitle: Zebedee\n---\n# Zebedee\n\nAnn: Hi.\n\nBen: Ho.\n\nAnn: Hi.\n\nTranscribed by Zebedee"
    ).notes
    assert len(notes) == 3
    assert "Zebedee" not in " ".join(notes)


def test_missing_labels_are_said() -> None:
    assert reading("Only some talk here.").notes == ("no speaker labels found: every utterance is without a speaker",)


CAST = """\
# Interview 12

**Participant:** P12 (peer worker, 54)
**Interviewer:** KB

**KB:** Thanks. So where did you hear about it?

**P12:** From a leaflet. From my sister, really.

**KB:** Your sister works there?

**P12:** She did.
"""


def test_a_list_of_who_is_who_is_no_talk_and_is_kept_as_what_the_file_states() -> None:
    for text in (
        CAST,
        CAST.replace("Participant:** P12 (peer worker, 54)", "P12:** Participant").replace(
            "**Interviewer:** KB", "**KB:** Interviewer"
        ),
    ):
        reading = read_bytes(text.encode(), name="a.md")
        assert [u.speaker for u in reading.utterances] == ["KB", "P12", "KB", "P12"]
        assert reading.stated["KB"].startswith("Interviewer")
        assert reading.stated["P12"].startswith("Participant")


def test_two_short_answers_at_the_start_are_talk() -> None:
    text = "A: Speaker?\n\nB: Yes, speaker.\n\nA: Right.\n\nB: Go on.\n"
    assert len(read_bytes(text.encode(), name="a.txt").utterances) == 4


@pytest.mark.parametrize(
    ("form", "labels"),
    [
        ("[{}] {}", ["id1", "id2", "id3"]),
        ("[00:18] **{}**: {}", ["CW", "qx()", "Dan Friedman"]),
        ("{}: {}", ["r_01", "r_02", "int1"]),
    ],
)
def test_codes_in_small_letters_and_names_that_end_in_empty_brackets_are_labels(form: str, labels: list[str]) -> None:
    said = ["We went in the spring.", "No, it was the summer, I think.", "I had the keys.", "So you said."]
    turns = [(labels[i % 3], said[i % 4]) for i in range(9)]
    text = "\n\n".join(form.format(*turn) for turn in turns)
    assert [(u.speaker, u.text) for u in read_bytes(text.encode(), name="a.txt").utterances] == turns


def test_a_word_with_a_number_in_running_text_is_no_label() -> None:
    text = "We bought an mp3: it was dear. Then the h2: smaller.\n\nNobody came in week2: it rained.\n\nSo we left."
    assert {u.speaker for u in read_bytes(text.encode(), name="a.txt").utterances} == {None}
