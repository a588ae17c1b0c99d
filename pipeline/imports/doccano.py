"""Doccano's export as JSON lines goes in, its labelled stretches and labelled texts come out.

`label` (or `labels`) holds `[start, end, label]` for stretches, and plain labels for whole texts.
"""

from data_schemas.errors import DocumentError
from pipeline.imports.found import CodedFile, Mark
from pipeline.imports.json_lines import lines_in
from pipeline.imports.positions import POINTS, Count
from pipeline.imports.texts import Records, label_path

LABELS = ("label", "labels", "entities", "cats")
PYTHONS = Count(POINTS, 2)  # as Python counts a text as it stands


def read_doccano(content: bytes, *, name: str) -> CodedFile:
    """The labels of an export; DocumentError names the line that is none."""
    records = Records("doccano", name)
    for at, row in lines_in(content, name=name):
        labels = [label for key in LABELS if isinstance(row.get(key), list) for label in row[key]]
        text = records.add_text(row["text"], record=row)
        coder = str(row.get("annotator") or row.get("username") or row.get("user") or "")
        comments = [str(c.get("text") or "") if isinstance(c, dict) else str(c) for c in row.get("Comments") or ()]
        mark = Mark(at=at, text=text, coder=coder)
        for label in labels:
            if isinstance(label, list) and len(label) == 3:
                path = label_path(label[2], at=at, file=name)
                records.add_span(_with(mark, path), start=label[0], end=label[1])
            elif isinstance(label, dict):
                path = label_path(label.get("label"), at=at, file=name)
                records.add_span(_with(mark, path), start=label.get("start_offset"), end=label.get("end_offset"))
            elif isinstance(label, str):
                records.add_whole(_with(mark, label_path(label, at=at, file=name)))
            else:
                raise DocumentError(f"{name}: {at}: a label is expected as [start, end, label], or as text")
        for comment in filter(str.strip, comments):
            records.add_whole(Mark(at=at, text=text, coder=coder, memo=comment))
    return records.coded(usual=PYTHONS)


def _with(mark: Mark, path: tuple[str, ...]) -> Mark:
    return Mark(at=mark.at, text=mark.text, coder=mark.coder, code=path)
