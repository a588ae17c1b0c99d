"""What a project declares of its sample: read, refused in one line, and what it allows to be concluded."""

from pathlib import Path

import pytest

from data_schemas.errors import ConfigError
from pipeline.project import load_project
from pipeline.statistics.design import (
    IN_PART,
    NO_CASES,
    ONE_CASE,
    PURPOSIVELY,
    UNDECLARED,
    WHOLE,
    Design,
    Sampling,
    guide_of,
    guides_note,
    why_untested,
)


def project(folder: Path, *lines: str) -> Path:
    (folder / "transcripts").mkdir(parents=True, exist_ok=True)
    (folder / "project.yaml").write_text("\n".join(("title: Mine", *lines)), encoding="utf-8")
    return folder


def sample(how: str, units: str = "interviews") -> Design:
    return Design(sampling=Sampling(units=units, of="the hub's staff", how=how))


def test_a_project_declares_its_sample_and_guides(tmp_path: Path) -> None:
    design = load_project(
        project(
            tmp_path,
            "sampling: {units: persons, of: peer support workers of the hub, how: random, population: 400}",
            "guides: {peer support worker: A, professional: B}",
        )
    ).design
    assert design.sampling == Sampling(
        units="persons", of="peer support workers of the hub", how="random", population=400
    )
    assert design.sentences == (
        "The sample as declared: persons of peer support workers of the hub, random (drawn by chance, each with the same "
        "chance). There are 400 such persons.",
        "Not all were asked by the same interview guide (peer support worker by A, professional by B): a difference may "
        "be one of the questions.",
    )


def test_a_project_that_declares_nothing_says_nothing(tmp_path: Path) -> None:
    assert load_project(project(tmp_path)).design.sentences == ()


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("sampling: {units: people, of: staff, how: random}", "sampling.units: 'people' is not what"),
        ("sampling: {units: cases, of: staff, how: convenience}", "expected census, random or purposive"),
        ("sampling: {units: cases, of: ' ', how: random}", "sampling.of: is empty"),
        ("sampling: {units: cases, of: staff, how: random, population: 0}", "sampling.population: 0 is less than 1"),
        ("sampling: {units: cases, how: random}", "missing required field `of`"),
        ("sampling: random", "sampling: Expected `object | null`, got `str`"),
        ("guides: {professional: ''}", "guides: expected a role or role group and the name of its guide"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(tmp_path: Path, line: str, said: str) -> None:
    with pytest.raises(ConfigError) as error:
        load_project(project(tmp_path, line))
    assert said in str(error.value)
    assert str(error.value).startswith("project.yaml: ")
    assert "\n" not in str(error.value)


@pytest.mark.parametrize(
    ("design", "whole", "cases", "why"),
    [
        (Design(), True, ("A", "B"), UNDECLARED),
        (sample("purposive"), True, ("A", "B"), PURPOSIVELY),
        (sample("census"), True, ("A", "B"), WHOLE),
        (sample("random"), False, ("A", "B"), IN_PART),
        (sample("random", "cases"), True, ("", "A"), NO_CASES),
        (sample("random", "cases"), True, ("A", "B"), ""),
        (sample("random", "cases"), True, ("A",), ONE_CASE),
        (sample("random"), True, ("", "A"), ""),
        (sample("random"), True, ("A",), ""),
    ],
)
def test_only_a_random_sample_supports_tests(design: Design, whole: bool, cases: tuple[str, ...], why: str) -> None:
    assert why_untested(design, whole=whole, cases=cases) == why


def test_a_guide_goes_by_speaker_then_role_then_role_group() -> None:
    design = Design(guides=(("Peer Support Worker", "A"), ("service user or peer", "C")))
    who = {"role": "peer support worker", "role_group": "service_user_or_peer"}
    assert guide_of(design, **who) == "A"
    assert guide_of(design, **who, recorded="B") == "B"
    assert guide_of(design, role="Member", role_group="service_user_or_peer") == "C"
    assert guide_of(design, role="Nurse", role_group="professional") == ""


def test_different_guides_are_said() -> None:
    assert guides_note({"professional": ["B", "B"], "carer": ["A", "B"]}) == (
        "asked by different guides (professional: B, carer: A and B)"
    )
    assert guides_note({"professional": ["B"], "carer": ["B"]}) == ""
    assert guides_note({"professional": [""], "carer": [""]}) == ""
