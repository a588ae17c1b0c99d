"""People are told apart by who the roster says they are, whatever names are shown; the id for it stands in no output."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.bench import workbench
from pipeline.coded import CodedPassage
from pipeline.corpus import cast_of, persons_listed
from pipeline.forgotten import person_mark
from pipeline.key import Key, read_key
from pipeline.project import load_project
from pipeline.pseudonymise.linking import person_key
from pipeline.pseudonymise.shown import person_id, shown_name
from pipeline.roster import Speaker, read_roster, write_roster
from pipeline.share import write_share
from pipeline.share_people import coarsened
from pipeline.sources import Source
from pipeline.statistics.clusters import clusters
from pipeline.statistics.corpus import arrays
from pipeline.statistics.prevalence import EVERYONE, prevalence
from pipeline.statistics.readings import read
from tests.conftest import run_archive, tree_bytes, unillustrated
from tests.test_review import sign
from tests.test_statistics_corpus import CODEBOOK, passage

KEY = Key(bytes(range(32)))
GROUPS = ("carer", "professional")
PEOPLE = ("Maria Lopez", "Paul Meyer", "Ida Holm", "Tom Okafor", "Rosa Diaz", "Jan Novak", "Eve Byrne", "Sam Reid")
NAMES = ("", "", "", "", "Anna", "Ben", "Chris", "Dora")  # shown in a transcript; "" is the pseudonym
Seat = tuple[int, int]  # a file, and a person who speaks in it


def row(file: str, person: str, display_name: str = "", role_group: str = "carer") -> Speaker:
    return Speaker(file=file, label=person[:1], person=person, role_group=role_group, display_name=display_name)


def source(file: str, *speakers: Speaker) -> Source:
    return Source(
        doc_id=file, file=file, path=Path(file), member="", digest="", size=1, speakers=tuple(speakers), key=KEY
    )


def corpus(rows: list[Speaker]) -> list[CodedPassage]:
    """A passage of every row of a roster, as the pipeline tells who speaks in it."""
    files = dict.fromkeys(r.file for r in rows)
    sources = [source(file, *(r for r in rows if r.file == file)) for file in files]
    known = persons_listed(sources, key=KEY)
    made = []
    for one in sources:
        cast = cast_of(one, key=KEY, elsewhere=known)
        for number, speaker in enumerate(one.speakers):
            name, codes = shown_name(speaker, key=KEY), {"power_face": ("ideological",)}
            said = passage(number, document=one.file, speaker=name, role_group=speaker.role_group, codes=codes)
            made.append(replace(said, case="", person=cast.persons[name]))
    return made


def counts(passages: list[CodedPassage]) -> list[object]:
    """All that counts people or joins their interviews, by groups and files."""
    data = arrays(passages, CODEBOOK)
    rows = [(r.group, r.code.id, r.found.speakers, r.base.speakers) for r in prevalence(data, by="role_group")]
    alike = coarsened(passages)
    readings = read(passages, CODEBOOK, reading=CODEBOOK.readings[0])
    return [rows, clusters(data).tolist(), alike.role_groups, alike.roles, len(readings.not_read)]


@given(st.sets(st.tuples(st.integers(0, 5), st.integers(0, 7)), min_size=1, max_size=20), st.data())
@settings(max_examples=30)
def test_no_display_name_changes_a_count_of_people(seats: set[Seat], data: st.DataObject) -> None:
    """Neither where two people of different transcripts look alike, nor where one is shown by another name in each."""
    shown = {file: data.draw(st.permutations(NAMES)) for file in range(6)}
    plain = [row(f"{f}.txt", PEOPLE[p], role_group=GROUPS[(f + p) % 2]) for f, p in sorted(seats)]
    named = [replace(r, display_name=shown[int(r.file[0])][PEOPLE.index(r.person)]) for r in plain]
    assert counts(corpus(named)) == counts(corpus(plain))


@given(st.permutations(range(6)))
@settings(max_examples=10)
def test_the_order_of_files_and_rows_makes_no_difference(order: list[int]) -> None:
    rows = [row(f"{n}.txt", PEOPLE[n % 4], ("", "Anna")[n % 2]) for n in range(6)]
    assert counts(corpus([rows[n] for n in order])) == counts(corpus(rows))


def test_one_person_shown_by_two_names_counts_once_and_ties_the_interviews() -> None:
    data = arrays(corpus([row("1", "Maria Lopez", "Anna"), row("2", "Lopez, Maria", "Ben")]), CODEBOOK)
    assert len(np.unique(data.speakers)) == 1
    assert clusters(data).tolist() == [0, 0]
    assert data.factors["speaker"].names == ("Anna", "Ben")


def test_somebody_whom_the_roster_lists_for_another_transcript_alone_is_known_by_the_pseudonym() -> None:
    listed, missing = source("1", row("1", "Maria Lopez", "Anna")), source("2", row("2", "Paul Meyer"))
    pseudonym = shown_name(row("2", "Maria Lopez"), key=KEY)
    cast = cast_of(missing, key=KEY, elsewhere=persons_listed([listed, missing], key=KEY))
    assert cast.persons[pseudonym] == cast_of(listed, key=KEY).persons["Anna"]
    assert cast.of(pseudonym).role_group == "unknown"
    assert "[Name ZZZZZZ]" not in cast.persons


def test_without_a_person_the_name_shown_tells_people_apart() -> None:
    given = [passage(1, document=d, speaker=who) for d, who in (("A", "p"), ("B", "q"), ("C", "p"))]
    assert arrays(given, CODEBOOK).speakers.tolist() == [0, 1, 0]


def test_two_of_one_transcript_who_are_shown_alike_are_never_more_than_they_are() -> None:
    """Their turns are not told apart, so both count as one of them there."""
    rows = [
        row("1", "Maria Lopez", "Nurse"),
        row("1", "Paul Meyer", "Nurse"),
        row("2", "Maria Lopez"),
        row("3", "Paul Meyer"),
    ]
    assert len({p.person for p in corpus(rows)}) == 2


def test_the_id_is_the_keys_and_of_a_purpose_of_its_own() -> None:
    speaker = row("1", "Maria Lopez")
    assert person_id(speaker, key=KEY) == person_id(row("2", "Lopez, Maria (Trust)"), key=KEY)
    assert person_id(speaker, key=KEY) != person_id(speaker, key=Key(bytes(32)))
    assert person_id(speaker, key=KEY) != person_mark(person_key("Maria Lopez"), key=KEY)


def test_two_people_shown_alike_have_a_row_each_in_a_reading() -> None:
    made = read(
        corpus([row("1", "Maria Lopez", "Anna"), row("2", "Paul Meyer", "Anna")]),
        CODEBOOK,
        reading=CODEBOOK.readings[0],
    )
    assert [who.name for who in made.not_read] == ["Anna", "Anna (2)"]


def test_a_run_counts_a_person_once_and_no_output_has_the_id(archive: Path, tmp_path: Path) -> None:
    """Three people who are all shown as Anna, and then one."""
    path = archive / "vault" / "speakers.csv"
    listed = [replace(s, display_name="Anna") if s.label == "R" else s for s in read_roster(path).speakers]
    write_roster(path, listed)
    run_archive(archive)
    assert respondents(archive) == 3
    sign(archive)
    write_roster(path, [replace(s, person="Maria Lopez") if s.label == "R" else s for s in listed])
    outcome, _ = run_archive(archive)
    assert respondents(archive) == 1
    with unillustrated():
        write_share(workbench(load_project(archive)), outcome, folder=tmp_path / "shared", only_checked=False)
    key = read_key(archive / "vault" / "key")
    ids = {person_id(s, key=key) for s in read_roster(path).speakers}
    for folder in (archive / "out", archive / "store", tmp_path / "shared"):
        for name, content in tree_bytes(folder).items():
            held = (
                str(pq.read_table(folder / name).to_pylist())
                if name.endswith(".parquet")
                else content.decode("latin-1")
            )
            assert not [i for i in ids if i in held], name


def respondents(archive: Path) -> int:
    with (archive / "out" / "tables" / "codes_by_role_group.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = list(csv.DictReader(lines))
    return int(next(r["of_speakers"] for r in rows if r["role_group"] == EVERYONE))
