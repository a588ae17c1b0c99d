"""The example archive as its makers coded it, for the tests of statistics and exports: no model, no randomness."""

import csv
import json
from collections.abc import Iterator
from functools import cache

from data_schemas.codebook import load_codebook
from pipeline.coded import CodedPassage
from pipeline.export.facts import Archive, Facts
from tests.conftest import ROOT

ARCHIVE = ROOT / "examples" / "archive"
CODEBOOK = load_codebook()
KINDS = {1: "interview", 2: "dyad"}
FILES = {
    "cancer-panel": ("PANEL-2", "cancer/representative.docx"),
    "crisis-psw": ("PSW-2", "crisis-line/worker.md"),
    "dyad-allotment": ("DYAD-2", "allotment/dyad.docx"),
    "dyad-carers": ("DYAD-1", "carers/Teams meeting.vtt"),
    "dyad-housing-coop": ("DYAD-3", "coop/zoom_0.vtt"),
    "focus-panel": ("FOCUS-1", "diabetes/focus group.txt"),
    "hospice-volunteer": ("VOL-1", "hospice/Teams volunteer.vtt"),
    "hub-cpn": ("CPN-1", "hub/nurse.txt"),
    "hub-psw": ("PSW-1", "hub/carol_2021-05.docx"),
    "hub-secretary": ("SEC-1", "hub/office.srt"),
    "nurse-consultant": ("NURSE-1", "drug-service/consultant.srt"),
    "ot-lead": ("OT-1", "stroke/ot_lead.txt"),
    "panel-kidney": ("PANEL-1", "kidney/panel_member_otter.txt"),
    "prison-lep": ("PSW-3", "prison/lead.docx"),
}


@cache
def gold_archive() -> Archive:
    """Fourteen interviews: what their makers coded, and every other stretch of a turn as a passage without a code.

    A code they gave has probability .9, any other .1. Speakers go by their labels.
    """
    passages = tuple(p for stem in FILES for p in _passages(stem))
    facts = Facts(
        project="Example archive",
        model="coproduction-power-minilm 1",
        model_digest="a03d4b5e97ade1dd2d30e146c4a2748c",
        model_card="Trained on 6477 passages coded by a language model (no human has coded them).",
        codebook_id=CODEBOOK.id,
        codebook_version=CODEBOOK.version,
        version="0.1.0",
        key_fingerprint="K7Q2M9AB",
        validated=False,
        transcripts=len(FILES),
        set_aside=(),
        unknown_speakers=(),
        number_format="fp32",
        words=sum(p.words for p in passages),
        model_labels=(("model", 6477),),
    )
    return Archive(passages=passages, records=(), codebook=CODEBOOK, facts=facts)


def _passages(stem: str) -> Iterator[CodedPassage]:
    document, file = FILES[stem]
    with (ARCHIVE / "speakers.csv").open(encoding="utf-8") as handle:
        people = {row["label"]: row for row in csv.DictReader(handle) if row["file"] == file}
    respondents = sum(row["role_group"] != "interviewer" for row in people.values())
    lines = (ARCHIVE / "gold" / f"{stem}.jsonl").read_text(encoding="utf-8").splitlines()
    place, number = 0, 0
    for turn, row in enumerate(map(json.loads, lines)):
        who = people[row["speaker"]]
        for start, end, codes in _stretches(row):
            text = row["text"][start:end]
            coded = who["role_group"] != "interviewer"
            yield CodedPassage(
                passage_id=f"{document}-{number:04d}",
                doc_id=f"id-{document}",
                document=document,
                case=who["case"],
                kind=KINDS.get(respondents, "focus_group"),
                turn=turn,
                start=place + start,
                end=place + end,
                start_s=None,
                end_s=None,
                text=text,
                question=None,
                earlier=(),
                exchange=turn // 2,
                speaker=f"{document} {row['speaker']}",
                role=who["role"],
                role_group=who["role_group"],
                formally_employed={"yes": True, "no": False}.get(who["formally_employed"]),
                attributes={"setting": who["setting"]},
                words=len(text.split()),
                coded=coded,
                probabilities=_probabilities(codes) if coded else (),
                assigned={d: tuple(codes.get(d, ())) for d in CODEBOOK.ids},
                abstained=dict.fromkeys(CODEBOOK.ids, ()),
                decided_by=dict.fromkeys(CODEBOOK.ids, "model" if coded else ""),
            )
            number += 1
        place += len(row["text"]) + 1


def _stretches(row: dict) -> Iterator[tuple[int, int, dict[str, list[str]]]]:
    """The coded stretches of a turn and the talk between them, without what is blank."""
    at = 0
    for passage in sorted(row["passages"], key=lambda p: p["start"]):
        if row["text"][at : passage["start"]].strip():
            yield at, passage["start"], {}
        yield passage["start"], passage["end"], passage["codes"]
        at = passage["end"]
    if row["text"][at:].strip():
        yield at, len(row["text"]), {}


def _probabilities(codes: dict[str, list[str]]) -> tuple[float, ...]:
    return tuple(0.9 if value in codes.get(d.id, ()) else 0.1 for d in CODEBOOK.dimensions for value in d.values)
