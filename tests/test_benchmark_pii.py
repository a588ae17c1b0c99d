"""What the comparison of pseudonymisers counts, and how: gold rows, speech-to-text, persons, false masks, codes."""

import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from data_schemas.annotated import read_annotated
from data_schemas.errors import ConfigError
from tests.conftest import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

import benchmark_pii
import compare_codes
from pii_archive import redacted
from pii_gold import WORD, as_speech_to_text, row_of, utterance_rows
from pii_misses import falsely_masked, missed
from pii_people import b_cubed, consistency, mentions_of, split_people
from pii_score import false_masks, scored
from pii_tables import share, table

SOURCE = """\
---
id: small
title: A small invented interview
kind: interview
setting: none
region: nowhere
date: 2021-05
case: none
coded_by: model
complete: [power_face, stance, voice, experience, identity, about]
speakers:
  I: {person: p1, name: Hannah Boateng, role: Interviewer, role_group: interviewer}
  R: {person: p2, name: Carol Wetherell, role: Worker, role_group: service_user_or_peer}
---

I: And who else was there, {{Carol|PERSON|p2}}, on the day?

R: [[Staff, as {{Dr Anwar|PERSON|p3}} is.||identity=expert; about=self]] {{Priya Anwar|PERSON|p3}} is in {{Leeds|LOCATION|l1}}.

I: Right. What happened then, in the end?

R: They had decided it all before we sat down at the table.
"""


@pytest.fixture
def source(tmp_path):
    path = tmp_path / "small.md"
    path.write_text(SOURCE, encoding="utf-8")
    return read_annotated(path)


def surfaces(row):
    return [row["text"][s["start"] : s["end"]] for s in row["spans"]]


def test_an_interview_is_one_text_with_its_identifiers_as_spans(source):
    row = row_of(source)
    assert row["text"].count("\n") == 3
    assert surfaces(row) == ["Carol", "Dr Anwar", "Priya Anwar", "Leeds"]
    assert [s["eid"] for s in row["spans"]] == ["p2", "p3", "p3", "l1"]


def test_a_row_cut_into_lines_keeps_its_spans(source):
    rows = utterance_rows([row_of(source)])
    assert [surfaces(row) for row in rows] == [["Carol"], ["Dr Anwar", "Priya Anwar", "Leeds"], [], []]
    assert [row["id"] for row in utterance_rows(rows, keep=lambda row: not row["spans"])] == ["small:2:0", "small:3:0"]


def test_speech_to_text_has_small_letters_and_no_stops():
    row = {"id": "a", "text": "Well -- Dr. O'Brien, (of Leeds) said: 0113 496.", "spans": [{"start": 12, "end": 19}]}
    spoken = as_speech_to_text(row)
    assert spoken["text"] == "well dr o'brien of leeds said 0113 496"
    assert surfaces(spoken) == ["o'brien"]


@given(st.text(alphabet="aBc .,-'@9()\n", max_size=60), st.data())
def test_speech_to_text_keeps_the_words_of_every_span(text, data):
    words = [(m.start(), m.end()) for m in WORD.finditer(text)]
    assume(words)
    first = data.draw(st.integers(0, len(words) - 1))
    last = data.draw(st.integers(first, len(words) - 1))
    span = {"start": words[first][0], "end": words[last][1]}
    spoken = as_speech_to_text({"id": "a", "text": text, "spans": [span]})
    assert WORD.findall(surfaces(spoken)[0]) == WORD.findall(text[span["start"] : span["end"]].lower())


def test_a_letter_whose_small_form_is_two_stays():
    assert as_speech_to_text({"id": "a", "text": "\u0130STANBUL", "spans": []})["text"] == "\u0130stanbul"


def test_our_redactions_stand_where_the_words_were(source):
    row = row_of(source)
    (own,) = redacted([row], sources=[source])
    said = {row["text"][r["start"] : r["end"]]: r for r in own["redactions"]}
    assert {"Carol", "Priya Anwar", "Leeds"} <= set(said)
    assert all(r["layers"] and r["surrogate"] in own["text"] for r in said.values())
    assert said["Anwar"]["surrogate"] == said["Priya Anwar"]["surrogate"]


def person(start, eid):
    return {"start": start, "end": start + 1, "type": "PERSON", "eid": eid}


def masked(start, surrogate, **more):
    return {"start": start, "end": start + 1, "type": "PERSON", "surrogate": surrogate, **more}


def test_a_person_has_one_surrogate_and_a_surrogate_one_person():
    gold = [
        {"id": "one", "text": "abcdefg", "spans": [*map(person, range(6), ("p1", "p1", "p2", "p2", "p3", "p3"))]},
        {"id": "two", "text": "ab", "spans": [person(0, "p1"), person(1, "p1")]},
    ]
    predicted = [
        {
            "id": "one",
            "redactions": [*map(masked, range(5), ("[Name A]", "[Name A]", "[Name A]", "[Name B]", "[Name C]"))],
        },
        {"id": "two", "redactions": [masked(0, "[Name A]"), masked(1, "[Name A]")]},
    ]
    found = consistency(mentions_of(gold, predicted))
    assert (found.persons, found.one_surrogate, found.one_where_masked) == (4, 0.5, 0.75)
    assert (found.surrogates, found.shared_within, found.shared_within_unflagged, found.shared_across) == (3, 1, 1, 1)
    assert split_people(mentions_of(gold, predicted))["in one text"] == [
        ("c: [Name A] x 1, d: [Name B] x 1", "one"),
        ("e: [Name C] x 1, f: in clear x 1", "one"),
    ]


def test_a_shared_surrogate_is_flagged_by_any_of_its_redactions():
    gold = [{"id": "one", "text": "ab", "spans": [person(0, "p1"), person(1, "p2")]}]
    predicted = [{"id": "one", "redactions": [masked(0, "[Name A]"), masked(1, "[Name A]", flag="two people")]}]
    found = consistency(mentions_of(gold, predicted))
    assert (found.shared_within, found.shared_within_unflagged) == (1, 0)


def test_one_full_name_in_two_texts_is_one_person():
    gold = [
        {"id": text_id, "text": "Ann Lee", "spans": [{"start": 0, "end": 7, "type": "PERSON", "eid": "p1"}]}
        for text_id in ("one", "two")
    ]
    whole = {"start": 0, "end": 7, "type": "PERSON", "surrogate": "[Name A]"}
    predicted = [{"id": "one", "redactions": [whole]}, {"id": "two", "redactions": [whole]}]
    assert consistency(mentions_of(gold, predicted)).shared_across == 0
    gold[1]["text"] = "Ann Fox"
    found = consistency(mentions_of(gold, predicted))
    assert (found.shared_across, found.shared_across_unflagged) == (1, 1)


def test_b_cubed_of_one_merged_and_one_split_person():
    assert b_cubed([("x", 1), ("x", 1), ("x", 2), ("y", 2)]) == (pytest.approx(2 / 3), pytest.approx(3 / 4))


def test_false_masks_count_words_of_lines_without_identifiers():
    gold = [
        {"id": "a", "text": "Ann came in.\nThe kettle was on.", "spans": [{"start": 0, "end": 3, "type": "PERSON"}]}
    ]
    redactions = [{"start": 4, "end": 8, "layers": ("rare",)}, {"start": 17, "end": 23, "layers": ("archive", "rare")}]
    found = false_masks(gold, [{"id": "a", "redactions": redactions}])
    assert (found.words, found.masked, found.by_layer, found.per_1000) == (4, 1, {"rare": 1}, 250.0)


def test_misses_are_told_by_type_with_their_surroundings():
    gold = [{"id": "a", "text": "Ann of Leeds", "spans": [{"start": 0, "end": 3, "type": "PERSON"}]}]
    predicted = [{"id": "a", "redactions": [{"start": 7, "end": 12, "type": "LOCATION", "layers": ("places",)}]}]
    assert missed(gold, predicted) == {"PERSON": [("Ann", "Ann of Leeds")]}
    assert falsely_masked(gold, predicted) == {"LOCATION / places": [("Leeds", "Ann of Leeds")]}


def test_a_scorer_is_any_program_that_reads_two_files(tmp_path):
    scorer = tmp_path / "scorer.py"
    scorer.write_text(
        "import sys, json; print(json.dumps({'lines': [len(open(f).readlines()) for f in sys.argv[1:]]}))"
    )
    assert scored([{"id": "a"}, {"id": "b"}], [{"id": "a"}], scorer=scorer) == {"lines": [2, 1]}


def test_misses_of_held_out_texts_are_not_written_unasked(tmp_path):
    held_out, scorer = tmp_path / "held_out.jsonl", tmp_path / "none.py"
    held_out.write_text('{"id": "a", "text": "Ann", "spans": []}\n')
    with pytest.raises(ConfigError, match="held-out"):
        benchmark_pii.main([str(held_out), "--scorer", str(scorer), "--misses", str(tmp_path / "misses.txt")])
    assert not (tmp_path / "misses.txt").exists()


def test_every_attempt_to_use_the_network_is_refused_and_counted():
    program = """
import socket, pii_network
tried = pii_network.block()
for attempt in (lambda: socket.getaddrinfo("example.org", 80), lambda: socket.create_connection(("127.0.0.1", 9))):
    try: attempt()
    except OSError: pass
print(len(tried))
"""
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT / "scripts", capture_output=True, text=True, check=True
    )
    assert done.stdout == "2\n"


def test_the_same_passages_are_coded_whatever_is_masked(source):
    bare = compare_codes.with_identifiers(source, lines=[()] * len(source.utterances))
    cut = [compare_codes.cut_passages(bare)]
    before = compare_codes.passages_of([bare], cut=cut)
    after = compare_codes.passages_of([source], cut=cut)
    assert [row["id"] for row in before] == [row["id"] for row in after]
    assert [row["gold"] for row in before] == [row["gold"] for row in after]
    assert before[0]["text"] == "Staff, as Dr Anwar is."
    assert after[0]["text"] == "Staff, as [Name] is."
    assert "They had decided it all before we sat down at the table." in [row["text"] for row in before[1:]]
    assert not any(row["text"].startswith("And who") for row in before)


def test_codes_agree_dimension_by_dimension():
    first = {"codes": {"identity": {"expert": 0.9}}, "assigned": {"identity": ["expert"]}}
    second = {"codes": {"identity": {"expert": 0.4}}, "assigned": {"identity": []}}
    kept = [({"identity": ["expert"]}, first, second), ({}, second, second)]
    line, everything = compare_codes.compared(kept, title="a / b", kind="gold")
    assert line == ["a / b", "2 gold", "identity", "50.0 %", "1", "0.2500", "100.0 %", "50.0 %"]
    assert everything[2:5] == ["every dimension", "50.0 %", "1"]


def test_tables_are_markdown_or_columns():
    assert table(("a", "b"), [["1", "22"]], markdown=True) == "| a | b |\n| --- | --- |\n| 1 | 22 |\n"
    assert table(("a", "b"), [["1", "22"]], markdown=False) == "a  b \n1  22\n"
    assert (share(0.9574), share(1.0), share(None)) == (".957", "1.000", "")


def test_the_scripts_show_an_example_line():
    for script in ("benchmark_pii.py", "compare_codes.py", "pii_network.py"):
        assert "\nusage: python scripts/" in Path(ROOT / "scripts" / script).read_text(encoding="utf-8")
