"""Whatever people said and coded: an export is valid, and every stretch is cut out of its file as it was out of the talk."""

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from data_schemas.codings import HUMAN_ASSISTED, HUMAN_BLIND, Coding, Point
from data_schemas.records import DOCUMENT, WITHDRAWN, Passage, Segmented, Turn
from pipeline.codings.current import Placed
from pipeline.export.facts import Archive
from pipeline.refi.legal import source_text
from pipeline.refi.options import Tool
from tests.refi_oracles import export_of, schema, written
from tests.test_export_archive import CODEBOOK, archive

ANYTHING = st.text(st.characters(), max_size=30)  # surrogates and control characters too
TALK = st.text(st.sampled_from("ab é\n\r\t\ufeff\U0001f600<&]>\"'\x00\x85\u2028\ufffe\ud800"), min_size=1, max_size=40)
NAMES = st.one_of(ANYTHING, st.sampled_from(["[Name AAAAAA]", DOCUMENT, WITHDRAWN, "Researcher"]))
CODES = st.sampled_from([(d.id, code.id) for d in CODEBOOK.dimensions for code in d.codes])
SCHEMA = schema()


@st.composite
def archives(draw: st.DrawFn) -> tuple[Archive, tuple[Placed, ...]]:
    """An archive of one to three transcripts whose passages are parts of turns, and codings on any stretch of it."""
    base = archive()
    records, passages, placed = [], [], []
    for number in range(draw(st.integers(1, 3))):
        doc_id, name = f"id{number}", draw(ANYTHING)
        text, turns, own = "", [], []
        for turn in range(draw(st.integers(1, 4))):
            said, speaker = draw(TALK), draw(NAMES)
            start, text = len(text), text + said + "\n\n"
            turns.append(
                Turn(speaker=speaker, start=start, end=start + len(said), start_s=None, end_s=None, backchannel=False)
            )
            first = draw(st.integers(0, len(said) - 1))
            place = (start + first, start + draw(st.integers(first + 1, len(said))))
            own.append(Passage(turn=turn, start=place[0], end=place[1], start_s=None, end_s=None))
            like = replace(
                draw(st.sampled_from(base.passages)),
                doc_id=doc_id,
                document=name,
                passage_id=f"{doc_id}-{turn}",
                turn=turn,
                start=place[0],
                end=place[1],
                speaker=speaker,
                case=draw(ANYTHING),
                role=draw(ANYTHING),
                attributes={draw(ANYTHING): draw(ANYTHING)},
            )
            passages.append(like)
        for _ in range(draw(st.integers(0, 3))):
            start = draw(st.integers(0, len(text) - 1))
            placed.append(_placed(draw, doc_id, start=start, end=draw(st.integers(start + 1, len(text)))))
        records.append(
            Segmented(doc_id=doc_id, text=text, turns=tuple(turns), passages=tuple(own), events=(), redactions=())
        )
    return replace(base, records=tuple(records), passages=tuple(passages)), tuple(placed)


def _placed(draw: st.DrawFn, doc_id: str, *, start: int, end: int) -> Placed:
    dimension, code = draw(CODES)
    coding = Coding(
        doc_id=doc_id,
        start=Point(0, start),
        end=Point(0, end),
        coder=draw(ANYTHING),
        source=draw(st.sampled_from([HUMAN_BLIND, HUMAN_ASSISTED])),
        codes={dimension: [code]},
        open_codes=draw(st.lists(ANYTHING, max_size=2)),
        memo=draw(ANYTHING),
        made=draw(st.sampled_from(["", "2026-03-31", "2026-03-31T14:05:00.123-05:00"])),
    )
    return Placed(coding=coding, start=start, end=end, widened=draw(st.booleans()))


@settings(max_examples=60)
@given(archives(), st.sampled_from([None, "nvivo", "maxqda"]))
def test_every_stretch_is_cut_out_as_it_was_coded(made: tuple[Archive, tuple[Placed, ...]], tool: Tool | None) -> None:
    held, placed = made
    with TemporaryDirectory() as folder:
        read = written(Path(folder), export_of(held, placed=placed, notes=(), tool=tool))
    assert SCHEMA.validate(etree.fromstring(read.files["project.qde"])), SCHEMA.error_log
    found = list(read.selections())
    assert all(s.text and s.name == s.text[:100].replace("\n", " ").replace("\t", " ") for s in found)
    places = [(s.code, s.source, s.start, s.end, s.user) for s in found]
    assert len(set(places)) == len(places)
    texts = {record.doc_id: record.text for record in held.records}
    own = {source_text(texts[p.coding.doc_id][p.start : p.end]) for p in placed}
    assert own <= {s.text for s in found if s.user not in ("Researcher", "model starter 0.1")}
    assert {len(source_text(text)) for text in texts.values()} == {len(text) for text in texts.values()}
    for code in (c for c in read.codes.values() if c):
        assert [*read.codes.values()].count(code) == 1
    contents = [content for name, content in read.files.items() if name.startswith("sources/")]
    assert not any(content.startswith(b"\xef\xbb\xbf") for content in contents)
    assert all(ord(character) < 0x10000 for content in contents for character in content.decode("utf-8"))


@given(ANYTHING)
def test_text_made_legal_is_as_long_as_it_was_and_stays_as_it_is(text: str) -> None:
    legal = source_text(text)
    assert len(legal) == len(text)
    assert source_text(legal) == legal
    etree.Element("a", name=legal).text = legal
