"""Roles and attributes as others get them: none that fewer than five people have."""

from collections import Counter
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from pipeline.coded import CodedPassage
from pipeline.share_people import coarsened, rare
from tests.test_statistics_corpus import passage


def people(role: str, role_group: str, *, number: int, site: str = "") -> list[CodedPassage]:
    return [
        passage(
            1,
            document=f"{role}-{role_group}-{site}-{n}",
            speaker=f"[Name {role}{role_group}{site}{n}]",
            role=role,
            role_group=role_group,
            attributes={"site": site},
        )
        for n in range(number)
    ]


def counts(passages: Sequence[CodedPassage]) -> Counter[tuple[str, str]]:
    return Counter((p.role_group, p.role) for p in passages)


def test_a_rare_role_takes_its_groups_name_and_the_next_rarest_joins_it() -> None:
    given = [*people("Nurse", "professional", number=9), *people("Doctor", "professional", number=3)]
    made = coarsened([*given, *people("Porter", "professional", number=6)])
    assert counts(made.passages) == {("professional", "Nurse"): 9, ("professional", "professional"): 9}
    assert (made.roles, made.role_groups) == (2, 0)


def test_rare_role_groups_join_another() -> None:
    given = [*people("Carer", "carer", number=2), *people("Volunteer", "volunteer", number=3)]
    made = coarsened([*given, *people("Peer", "service_user_or_peer", number=8)])
    assert counts(made.passages) == {("other", "other"): 5, ("service_user_or_peer", "Peer"): 8}


def test_interviewers_keep_their_role_group_alone() -> None:
    asked = passage(1, speaker="[Name Q]", role="Ann from the team", role_group="interviewer", attributes={"site": "x"})
    made = coarsened([asked, *people("Peer", "service_user_or_peer", number=5)]).passages[0]
    assert (made.role_group, made.role, made.attributes) == ("interviewer", "interviewer", {"site": ""})


def test_a_rare_value_is_left_empty_and_never_alone_so() -> None:
    given = [*people("Peer", "carer", number=3, site="north"), *people("Peer", "carer", number=6, site="south")]
    made = coarsened([*given, *people("Peer", "carer", number=7, site="west")])
    assert Counter(p.attributes["site"] for p in made.passages) == {"": 9, "west": 7}


@given(st.dictionaries(st.sampled_from("abcdefg"), st.integers(1, 12), min_size=1), st.integers(0, 6))
def test_no_label_and_no_rest_has_fewer_than_five_unless_all_together_do(sizes: dict[str, int], empty: int) -> None:
    who = {label: frozenset(f"{label}{n}" for n in range(size)) for label, size in sizes.items()}
    gone = rare(who | ({"": frozenset(f"-{n}" for n in range(empty))} if empty else {}), left_over="")
    rest = empty + sum(sizes[label] for label in gone)
    kept = [size for label, size in sizes.items() if label not in gone]
    assert all(size >= 5 for size in kept)
    assert rest == 0 or rest >= 5 or not kept
