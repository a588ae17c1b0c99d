"""The report goes in, `pseudonymisation.html` and `pseudonymisation.json` come out."""

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import msgspec

from pipeline.ethics.checks import CHECKED
from pipeline.ethics.report import Report, safe_names
from pipeline.ethics.wording import KINDS, layer_in_words, percent, type_in_words
from pipeline.export.facts import Archive
from pipeline.export.pages import page
from pipeline.export.transcripts import transcript_files
from pipeline.export.write import write_text

PAGE = "pseudonymisation.html"
JSON = "pseudonymisation.json"
BESIDE = (
    (PAGE, "report on the pseudonymisation, for the ethics file and the data-protection officer"),
    (JSON, "the same, for programs"),
)
DECIMALS = 6
MOST_ROWS = 200  # of a list on the page; the JSON file has all


def write_report(folder: Path, report: Report, *, archive: Archive) -> list[Path]:
    """Write the report as a page and as JSON."""
    return [
        write_text(folder / PAGE, report_page(report, archive=archive)),
        write_text(folder / JSON, report_json(report)),
    ]


def report_json(report: Report) -> str:
    """The report as JSON, keys in the order of its records."""
    return json.dumps(_rounded(msgspec.to_builtins(report)), indent=1, ensure_ascii=False) + "\n"


def report_page(report: Report, *, archive: Archive) -> str:
    """The report as a page of HTML."""
    names = safe_names(archive)
    links = {names[record.doc_id]: quote(path) for record, path in transcript_files(archive)}
    return page(
        "pseudonymisation",
        title=f"{report.project}: pseudonymisation",
        facts=archive.facts,
        report=report,
        draft=report.standing.status != CHECKED,
        links=links,
        kinds=KINDS,
        type_in_words=type_in_words,
        layer_in_words=layer_in_words,
        percent=percent,
        most=MOST_ROWS,
        data=JSON,
    )


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, DECIMALS)
    if isinstance(value, dict):
        return {name: _rounded(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(inner) for inner in value]
    return value
