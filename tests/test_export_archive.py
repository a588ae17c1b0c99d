"""A literal archive of two transcripts for the tests of exports, and what holds for the whole exported folder."""

import csv
import io
import random
import re
import zipfile
from dataclasses import replace
from pathlib import Path

import msgspec
import pyarrow.parquet as pq
import pytest

from data_schemas.codebook import Codebook, load_codebook
from data_schemas.records import Mark, Passage, Segmented, Turn
from pipeline.coded import CodedPassage
from pipeline.export import EXPORTERS, export_all
from pipeline.export.facts import Archive, Facts, SetAside

CODEBOOK = load_codebook()
WORDS = re.compile(r"\S+")

INTERVIEWER = ("[Name AAAAAA]", "Interviewer", "interviewer")
PEER = ("[Name BBBBBB]", "Peer support worker", "service_user_or_peer")
NURSE = ("[Name CCCCCC]", "Nurse <ward>", "professional")

# speaker, then stretches of the turn: (text, codes) is a passage, plain text stands between passages
Stretch = str | tuple[str, dict[str, tuple[str, ...]]]
TALK: dict[str, list[tuple[tuple[str, str, str], list[Stretch]]]] = {
    "PSW-28": [
        (INTERVIEWER, [("How did that go?", {})]),
        (
            PEER,
            [
                "Er, ",
                (
                    "=SUM(A1) is what they wrote, and the consultant had the last word.",
                    {"power_face": ("decision_making",), "stance": ("imposed",)},
                ),
                " (laughs) ",
                ("<script>alert(1)</script> & so on.", {}),
                " ",
                ("I'm staff like anyone.", {"identity": ("expert",), "about": ("self",)}),
                " Anyway.",
            ],
        ),
        (INTERVIEWER, ["Mm."]),
    ],
    "Ward 3/ü": [
        (
            NURSE,
            [
                (
                    "@home they said she is one of us now.",
                    {"identity": ("expert",), "voice": ("rejected",), "about": ("other",)},
                )
            ],
        ),
        (PEER, [("-- no.", {"voice": ("rejected",), "about": ("self",)})]),
    ],
}


def facts(**changes: object) -> Facts:
    """The facts of a run of that archive."""
    made = Facts(
        project="Hub <interviews>",
        model="starter 0.1",
        model_digest="4f1c",
        model_card="Trained on made-up interviews.",
        codebook_id=CODEBOOK.id,
        codebook_version=CODEBOOK.version,
        version="0.1.0",
        key_fingerprint="K7Q2M9AB",
        validated=False,
        transcripts=2,
        set_aside=(SetAside(document="PSW-29", stage="read", reason="encrypted"),),
        unknown_speakers=("[Name DDDDDD]",),
        number_format="fp32",
        words=42,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def archive(codebook: Codebook = CODEBOOK, *, rename: dict[str, str] | None = None) -> Archive:
    """The archive of `TALK`, its codes renamed where asked."""
    new = rename or {}
    records, passages = [], []
    for document, turns in TALK.items():
        record, found = _transcript(document, turns, codebook=codebook, new=new)
        records.append(record)
        passages += found
    made = facts(codebook_id=codebook.id)
    return Archive(passages=tuple(passages), records=tuple(records), codebook=codebook, facts=made)


def export(folder: Path, given: Archive) -> dict[str, bytes]:
    """Export an archive and read all its files back, by path."""
    paths = export_all(
        folder, passages=given.passages, records=given.records, codebook=given.codebook, facts=given.facts
    )
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def rows_of(content: bytes) -> list[dict[str, str]]:
    """A CSV file's rows."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def renamed(codebook: Codebook) -> tuple[Codebook, dict[str, str]]:
    """The codebook with every id renamed at random, one id for one id, and the map from old to new."""
    ids = {
        codebook.id,
        *codebook.ids,
        *(c.id for d in codebook.dimensions for c in d.codes),
        *(r.id for r in codebook.readings),
    }
    dice = random.Random(7)
    new = {old: f"q{dice.randrange(10**8):08d}z" for old in sorted(ids)}
    built = msgspec.to_builtins(codebook)
    return msgspec.convert(_with_ids(built, new), Codebook), new


def _with_ids(value: object, new: dict[str, str]) -> object:
    keys = {"id", "parent", "code", "about_dimension", "about_code", "applies_to", "beside"}
    if isinstance(value, list | tuple):
        return [_with_ids(v, new) for v in value]
    if not isinstance(value, dict):
        return value
    changed: dict[str, object] = {}
    for key, inner in value.items():
        listed = key in keys or (key == "dimensions" and inner and isinstance(inner[0], str))
        if listed and isinstance(inner, list | tuple):
            changed[key] = [new[i] for i in inner]
        elif listed and isinstance(inner, str):
            changed[key] = new[inner]
        else:
            changed[key] = _with_ids(inner, new)
    return changed


def _transcript(
    document: str, turns: list[tuple[tuple[str, str, str], list[Stretch]]], *, codebook: Codebook, new: dict[str, str]
) -> tuple[Segmented, list[CodedPassage]]:
    text, spans, passages = "", [], []
    made: list[CodedPassage] = []
    for number, (speaker, stretches) in enumerate(turns):
        text += "\n" if text else ""
        start = len(text)
        for stretch in stretches:
            words, codes = (stretch, None) if isinstance(stretch, str) else stretch
            if codes is not None:
                place = (len(text), len(text) + len(words))
                passages.append(Passage(turn=number, start=place[0], end=place[1], start_s=None, end_s=None))
                said = _coded(
                    len(made) + 1, speaker=speaker, place=place, words=words, codes=codes, codebook=codebook, new=new
                )
                made.append(
                    replace(
                        said,
                        document=document,
                        doc_id=f"id-{document}",
                        passage_id=f"{document}.{len(made) + 1:04d}",
                        turn=number,
                    )
                )
            text += words
        spans.append(
            Turn(
                speaker=speaker[0],
                start=start,
                end=len(text),
                start_s=61.0 * number,
                end_s=None,
                backchannel=len(text) - start < 4,
            )
        )
    laughs = tuple(Mark(start=m.start(), end=m.end(), kind="laughs") for m in re.finditer(r"\(laughs\)", text))
    record = Segmented(
        doc_id=f"id-{document}",
        text=text,
        turns=tuple(spans),
        passages=tuple(passages),
        events=laughs,
        redactions=(),
    )
    return record, made


def _coded(
    number: int,
    *,
    speaker: tuple[str, str, str],
    place: tuple[int, int],
    words: str,
    codes: dict[str, tuple[str, ...]],
    codebook: Codebook,
    new: dict[str, str],
) -> CodedPassage:
    coded = speaker[2] != "interviewer"
    held = {new.get(d, d): tuple(new.get(c, c) for c in values) for d, values in codes.items()}
    values = [0.75 if v in held.get(d.id, ()) else 0.125 for d in codebook.dimensions for v in d.values]
    first = codebook.dimensions[0]
    return CodedPassage(
        passage_id="",
        doc_id="",
        document="",
        case="hub",
        kind="interview",
        turn=0,
        start=place[0],
        end=place[1],
        start_s=float(number),
        end_s=None,
        text=words,
        question=None if number == 1 else "How did that go?",
        earlier=() if number == 1 else ("How did that go?",),
        exchange=number,
        speaker=speaker[0],
        role=speaker[1],
        role_group=speaker[2],
        formally_employed=True if speaker is PEER else None,
        attributes={"site": "=north"} if speaker is PEER else {},
        words=len(WORDS.findall(words)),
        coded=coded,
        probabilities=tuple(values) if coded else (),
        assigned={d: held.get(d, ()) for d in codebook.ids} if coded else {},
        abstained={first.id: (first.codes[2].id,)} if coded and not codes else {},
    )


FORMS = (("parquet", "parquet"), ("word", "docx"))


def text_of(content: bytes) -> str:
    """The words of a Word file."""
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return package.read("word/document.xml").decode()


def test_everything_is_written_and_named(tmp_path: Path) -> None:
    files = sorted(export(tmp_path, archive()))
    stems = [path[7:-4] for path in files if path.startswith("tables/") and path.endswith(".csv")]
    other_forms = [f"tables/{form}/{stem}.{end}" for form, end in FORMS for stem in stems]
    assert [path for path in files if path not in other_forms] == [
        "CITATION.cff",
        "README.md",
        "citation.bib",
        "columns.md",
        "data/passages.jsonl",
        "data/passages.parquet",
        "figures/data_structure.png",
        "figures/data_structure.svg",
        "figures/questions_by_role_group.png",
        "figures/questions_by_role_group.svg",
        "figures/talk_by_role_group.png",
        "figures/talk_by_role_group.svg",
        "index.html",
        "tables/README.md",
        "tables/abstentions.csv",
        "tables/codes_by_interview.csv",
        "tables/codes_by_role.csv",
        "tables/codes_by_role_group.csv",
        "tables/codes_by_site.csv",
        "tables/codes_in_one_exchange.csv",
        "tables/codes_in_the_next_turn.csv",
        "tables/codes_together.csv",
        "tables/data_structure.csv",
        "tables/differences_by_role_group.csv",
        "tables/dispersion.csv",
        "tables/framings_by_about.csv",
        "tables/questions_by_role_group.csv",
        "tables/quotes.csv",
        "tables/reading_s1.csv",
        "tables/shares_by_role_group.csv",
        "tables/stance_by_power_face.csv",
        "tables/tables.html",
        "tables/talk_by_role_group.csv",
        "tables/talk_by_speaker.csv",
        "transcripts/PSW-28.html",
        "transcripts/Ward-3.html",
    ]
    empty = {stem for stem in stems if not rows_of((tmp_path / "tables" / f"{stem}.csv").read_bytes())}
    assert set(other_forms) - set(files) == {f"tables/word/{stem}.docx" for stem in empty}
    assert list(EXPORTERS) == [
        "corpus",
        "card",
        "tables",
        "parquet",
        "word",
        "figures",
        "citation",
        "transcripts",
        "index",
    ]


def test_every_output_says_internal(tmp_path: Path) -> None:
    for path, content in export(tmp_path, archive()).items():
        if path.endswith(".parquet"):
            assert b"internal" in pq.read_schema(tmp_path / path).metadata[b"status"]
        elif path.endswith(".docx"):
            assert "internal" in text_of(content), path
        elif path.endswith(".png"):
            assert b"internal" in content, path
        elif not path.endswith((".jsonl", ".bib", ".cff")):
            assert "internal" in content.decode(), path


@pytest.mark.parametrize(("validated", "said"), [(False, True), (True, False)])
def test_a_starter_model_is_named_until_it_is_validated(tmp_path: Path, validated: bool, said: bool) -> None:
    given = replace(archive(), facts=facts(validated=validated))
    files = export(tmp_path, given)
    for path in (
        "README.md",
        "index.html",
        "tables/tables.html",
        "tables/abstentions.csv",
        "tables/codes_by_interview.csv",
        "tables/codes_by_role.csv",
        "transcripts/PSW-28.html",
    ):
        assert ("starter model, not validated on this archive" in files[path].decode()) is said, path


def test_any_order_of_the_archive_gives_the_same_bytes(tmp_path: Path) -> None:
    given = archive()
    backwards = replace(given, passages=given.passages[::-1], records=given.records[::-1])
    assert export(tmp_path / "a", given) == export(tmp_path / "b", given) == export(tmp_path / "c", backwards)


def test_renamed_ids_change_nothing_but_names(tmp_path: Path) -> None:
    other, new = renamed(CODEBOOK)
    old = {token: name for name, token in new.items()}
    before, after = export(tmp_path / "a", archive()), export(tmp_path / "b", archive(other, rename=new))

    def back(text: str) -> str:
        return re.sub(r"q\d{8}z", lambda match: old[match[0]], text)

    assert sorted(map(back, after)) == sorted(before)
    for path, content in after.items():
        if path.endswith((".bib", ".cff")):
            assert "fill in who made it" in content.decode(), path  # another codebook is not cited as ours
        elif path.endswith(".parquet"):
            ours, theirs = pq.read_table(tmp_path / "a" / back(path)), pq.read_table(tmp_path / "b" / path)
            assert [back(name) for name in theirs.column_names] == ours.column_names
            assert back(repr(theirs.to_pylist())) == repr(ours.to_pylist())
        elif path.endswith(".docx"):
            assert back(text_of(content)) == text_of(before[back(path)]), path
        elif path.endswith(".png"):
            assert content == before[back(path)], path
        elif path.endswith(".md"):
            assert back(content.decode()).replace("\\_", "_") == before[back(path)].decode().replace("\\_", "_")
        else:
            assert back(content.decode()) == before[back(path)].decode(), path


def test_an_empty_archive_is_exported_too(tmp_path: Path) -> None:
    empty = replace(archive(), passages=(), records=())
    assert "tables/quotes.csv" in export(tmp_path, empty)


def test_no_line_end_but_lf(tmp_path: Path) -> None:
    for path, content in export(tmp_path, archive()).items():
        assert path.endswith((".parquet", ".docx", ".png")) or b"\r" not in content, path
