"""Names of transcripts and cases as others get them: numbers that tell nothing of whom the user had in mind."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from pipeline.share_names import without_names
from tests.test_statistics_corpus import passage


def named(document: str, *, doc_id: str, case: str = "") -> object:
    return replace(passage(1, document=document), doc_id=doc_id, passage_id=f"{doc_id}-0001", case=case)


def test_transcripts_and_cases_have_numbers_in_the_order_of_keyed_ids() -> None:
    given_names = [
        named("Anna", doc_id="ZZ", case="Anna's ward"),
        named("Berta", doc_id="AA", case="hospice"),
        named("Carla", doc_id="MM", case="Anna's ward"),
        named("Dora", doc_id="NN"),
    ]
    made = [(p.doc_id, p.document, p.case) for p in without_names(given_names)]
    assert made == [
        ("AA", "Transcript 1", "Case 1"),
        ("MM", "Transcript 2", "Case 2"),
        ("NN", "Transcript 3", ""),
        ("ZZ", "Transcript 4", "Case 2"),
    ]


@given(st.permutations(["Anna", "Berta", "Carla"]), st.permutations(["north", "south", ""]))
def test_whatever_the_names_were_others_get_the_same(names: list[str], cases: list[str]) -> None:
    made = without_names(
        [named(name, doc_id=f"D{n}", case=case) for n, (name, case) in enumerate(zip(names, cases, strict=True))]
    )
    assert [p.document for p in made] == ["Transcript 1", "Transcript 2", "Transcript 3"]
    assert {p.case for p in made} == {"", "Case 1", "Case 2"}
