"""The methods section says what was done, with the run's own numbers, and nothing that was not; what to cite is a valid file."""

import tomllib
from dataclasses import replace
from pathlib import Path

import docx
import msgspec
import pytest
import yaml

from data_schemas.codings import HUMAN_ASSISTED, HUMAN_BLIND, Coding
from pipeline.agree.sentences import agreement_in_words
from pipeline.codings.current import Current, Placed
from pipeline.codings.store import Codings
from pipeline.export.citation import write_citation
from pipeline.export.facts import Archive, SetAside
from pipeline.export.methods_text import Made, methods, write_methods
from tests.conftest import ROOT
from tests.gold_archive import gold_archive
from tests.test_export_archive import archive

MADE = Made(levels={"date": "season", "place": "kind"}, tools=(("spaCy", "3.8"),))


def prose(given: Archive, title: str, *, made: Made = MADE) -> str:
    return next(section.prose for section in methods(given, made=made) if section.title == title)


def decided(given: Archive, *, by: str, first: int, chance: float | None = None) -> Archive:
    """The archive with the faces of its first coded passages decided by people."""
    coded = [p for p in given.passages if p.coded][:first]
    changed = {p.passage_id: replace(p, decided_by={**p.decided_by, "power_face": by}, chance=chance) for p in coded}
    return replace(given, passages=tuple(changed.get(p.passage_id, p) for p in given.passages))


def test_the_material_is_counted() -> None:
    assert prose(gold_archive(), "Material") == (
        "The material consisted of 14 transcripts (10 interviews with one respondent, 3 interviews with two and 1 focus "
        f"group) with {gold_archive().facts.words:,} words. By role group, 20 respondents spoke: "
        "11 service user or peer (519 passages), "
        "1 carer (58 passages), 4 professional (230 passages), 3 other staff (154 passages) and 1 volunteer (73 passages). "
        "Somebody who spoke in several transcripts counts once, by who the list of speakers says it is; whoever is not on it "
        "was told apart by pseudonym."
    )


def test_where_everybody_is_listed_nobody_is_told_apart_by_pseudonym() -> None:
    given = gold_archive()
    known = tuple(replace(p, person=f"id of {p.speaker}") for p in given.passages)
    said = prose(replace(given, passages=known), "Material")
    assert "20 respondents spoke" in said
    assert said.endswith("by who the list of speakers says it is.")


def test_what_was_left_out_and_unknown_is_said() -> None:
    facts = replace(
        gold_archive().facts,
        set_aside=(SetAside(document="A", stage="read", reason="encrypted"),),
        unknown_speakers=("[Name A]", "[Name B]"),
    )
    said = prose(replace(gold_archive(), facts=facts), "Material")
    assert "1 further transcript could not be read and was left out." in said
    assert "The role of 2 speakers was not recorded." in said


def test_nothing_is_claimed_of_an_archive_that_nobody_checked_coded_or_audited() -> None:
    given = gold_archive()
    assert "No person had checked a transcript" in prose(given, "Pseudonymisation")
    assert prose(given, "Coding").endswith("No person decided on a code of any passage.")
    assert "no agreement between coders can be reported" in prose(given, "Agreement between coders")
    assert prose(given, "Audit and correction") == (
        "No random sample of this archive was coded blind by people. The model was not validated on this archive. "
        "The figures were not corrected for the model's errors."
    )
    assert prose(given, "What no person read") == (
        "Of 1,034 coded passages, 1,034 (100 %) carry the model's codes alone. 14 of 14 transcripts had not been read and "
        "signed by a person."
    )


def test_people_audit_and_checks_are_said_where_there_were_any() -> None:
    given = decided(gold_archive(), by=HUMAN_BLIND, first=120, chance=0.1)
    given = replace(given, facts=replace(given.facts, audited=True, validated=True, checked=9))
    assert "A person read and signed 9 of 14 transcripts." in prose(given, "Pseudonymisation")
    assert prose(given, "Coding").endswith(
        "People decided on codes of 120 passages, on 120 without seeing the model's codes; their decisions stood."
    )
    assert prose(given, "Audit and correction") == (
        "Of the coded passages, 120 were drawn at random with known chances and coded blind by people. The model's decisions "
        "were set by such an audit of this archive. The figures were not corrected for the model's errors: too few passages, "
        "or of too few interviews, were coded blind."
    )
    assert "914 (88 %) carry the model's codes alone. 5 of 14" in prose(given, "What no person read")


def test_assisted_coding_is_not_called_blind() -> None:
    said = prose(decided(gold_archive(), by=HUMAN_ASSISTED, first=3), "Coding")
    assert "People decided on codes of 3 passages, on 3 with the model's suggestions in sight" in said
    assert "without seeing" not in said


def test_an_audit_without_a_promise_is_no_validation() -> None:
    given = replace(gold_archive(), facts=replace(gold_archive().facts, audited=True))
    assert "with too few tags to promise anything" in prose(given, "Audit and correction")


def test_abstention_is_a_share_of_the_coded_passages() -> None:
    first = next(p for p in gold_archive().passages if p.coded)
    open_ = replace(first, abstained={**first.abstained, "voice": ("expert",)})
    given = replace(gold_archive(), passages=(open_, *(p for p in gold_archive().passages if p is not first)))
    assert "at least one code open in 1 of 1,034 coded passages (0 %)" in prose(given, "Coding")


def test_levels_and_tools_are_those_of_the_run() -> None:
    assert "as these settings keep: date: season and place: kind." in prose(gold_archive(), "Pseudonymisation")
    assert prose(gold_archive(), "Software").startswith("Threefaces 0.1.0 and spaCy 3.8.")


def coded_by(coder: str, *, source: str, none_of: int) -> list[Placed]:
    """A coder who gives the first forty coded passages the faces their makers gave, but for every so many, left without."""
    placed = []
    for number, p in enumerate([p for p in gold_archive().passages if p.coded and p.assigned["power_face"]][:40]):
        codes = [] if number % none_of == 0 else list(p.assigned["power_face"])
        coding = Coding(
            doc_id=p.doc_id,
            start=(0, p.start),
            end=(0, p.end),
            coder=coder,
            source=source,
            codes={"power_face": codes},
            complete=["power_face"],
        )
        placed.append(Placed(coding=coding, start=p.start, end=p.end))
    return placed


@pytest.mark.parametrize(("source", "reported"), [(HUMAN_BLIND, True), (HUMAN_ASSISTED, False)])
def test_agreement_is_between_people_who_coded_blind(source: str, reported: bool) -> None:
    placed = coded_by("Ann", source=HUMAN_BLIND, none_of=50) + coded_by("Bo", source=source, none_of=10)
    current = Current(stored=Codings(), placed=tuple(placed))
    said = agreement_in_words(gold_archive(), current)
    assert bool(said) is reported
    if reported:
        assert said[0].startswith("2 coders coded 40 passages of")
        assert "Face of power ." in said[1]
        assert "Ann" not in " ".join(said)
        assert " ".join(said) in prose(gold_archive(), "Agreement between coders", made=replace(MADE, agreement=said))


def test_the_text_is_written_for_markdown_and_for_word(tmp_path: Path) -> None:
    markdown, word = write_methods(tmp_path, archive(), made=MADE)
    text = markdown.read_text(encoding="utf-8")
    assert text.startswith("# Methods\n")
    assert "\\<" not in text.split("## Material")[0]
    titles = [line[3:] for line in text.splitlines() if line.startswith("## ")]
    assert titles == [p.text for p in docx.Document(word).paragraphs if p.style.name == "Heading 1"]
    assert archive().facts.status in docx.Document(word).paragraphs[2].text


def test_an_empty_archive_has_a_methods_section_too(tmp_path: Path) -> None:
    empty = replace(archive(), passages=(), records=())
    assert "0 passages, of which 0 were coded" in prose(empty, "Passages")
    write_methods(tmp_path, empty, made=Made())


def test_what_to_cite_is_named_by_version_and_digest(tmp_path: Path) -> None:
    bib, cff = write_citation(tmp_path, gold_archive())
    cited = yaml.safe_load(cff.read_text(encoding="utf-8"))
    assert (cited["cff-version"], cited["type"], cited["version"]) == ("1.2.0", "software", "0.1.0")
    assert [(r["type"], r["version"]) for r in cited["references"]] == [
        ("software", "a03d4b5e97ade1dd2d30e146c4a2748c"),
        ("generic", f"coproduction_power {gold_archive().facts.codebook_version}"),
    ]
    text = bib.read_text(encoding="utf-8")
    assert text.count("@misc{") == 3
    assert "version = {coproduction\\_power" in text
    assert "Lukes, S. (2005)" in text
    assert text.count("{{The Threefaces contributors}}") == 3


def test_somebody_elses_model_and_codebook_are_not_cited_as_ours(tmp_path: Path) -> None:
    given = gold_archive()
    codebook = msgspec.structs.replace(given.codebook, title="Another scheme")
    bib, _ = write_citation(tmp_path, replace(given, codebook=codebook, facts=replace(given.facts, model="ours 3")))
    assert bib.read_text(encoding="utf-8").count("{{(fill in who made it)}}") == 2


def test_the_projects_own_citation_file_says_its_version() -> None:
    cited = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert cited["version"] == project["version"]
    assert (cited["title"].lower(), cited["license"]) == (project["name"], project["license"])


def test_limits_claim_coverage_only_where_an_audit_corrects() -> None:
    made = gold_archive()
    assert "no coverage is claimed" in prose(made, "Figures")
    audited = replace(made, facts=replace(made.facts, audit_passages=300))
    assert "a 95 % interval for what blind coding by people of every passage of this archive would give" in prose(
        audited, "Figures"
    )
    assert "population" not in prose(audited, "Figures")
