"""Records that each bring their own text go in, as labelling programs export them; a coded file comes out.

Positions are counted as a whole file's are: all records of a program count alike.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from data_schemas.errors import DocumentError
from pipeline.imports.found import CodedFile, Mark, Path, Text, TheirCode, path_of
from pipeline.imports.positions import Count, Stretch, places_in, with_lf

NAMES = ("document", "doc_id", "file", "filename", "file_name", "file_upload", "name", "title", "source", "transcript")
_HOLDERS = ("meta", "data", "metadata")


@dataclass(slots=True)
class Records:
    """What was read so far of a file of texts with their labels."""

    origin: str
    name: str
    texts: list[Text] = field(default_factory=list)
    spans: list[tuple[Stretch, Mark]] = field(default_factory=list)
    wholes: list[Mark] = field(default_factory=list)
    suggestions: bool = False
    numbers: dict[Text, int] = field(default_factory=dict)

    def add_text(self, text: str, *, record: Mapping[str, Any]) -> int:
        """One more text; returns its number. A text that stands there already is not added again."""
        held = Text(name=document_of(record), text=text)
        if held not in self.numbers:
            self.numbers[held] = len(self.texts)
            self.texts.append(held)
        return self.numbers[held]

    def add_span(self, mark: Mark, *, start: Any, end: Any, quote: str = "") -> None:
        """A coded stretch with its positions as the file has them; DocumentError if they are no numbers."""
        if not (isinstance(start, int) and isinstance(end, int) and start >= 0):
            raise DocumentError(f"{self.name}: {mark.at}: start and end are expected to be whole numbers")
        if start >= end:
            self.wholes.append(replace(mark, trouble="it has no length"))
        else:
            self.spans.append((Stretch(mark.text or 0, start, end, quote), mark))

    def add_whole(self, mark: Mark) -> None:
        """A code for all of a text."""
        self.wholes.append(replace(mark, start=0, end=len(with_lf(self.texts[mark.text or 0].text))))

    def coded(self, *, usual: Count) -> CodedFile:
        """The file; ConfigError where its positions cannot be read."""
        stretches = [stretch for stretch, _ in self.spans]
        places = places_in([t.text for t in self.texts], stretches, usual=usual, file=self.name)
        marks = [replace(m, start=a, end=b) for (_, m), (a, b) in zip(self.spans, places, strict=True)] + self.wholes
        return CodedFile(
            origin=self.origin,
            name=self.name,
            texts=tuple(Text(name=t.name, text=with_lf(t.text)) for t in self.texts),
            marks=tuple(marks),
            codes=codes_among(marks),
            suggestions=self.suggestions,
        )


def codes_among(marks: Sequence[Mark]) -> tuple[TheirCode, ...]:
    """The codes that people gave, sorted."""
    return tuple(TheirCode(path=path) for path in sorted({m.code for m in marks if m.code and not m.by_model}))


def document_of(record: Mapping[str, Any]) -> str:
    """The name of the transcript that a record is of, as far as it says one."""
    for holder in (record, *(held for key in _HOLDERS if isinstance(held := record.get(key), dict))):
        for key in NAMES:
            if isinstance(value := holder.get(key), str) and value.strip():
                return value.strip()
    return ""


def mapping_in(thing: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    """What stands there, if it is an object; else nothing."""
    held = thing.get(key)
    return held if isinstance(held, dict) else {}


def text_in(thing: Mapping[str, Any], key: str) -> str:
    """What stands there, if it is text; else nothing."""
    held = thing.get(key)
    return held if isinstance(held, str) else ""


def label_path(value: Any, *, at: str, file: str) -> Path:
    """A label's path; DocumentError where it is no text."""
    if not isinstance(value, str) or not path_of(value):
        raise DocumentError(f"{file}: {at}: a label is expected to be text")
    return path_of(value)
