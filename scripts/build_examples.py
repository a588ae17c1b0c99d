"""Annotated sources of the example archive go in; transcript files as researchers have them, speakers.csv, files.csv and
gold for tests come out. Running it twice gives the same bytes.

usage: python scripts/build_examples.py [OUT]      (without OUT: examples/archive itself)
"""

import csv
import io
import json
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from data_schemas.annotated import Annotated, read_annotated  # noqa: E402

ARCHIVE = ROOT / "examples" / "archive"
WORDS_A_SECOND = 2.6  # unhurried talk
PAUSE_S = 0.6  # between utterances
CUE_WORDS = 14  # of a caption
FIXED = datetime(2021, 6, 1, 12, 0, 0)  # in every document's properties, so that files do not change from day to day


def main(out: Path) -> None:
    """Write every file of the archive."""
    speakers, files = [], []
    for name, (file, safe, write) in FILES.items():
        source = read_annotated(ARCHIVE / "sources" / f"{name}.md")
        path = out / "transcripts" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(write(source))
        labels = {key: _label(source, key, style=write) for key in source.head.speakers}
        for key, s in source.head.speakers.items():
            staff = s.formally_employed or s.role_group in ("professional", "other_staff")
            employed = "yes" if staff else ("" if s.role_group == "interviewer" else "no")
            speakers.append(
                [file, labels[key], s.name, s.role, s.role_group, source.head.case, employed, "", source.head.setting]
            )
        files.append(["", file, safe])
        _write_gold(out / "gold" / f"{name}.jsonl", source=source, labels=labels)
    header = ["file", "label", "person", "role", "role_group", "case", "formally_employed", "display_name", "setting"]
    (out / "speakers.csv").write_text(_csv([header, *speakers]), encoding="utf-8")
    (out / "files.csv").write_text(_csv([["doc_id", "file", "name"], *files]), encoding="utf-8")


def docx_bold(source: Annotated) -> bytes:
    """A Word document: a title, then bold labels before what was said."""
    from docx import Document

    document = Document()
    document.add_heading(source.head.title, level=1)
    document.add_paragraph(f"Transcribed verbatim, {source.head.date}")
    for utterance in source.utterances:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{_label(source, utterance.label, style=docx_bold)}:").bold = True
        paragraph.add_run(f" {utterance.text}")
    return _document_bytes(document)


def docx_table(source: Annotated) -> bytes:
    """A Word document with a table of time span, speaker and content, as NVivo imports it."""
    from docx import Document

    document = Document()
    document.add_heading(source.head.title, level=1)
    table = document.add_table(rows=1, cols=3)
    for cell, title in zip(table.rows[0].cells, ("Timespan", "Speaker", "Content"), strict=True):
        cell.text = title
    for start, end, label, text in _timed(source):
        row = table.add_row().cells
        row[0].text = f"{_clock(start)} - {_clock(end)}"
        row[1].text, row[2].text = label, text
    return _document_bytes(document)


def teams_vtt(source: Annotated) -> bytes:
    """A Teams recording's captions: a voice tag with the full name on every cue."""
    lines = ["WEBVTT", ""]
    for number, (start, end, label, text) in enumerate(_cues(source)):
        name = source.head.speakers[label].name
        lines += [f"1f0c7c3e-0000-4000-8000-{number:012d}/{number}-0", f"{_clock(start, 3)} --> {_clock(end, 3)}"]
        lines += [f"<v {name}>{text}</v>", ""]
    return "\n".join(lines).encode("utf-8")


def labelled_srt(source: Annotated) -> bytes:
    """Subtitles with a label where the speaker changes; Windows line ends, as such tools write them."""
    lines, before = [], None
    for number, (start, end, label, text) in enumerate(_cues(source), start=1):
        said = text if label == before else f"{label}: {text}"
        lines += [str(number), f"{_clock(start, 3)} --> {_clock(end, 3)}".replace(".", ","), said, ""]
        before = label
    return "\r\n".join(lines).encode("utf-8")


def wrapped_txt(source: Annotated) -> bytes:
    """Plain text with I: and R:, wrapped by hand, in a Windows encoding."""
    import textwrap

    lines = [source.head.title.upper(), f"Recorded {source.head.date}. Verbatim transcript.", ""]
    for utterance in source.utterances:
        lines += [*textwrap.wrap(f"{utterance.label}: {utterance.text}", width=88, subsequent_indent="   "), ""]
    return "\r\n".join([*lines, "[END OF RECORDING]", ""]).encode("cp1252")


def otter_txt(source: Annotated) -> bytes:
    """Plain text as Otter exports it: name and time on a line of their own."""
    lines = []
    for start, _, label, text in _timed(source):
        lines += [f"{source.head.speakers[label].name}  {int(start) // 60}:{int(start) % 60:02d}  ", text, ""]
    return "\n".join([*lines, "Transcribed by https://otter.ai", ""]).encode("utf-8")


def zoom_vtt(source: Annotated) -> bytes:
    """A Zoom recording's captions: numbered cues, the name before what was said."""
    lines = ["WEBVTT", ""]
    for number, (start, end, label, text) in enumerate(_cues(source), start=1):
        lines += [str(number), f"{_clock(start, 3)} --> {_clock(end, 3)}"]
        lines += [f"{source.head.speakers[label].name}: {text}", ""]
    return "\n".join(lines).encode("utf-8")


def stamped_txt(source: Annotated) -> bytes:
    """Plain text with a time in brackets and a full name before every utterance, with a byte order mark."""
    lines = [
        f"[{_clock(start)}] {source.head.speakers[label].name}: {text}" for start, _, label, text in _timed(source)
    ]
    return ("\n\n".join(lines) + "\n").encode("utf-8-sig")


def bold_md(source: Annotated) -> bytes:
    """Markdown with front matter and bold labels."""
    lines = ["---", f"title: {source.head.title}", "---", "", f"# {source.head.title}", ""]
    for utterance in source.utterances:
        lines += [f"**{utterance.label}:** {utterance.text}", ""]
    return "\n".join(lines).encode("utf-8")


Style = Callable[[Annotated], bytes]
FILES: dict[str, tuple[str, str, Style]] = {
    "hub-psw": ("hub/carol_2021-05.docx", "PSW-1", docx_bold),
    "hub-cpn": ("hub/nurse.txt", "CPN-1", wrapped_txt),
    "hub-secretary": ("hub/office.srt", "SEC-1", labelled_srt),
    "panel-kidney": ("kidney/panel_member_otter.txt", "PANEL-1", otter_txt),
    "dyad-carers": ("carers/Teams meeting.vtt", "DYAD-1", teams_vtt),
    "dyad-allotment": ("allotment/dyad.docx", "DYAD-2", docx_table),
    "dyad-housing-coop": ("coop/zoom_0.vtt", "DYAD-3", zoom_vtt),
    "crisis-psw": ("crisis-line/worker.md", "PSW-2", bold_md),
    "prison-lep": ("prison/lead.docx", "PSW-3", docx_table),
    "nurse-consultant": ("drug-service/consultant.srt", "NURSE-1", labelled_srt),
    "ot-lead": ("stroke/ot_lead.txt", "OT-1", stamped_txt),
    "hospice-volunteer": ("hospice/Teams volunteer.vtt", "VOL-1", teams_vtt),
    "cancer-panel": ("cancer/representative.docx", "PANEL-2", docx_bold),
    "focus-panel": ("diabetes/focus group.txt", "FOCUS-1", wrapped_txt),
}


def _label(source: Annotated, key: str, *, style: Style) -> str:
    """How a speaker is called in the file."""
    if style in (teams_vtt, zoom_vtt, otter_txt, stamped_txt):
        return source.head.speakers[key].name
    if style is docx_bold:
        return (
            "Interviewer"
            if source.head.speakers[key].role_group == "interviewer"
            else source.head.speakers[key].name.split()[0]
        )
    return key


def _timed(source: Annotated) -> Iterator[tuple[float, float, str, str]]:
    """Start, end, label and text of every utterance, at an even pace; times in seconds."""
    clock = 2.0
    for utterance in source.utterances:
        end = clock + max(0.8, len(utterance.text.split()) / WORDS_A_SECOND)
        yield round(clock, 3), round(end, 3), utterance.label, utterance.text
        clock = end + PAUSE_S


def _cues(source: Annotated) -> Iterator[tuple[float, float, str, str]]:
    for start, end, label, text in _timed(source):
        words = text.split(" ")
        pieces = [" ".join(words[i : i + CUE_WORDS]) for i in range(0, len(words), CUE_WORDS)]
        step = (end - start) / len(pieces)
        for number, piece in enumerate(pieces):
            yield start + number * step, start + (number + 1) * step, label, piece


def _clock(seconds: float, digits: int = 0) -> str:
    thousandths = round(seconds * 1000)
    hours, rest = divmod(thousandths, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    whole = f"{hours:02d}:{minutes:02d}:{rest // 1000:02d}"
    return f"{whole}.{rest % 1000:03d}" if digits else whole


def _document_bytes(document: object) -> bytes:
    """A document's bytes with fixed dates inside, in its properties and in its zip entries."""
    properties = document.core_properties  # type: ignore[attr-defined]
    properties.author, properties.created, properties.modified, properties.last_printed = "", FIXED, FIXED, FIXED
    raw = io.BytesIO()
    document.save(raw)  # type: ignore[attr-defined]
    out = io.BytesIO()
    with zipfile.ZipFile(raw) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, date_time=FIXED.timetuple()[:6])
            fixed.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(fixed, old.read(entry.filename))
    return out.getvalue()


def _write_gold(path: Path, *, source: Annotated, labels: dict[str, str]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    rows = [
        {
            "speaker": labels[u.label],
            "text": u.text,
            "identifiers": [asdict(i) for i in u.identifiers],
            "passages": [asdict(p) for p in u.passages],
        }
        for u in source.utterances
    ]
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def _csv(rows: list[list[str]]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ARCHIVE)
