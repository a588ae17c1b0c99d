"""Turns go in, transcript files in every format that Threefaces reads come out: for measuring and for fuzzing readers.

Each writer follows what a real tool writes. A turn is (speaker, start, end, text), times in seconds.
"""

import csv
import html
import io
import json
import zipfile
from collections.abc import Callable, Sequence

Turn = tuple[str, float, float, str]
TURNS_A_PAGE = 6  # of a PDF
LINE = 92  # characters of a PDF's line


def plain_text(turns: Sequence[Turn]) -> bytes:
    """`Name: text` paragraphs."""
    return "\n\n".join(f"{who}: {text}" for who, _, _, text in turns).encode()


def markdown(turns: Sequence[Turn]) -> bytes:
    """Bold labels."""
    return "\n\n".join(f"**{who}:** {text}" for who, _, _, text in turns).encode()


def rtf(turns: Sequence[Turn]) -> bytes:
    """As a word processor saves it, labels bold."""
    rows = [rf"\pard {{\b {_rtf(who)}:}} {_rtf(text)}\par" for who, _, _, text in turns]
    return ("{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0 Arial;}}\n" + "\n".join(rows) + "\n}").encode("ascii")


def docx(turns: Sequence[Turn]) -> bytes:
    """A Word document with bold labels."""
    from docx import Document

    document = Document()
    for who, _, _, text in turns:
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{who}:").bold = True
        paragraph.add_run(f" {text}")
    return _saved(document.save)


def odt(turns: Sequence[Turn]) -> bytes:
    """An OpenDocument text."""
    from odfdo import Document, Paragraph

    document = Document("text")
    document.body.clear()
    for who, _, _, text in turns:
        document.body.append(Paragraph(f"{who}: {text}"))
    return _saved(document.save)


def html_page(turns: Sequence[Turn]) -> bytes:
    """A saved web page."""
    rows = "".join(f"<p><strong>{html.escape(who)}:</strong> {html.escape(text)}</p>\n" for who, _, _, text in turns)
    return f"<!DOCTYPE html><html><head><title>Talk</title></head><body>\n{rows}</body></html>".encode()


def pdf(turns: Sequence[Turn]) -> bytes:
    """Pages of Helvetica with a running head and page numbers."""
    import textwrap

    pages = [turns[i : i + TURNS_A_PAGE] for i in range(0, len(turns), TURNS_A_PAGE)]
    streams = []
    for number, page in enumerate(pages, start=1):
        lines, y = [_shown("Interview transcript", 72, 800)], 770
        for who, _, _, text in page:
            for piece in textwrap.wrap(f"{who}: {text}", LINE):
                lines.append(_shown(piece, 72, y))
                y -= 14
            y -= 10
        lines.append(_shown(f"Page {number}", 280, 30))
        streams.append("\n".join(lines).encode("cp1252", "replace"))
    return _pdf_file(streams)


def vtt(turns: Sequence[Turn]) -> bytes:
    """Teams' captions."""
    cues = [f"{_clock(a)} --> {_clock(b)}\n<v {who}>{html.escape(text, False)}</v>\n" for who, a, b, text in turns]
    return ("WEBVTT\n\n" + "\n".join(cues)).encode()


def srt(turns: Sequence[Turn]) -> bytes:
    """Subtitles with labels."""
    cues = [
        f"{i}\n{_clock(a).replace('.', ',')} --> {_clock(b).replace('.', ',')}\n{who}: {text}\n"
        for i, (who, a, b, text) in enumerate(turns, start=1)
    ]
    return "\n".join(cues).encode()


def whisperx(turns: Sequence[Turn]) -> bytes:
    """WhisperX's JSON with speakers on segments."""
    rows = [{"start": a, "end": b, "text": f" {text}", "speaker": who, "words": []} for who, a, b, text in turns]
    return json.dumps({"segments": rows, "word_segments": [], "language": "en"}).encode()


def eaf(turns: Sequence[Turn]) -> bytes:
    """ELAN, a tier a speaker."""
    slots, tiers = [], {}
    for number, (who, a, b, text) in enumerate(turns):
        slots += [
            f'<TIME_SLOT TIME_SLOT_ID="ts{2 * number}" TIME_VALUE="{round(a * 1000)}"/>',
            f'<TIME_SLOT TIME_SLOT_ID="ts{2 * number + 1}" TIME_VALUE="{round(b * 1000)}"/>',
        ]
        tiers.setdefault(who, []).append(
            f'<ANNOTATION><ALIGNABLE_ANNOTATION ANNOTATION_ID="a{number}" TIME_SLOT_REF1="ts{2 * number}" '
            f'TIME_SLOT_REF2="ts{2 * number + 1}"><ANNOTATION_VALUE>{html.escape(text, False)}</ANNOTATION_VALUE>'
            "</ALIGNABLE_ANNOTATION></ANNOTATION>"
        )
    body = "".join(
        f'<TIER TIER_ID="{html.escape(who)}" PARTICIPANT="{html.escape(who)}" LINGUISTIC_TYPE_REF="default-lt">'
        f"{''.join(own)}</TIER>"
        for who, own in tiers.items()
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ANNOTATION_DOCUMENT AUTHOR="" DATE="2021-01-01T00:00:00+00:00" '
        'FORMAT="3.0" VERSION="3.0"><HEADER MEDIA_FILE="" TIME_UNITS="milliseconds"/>'
        f'<TIME_ORDER>{"".join(slots)}</TIME_ORDER>{body}<LINGUISTIC_TYPE GRAPHIC_REFERENCES="false" '
        'LINGUISTIC_TYPE_ID="default-lt" TIME_ALIGNABLE="true"/></ANNOTATION_DOCUMENT>'
    ).encode()


def textgrid(turns: Sequence[Turn]) -> bytes:
    """Praat's long text format, a tier a speaker."""
    names = list(dict.fromkeys(who for who, *_ in turns))
    last = max(b for _, _, b, _ in turns)
    lines = ['File type = "ooTextFile"', 'Object class = "TextGrid"', "", "xmin = 0", f"xmax = {last}"]
    lines += ["tiers? <exists>", f"size = {len(names)}", "item []:"]
    for n, name in enumerate(names, start=1):
        own = [t for t in turns if t[0] == name]
        lines += [f"    item [{n}]:", '        class = "IntervalTier"', f'        name = "{name}"', "        xmin = 0"]
        lines += [f"        xmax = {last}", f"        intervals: size = {len(own)}"]
        for i, (_, a, b, text) in enumerate(own, start=1):
            quoted = text.replace('"', '""')
            lines += [f"        intervals [{i}]:", f"            xmin = {a}", f"            xmax = {b}"]
            lines.append(f'            text = "{quoted}"')
    return "\n".join(lines).encode()


def chat(turns: Sequence[Turn]) -> bytes:
    """CHAT, with three-letter codes and bullets."""
    codes = {who: f"S{n:02d}" for n, who in enumerate(dict.fromkeys(t[0] for t in turns))}
    people = ", ".join(f"{code} {who.replace(' ', '_')} Participant" for who, code in codes.items())
    lines = ["@UTF8", "@Begin", "@Languages:\teng", f"@Participants:\t{people}"]
    lines += [f"@ID:\teng|talk|{code}|||||Participant|||" for code in codes.values()]
    lines += [f"*{codes[who]}:\t{text} \x15{round(a * 1000)}_{round(b * 1000)}\x15" for who, a, b, text in turns]
    return "\n".join([*lines, "@End", ""]).encode()


def csv_table(turns: Sequence[Turn]) -> bytes:
    """A table with titles."""
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["Start", "End", "Speaker", "Text"])
    rows.writerows([_clock(a), _clock(b), who, text] for who, a, b, text in turns)
    return out.getvalue().encode("utf-8-sig")


def xlsx(turns: Sequence[Turn]) -> bytes:
    """A workbook."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    sheet.append(["Timespan", "Speaker", "Content"])
    for who, a, b, text in turns:
        sheet.append([f"{_clock(a)} - {_clock(b)}", who, text])
    return _saved(book.save)


def ohms(turns: Sequence[Turn]) -> bytes:
    """The Nunn Center's OHMS XML."""
    text = "\n\n".join(f"{who.upper()}: {said}" for who, _, _, said in turns)
    return (
        '<?xml version="1.0" encoding="UTF-8"?><ROOT xmlns="https://www.weareavp.com/nunncenter/ohms">'
        f'<record id="1"><title>Talk</title><sync>1:</sync><transcript>{html.escape(text, False)}</transcript>'
        "</record></ROOT>"
    ).encode()


def qdpx(turns: Sequence[Turn]) -> bytes:
    """A REFI-QDA project with one text source."""
    guid = "11111111-2222-4333-8444-555555555555"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "project.qde",
            '<?xml version="1.0" encoding="utf-8"?><Project xmlns="urn:QDA-XML:project:1.0" name="p" origin="x">'
            f'<Users><User guid="{guid}" name="a"/></Users><Sources><TextSource guid="{guid}" name="Talk" '
            f'plainTextPath="internal://{guid}.txt"/></Sources></Project>',
        )
        archive.writestr(f"sources/{guid}.txt", plain_text(turns))
    return out.getvalue()


WRITERS: dict[str, Callable[[Sequence[Turn]], bytes]] = {
    "txt": plain_text,
    "md": markdown,
    "rtf": rtf,
    "docx": docx,
    "odt": odt,
    "html": html_page,
    "pdf": pdf,
    "vtt": vtt,
    "srt": srt,
    "json": whisperx,
    "eaf": eaf,
    "TextGrid": textgrid,
    "cha": chat,
    "csv": csv_table,
    "xlsx": xlsx,
    "xml": ohms,
    "qdpx": qdpx,
}


def _clock(seconds: float) -> str:
    whole, thousandths = divmod(round(seconds * 1000), 1000)
    return f"{whole // 3600:02d}:{whole // 60 % 60:02d}:{whole % 60:02d}.{thousandths:03d}"


def _rtf(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace("{", "\\{").replace("}", "\\}")
    return "".join(c if c < "\x80" else f"\\u{ord(c) if ord(c) < 0x8000 else ord(c) - 0x10000}?" for c in escaped)


def _shown(text: str, x: int, y: int) -> str:
    quoted = text.replace("\\", "\\\\").replace("(", "\\(").replace(")", "\\)")
    return f"BT /F1 11 Tf {x} {y} Td ({quoted}) Tj ET"


def _pdf_file(streams: Sequence[bytes]) -> bytes:
    kids = " ".join(f"{4 + 2 * i} 0 R" for i in range(len(streams)))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{kids}] /Count {len(streams)} >>".encode(),
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    for i, stream in enumerate(streams):
        page = f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {5 + 2 * i} 0 R "
        objects.append((page + "/Resources << /Font << /F1 3 0 R >> >> >>").encode())
        objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(stream), stream))
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size, start = len(objects) + 1, len(out)
    return out + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF" % (
        size,
        table,
        size,
        start,
    )


def _saved(save: Callable[[io.BytesIO], object]) -> bytes:
    out = io.BytesIO()
    save(out)
    return out.getvalue()
