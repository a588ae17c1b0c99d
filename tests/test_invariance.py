"""What the codes may not depend on: the key, the roles, the names of dimensions and codes, a passage's neighbours."""

import itertools
import json
import random
import shutil
from dataclasses import replace
from pathlib import Path

import msgspec
import numpy as np
import pytest

from data_schemas.codebook import Codebook
from models.coder import Coder
from models.inputs import CoderInput
from models.release import DEFAULT, read_release
from pipeline.roster import read_roster, write_roster
from tests.conftest import make_archive, passages_of, run_archive

EXAMPLES = Path(__file__).resolve().parent.parent / "examples" / "archive"


def codes(folder: Path) -> dict[tuple[str, int], dict]:
    """Everything coded about a passage, by the file's position and the passage's offset in turns."""
    kept = {}
    for row in passages_of(folder):
        if row["coded"]:
            codes = {k: v for k, v in row.items() if k.startswith("p_") or k.endswith("_abstained") or k in CODED}
            kept[(row["document"], row["turn"], row["passage_id"].split("-")[-1])] = codes
    return kept


CODED = ("power_face", "stance", "voice", "experience", "identity", "about")


SOME = ("allotment", "cancer", "hospice", "kidney", "prison")  # folders of the example archive


def example_copy(folder: Path) -> Path:
    """Transcripts of the example archive as a project with a key of its own."""
    from pipeline.key import new_key, write_key

    for name in SOME:
        shutil.copytree(EXAMPLES / "transcripts" / name, folder / "transcripts" / name)
    for name in ("speakers.csv", "files.csv"):
        (folder / name).write_bytes((EXAMPLES / name).read_bytes())
    (folder / "project.yaml").write_text("title: Copy\nspeakers: speakers.csv\nfiles: files.csv\n")
    write_key(folder / "vault" / "key", new_key())
    return folder


def test_two_keys_give_identical_codes_on_interviews_of_the_example_archive(tmp_path: Path) -> None:
    one, two = example_copy(tmp_path / "one"), example_copy(tmp_path / "two")
    run_archive(one)
    run_archive(two)
    assert codes(one) == codes(two)
    assert len(codes(one)) > 100
    assert {r["speaker"] for r in passages_of(one)} != {r["speaker"] for r in passages_of(two)}


def test_permuting_all_roles_changes_no_code(archive: Path) -> None:
    run_archive(archive)
    before = codes(archive)
    path = archive / "vault" / "speakers.csv"
    rows = read_roster(path).speakers
    roles = [(s.role, s.role_group) for s in rows]
    for shuffled in itertools.islice(itertools.permutations(roles), 1, 40, 13):
        permuted = [replace(s, role=r, role_group=g) for s, (r, g) in zip(rows, shuffled, strict=True)]
        write_roster(path, permuted)
        outcome, _ = run_archive(archive)
        assert not any(outcome.worked.values())
        after = codes(archive)
        shared = set(before) & set(after)
        assert shared
        assert {k: before[k] for k in shared} == {k: after[k] for k in shared}


def renamed(codebook: Codebook, *, seed: int) -> tuple[Codebook, dict[str, str]]:
    """Every id of a codebook replaced by a random one."""
    generator = random.Random(seed)
    old = [
        *codebook.ids,
        *(c.id for d in codebook.dimensions for c in d.codes),
        codebook.id,
        *(r.id for r in codebook.readings),
    ]
    new = {name: "x" + "".join(generator.choices("abcdefgh", k=9)) for name in dict.fromkeys(old)}

    def walk(value: object, key: str = "") -> object:
        if isinstance(value, dict):
            return {k: walk(v, k) for k, v in value.items()}
        if isinstance(value, list | tuple):
            return [walk(v, key) for v in value]
        named = key in ("id", "applies_to", "dimensions", "beside", "about_dimension", "about_code", "code", "parent")
        return new.get(value, value) if named and isinstance(value, str) else value

    return msgspec.convert(walk(msgspec.to_builtins(codebook)), Codebook), new


def test_renaming_every_id_of_the_codebook_changes_nothing_but_names(tmp_path: Path) -> None:
    import shutil

    import yaml

    shutil.copytree(DEFAULT, tmp_path / "model")
    codebook, new = renamed(read_release(DEFAULT).codebook, seed=5)
    (tmp_path / "model" / "codebook.yaml").write_text(yaml.safe_dump(msgspec.to_builtins(codebook), sort_keys=False))
    archive = make_archive(tmp_path / "archive")
    run_archive(archive)
    before = (archive / "out" / "data" / "passages.jsonl").read_text(encoding="utf-8")
    settings = archive / "project.yaml"
    settings.write_text(settings.read_text() + f"model: {tmp_path / 'model'}\n")
    run_archive(archive)
    after = [json.loads(line) for line in (archive / "out" / "data" / "passages.jsonl").read_text().splitlines()]

    def name(column: str) -> str:
        for old, fresh in sorted(new.items(), key=lambda pair: -len(pair[0])):
            column = column.replace(old, fresh)
        return column

    for old_row, new_row in zip(map(json.loads, before.splitlines()), after, strict=True):
        expected = {
            name(k) if k.startswith(("p_", *CODED)) else k: [new[c] for c in v]
            if k.split("_abstained")[0] in CODED and v
            else v
            for k, v in old_row.items()
        }
        assert expected == new_row


@pytest.fixture(scope="module")
def coder() -> Coder:
    return Coder(read_release(DEFAULT), number_format="fp32")


def test_a_passages_vector_does_not_depend_on_its_neighbours(coder: Coder) -> None:
    texts = ["They did not ask me.", "I told them so and they listened.", "The bus was late. " * 6, "Well, yes."]
    together = coder.encode([CoderInput(text=t) for t in texts])
    for i, text in enumerate(texts):
        assert np.array_equal(coder.encode([CoderInput(text=text)])[0], together[i])
    backwards = coder.encode([CoderInput(text=t) for t in reversed(texts)])
    assert np.array_equal(backwards[::-1], together)


def test_the_coder_does_not_see_the_code_of_a_pseudonym(coder: Coder) -> None:
    one, two = "[Name ABCDEF] never asked me.", "[Name QQQQ77] never asked me."
    assert np.array_equal(*coder.encode([CoderInput(text=one), CoderInput(text=two)]))


def test_half_precision_gives_nearly_the_same_probabilities(coder: Coder) -> None:
    inputs = [CoderInput(text="They never asked us."), CoderInput(text="I told them and they changed it.")]
    half = Coder(read_release(DEFAULT), number_format="bf16")
    one, two = (c.probabilities(c.score(c.encode(inputs))) for c in (coder, half))
    assert np.abs(one - two).max() < 0.05
    assert coder.release.trunk_digest("bf16") != coder.release.trunk_digest("fp32")
