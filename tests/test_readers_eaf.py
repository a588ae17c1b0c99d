"""Specification of the ELAN reader: tiers written here go in, labelled utterances in order of time come out."""

import pytest

from data_schemas.errors import DocumentError
from pipeline.readers.eaf import looks_like_eaf, read_eaf

TYPES = {
    "default-lt": "",
    "utterance": "",
    "gestures": "",
    "words": 'CONSTRAINTS="Time_Subdivision"',
    "tokens": 'CONSTRAINTS="Symbolic_Subdivision"',
    "note": 'CONSTRAINTS="Symbolic_Association"',
    "stance": 'CONTROLLED_VOCABULARY_REF="stances"',
}


def tier(name: str, *said: tuple[int | None, int | None, str], kind: str = "default-lt", more: str = "") -> str:
    """A tier tied to the recording; each annotation is (start, end, text) in milliseconds."""
    annotations = "".join(
        f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="{name}{n}" TIME_SLOT_REF1="t{a}" TIME_SLOT_REF2="t{b}">'
        f"<ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION>"
        for n, (a, b, text) in enumerate(said)
    )
    return f'<TIER TIER_ID="{name}" LINGUISTIC_TYPE_REF="{kind}" {more}>{annotations}</TIER>'


def child(name: str, *said: tuple[str, str], kind: str, parent: str, more: str = "") -> str:
    """A tier tied to another; each annotation is (the id of the one it belongs to, text)."""
    annotations = "".join(
        f'<ANNOTATION><REF_ANNOTATION ANNOTATION_ID="{name}{n}" ANNOTATION_REF="{above}">'
        f"<ANNOTATION_VALUE>{text}</ANNOTATION_VALUE></REF_ANNOTATION></ANNOTATION>"
        for n, (above, text) in enumerate(said)
    )
    return f'<TIER TIER_ID="{name}" LINGUISTIC_TYPE_REF="{kind}" PARENT_REF="{parent}" {more}>{annotations}</TIER>'


def eaf(*tiers: str) -> bytes:
    slots = "".join(f'<TIME_SLOT TIME_SLOT_ID="t{ms}" TIME_VALUE="{ms}"/>' for ms in range(0, 60001, 250))
    slots += '<TIME_SLOT TIME_SLOT_ID="tNone"/>'
    types = "".join(f'<LINGUISTIC_TYPE LINGUISTIC_TYPE_ID="{name}" {more}/>' for name, more in TYPES.items())
    document = f'<ANNOTATION_DOCUMENT FORMAT="3.0"><TIME_ORDER>{slots}</TIME_ORDER>{"".join(tiers)}{types}'
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{document}</ANNOTATION_DOCUMENT>'.encode()


def spoken(*tiers: str) -> list[tuple[str | None, str]]:
    return [(u.speaker, u.text) for u in read_eaf(eaf(*tiers))]


def test_tiers_of_speakers_are_merged_by_start_with_times_in_seconds() -> None:
    talk = read_eaf(
        eaf(
            tier("I", (0, 1500, "How was the ward?"), (6000, 7000, "And then?")),
            tier("P", (1250, 6000, "Loud,\n mostly."), (7000, 8250, "We were asked.")),
        )
    )
    assert [(u.speaker, u.start_s, u.end_s, u.text) for u in talk] == [
        ("I", 0.0, 1.5, "How was the ward?"),
        ("P", 1.25, 6.0, "Loud, mostly."),
        ("I", 6.0, 7.0, "And then?"),
        ("P", 7.0, 8.25, "We were asked."),
    ]


def test_participants_are_the_labels_where_each_tier_has_its_own() -> None:
    assert spoken(
        tier("tier one", (0, 1000, "Hello there."), more='PARTICIPANT="Ada"'),
        tier("tier two", (1000, 2000, "Good morning."), more='PARTICIPANT="Ben"'),
    ) == [("Ada", "Hello there."), ("Ben", "Good morning.")]


@pytest.mark.parametrize(("first", "second"), [("Child", ""), ("MULTI", "MULTI")])
def test_tier_names_are_the_labels_where_participants_are_missing_or_shared(first: str, second: str) -> None:
    assert spoken(
        tier("FA1", (0, 1000, "Hello there."), more=f'PARTICIPANT="{first}"'),
        tier("FA2", (1000, 2000, "Good morning."), more=f'PARTICIPANT="{second}"'),
    ) == [("FA1", "Hello there."), ("FA2", "Good morning.")]


def test_gestures_notes_codes_and_translations_are_no_talk() -> None:
    talk = read_eaf(
        eaf(
            tier("K-Spch", (0, 2000, "We go along the river."), (3000, 4000, "Yes.")),
            tier("K-RGU", (0, 2000, "points to the left"), kind="gestures"),
            tier("Comments", (0, 2000, "a lorry passes outside")),
            tier("K-stance", (0, 2000, "agreeing with her"), kind="stance"),
            child("K-English", ("K-Spch0", "They walk beside water."), kind="note", parent="K-Spch"),
        )
    )
    assert [(u.speaker, u.text) for u in talk] == [("K-Spch", "We go along the river."), ("K-Spch", "Yes.")]
    assert talk.notes == ("3 tiers left out: codes, notes, translations, or the same words again",)


def test_a_tier_that_names_speakers_or_numbers_stretches_is_no_talk() -> None:
    assert spoken(
        tier("Ada", (0, 2000, "Well, nobody told us.")),
        tier("Ben", (2000, 3000, "They never do.")),
        tier("focus", (0, 2000, "Ada"), (2000, 3000, "Ben")),
        tier("sample", (0, 1000, "random3"), (1000, 2000, "random7"), (2000, 3000, "random12")),
        tier("SD", (0, 1000, "0.643"), (1000, 2000, "0.200")),
    ) == [("Ada", "Well, nobody told us."), ("Ben", "They never do.")]


def test_other_tiers_of_one_who_has_a_tier_of_speech_are_about_the_speech() -> None:
    assert spoken(
        tier("BRI", (0, 2000, "I might go."), kind="utterance", more='PARTICIPANT="SpR"'),
        tier("LIN", (2000, 4000, "You always say so."), kind="utterance", more='PARTICIPANT="SpL"'),
        tier("SpR trunk", (0, 2000, "leans forward"), more='PARTICIPANT="SpR"'),
    ) == [("SpR", "I might go."), ("SpL", "You always say so.")]


def test_a_tier_that_repeats_a_few_labels_is_no_talk() -> None:
    labels = [(n * 1000, n * 1000 + 750, text) for n, text in enumerate(["wide engaged", "narrow engaged"] * 10)]
    assert spoken(tier("Ada", (0, 2000, "Well, nobody told us.")), tier("Layer 2", *labels)) == [
        ("Ada", "Well, nobody told us.")
    ]


def test_a_second_version_cut_alike_is_read_once() -> None:
    times = [(n * 1000, n * 1000 + 750) for n in range(5)]
    swahili = [
        (a, b, text) for (a, b), text in zip(times, ["Habari", "Nzuri sana", "Karibu", "Asante", "Haya"], strict=True)
    ]
    english = [
        (a, b, text) for (a, b), text in zip(times, ["The news", "Very good", "Welcome", "Thanks", "Fine"], strict=True)
    ]
    assert [text for _, text in spoken(tier("Kiswahili", *swahili), tier("English", *english))] == [
        "Habari",
        "Nzuri sana",
        "Karibu",
        "Asante",
        "Haya",
    ]


def test_an_interviewer_who_only_says_mm_stays() -> None:
    said = [(n * 1000, n * 1000 + 250, text) for n, text in enumerate(["mm", "yeah"] * 10)]
    talk = spoken(tier("I", *said), tier("P", (500, 20000, "It was never written down, who decides what.")))
    assert [speaker for speaker, _ in talk].count("I") == 20


def test_people_whose_names_sound_like_helper_tiers_stay() -> None:
    assert spoken(
        tier("Music teacher", (0, 1000, "Sing it again.")), tier("Note-taker", (1000, 2000, "Shall I stop?"))
    ) == [
        ("Music teacher", "Sing it again."),
        ("Note-taker", "Shall I stop?"),
    ]


def test_words_cut_out_of_an_utterance_are_not_read_again() -> None:
    assert spoken(
        tier("W", (0, 1000, "so you go")),
        tier("W-Words", (0, 250, "so"), (250, 500, "you"), (500, 1000, "go"), kind="words", more='PARENT_REF="W"'),
    ) == [("W", "so you go")]


def test_words_that_stand_only_in_a_child_tier_are_joined() -> None:
    for own in ("", "ref-001"):
        assert spoken(
            tier("ref@AB", (0, 1000, own), (2000, 3000, own and "ref-002"), more='PARTICIPANT="AB"'),
            child(
                "word@AB",
                *[("ref@AB0", w) for w in ("so", "we", "left")],
                ("ref@AB1", "home"),
                kind="tokens",
                parent="ref@AB",
            ),
            child("gloss@AB", ("word@AB0", "ADV"), kind="note", parent="word@AB"),
        ) == [("AB", "so we left"), ("AB", "home")]


def test_a_text_tier_below_a_tier_of_references_is_read_with_its_times() -> None:
    talk = read_eaf(
        eaf(
            tier("ref@AB", (500, 1000, "story-001"), (2000, 3000, "story-002")),
            child("ft@AB", ("ref@AB0", "Once there was"), ("ref@AB1", "a girl"), kind="note", parent="ref@AB"),
            child("tx@AB", ("ref@AB0", "Es war einmal"), ("ref@AB1", "ein Mädchen"), kind="note", parent="ref@AB"),
        )
    )
    assert [(u.start_s, u.text) for u in talk] == [(0.5, "Es war einmal"), (2.0, "ein Mädchen")]


def test_a_slot_without_time_gives_none_and_keeps_its_place() -> None:
    talk = read_eaf(eaf(tier("A", (0, None, "One thing."), (None, 9000, "Another."), (9000, 9500, "Done."))))
    assert [(u.start_s, u.end_s, u.text) for u in talk] == [
        (0.0, None, "One thing."),
        (None, 9.0, "Another."),
        (9.0, 9.5, "Done."),
    ]


def test_labels_inside_the_only_tier_name_the_speakers() -> None:
    said = [
        (0, 1000, "Int: Who decides?"),
        (1000, 2000, "P1: The board."),
        (2000, 3000, "Int: And you?"),
        (3000, 4000, "P1: No."),
    ]
    assert spoken(tier("default", *said)) == [
        ("Int", "Who decides?"),
        ("P1", "The board."),
        ("Int", "And you?"),
        ("P1", "No."),
    ]


def test_an_entity_bomb_is_refused_unopened() -> None:
    bomb = b'<!DOCTYPE ANNOTATION_DOCUMENT [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]>' + eaf(
        tier("A", (0, 250, "&amp;b;"))
    )
    with pytest.raises(DocumentError, match="entity"):
        read_eaf(bomb[bomb.index(b"<!DOCTYPE") :].replace(b'<?xml version="1.0" encoding="UTF-8"?>\n', b""))


def test_broken_xml_is_refused_with_its_line() -> None:
    with pytest.raises(DocumentError, match=r"not well-formed XML \(line 2,"):
        read_eaf(eaf(tier("A", (0, 250, "Hello."))).replace(b"</ANNOTATION_VALUE></ALIGN", b"</ALIGN"))


@pytest.mark.parametrize(
    "tiers",
    [
        [],
        [tier("A")],
        [tier("Notes", (0, 250, "rain outside"))],
        [child("x", ("gone", "a word"), kind="note", parent="gone")],
        ['<TIER TIER_ID="a" PARENT_REF="b"/>', '<TIER TIER_ID="b" PARENT_REF="a"/>'],
    ],
)
def test_a_file_without_talk_is_refused_with_one_line(tiers: list[str]) -> None:
    with pytest.raises(DocumentError, match="there is no talk") as caught:
        read_eaf(eaf(*tiers))
    assert "\n" not in str(caught.value)
    assert "rain" not in str(caught.value)


def test_it_is_known_by_its_root_element() -> None:
    assert looks_like_eaf(eaf(tier("A")).decode())
    assert not looks_like_eaf("<TEI><text/></TEI>")
    assert not looks_like_eaf("I: the ANNOTATION_DOCUMENT element")


def test_a_doctype_is_refused_even_without_an_entity() -> None:
    content = b'<?xml version="1.0"?>\n<!DOCTYPE ANNOTATION_DOCUMENT SYSTEM "file:///elan.dtd">\n<ANNOTATION_DOCUMENT/>'
    with pytest.raises(DocumentError, match="DOCTYPE"):
        read_eaf(content)
