"""Which of a project's codings train a model, which judge it, and what a retrained model runs again."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest
from safetensors.numpy import load_file, save_file

from data_schemas.codebook import load_codebook
from data_schemas.codings import Scope
from data_schemas.errors import ConfigError
from data_schemas.labels import Label
from models.release import DECISIONS, DEFAULT, DELTA, read_release
from pipeline import outputs
from pipeline.cli.app import app
from pipeline.codings.store import append, read
from pipeline.codings.taught import Auditors, audit_labels, auditors, begun_codings, training_labels
from pipeline.label.queues import Drawn, write_queues
from pipeline.met import refuse_met
from pipeline.model_place import TRAINED_ON
from pipeline.project import load_project
from pipeline.traces import trace
from tests.conftest import make_archive, run_archive, tree_bytes
from tests.test_codings_current import code, opened, texts_of

CODEBOOK = load_codebook()
MOUTH = "so I keep my mouth shut now"
OVERRULED = "he overruled her"
INVITED = "We are not invited to that one."
DATA = Path(__file__).parent / "data"


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = make_archive(tmp_path_factory.mktemp("taught") / "archive")
    run_archive(folder)
    return folder


@pytest.fixture
def archive(made: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(made, tmp_path / "archive"))


def taught(folder: Path, **wanted: object) -> list[Label]:
    return training_labels(*opened(folder), codebook=CODEBOOK, **wanted)


def by_words(labels: list[Label]) -> dict[str, str]:
    """Who coded what."""
    return {label.text: label.id.split(":")[2] for label in labels}


def drawn_at(folder: Path, words: str) -> Drawn:
    """A passage of the audit queue on these words, drawn and not yet coded."""
    coding = code(folder, words, coder="Nobody")
    append(load_project(folder).codings, [replace(coding, removed=True)])
    return Drawn(
        id="d1",
        queue="audit",
        doc_id=coding.doc_id,
        start=coding.start,
        end=coding.end,
        probability=0.2,
        draw="x",
        place=0,
        anchor=coding.anchor,
    )


def test_the_audit_trains_nothing_and_what_others_decided_on_its_passages_neither(archive: Path) -> None:
    code(archive, OVERRULED, queue="audit")
    code(archive, "But the consultant had the last word, he overruled her", coder="Bo")
    code(archive, MOUTH)
    assert by_words(taught(archive)) == {MOUTH: "Ann"}
    assert {text for text in by_words(taught(archive, audit_too=True)) if OVERRULED in text} == {
        OVERRULED,
        "But the consultant had the last word, he overruled her",
    }
    (judging,) = audit_labels(*opened(archive))
    assert (judging.text, judging.source, judging.codes) == (
        OVERRULED,
        "human_blind",
        {"power_face": ["decision_making"]},
    )


def test_what_is_begun_and_not_finished_teaches_nothing_and_is_no_blank_either(archive: Path) -> None:
    """Of a passage with one dimension finished and one begun the finished one teaches; the other is no known negative."""
    coding = code(archive, INVITED)
    in_full(archive, coding.doc_id)
    begun = {"power_face": ["ideological"], "voice": ["rejected"]}
    append(load_project(archive).codings, [replace(coding, codes=begun, complete=["voice"], unfinished=["power_face"])])
    (label,) = [label for label in taught(archive) if INVITED in label.text]
    assert (label.codes, label.complete) == ({"voice": ["rejected"]}, ["voice"])


def test_a_label_of_the_audit_says_with_what_chance_its_passage_was_drawn(archive: Path) -> None:
    coding = code(archive, OVERRULED, queue="audit")
    append(load_project(archive).codings, [replace(coding, probability=0.2)])
    (judging,) = audit_labels(*opened(archive))
    assert judging.probability == 0.2


def test_it_is_said_whose_decisions_an_audit_is_and_where_its_coders_differ(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for words in (MOUTH, OVERRULED, INVITED):
        first = code(archive, words, queue="audit")
        second = {OVERRULED: ["decision_making"], INVITED: ["ideological"]}.get(words)
        if second:
            append(load_project(archive).codings, [replace(first, coder="Bo", codes={"power_face": second})])
    code(archive, MOUTH, queue="audit", source="human_assisted", coder="Cy")
    found = auditors(*opened(archive))
    assert found == Auditors(coders=("Ann", "Bo"), passages=3, by_several=2, differ=1)
    with pytest.raises(ConfigError, match="3 passages of"):
        app(["evaluate", "--audit", str(archive), "--out", str(archive / "audited")], standalone_mode=False)
    told = " ".join(capsys.readouterr().err.split())
    assert "Audit coded by Ann, Bo: of 3 passages 2 were coded by several, who differ on 1: there the latest" in told
    assert "Where they differ: threefaces agree" in told


def test_only_what_was_finished_of_the_audit_judges_and_the_rest_is_counted(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ann finished one passage, and began one; of a third, Bo began what Ann had finished."""
    code(archive, MOUTH, queue="audit")
    begun = code(archive, OVERRULED, queue="audit")
    both = code(archive, INVITED, queue="audit")
    folder = load_project(archive).codings
    append(folder, [replace(begun, complete=[], codes={"power_face": ["decision_making"], "voice": ["expert"]})])
    append(folder, [replace(both, coder="Bo", complete=[], codes={"power_face": ["ideological"]})])
    labels = {label.text: label.codes for label in audit_labels(*opened(archive))}
    assert labels == {words: {"power_face": ["decision_making"]} for words in (MOUTH, INVITED)}
    found = auditors(*opened(archive))
    assert found == Auditors(coders=("Ann",), passages=2, by_several=0, differ=0, unfinished=1)
    with pytest.raises(ConfigError, match="2 passages of"):
        app(["evaluate", "--audit", str(archive), "--out", str(archive / "audited")], standalone_mode=False)
    told = " ".join(capsys.readouterr().err.split())
    assert "Audit coded by Ann: of 2 passages none was coded by several." in told
    assert "Left out of the audit, since begun and not finished: 1 passage. Finish them" in told


def test_dimensions_of_an_audit_passage_that_were_begun_are_told_too(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Ann finished the face and began voice; a second passage she finished whole."""
    first = code(archive, MOUTH, queue="audit")
    code(archive, INVITED, queue="audit")
    append(load_project(archive).codings, [replace(first, codes=first.codes | {"voice": ["expert"]})])
    assert auditors(*opened(archive)) == Auditors(coders=("Ann",), passages=2, by_several=0, differ=0, in_part=1)
    with pytest.raises(ConfigError, match="2 passages of"):
        app(["evaluate", "--audit", str(archive), "--out", str(archive / "audited")], standalone_mode=False)
    told = " ".join(capsys.readouterr().err.split())
    assert "since begun and not finished: dimensions of 1 passage that is finished in others. Finish them" in told


def test_what_is_begun_is_counted_among_what_could_train(archive: Path) -> None:
    """Of three begun codings one is the audit's and one another coder's."""
    for words, coder, queue in ((MOUTH, "Ann", ""), (OVERRULED, "Bo", ""), (INVITED, "Ann", "audit")):
        coding = code(archive, words, coder=coder, queue=queue)
        append(load_project(archive).codings, [replace(coding, complete=[], unfinished=["power_face"])])
    counts = {names: begun_codings(*opened(archive), codebook=CODEBOOK, coders=names) for names in ((), ("Ann",))}
    assert counts == {(): 2, ("Ann",): 1}
    assert begun_codings(*opened(archive), codebook=CODEBOOK, audit_too=True) == 3
    with pytest.raises(ConfigError, match="without --audit-too; 1 coding is begun and not finished"):
        taught(archive, coders={"Ann"})


def test_a_model_that_the_audit_taught_is_judged_by_none_of_this_project_also_after_more_was_drawn(
    archive: Path,
) -> None:
    for words in (OVERRULED, MOUTH):
        code(archive, words, queue="audit")
    met = [trace(label.text) for label in taught(archive, audit_too=True)]
    model = Path(shutil.copytree(DEFAULT, archive / "ours"))
    (model / TRAINED_ON).write_text(json.dumps(met))
    code(archive, INVITED, queue="audit")
    with pytest.raises(ConfigError, match="2 of 3 passages trained model"):
        refuse_met(audit_labels(*opened(archive)), release=read_release(model))


def test_each_dimension_of_an_audit_passage_is_judged_by_the_latest_who_finished_it(archive: Path) -> None:
    first = code(archive, MOUTH, queue="audit")
    later = replace(first, coder="Bo", codes={"voice": ["rejected"]}, complete=["voice"], made="2026-03-31")
    append(load_project(archive).codings, [later])
    (label,) = audit_labels(*opened(archive))
    assert label.codes == {"power_face": ["decision_making"], "voice": ["rejected"]}
    assert set(label.complete) == {"power_face", "voice"}


def test_an_audit_of_which_nothing_is_finished_is_refused(archive: Path) -> None:
    begun = code(archive, MOUTH, queue="audit")
    append(load_project(archive).codings, [replace(begun, complete=[])])
    with pytest.raises(ConfigError, match="of the audit 1 passage is begun, and none finished"):
        audit_labels(*opened(archive))


def test_a_passage_that_was_drawn_for_the_audit_is_held_back_before_anybody_codes_it(archive: Path) -> None:
    waiting = drawn_at(archive, INVITED)
    coding = code(archive, MOUTH)
    append(
        load_project(archive).codings,
        [Scope(doc_id=waiting.doc_id, coder="Ann", source="human_blind", complete=["power_face"])],
    )
    assert any(INVITED in text for text in by_words(taught(archive)))
    write_queues(load_project(archive).codings, [waiting])
    now = by_words(taught(archive))
    assert not any(INVITED in text for text in now)
    assert any("The bus was late" in text for text in now)
    assert coding.coder in now.values()


def test_without_originals_nothing_of_a_transcript_with_an_audit_passage_is_a_known_negative(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = drawn_at(archive, INVITED)
    code(archive, MOUTH)
    in_full(archive, waiting.doc_id)
    write_queues(load_project(archive).codings, [waiting])
    assert any("The bus was late" in text for text in by_words(taught(archive)))
    monkeypatch.setattr("pipeline.codings.taught.places_of", lambda *_, documents: [(d, None) for d in documents])
    assert by_words(taught(archive)) == {MOUTH: "Ann"}


def in_full(folder: Path, doc_id: str) -> None:
    """Ann coded a transcript in full."""
    scope = Scope(doc_id=doc_id, coder="Ann", source="human_blind", complete=["power_face"])
    append(load_project(folder).codings, [scope])


def test_what_stands_on_a_long_coding_that_the_audit_holds_back_is_not_taken_for_unmarked(archive: Path) -> None:
    waiting = drawn_at(archive, INVITED)
    in_full(archive, waiting.doc_id)
    code(archive, MOUTH)
    assert any("The bus was late" in text for text in by_words(taught(archive)))
    bench, outcome = opened(archive)
    record = texts_of(bench, outcome)[waiting.doc_id]
    start, end = sorted(record.text.index(words) for words in ("The bus was late", INVITED))
    code(archive, record.text[start : end + len(INVITED)])
    write_queues(load_project(archive).codings, [waiting])
    now = by_words(taught(archive))
    assert MOUTH in now
    assert not any("The bus was late" in text for text in now)


def test_a_transcript_with_a_coding_that_stands_nowhere_any_more_has_no_known_negatives(archive: Path) -> None:
    coding = code(archive, OVERRULED)
    in_full(archive, coding.doc_id)
    code(archive, MOUTH, coder="Bo")
    assert {*by_words(taught(archive)).values()} == {"Ann", "Bo"}
    source = archive / "transcripts" / "tuesday.txt"
    source.write_text(source.read_text().replace("overruled", "overrides"))
    assert by_words(taught(archive)) == {MOUTH: "Bo"}


def test_evaluate_takes_a_projects_audit(archive: Path, tmp_path: Path) -> None:
    code(archive, OVERRULED, queue="audit")
    code(archive, MOUTH)
    with pytest.raises(ConfigError, match="audit: 1 passage of 1 interview; at least 100 of 8 are needed"):
        app(["evaluate", "--audit", str(archive), "--out", str(tmp_path / "audited")], standalone_mode=False)


def test_only_named_coders_and_only_what_was_blind_where_a_coder_decided_twice(archive: Path) -> None:
    blind = code(archive, MOUTH)
    code(archive, INVITED, coder="Bo")
    later = replace(blind, source="human_assisted", queue="instructive", codes={"power_face": []}, made="2026-05-01")
    append(load_project(archive).codings, [later])
    (own,) = taught(archive, coders={"Ann"})
    assert (own.source, own.codes) == ("human_blind", {"power_face": ["decision_making"]})
    assert len(taught(archive)) == 2
    with pytest.raises(ConfigError, match="no codings of 'Cy'; there are some of Ann, Bo"):
        taught(archive, coders={"Cy"})


def test_nothing_decided_is_said(archive: Path) -> None:
    with pytest.raises(ConfigError, match="nobody decided anything there that may train"):
        taught(archive)
    with pytest.raises(ConfigError, match="nobody coded a passage of the audit queue yet"):
        audit_labels(*opened(archive))


@pytest.mark.parametrize(
    ("options", "trouble"),
    [
        ((), "expected --labels FILE, or --codings PROJECT"),
        (("--labels", "x.csv", "--audit-too"), "add --codings PROJECT"),
        (("--codings", "p", "--audit-too", "--hold-out"), "takes no --hold-out"),
        (("--codings", "p", "--released"), "is confidential; leave --released out"),
    ],
)
def test_options_that_do_not_go_together(options: tuple[str, ...], trouble: str, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=trouble):
        app(["train", "--out", str(tmp_path / "m"), *options], standalone_mode=False)


def another_model(folder: Path, *, trunk: bool) -> None:
    """The project's model becomes another: other decisions, or another trunk too."""
    model = Path(shutil.copytree(DEFAULT, folder / "ours", dirs_exist_ok=True))
    decisions = json.loads((model / DECISIONS).read_text())
    decisions["calibrated_on"] = "other interviews"
    (model / DECISIONS).write_text(json.dumps(decisions))
    if trunk:
        save_file({name: value * 0.5 for name, value in load_file(model / DELTA).items()}, model / DELTA)
    settings = folder / "project.yaml"
    if "ours" not in settings.read_text():
        settings.write_text(settings.read_text() + "model: ours\n")


def test_passages_are_encoded_again_only_where_the_trunk_changed(archive: Path) -> None:
    another_model(archive, trunk=False)
    outcome, written = run_archive(archive)
    assert not any(outcome.worked.values())
    assert written.fresh
    another_model(archive, trunk=True)
    outcome, _ = run_archive(archive)
    assert {name: len(done) for name, done in outcome.worked.items()} == {
        "detect": 0,
        "pseudonymise": 0,
        "segment": 0,
        "encode": 3,
        "score": 3,
    }


@pytest.mark.parametrize("at", ["write_report", "_counts"])
def test_old_outputs_stand_until_the_new_are_whole(archive: Path, at: str, monkeypatch: pytest.MonkeyPatch) -> None:
    before = tree_bytes(archive / "out")
    another_model(archive, trunk=False)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(outputs, at, killed)
        with pytest.raises(KeyboardInterrupt):
            run_archive(archive)
    assert tree_bytes(archive / "out") == before
    _, written = run_archive(archive)
    assert written.fresh
    assert written.facts["model"]["digest"] != json.loads(before["run.json"])["model"]["digest"]
    assert sorted(path.name for path in archive.glob("out*")) == ["out"]


def test_a_kill_while_outputs_change_places_leaves_no_old_words_behind(
    archive: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    another_model(archive, trunk=False)
    move = outputs.os.replace

    def once(source: Path, target: Path) -> None:
        move(source, target)
        if Path(target).name == "out.old":
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(outputs.os, "replace", once)
        with pytest.raises(KeyboardInterrupt):
            run_archive(archive)
    assert sorted(path.name for path in archive.glob("out*")) == ["out.new", "out.old"]
    run_archive(archive)
    assert sorted(path.name for path in archive.glob("out*")) == ["out"]


def test_outputs_say_by_whose_labels(archive: Path) -> None:
    facts = json.loads((archive / "out" / "run.json").read_text())
    labels = dict(read_release(DEFAULT).labels_by_source)  # its own, and those of the model that it began as
    assert facts["model"]["labels"] == labels
    assert f"{labels['model']:,} model" in (archive / "out" / "index.html").read_text()
    assert read(archive / "codings").codings == ()
