"""What the report is made of: plain words about trust, sheets by stated rules, and a page that nothing breaks out of."""

import base64
import hashlib
import html
import json
import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from data_schemas.codebook import Codebook
from pipeline.cli.reporting import report
from pipeline.coded import CodedPassage
from pipeline.export.facts import Archive
from pipeline.export.links import passages_link
from pipeline.export.tables import tables
from pipeline.figures.figure import named, rows_of
from pipeline.report import sections
from pipeline.report.central import central
from pipeline.report.code_trust import trust_in
from pipeline.report.codes import CodePage, code_pages
from pipeline.report.reading import frame_of, transcript_of
from pipeline.report.section import Section
from pipeline.report.sheet import sheets
from pipeline.report.shell import Block
from pipeline.report.suggested import suggested
from pipeline.report.terms import TERMS
from pipeline.report.trust import explained, extent_of
from pipeline.report.unusual import compared
from pipeline.report.write import write_report
from pipeline.statistics.corpus import Arrays, arrays
from tests.conftest import run_archive
from tests.test_export_archive import CODEBOOK, export, facts, renamed
from tests.test_export_archive import archive as literal
from tests.test_report_figures import CODE, judged, many

SHARED_OR_NOT = {"ours": facts(), "theirs": facts(of_transcripts=3)}
EVIL = "</script><script>document.title='in'</script>\u2028\u202eabc"


def index(tmp_path: Path, given: Archive) -> str:
    return export(tmp_path, given)["index.html"].decode()


def said(number: int, codes: dict[str, tuple[str, ...]], *, words: int = 30, document: str = "A") -> CodedPassage:
    made = literal().passages[1]
    held = {d: codes.get(d, ()) for d in CODEBOOK.ids}
    chances = tuple(0.9 if v in held[d.id] else 0.1 for d in CODEBOOK.dimensions for v in d.values)
    return replace(
        made,
        passage_id=f"{document}.{number:04d}",
        document=document,
        doc_id=f"id-{document}",
        turn=number,
        start=number,
        words=words,
        assigned=held,
        abstained={},
        probabilities=chances,
    )


def test_a_link_names_codes_group_and_kind() -> None:
    assert passages_link("power_face.ideological", group=("role_group", "professional")) == (
        "#codes=power_face.ideological&role_group=professional"
    )
    assert passages_link("a.b", "c.d", group=("role", "Nurse & <ward>"), kind="talk") == (
        "#codes=a.b,c.d&role=Nurse%20%26%20%3Cward%3E&kind=talk"
    )
    assert passages_link() == "#passages"


def test_every_word_of_the_standing_is_explained_or_a_count() -> None:
    for given in (facts(), facts(checked=2), facts(audited=True), facts(validated=True), facts(of_transcripts=3)):
        words = [word for word, meaning in explained(given) if not meaning]
        assert all(word.endswith(("checked", "all of them checked")) for word in words)
        assert [word for word, _ in explained(given)][: len(given.standing)] == list(given.standing)


def test_the_first_view_says_that_no_human_coded_what_trained_the_model(tmp_path: Path) -> None:
    said = "No human has coded what trained the model."
    for number, (labels, told) in enumerate(
        (((("model", 9),), True), ((("human_blind", 1), ("model", 9)), False), ((), False))
    ):
        given = replace(literal(), facts=replace(facts(), model_labels=labels))
        assert (said in index(tmp_path / str(number), given)) is told


def test_the_first_view_says_what_its_words_mean_and_no_abbreviation_goes_unexplained(tmp_path: Path) -> None:
    page = index(tmp_path, replace(literal(), facts=facts(model_card="macro-F1 0.78 over 16 codes.")))
    opening = page.partition('<section class="trust"')[0]
    assert all(f"<dt>{word}</dt>" in opening for word, _ in TERMS)
    assert "from 0 to 1 (macro-F1): 0.78 over 16 codes" in page


def test_the_first_lines_count_what_there_is() -> None:
    extent = extent_of(literal())
    assert (extent.kinds, extent.passages, extent.coded, extent.speakers) == ("2 interviews", 6, 5, 2)
    assert (extent.with_codes, extent.left_open, extent.by_people) == (4, 1, 0)


def test_central_passages_show_what_most_passages_are_coded_for_and_each_code_fades() -> None:
    face = {"power_face": ("ideological",)}
    voice = {"voice": ("expert",)}
    passages = [said(n, face) for n in range(1, 5)] + [said(5, voice), said(6, voice), said(7, voice, words=3)]
    chosen = [p.passage_id for p in central(passages[::-1], CODEBOOK)]
    assert chosen == ["A.0001", "A.0002", "A.0003", "A.0005", "A.0006"]  # weights 4 2 1 of the face, 2 1 of the voice
    assert central([said(1, {}), said(2, {"stance": ("imposed",)})], CODEBOOK) == []
    assert [p.passage_id for p in central([said(7, voice, words=3)], CODEBOOK)] == ["A.0007"]


def spoken(number: int, *, speaker: str, chance: float) -> CodedPassage:
    """A passage with the codebook's first code, of this probability."""
    made = said(number, {"power_face": ("decision_making",)})
    return replace(made, speaker=speaker, probabilities=(chance, *made.probabilities[1:]))


def chosen(passages: list[CodedPassage]) -> list[str]:
    first = CODEBOOK.dimensions[0]
    return [p.passage_id for p in suggested(passages, CODEBOOK, dimension=first, code=first.codes[0])]


def test_suggested_passages_are_the_most_probable_and_of_one_speaker_only_while_no_other_has_one() -> None:
    ann = [spoken(n, speaker="Ann", chance=0.9 - n / 100) for n in range(1, 5)]
    bo, cy = spoken(5, speaker="Bo", chance=0.6), spoken(6, speaker="Cy", chance=0.5)
    other = said(7, {"voice": ("expert",)})
    assert chosen([*ann, bo, cy, other][::-1]) == ["A.0001", "A.0005", "A.0006"]
    assert chosen([*ann, bo]) == ["A.0001", "A.0005", "A.0002"]
    assert chosen(ann[1:3]) == ["A.0002", "A.0003"]
    assert chosen([other]) == []


def page_of(given: Archive, number: int = 0, *, apart: bool = False) -> CodePage:
    return code_pages(given, arrays(given.passages, given.codebook), many=apart)[number]


def test_the_page_of_a_code_has_the_figures_of_the_table() -> None:
    table = named(tables(given := many()), "codes_by_role_group")
    assert table is not None
    rows = [{column: str(cell) for column, cell in row.items()} for row in rows_of(table)]
    row = next(r for r in rows if (r["role_group"], r["code"]) == ("(everyone)", "decision_making"))
    page = page_of(given)
    assert page.heat is not None
    (block,) = page.heat.blocks
    cell = block.rows[0].cells[page.heat.groups.index("(everyone)")]
    assert cell is not None
    assert cell.share == f"{100 * float(row['share']):.1f} %"
    assert cell.interval == f"{100 * float(row['share_low']):.1f} \u2013 {100 * float(row['share_high']):.1f}"
    assert cell.counts.startswith(f"{row['assigned_passages']} of {row['of_passages']} passages")
    assert (page.code.id, page.number, page.passages) == ("decision_making", 0, "#codes=power_face.decision_making")


def test_the_page_of_a_code_has_the_figures_by_role_as_the_table_of_roles_has_them() -> None:
    table = named(tables(given := many()), "codes_by_role")
    assert table is not None
    rows = [{column: str(cell) for column, cell in row.items()} for row in rows_of(table)]
    own = {r["role"]: r for r in rows if r["code"] == "decision_making" and r["role"] != "(everyone)"}
    roles = page_of(given).roles
    assert roles is not None
    assert set(roles.groups) == set(own)
    (block,) = roles.blocks
    for group, cell in zip(roles.groups, block.rows[0].cells, strict=True):
        assert cell is not None
        assert cell.part == f"{own[group]['assigned_passages']} of {own[group]['of_passages']}"


def test_without_roles_the_page_of_a_code_has_none() -> None:
    given = literal()
    assert page_of(replace(given, passages=tuple(replace(p, role="") for p in given.passages))).roles is None


def test_the_page_of_a_code_says_how_far_to_trust_it_or_that_nothing_is_known() -> None:
    assert trust_in(literal(), None) == [
        "The folder of the model does not say how it fares with this code: nothing is known of its errors."
    ]
    told = page_of(replace(literal(), model_figures=(judged(CODE, n=12),))).trust
    assert "not of this archive, on which nobody has tested it" in told[0]
    assert "Of 975 passages there 12 have the code" in told[1]
    assert "by 0.69 of what is possible (kappa, 95 % interval 0.58 to 0.81)" in told[1]
    assert "60 % have it" in told[2]
    assert told[3] == (
        "Where it says more than .1, its probabilities are off by 0.17 on average, more than chance would show (0.14)."
    )
    assert told[4:] == (
        "Fewer than 20 passages have the code there: it is hardly tested.",
        "It was never tested on real talk that people coded.",
    )


def test_a_suggested_passage_is_linked_to_its_place_wherever_its_transcript_stands() -> None:
    (place,) = page_of(literal()).suggested
    name = place.passage.document
    assert place.href == f"#interview={name}&passage={place.passage.passage_id}"
    assert page_of(literal(), apart=True).suggested[0].href == f"interviews/{name}.html{place.href}"


def test_a_copy_for_others_suggests_only_what_was_approved() -> None:
    given = replace(literal(), facts=facts(of_transcripts=3))
    assert page_of(given).suggested == ()
    (place,) = page_of(literal()).suggested
    approved = replace(given, approved=frozenset({place.passage.passage_id}))
    assert [p.passage for p in page_of(approved).suggested] == [place.passage]


def test_no_page_of_a_code_knows_an_id_of_the_codebook() -> None:
    other, new = renamed(CODEBOOK)
    ours, theirs = (
        code_pages(a, arrays(a.passages, a.codebook), many=False) for a in (literal(), literal(other, rename=new))
    )
    for one, same in zip(ours, theirs, strict=True):
        assert (one.code.name, one.trust, one.left_open) == (same.code.name, same.trust, same.left_open)
        assert [p.href for p in one.suggested] == [p.href for p in same.suggested]
        assert (one.heat and one.heat.groups) == (same.heat and same.heat.groups)


def spread(shares: list[float], passages: int = 20) -> Arrays:
    """One interview for each share, every passage with this probability of the first code and its codes' rest alike."""
    made = []
    for document, share in enumerate(shares):
        for number in range(passages):
            one = said(number, {}, document=f"D{document:02d}")
            made.append(replace(one, probabilities=(share, *one.probabilities[1:])))
    return arrays(made, CODEBOOK)


def test_an_interview_is_unusual_only_beyond_the_expected_range_of_the_others() -> None:
    usual = [0.10, 0.12, 0.14, 0.16, 0.18, 0.20, 0.22, 0.24]
    found = compared(spread([*usual, 0.60]))
    (deviation,) = found[-1].deviations
    assert (deviation.dimension.id, deviation.code.id, deviation.more) == ("power_face", "decision_making", True)
    half = 2.364624 * np.std(usual, ddof=1) * np.sqrt(1 + 1 / 8)  # t with 7 degrees of freedom
    assert (deviation.share, deviation.others) == (pytest.approx(0.60), pytest.approx(0.17))
    assert (deviation.low, deviation.high) == (pytest.approx(0.17 - half), pytest.approx(0.17 + half))
    assert not any(other.deviations for other in found[:-1])


def test_too_few_passages_or_interviews_and_small_differences_name_nothing() -> None:
    usual = [0.10, 0.12, 0.14, 0.16, 0.18, 0.20, 0.22, 0.24]
    assert not any(c.comparisons or c.deviations for c in compared(spread([*usual, 0.60], passages=19)))
    assert not any(c.comparisons or c.deviations for c in compared(spread([*usual[:-1], 0.60])))
    assert compared(spread([0.1] * 8 + [0.149]))[-1].deviations == ()
    assert len(compared(spread([0.1] * 8 + [0.151]))[-1].deviations) == 1


def test_a_sheet_says_who_spoke_how_much_and_of_what() -> None:
    made = literal()
    sheet = sheets(made, arrays(made.passages, CODEBOOK))[0]
    assert (sheet.slug, sheet.kind, sheet.case, sheet.length) == ("PSW-28", "interview", "hub", "2:02")
    assert [(v.name, v.words, round(v.share, 2), v.time) for v in sheet.voices] == [
        ("[Name AAAAAA]", 4, 0.17, ""),
        ("[Name BBBBBB]", 20, 0.83, ""),
    ]
    found = {(f.dimension.id, f.code.id): (f.passages, f.of, f.link) for f in sheet.found}
    assert found["power_face", "decision_making"] == (1, 3, "#codes=power_face.decision_making&document=PSW-28")
    assert found["stance", "imposed"][:2] == (1, 1)
    # a face is likely in one passage, .75 of one and .125 of two, and unlikely in two, .125 of each of three
    likely, unlikely = 1 - 0.25 * 0.875**2, 1 - 0.875**3
    imposed = next(f for f in sheet.found if f.code.id == "imposed")
    assert imposed.share == pytest.approx((likely * 0.75 + unlikely * 0.125 * 2) / (likely + unlikely * 2))
    assert imposed.elsewhere == pytest.approx(0.125)
    assert sheet.compared is None  # two interviews are too few


def test_a_transcripts_block_has_every_word_and_no_id_of_the_codebook() -> None:
    other, new = renamed(CODEBOOK)
    made, changed = literal(), literal(other, rename=new)
    for record, same in zip(made.records, changed.records, strict=True):
        passages = [p for p in made.passages if p.doc_id == record.doc_id]
        block = transcript_of(record, passages, codebook=CODEBOOK)
        text = "".join(
            piece if isinstance(piece, str) else piece[1]
            for turn in block["turns"]
            for _, pieces in turn["spans"]
            for piece in pieces
        )
        assert re.sub(r"\s", "", text) == re.sub(r"\s", "", record.text)
        theirs = transcript_of(same, [p for p in changed.passages if p.doc_id == same.doc_id], codebook=other)
        assert block == theirs
    assert frame_of(made, mode="whole")["factors"][0] == {
        "id": "role_group",
        "name": "Role group",
        "values": [["professional", "Professional"], ["service_user_or_peer", "Service user or peer"]],
    }


def test_json_in_the_page_cannot_be_broken_out_of() -> None:
    block = Block(id="x", value={"said": EVIL + "<!--&"}).json
    assert not re.search("[<>&\u2028]", block)
    assert json.loads(block) == {"said": EVIL + "<!--&"}


def test_nothing_runs_but_the_pages_own_scripts_and_style(tmp_path: Path) -> None:
    given = literal()
    given = replace(
        given, facts=facts(project=EVIL), passages=tuple(replace(p, text=EVIL, case=EVIL) for p in given.passages)
    )
    page = index(tmp_path, given)
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    policy = html.unescape(policy)
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "unsafe" not in policy
    scripts = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    assert len(scripts) == 4
    for text in (*scripts, re.findall(r"<style>(.*?)</style>", page, re.DOTALL)[0]):
        assert f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'" in policy
    assert not re.findall(r'<(?:img|iframe|link|object)\b|\son\w+=|\sstyle="|(?:src|href)="https?:|@import', page)
    assert not any(re.search(r"\beval\b|new Function|innerHTML|document\.write|\bfetch\(", text) for text in scripts)


def test_beyond_so_many_transcripts_each_has_a_page_of_its_own(tmp_path: Path) -> None:
    paths = write_report(tmp_path, literal(), most=1)
    assert [p.relative_to(tmp_path).as_posix() for p in paths] == [
        "index.html",
        "interviews/PSW-28.html",
        "interviews/Ward-3.html",
    ]
    start, alone = (p.read_text(encoding="utf-8") for p in paths[:2])
    assert 'id="t0"' not in start
    assert 'id="t0"' in alone
    assert "the consultant had the last word" in alone
    assert "DRAFT" in alone
    assert "one of us now" not in alone
    (frame,) = re.findall(r'id="frame">(.*?)</script>', start, re.DOTALL)
    assert json.loads(frame)["documents"][0]["counts"] == [[0] + [0] * 16, [3, 1, 0, 0, 1, 0, *[0] * 7, 1, 0, 1, 0]]


def test_a_copy_for_others_describes_no_single_person_and_leads_to_no_review(tmp_path: Path) -> None:
    ours, theirs = (index(tmp_path / name, replace(literal(), facts=f)) for name, f in SHARED_OR_NOT.items())
    for page, whole in ((ours, True), (theirs, False)):
        assert ('<template id="sheet-PSW-28">' in page, 'href="#sheets"' in page) == (whole, whole)
        assert ("threefaces review ." in page) is whole
        assert "the consultant had the last word" in page


def test_a_cell_that_a_copy_for_others_may_not_tell_says_that_it_is_held_back(tmp_path: Path) -> None:
    shared = facts(of_transcripts=12, transcripts=12, checked=12)
    held = '<td class="few"><span class="muted">held back</span></td>'
    assert held in index(tmp_path / "theirs", replace(many(6), facts=shared))
    assert held not in index(tmp_path / "ours", many(6))


def test_one_more_part_is_one_function_more(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def more(archive: Archive, data: Arrays) -> Section:
        return Section(id="more", title="More", sentence="Read it so.", html="", data={"n": len(data)})

    monkeypatch.setattr("pipeline.report.write.SECTIONS", (*sections.SECTIONS, more))
    page = index(tmp_path, literal())
    assert '<h2 id="more" tabindex="-1">More</h2>\n<p class="note">Read it so.</p>' in page
    assert '<script type="application/json" id="data-more">{"n":5}</script>' in page


def test_any_codebook_will_do(tmp_path: Path) -> None:
    tiny = Codebook(id="t", version="1", title="T", source="", dimensions=CODEBOOK.dimensions[:1])
    empty = Archive(passages=(), records=(), codebook=tiny, facts=facts(transcripts=0))
    assert "This archive holds 0 transcripts" in index(tmp_path, empty)


def test_the_command_writes_the_page_anew_and_says_what_to_open(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run_archive(archive, figures=True)
    page = archive / "out" / "index.html"
    before = page.read_bytes()
    page.write_text("spoilt", encoding="utf-8")
    report(archive)
    assert page.read_bytes() == before
    assert f"Open {page}" in capsys.readouterr().err.replace("\n", "")
