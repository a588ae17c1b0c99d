"""A coding stands on the same words, whatever is masked before or after it was made."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from data_schemas.codings import Point
from data_schemas.records import Name, Originals, Pseudonymised, Segmented, Transcript, Utterance
from pipeline.codings.placing import Places
from pipeline.key import Key
from pipeline.pseudonymise.mask import pseudonymise
from pipeline.segment.turns import lay_out

KEY = Key(b"0" * 32)
NAMES = ("Karen", "Holdsworth", "Priya", "Leeds")
WORDS = st.sampled_from(("we", "asked", "Karen", "Priya", "Leeds", "Holdsworth,", "was", "there.", "yes", "mm", "ok?"))
SAID = st.lists(
    st.tuples(st.sampled_from(("I", "R")), st.lists(WORDS, min_size=1, max_size=8).map(" ".join)),
    min_size=1,
    max_size=7,
)
MASKED = st.sets(st.sampled_from(NAMES))


def masked(said: list[tuple[str, str]], names: set[str]) -> tuple[Pseudonymised, Originals, Segmented]:
    utterances = tuple(Utterance(speaker=s, start_s=None, end_s=None, text=t) for s, t in said)
    record, originals = pseudonymise(
        Transcript(doc_id="D1", utterances=utterances, events=()),
        findings=[],
        names=[Name(text=name, type="PERSON") for name in sorted(names)],
        speakers=(),
        key=KEY,
    )
    layout = lay_out(record)
    text = Segmented(
        doc_id="D1", text=layout.text, turns=layout.turns, passages=(), events=(), redactions=layout.redactions
    )
    return record, originals, text


def places(said: list[tuple[str, str]], names: set[str]) -> tuple[Places, str]:
    record, originals, text = masked(said, names)
    found = Places.of(record, originals, text)
    assert found is not None
    return found, text.text


def stretch(data: st.DataObject, text: str) -> tuple[int, int]:
    start = data.draw(st.integers(0, len(text) - 1))
    return start, data.draw(st.integers(start + 1, len(text)))


@given(SAID, MASKED, st.data())
def test_a_stretch_comes_back_with_all_that_it_held(
    said: list[tuple[str, str]], names: set[str], data: st.DataObject
) -> None:
    of, text = places(said, names)
    start, end = stretch(data, text)
    back = of.to_text(*of.to_cleaned(start, end))
    assert back is not None
    assert back.start <= start < end <= back.end
    assert of.to_cleaned(back.start, back.end) == of.to_cleaned(start, end)


@given(SAID, MASKED, MASKED, st.data())
def test_a_coding_stands_on_the_same_words_after_other_names_are_masked(
    said: list[tuple[str, str]], before: set[str], after: set[str], data: st.DataObject
) -> None:
    first, text = places(said, before)
    then, _ = places(said, after)
    start, end = first.to_cleaned(*stretch(data, text))
    span = then.to_text(start, end)
    assert span is not None
    held = then.words(*then.to_cleaned(span.start, span.end))
    words = first.words(start, end)
    assert words in held
    assert span.widened == (held != words)
    assert first.anchor(start, end, key=KEY) == then.anchor(start, end, key=KEY)


def test_a_name_masked_later_moves_the_coding_and_not_its_words() -> None:
    said = [("I", "Who came?"), ("R", "Priya came with Karen and she stayed.")]
    first, text = places(said, {"Priya"})
    start = text.index("she stayed")
    points = first.to_cleaned(start, len(text))
    assert points == (Point(1, 26), Point(1, 37))
    then, later = places(said, {"Priya", "Karen"})
    span = then.to_text(*points)
    assert span is not None
    assert later[span.start : span.end] == "she stayed."
    assert span.start > start


def test_a_stretch_that_cuts_a_name_is_widened_to_it_and_says_so() -> None:
    said = [("R", "Ask Karen now")]
    points = Point(0, 6), Point(0, 13)
    open_, text = places(said, set())
    span = open_.to_text(*points)
    assert span is not None
    assert (text[span.start : span.end], span.widened) == ("ren now", False)
    hidden, later = places(said, {"Karen"})
    span = hidden.to_text(*points)
    assert span is not None
    assert later[span.start : span.end].startswith("[Name ")
    assert span.widened


def test_a_listeners_word_that_moves_behind_the_turn_does_not_break_a_stretch() -> None:
    said = [("R", "We asked them."), ("I", "Mm."), ("R", "Nobody came.")]
    of, text = places(said, set())
    assert text == "We asked them.\nNobody came.\n\nMm."
    points = of.to_cleaned(3, 27)
    assert points == (Point(0, 3), Point(2, 12))
    span = of.to_text(*points)
    assert span is not None
    assert text[span.start : span.end] == "asked them.\nNobody came."


def test_a_place_that_the_transcript_no_longer_has_is_nowhere() -> None:
    of, _ = places([("R", "We asked them.")], set())
    assert of.to_text(Point(1, 0), Point(1, 3)) is None
    assert of.to_text(Point(0, 3), Point(0, 99)) is None
    assert of.to_text(Point(0, 3), Point(0, 3)) is None


def test_three_records_that_are_not_of_one_another_give_no_places() -> None:
    record, originals, text = masked([("R", "We asked them.")], set())
    assert Places.of(record, originals, replace(text, text="We asked them")) is None
