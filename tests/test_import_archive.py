"""Specification of importing: codings of raw or pseudonymised copies stand on the same words of the archive, or are listed."""

import csv
import os
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest

from data_schemas.codebook import load_codebook
from data_schemas.codings import Coding
from data_schemas.errors import ConfigError
from pipeline.codings import store
from pipeline.codings.current import current_codings
from pipeline.imports.bring import Brought, bring
from pipeline.imports.dialects import read_codings
from pipeline.imports.mapping import Target, needed, targets_of
from pipeline.imports.who import with_coder, with_source
from pipeline.imports.words import words_of
from pipeline.project import load_project
from pipeline.run import Outcome
from pipeline.segment.turns import BACKCHANNELS
from tests.conftest import MONDAY, ROOT, TUESDAY, make_archive, tree_bytes
from tests.import_files import NVIVO, QUALCODER, Coded, Program, qdpx
from tests.test_codings_current import opened, texts_of

CODEBOOK = load_codebook()
INVITED = "We are not invited to that one."
RULES = "it was set up, and who gets a place is\nsettled in there"
QUOTES = {
    "I'd been at home for a long time and I didn't get out much.": "decision_making",
    INVITED: "non_decision_making",
    RULES: "non_decision_making",
    "Through Karen Holdsworth, she was my nurse": "ideological",
}


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_archive(tmp_path_factory.mktemp("imports") / "archive")
    opened(folder)
    return folder


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "archive"))


def codings(
    quotes: dict[str, str], *, text: str = "monday.txt", user: str = "Ann", prefix: str = "power_face."
) -> list[Coded]:
    return [Coded(text=text, quote=quote, code=f"{prefix}{code}", user=user) for quote, code in quotes.items()]


def take(
    folder: Path,
    content: bytes,
    *,
    name: str = "study.qdpx",
    source: str = "human_blind",
    coder: str = "",
    complete: tuple[str, ...] = (),
    open_codes: bool = False,
    exact: bool = False,
    take_deletions: bool = False,
) -> Brought:
    """Import a file as the command does, its codes being the codebook's as `dimension.code`."""
    path = folder / name
    path.write_bytes(content)
    coded = with_source(with_coder(read_codings(path), coder), source)
    targets = targets_of(needed(coded), codebook=CODEBOOK, mapping={}, name="") if exact else {}
    for code in () if exact else needed(coded):
        dimension, _, value = code.path[-1].partition(".")
        targets[code.path] = Target(open_code=code.name) if open_codes else Target(dimension=dimension, code=value)
    bench, outcome = opened(folder)
    return bring(
        bench,
        outcome,
        coded,
        targets=targets,
        codebook=CODEBOOK,
        complete=lambda coder, transcripts: dict.fromkeys(transcripts, complete),
        take_deletions=take_deletions,
    )


def placed(folder: Path) -> dict[str, Coding]:
    """Every coding by the pseudonymised words that it stands on."""
    bench, outcome = opened(folder)
    texts = texts_of(bench, outcome)
    current = current_codings(bench, outcome)
    assert not current.stale
    return {texts[p.coding.doc_id].text[p.start : p.end]: p.coding for p in current.placed}


def listed(brought: Brought) -> list[dict[str, str]]:
    with brought.list_file.open(encoding="utf-8", newline="") as rows:
        return list(csv.DictReader(rows))


@pytest.mark.parametrize("program", [NVIVO, QUALCODER], ids=["nvivo", "qualcoder"])
def test_codings_of_a_raw_copy_stand_on_the_same_words_of_the_pseudonymised_text(
    program: Program, archive: Path
) -> None:
    brought = take(
        archive, qdpx(program, {"Renamed in there.docx": MONDAY}, codings(QUOTES, text="Renamed in there.docx"))
    )
    found = placed(archive)
    assert [words for words in found if "Name" not in words] == [*list(QUOTES)[:2], RULES.replace("\n", " ")]
    (masked,) = (words for words in found if "Name" in words)
    assert masked.startswith("Through [Name")
    assert masked.endswith("], she was my nurse")
    assert (len(brought.codings), brought.told, brought.unmatched) == (4, (), ())
    assert {(c.coder, c.source, c.origin) for c in found.values()} == {("Ann", "human_blind", "qdpx")}
    assert not brought.list_file.exists()


def test_no_raw_word_is_written_outside_the_vault(archive: Path) -> None:
    before = tree_bytes(archive)
    take(
        archive,
        qdpx(
            NVIVO,
            {"Holdsworth interview.txt": MONDAY + "\nI: Unheard of."},
            codings(QUOTES, text="Holdsworth interview.txt"),
        ),
    )
    written = {
        name: data for name, data in tree_bytes(archive).items() if before.get(name) != data and name != "study.qdpx"
    }
    assert [name for name in written if name.startswith("codings/")]
    for data in written.values():
        assert b"Holdsworth" not in data
        assert b"settled in there" not in data


def test_a_stretch_over_turns_leaves_out_labels_and_one_that_cuts_a_name_is_widened_and_listed(archive: Path) -> None:
    over = "get out much.\n\nI: And do you go to the meetings?\n\nR: We are not"
    brought = take(
        archive, qdpx(NVIVO, {"monday.txt": MONDAY}, codings({over: "ideological", "Through Karen": "ideological"}))
    )
    found = placed(archive)
    assert "get out much.\n\nAnd do you go to the meetings?\n\nWe are not" in found
    assert [(row["document"], row["code"], row["utterance"]) for row in listed(brought)] == [
        (next(iter(found.values())).doc_id, "power_face.ideological", "2")
    ]
    assert "widened" in listed(brought)[0]["reason"]


def test_words_that_are_not_all_there_are_listed_and_never_guessed(archive: Path) -> None:
    edited = MONDAY.replace("registered staff", "registered nursing staff").replace("always late", "late")
    quotes = {
        "It is for registered nursing staff": "ideological",
        "It is late on a Monday": "ideological",
        "The bus": "ideological",
    }
    brought = take(archive, qdpx(NVIVO, {"monday.txt": edited}, codings(quotes)))
    assert list(placed(archive)) == ["The bus"]
    assert [row["in the file"] for row in listed(brought)] == ["text 1, selection 1", "text 1, selection 2"]
    assert {row["utterance"] for row in listed(brought)} == {"4", "6"}


def test_a_text_that_is_no_transcript_of_the_archive_is_told_by_its_number(archive: Path) -> None:
    other = "I: And the garden?\n\nR: We grow beans and potatoes there, and the children help on Sundays.\n"
    brought = take(archive, qdpx(NVIVO, {"monday.txt": other}, codings({"grow beans": "ideological"})))
    assert not placed(archive)
    assert brought.unmatched == ("monday.txt",)
    assert listed(brought)[0]["document"] == "text 1 of the file"


def test_importing_twice_changes_nothing(archive: Path) -> None:
    content = qdpx(NVIVO, {"monday.txt": MONDAY, "t.txt": TUESDAY}, codings(QUOTES))
    take(archive, content, complete=("power_face",))
    before = tree_bytes(archive / "codings")
    again = take(archive, content, complete=("power_face",))
    assert (len(again.codings), len(again.scopes), again.known) == (0, 0, 4)
    assert tree_bytes(archive / "codings") == before


def disk_full_at(monkeypatch: pytest.MonkeyPatch, *, number: int, meanwhile: Callable[[], None] = lambda: None) -> None:
    """From now on the disk takes so many files to its heart, and half of the next one."""
    count, sound = 0, os.write

    def write(handle: int, content: memoryview) -> int:
        nonlocal count
        count += 1
        if count < number:
            return sound(handle, content)
        monkeypatch.setattr(store.os, "write", sound)
        sound(handle, content[: len(content) // 2])
        meanwhile()
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(store.os, "write", write)


def test_all_or_nothing_when_the_disk_fails_half_way(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take(archive, qdpx(NVIVO, {"monday.txt": MONDAY}, codings({"The bus": "ideological"})))
    before = tree_bytes(archive / "codings")
    both = codings(QUOTES) + codings({"Monday": "ideological"}, user="Bo")
    for number in (1, 2):
        disk_full_at(monkeypatch, number=number)
        with pytest.raises(ConfigError, match="nothing was imported"):
            take(archive, qdpx(NVIVO, {"monday.txt": MONDAY}, both))
        assert tree_bytes(archive / "codings") == before


def test_what_is_decided_while_an_import_fails_stays(archive: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    take(archive, qdpx(NVIVO, {"monday.txt": MONDAY}, codings({"The bus": "ideological"})))
    (first,) = store.read(archive / "codings").codings
    other = replace(first, codes={"power_face": ["decision_making"]}, made="2026-09-01T00:00:00Z")
    waiting = Thread(target=store.append, args=(archive / "codings", [other]))

    def meanwhile() -> None:
        waiting.start()  # the same coder's file: it waits until what was half written is taken back
        waiting.join(timeout=0.3)
        assert waiting.is_alive()

    disk_full_at(monkeypatch, number=1, meanwhile=meanwhile)
    with pytest.raises(ConfigError, match="nothing was imported"):
        take(archive, qdpx(NVIVO, {"monday.txt": MONDAY}, codings(QUOTES)))
    waiting.join(timeout=60)
    stored = store.read(archive / "codings")
    assert [c.codes for c in stored.codings] == [{"power_face": ["decision_making"]}]
    assert stored.torn == ()


def test_a_transcript_is_coded_in_full_blind_only_if_all_of_it_was(archive: Path) -> None:
    coded = [
        Coded(text="monday.txt", quote=INVITED, code="power_face.ideological", memo="(coded with other codes in view)"),
        Coded(text="monday.txt", quote="The bus", code="power_face.ideological", memo="(coded blind)"),
    ]
    (scope,) = take(archive, qdpx(QUALCODER, {"monday.txt": MONDAY}, coded), complete=("power_face",)).scopes
    assert scope.source == "human_assisted"


def test_what_is_coded_in_full_is_so_only_where_every_coding_has_its_place(archive: Path) -> None:
    edited = TUESDAY.replace("overruled her", "overruled poor her")
    content = qdpx(
        NVIVO,
        {"monday.txt": MONDAY, "tuesday.txt": edited},
        codings(QUOTES)
        + codings({"overruled poor her": "decision_making", "colleague": "ideological"}, text="tuesday.txt"),
    )
    brought = take(archive, content, complete=("power_face", "stance"))
    (scope,) = brought.scopes
    assert (scope.coder, scope.source, scope.complete) == ("Ann", "human_blind", ["power_face", "stance"])
    assert scope.doc_id == placed(archive)["We are not invited to that one."].doc_id
    assert brought.incomplete == (placed(archive)["colleague"].doc_id,)


def test_talk_that_is_added_later_was_not_coded_in_full(archive: Path) -> None:
    take(archive, qdpx(NVIVO, {"monday.txt": MONDAY}, codings(QUOTES)), complete=("power_face",))
    assert len(current_codings(*opened(archive)).scopes) == 1
    path = next(p for p in (archive / "transcripts").rglob("monday.txt"))
    path.write_text(f"{MONDAY.rstrip()}\n\nI: And since then?\n\nR: They decide all of it without us.\n")
    current = current_codings(*opened(archive))
    assert (len(current.placed), current.stale, current.scopes, len(current.lapsed)) == (4, (), (), 1)


def test_a_models_suggestions_are_left_out_and_what_stands_beside_them_is_assisted(archive: Path) -> None:
    quote = INVITED
    suggested = Coded(
        text="monday.txt",
        quote=quote,
        code="Machine suggestions (unverified)\\F · likely (machine)",
        user="model small 1",
    )
    content = qdpx(QUALCODER, {"monday.txt": MONDAY}, [suggested, *codings({quote: "ideological"})])
    with pytest.raises(ConfigError, match="holds a model's suggestions"):
        take(archive, content)
    brought = take(archive, content, source="")
    assert brought.by_model == 1
    assert [(c.coder, c.source) for c in placed(archive).values()] == [("Ann", "human_assisted")]


def test_codings_of_the_pseudonymised_text_come_back_exactly_and_changed_ones_later_win(archive: Path) -> None:
    take(archive, qdpx(NVIVO, {"monday.txt": MONDAY}, codings(QUOTES)))
    before = placed(archive)
    bench, outcome = opened(archive)
    record = texts_of(bench, outcome)[next(iter(before.values())).doc_id]
    back = [
        Coded(text="PSW", quote=words, code=f"power_face.{c.codes['power_face'][0]}", memo="(coded blind)")
        for words, c in before.items()
    ]
    brought = take(archive, qdpx(QUALCODER, {"PSW": record.text}, back), source="")
    assert (brought.codings, brought.known) == ((), 4)
    changed = [Coded(text="PSW", quote=INVITED, code="stance.imposed", made="2026-05-01T00:00:00Z")]
    older = [Coded(text="PSW", quote=INVITED, code="power_face.ideological", made="2025-05-01T00:00:00Z")]
    take(archive, qdpx(QUALCODER, {"PSW": record.text}, changed), source="human_assisted")
    kept = take(archive, qdpx(QUALCODER, {"PSW": record.text}, older), source="human_assisted")
    assert [row["reason"].split(":")[0] for row in listed(kept)] == ["kept as it stands"]
    stored = store.read(archive / "codings").codings
    blind, assisted = (c for c in stored if (c.start, c.end) == (before[INVITED].start, before[INVITED].end))
    assert blind == before[INVITED]
    assert assisted.codes == {"power_face": ["non_decision_making"], "stance": ["imposed"]}
    assert (blind.source, assisted.source) == ("human_blind", "human_assisted")
    again = take(archive, qdpx(QUALCODER, {"PSW": record.text}, changed), source="human_assisted")
    assert (again.codings, again.known) == ((), 1)


def test_quotes_of_a_table_are_found_once_or_chosen_by_a_person(archive: Path) -> None:
    head = "document,quote,code,coder,occurrence,nearest_line\n"
    rows = [
        "monday,  we are NOT invited to that one,power_face.ideological,Ann,,",
        "monday,late,power_face.ideological,Ann,,",
        "monday,late,power_face.decision_making,Ann,2,",
        "tuesday.txt,her,power_face.ideological,Ann,3,",
        "monday,nobody said this,power_face.ideological,Ann,,",
        "friday,we,power_face.ideological,Ann,,",
        "tuesday,is,power_face.ideological,Ann,,3",
    ]
    brought = take(archive, (head + "\n".join(rows) + "\n").encode(), name="quotes.csv")
    found = placed(archive)
    assert list(found) == ["We are not invited to that one", "late"]
    assert found["late"].codes == {"power_face": ["decision_making"]}
    reasons = [(row["in the file"], row["reason"], row["occurrence: utterance"]) for row in listed(brought)]
    assert [(at, chosen) for at, _, chosen in reasons] == [
        ("row 3", "1: utterance 6; 2: utterance 6"),
        ("row 5", ""),
        ("row 6", ""),
        ("row 7", ""),
        ("row 8", "1: utterance 4; 2: utterance 4"),
    ]


def test_two_codes_of_a_dimension_that_takes_one_are_listed_and_decide_nothing(archive: Path) -> None:
    quote = INVITED
    both = [Coded(text="monday.txt", quote=quote, code=code) for code in ("stance.imposed", "stance.leveraged")]
    brought = take(archive, qdpx(NVIVO, {"monday.txt": MONDAY}, [*both, *codings({quote: "ideological"})]))
    assert placed(archive)[quote].codes == {"power_face": ["ideological"]}
    assert listed(brought)[0]["reason"] == "not taken: two codes of stance on one stretch, which takes one"
    assert listed(brought)[0]["code"] == "stance.imposed; stance.leveraged"


def test_open_codes_memos_and_several_codes_of_one_stretch_are_one_coding(archive: Path) -> None:
    quote = INVITED
    coded = [
        Coded(text="monday.txt", quote=quote, code="left out", memo="ask her"),
        Coded(text="monday.txt", quote=quote, code="the room"),
    ]
    take(archive, qdpx(NVIVO, {"monday.txt": MONDAY}, coded), open_codes=True)
    (coding,) = placed(archive).values()
    assert (coding.open_codes, coding.memo, coding.codes) == (["left out", "the room"], "ask her", {})


def test_a_file_that_says_nothing_of_who_and_how_is_asked_for(archive: Path) -> None:
    table = b"document,quote,code\nmonday,We are not invited,power_face.ideological\n"
    with pytest.raises(ConfigError, match="give --coder"):
        take(archive, table, name="q.csv")
    with pytest.raises(ConfigError, match=r"say how q\.csv was coded"):
        take(archive, table, name="q.csv", coder="Ann", source="")
    with pytest.raises(ConfigError, match="expected human_blind or human_assisted"):
        take(archive, table, name="q.csv", coder="Ann", source="human")
    take(archive, table, name="q.csv", coder="Ann")
    two = codings({"The bus": "ideological"}) + codings({"Monday": "ideological"}, user="Bo")
    with pytest.raises(ConfigError, match="names 2 coders"):
        take(archive, qdpx(NVIVO, {"monday.txt": MONDAY}, two), coder="Cy")


EXAMPLES = {"nurse.txt": "hub", "office.srt": "hub"}


def test_raw_transcripts_of_the_example_archive_coded_in_nvivo(tmp_path: Path) -> None:
    """A wrapped text and subtitles, with cue numbers and times between the words of one sentence."""
    folder = tmp_path / "example"
    (folder / "transcripts").mkdir(parents=True)
    texts = {}
    for name, where in EXAMPLES.items():
        source = ROOT / "examples" / "archive" / "transcripts" / where / name
        shutil.copy(source, folder / "transcripts" / name)
        texts[name] = source.read_text(encoding="utf-8").replace("\r\n", "\n")
    coded = [c for name, text in texts.items() for c in every_so_often(name, text)]
    from pipeline.setup_project import begin

    begin(folder, title="Example", input_folder="transcripts", accept=True)
    brought = take(folder, qdpx(NVIVO, texts, coded))
    assert [t.reason for t in brought.told if not t.taken] == []
    said = spoken(*opened(folder))
    wanted = {tuple(said_in(c.quote, name=c.text)) for c in coded}
    stand = {said[coding.doc_id](coding) for coding in brought.codings}
    assert len(brought.codings) == len(wanted) > 40
    assert len(wanted & stand) >= len(wanted) - 4  # the others have a back-channel moved out of them, or in
    assert {without_listening(words) for words in wanted} == {without_listening(words) for words in stand}
    assert len(placed(folder)) == len(wanted)


def without_listening(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(word for word in words if word not in BACKCHANNELS)


def every_so_often(name: str, text: str) -> list[Coded]:
    """A stretch of twelve words in each 600 characters, from the first line of talk on."""
    import re

    words = [m.span() for m in re.finditer(r"[^\W\d_][\w']*", text)]
    found = []
    for start in range(text.index("I" if name == "nurse.txt" else "LP") + 600, len(text) - 600, 600):
        first = next(i for i, (a, _) in enumerate(words) if a >= start)
        quote = text[words[first][0] : words[first + 12][1]]
        if text.count(quote) == 1:
            found.append(Coded(text=name, quote=quote, code="power_face.ideological"))
    return found


def said_in(quote: str, *, name: str) -> list[str]:
    """The words of a quote without what the file has beside the talk."""
    import re

    lines = re.sub(r"^\d+$|^[\d:,]+ --> [\d:,]+$", "", quote, flags=re.MULTILINE)
    label = r"^(?:LP|INT)(?:: |$)" if name == "office.srt" else r"^[IR](?:: |$)"
    return [word.key for word in words_of([re.sub(label, "", lines, flags=re.MULTILINE)])]


def spoken(bench: object, outcome: Outcome) -> dict:
    from pipeline.codings.current import places_of

    live = outcome.rows["segment"]
    return {
        doc_id: lambda coding, places=places: tuple(w.key for w in words_of([places.words(coding.start, coding.end)]))
        for doc_id, places in places_of(bench, outcome, documents=live)
    }


def test_the_projects_folder_is_its_own(archive: Path) -> None:
    brought = take(archive, qdpx(NVIVO, {"monday.txt": MONDAY}, codings({"Through Karen": "ideological"})))
    assert brought.list_file.parent == load_project(archive).codings / "imports"
    assert brought.list_file.stat().st_mode & 0o077 == 0
