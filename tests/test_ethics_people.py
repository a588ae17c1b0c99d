"""People under a pseudonym are counted once, whether they speak or are spoken of."""

from pipeline.ethics.people import People, PeopleCount
from tests.test_ethics_found import record, redaction


def count(*records: object) -> People:
    counting = PeopleCount()
    for one in records:
        counting.add(one)  # type: ignore[arg-type]
    return counting.people()


def test_a_speaker_who_is_spoken_of_elsewhere_is_one_person() -> None:
    spoken_of = record(redaction("PERSON", "names"), doc_id="D1", speaker="[Name BBBBBB]")
    speaks = record(doc_id="D2", speaker="[Name AAAAAA]")
    assert count(spoken_of, speaks) == People(pseudonyms=2, speakers=2, in_several_transcripts=1, flagged={})


def test_a_display_name_is_the_same_with_and_without_brackets() -> None:
    spoken_of = record(redaction("PERSON", "names", surrogate="[Worker A]"), doc_id="D1")
    assert count(spoken_of, record(doc_id="D2", speaker="Worker A")).in_several_transcripts == 1


def test_places_and_documents_are_no_people() -> None:
    place = redaction("LOCATION", "places", surrogate="[Place AAAAAA]")
    assert count(record(place, speaker="document")).pseudonyms == 0


def test_unsure_links_are_counted_by_pseudonym() -> None:
    unsure = redaction("PERSON", "names", flag="first name only")
    assert count(record(unsure, unsure)).flagged == {"first name only": 1}
