"""Figures of the report: each part with the numbers of its table, the same bytes twice, nothing that breaks out of them."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

import msgspec
import pytest
from defusedxml.ElementTree import fromstring

from data_schemas.codebook import Codebook
from models.evaluation.reliability import CodeBin
from models.metrics import CodeFigures
from pipeline.export.facts import Archive
from pipeline.figures.drawing import drawing, picture
from pipeline.figures.made import figures, write_figures
from pipeline.model_figures import model_figures
from pipeline.report import figures as parts
from pipeline.report.section import Section
from pipeline.statistics.corpus import arrays
from tests.test_export_archive import CODEBOOK, archive, export, facts, renamed, rows_of

EVIL = "</script><script>document.title='in'</script><img src=x onerror=y>\u202e\u0007"
SVG = "{http://www.w3.org/2000/svg}"
PICTURE = b"\x89PNG\r\n\x1a\n"
CODE = f"{CODEBOOK.dimensions[0].id}.{CODEBOOK.dimensions[0].codes[0].id}"


def judged(code: str, **changes: object) -> CodeFigures:
    made = CodeFigures(
        code=code, n=61, known=975, precision=0.6, recall=0.8, f1=0.7, f1_low=0.6, f1_high=0.8, kappa=0.69, brier=0.03,
        skill=0.5, ece=0.17, abstained=0.1, kappa_low=0.58, kappa_high=0.81, ece_chance=0.09, ece_chance_high=0.14, off=True,
    )  # fmt: skip
    return CodeFigures(**{**{f: getattr(made, f) for f in made.__struct_fields__}, **changes})


def many(interviews: int = 12, *, codebook: Codebook = CODEBOOK, rename: Mapping[str, str] | None = None) -> Archive:
    """The literal archive over and over, each time with other probabilities."""
    records, passages = [], []
    for number in range(interviews):
        made = archive(codebook, rename=rename or {})
        records += [replace(r, doc_id=f"{r.doc_id}-{number}") for r in made.records]
        for p in made.passages:
            chances = tuple(min(1.0, c + 0.02 * number * (c < 0.5)) for c in p.probabilities)
            passages.append(
                replace(
                    p,
                    doc_id=f"{p.doc_id}-{number}",
                    document=f"{p.document} {number}",
                    passage_id=f"{p.document} {number}.{p.passage_id[-4:]}",
                    speaker=f"{p.speaker} {number}",
                    case=f"case {number}",
                    probabilities=chances,
                )
            )
    return Archive(
        passages=tuple(passages), records=tuple(records), codebook=codebook, facts=facts(transcripts=2 * interviews)
    )


def told(svg: str) -> list[str]:
    """What the marks of a figure tell."""
    return [title.text or "" for title in fromstring(svg).iter("title")]


def drawn(given: Archive) -> dict[str, str]:
    return {d.file: d.svg for d in figures(given)}


def section(given: Archive, place: str) -> Section:
    made = [make(given, arrays(given.passages, given.codebook)) for make in parts.FIGURES]
    return next(s for s in made if s is not None and s.id == place)


def test_groups_with_few_interviews_are_given_as_counts_beside_those_with_a_share() -> None:
    made = drawn(many())["codes_by_case"]
    assert "case 3, Decision-making: 1 of 5 passages" in told(made)  # one interview
    assert any(re.match(r"Everyone, Decision-making: 12 of 60 passages; [\d.]+ %", t) for t in told(made))
    assert "1 of 5" in [text.text for text in fromstring(made).iter("text")]


def test_counts_alone_are_read_in_the_table_not_drawn(tmp_path: Path) -> None:
    files = export(tmp_path, archive())
    assert not [name for name in files if name.startswith("figures/codes_by")]
    rows = rows_of(files["tables/codes_by_role_group.csv"])
    assert "1" in {r["assigned_passages"] for r in rows if r["code"] == "decision_making"}


def test_shares_and_limits_are_those_of_the_table(tmp_path: Path) -> None:
    files = export(tmp_path, given := many())
    rows = rows_of(files["tables/codes_by_role_group.csv"])
    row = next(r for r in rows if r["role_group"] == "(everyone)" and r["code"] == "decision_making")
    share, low, high = (100 * float(row[name]) for name in ("share", "share_low", "share_high"))
    (mark,) = [t for t in told(drawn(given)["codes_by_role_group"]) if t.startswith("Everyone, Decision-making")]
    assert mark.startswith(
        f"Everyone, Decision-making: 12 of 60 passages; {share:.1f} %, {low:.1f} to {high:.1f} (spread"
    )


def places(svg: str, name: str) -> list[float]:
    """Where the dots of a figure stand from left to right, whose titles begin so."""
    marks: Iterator[Element] = fromstring(svg).iter("path")
    found = [m for m in marks if (t := m.find("title")) is not None and (t.text or "").startswith(name)]
    return [float(re.findall(r"translate\(([\d.]+)", m.get("transform", ""))[0]) for m in found]


def test_a_dot_stands_where_its_share_is() -> None:
    svg = drawn(many())["codes_by_role_group"]
    rows = {
        t.partition(":")[0]: float(re.findall(r"; ([\d.]+) %", t)[0])
        for t in told(svg)
        if t.startswith("Everyone, ") and "%" in t and "Self" not in t and "Other" not in t
    }
    assert len(rows) == 3
    scales = [places(svg, name)[0] / share for name, share in rows.items()]
    assert scales == pytest.approx([scales[0]] * 3, rel=0.02)  # the same pixels for each point of share


def test_marks_in_the_page_lead_to_their_passages_and_files_lead_nowhere(tmp_path: Path) -> None:
    given = many()
    page = next(d.page for d in figures(given) if d.file == "codes_by_role_group")
    links = [a.get("href") for a in fromstring(page).iter("a")]
    assert "#codes=power_face.decision_making&role_group=service_user_or_peer" in links
    assert {a.get("tabindex") for a in fromstring(page).iter("a")} == {"-1"}
    files = export(tmp_path, given)
    assert not re.search(rb"href|<a\b", files["figures/codes_by_role_group.svg"])


def test_every_figure_is_svg_and_png_and_every_link_leads_to_a_file(tmp_path: Path) -> None:
    files = export(tmp_path, many())
    made = sorted(name for name in files if name.startswith("figures/"))
    assert {Path(name).stem for name in made if name.endswith(".svg")} == {
        Path(n).stem for n in made if n.endswith(".png")
    }
    assert len(made) >= 12
    for name in made:
        if name.endswith(".png"):
            assert files[name].startswith(PICTURE)
        else:
            assert fromstring(files[name].decode()).tag == f"{SVG}svg"
    page = files["index.html"].decode()
    figures_ = re.findall(r"<figcaption.*?</figcaption>", page, re.DOTALL)
    links = [link for caption in figures_ for link in re.findall(r'href="([^"#][^"]*)"', caption)]
    assert links
    assert set(links) <= set(files)


def test_the_same_bytes_twice_and_in_any_order(tmp_path: Path) -> None:
    given = many(9)
    once = {p.name: p.read_bytes() for p in write_figures(tmp_path / "a", given)}
    for cache in (figures, drawing, picture):
        cache.cache_clear()
    turned = replace(given, passages=given.passages[::-1], records=given.records[::-1])
    again = {p.name: p.read_bytes() for p in write_figures(tmp_path / "b", turned)}
    assert once == again


def test_no_figure_knows_an_id_of_the_codebook(tmp_path: Path) -> None:
    other, new = renamed(CODEBOOK)
    ours = [p.read_bytes() for p in write_figures(tmp_path / "a", many(8)) if p.suffix == ".svg"]
    given = many(8, codebook=other, rename=new)
    theirs = [p.read_bytes() for p in write_figures(tmp_path / "b", given) if p.suffix == ".svg"]
    assert ours == theirs


def test_a_script_in_a_codes_name_is_only_a_name(tmp_path: Path) -> None:
    first = CODEBOOK.dimensions[0]
    codes = tuple(type(c)(id=c.id, name=EVIL, definition=c.definition, color=c.color) for c in first.codes)
    dimension = type(first)(id=first.id, name=EVIL, kind=first.kind, definition="", codes=codes)
    codebook = type(CODEBOOK)(
        id=CODEBOOK.id, version="1", title="T", source="", dimensions=(dimension, *CODEBOOK.dimensions[1:])
    )
    given = replace(many(8), codebook=codebook, model_figures=(judged(CODE),))
    page = export(tmp_path, given)["index.html"].decode()
    assert "<img" not in page
    assert len(re.findall(r"<script>", page)) == 4
    assert not re.search(r'\sstyle="|\son\w+=(?!y)', "".join(d.page for d in figures(given)))
    assert any(EVIL.replace("\u0007", "") in text for text in told(drawn(given)["codes_by_role_group"]))


def test_a_reading_that_applies_to_nobody_is_told_with_the_reasons() -> None:
    made = section(archive(), "figures-reading").html
    assert "It applies to nobody here." in made
    assert "1 because role group is professional, not service user or peer" in made
    assert "1 because 2 framing passages about self, fewer than 5" in made


def test_a_reading_is_drawn_for_those_who_qualify_beside_what_was_found() -> None:
    (reading,) = CODEBOOK.readings
    peer = next(
        p
        for p in archive().passages
        if "expert" in p.assigned.get("identity", ()) and p.role_group == reading.role_group
    )
    passages = [replace(peer, formally_employed=True, passage_id=f"P.{n}", start=n, turn=n) for n in range(6)]
    passages[0] = replace(passages[0], assigned={**peer.assigned, "identity": (), "voice": ("rejected",)})
    given = replace(archive(), passages=tuple(passages))
    made = section(given, "figures-reading").html
    assert "It applies to nobody here." not in made
    assert "enhanced: embedding expertise: 5 of 6 framing passages" in made
    assert "<b>Enhanced</b>: embedding expertise; read into Expert as the code of" in made
    assert reading.source.split(";")[0].split(",")[0] in made
    assert "Found beside, in the 6 coded passages of the same people: Decision-making 0" in made


def test_a_copy_for_others_shows_no_reading_of_single_people() -> None:
    given = replace(archive(), facts=facts(of_transcripts=2))
    assert not [d.file for d in figures(given) if d.figure.part == "reading"]
    assert parts.readings(given, arrays(given.passages, given.codebook)) is None


def test_a_copy_for_others_draws_only_what_its_tables_tell() -> None:
    given = replace(many(), facts=facts(of_transcripts=24, transcripts=24, checked=24))
    few = [t for d in figures(given) if d.figure.part == "codes" for t in told(d.svg)]
    assert any(t.startswith("Everyone, Decision-making: 12 of 60 passages") for t in few)
    alone = replace(archive(), facts=facts(of_transcripts=2, checked=2))  # one person in each group
    assert not [d.file for d in figures(alone) if d.figure.part in ("codes", "framings", "crossed", "talk-shares")]


def test_codes_meet_only_where_a_lift_has_a_spread() -> None:
    assert "No lift of two codes has a spread" in section(archive(), "figures-meeting").sentence
    texts = told(drawn(many())["codes_together"])
    assert texts
    assert all(re.search(r": \d+ passages, lift [\d.]+, spread [\d.]+ to [\d.]+$", t) for t in texts)


def test_talk_is_counted_and_questions_have_an_asker() -> None:
    made = drawn(archive())
    assert any(t.startswith("Interviewer, turns that end by asking: 100.0 %") for t in told(made["talk_by_role_group"]))
    assert any("1 of 1 questions, 100 %" in t for t in told(made["questions_by_role_group"]))


def test_the_models_figures_are_told_as_of_its_own_interviews_unless_audited() -> None:
    given = replace(archive(), model_figures=(judged(CODE), judged("unknown.code")))
    made = section(given, "figures-learning")
    assert "the model's own held-out interviews, not of this archive" in made.sentence
    assert "how far its probabilities are off where it says more than .1:" in made.sentence
    assert set(told(drawn(given)["model"])) == {
        "Face of power: Decision-making: kappa 0.69, 95 % 0.58 to 0.81, on 61 passages with the code; where it says more than "
        ".1, its probabilities are off by 0.17, more than chance would show (0.14)"
    }
    audited = replace(given, facts=facts(audited=True))
    assert "coded blind for its audit" in section(audited, "figures-learning").sentence
    assert parts.learning(archive(), arrays(archive().passages, CODEBOOK)) is None


def test_what_probabilities_say_is_drawn_beside_what_is_so() -> None:
    bins = (CodeBin(low=0.1, high=0.2, said=0.15, was=0.5, n=4), CodeBin(low=0.9, high=1.0, said=0.95, was=0.75, n=40))
    given = replace(archive(), model_figures=(judged(CODE, bins=bins), judged("unknown.code", bins=bins)))
    made = section(given, "figures-reliability")
    assert "The same interviews set the model's probabilities" in made.sentence
    assert set(told(drawn(given)["reliability"])) == {
        "Face of power: Decision-making: of 4 passages with a probability from 0.1 to 0.2 (mean 0.15), 50 % have the code",
        "Face of power: Decision-making: of 40 passages with a probability from 0.9 to 1.0 (mean 0.95), 75 % have the code",
    }
    audited = section(replace(given, facts=facts(audited=True)), "figures-reliability").sentence
    assert "judged by decisions that others had set" in audited


def test_a_model_that_tells_no_reliability_is_said_to_tell_none() -> None:
    for figures_ in ((), (judged(CODE),)):
        made = section(replace(archive(), model_figures=figures_), "figures-reliability")
        assert "does not tell" in made.sentence
        assert not made.html


def test_figures_of_an_older_model_folder_are_read(tmp_path: Path) -> None:
    old = msgspec.to_builtins(judged(CODE))
    del old["bins"]
    (tmp_path / "figures.json").write_bytes(msgspec.json.encode([old]))
    assert model_figures(tmp_path) == (judged(CODE),)
