"""A project and phrases go in; the files in which any of them stands come out, never the phrases.

Parquet is read cell by cell, shards are decrypted in memory, archives are opened, mark-up and escapes are taken away.
"""

import html
import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from data_schemas.errors import ConfigError
from pipeline.forget.phrases import Phrases
from pipeline.forget.tables import files_beside
from pipeline.forgotten import JOURNAL, REMAINDER, TOMBSTONES
from pipeline.key import Key
from pipeline.project import Project
from pipeline.vault import read_shard

TAG = re.compile(r"<[^<>]{0,2000}>")
_OF_WORDS = ".jsonl .json .csv .tsv .txt .md .html .xml .docx .odt .xlsx .qdpx .parquet .zip .log .tmp"
_WRITTEN = ".ipynb .rtf .tex .rmd .qmd .r .py .yaml .yml .bib"  # where a paper is written from the outputs
OF_WORDS = frozenset(
    f"{_OF_WORDS} {_WRITTEN}".split()
)  # beside store, vault and outputs: files that may hold what people said
Advance = Callable[[float], None]


@dataclass(frozen=True, slots=True)
class Searched:
    """How many files were searched, and those in which something was found."""

    files: int
    found: tuple[Path, ...]


def search(project: Project, phrases: Phrases, *, key: Key, advance: Advance | None = None) -> Searched:
    """Search store, outputs, vault and what else of the project may hold words; the input folder is the user's own."""
    places = (project.store, project.output, project.vault)
    files = {path for place in places for path in place.rglob("*") if path.is_file()}
    files |= {path for path in files_beside(project) if path.suffix.lower() in OF_WORDS}
    files -= {project.key, *(project.vault / name for name in (JOURNAL, REMAINDER, TOMBSTONES))}
    found = []
    for number, path in enumerate(sorted(files), start=1):
        if any(phrases.touch(text) for text in texts_of(path, key=key)) or phrases.touch(path.name):
            found.append(path)
        if advance is not None:
            advance(number / len(files))
    return Searched(len(files), tuple(found))


def texts_of(path: Path, *, key: Key) -> Iterator[str]:
    """Everything in a file that could be read as text."""
    if path.suffix == ".shard":
        yield from strings(read_shard(path, record_type=object, key=key))
    else:
        yield from _texts(path.read_bytes(), name=path.name)


def _texts(content: bytes, *, name: str) -> Iterator[str]:
    suffix = Path(name).suffix.lower()
    if content.startswith(b"PAR1"):
        try:
            for batch in pq.ParquetFile(io.BytesIO(content)).iter_batches(batch_size=64):
                yield from strings(batch.to_pylist())
        except pa.ArrowException as error:
            raise ConfigError(f"{name}: cannot be searched, it is damaged; remove it and repeat the command") from error
    elif zipfile.is_zipfile(io.BytesIO(content)):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from _texts(archive.read(member), name=member)
    elif suffix in (".json", ".jsonl"):
        yield from _json_texts(content.decode("utf-8", "replace"))
    elif suffix in (".html", ".xml", ".qde", ".rels"):
        yield html.unescape(TAG.sub(" ", content.decode("utf-8", "replace")))
    else:
        yield (
            content.decode("utf-16", "replace")
            if content[:2] in (b"\xff\xfe", b"\xfe\xff")
            else content.decode("utf-8", "replace")
        )


def _json_texts(text: str) -> Iterator[str]:
    try:
        yield from strings(json.loads(text))
        return
    except ValueError:
        pass
    for line in text.splitlines():
        try:
            yield from strings(json.loads(line))
        except ValueError:
            yield line


def strings(value: Any) -> Iterator[str]:
    """Every string within nested values, keys among them."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from strings(key)
            yield from strings(inner)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from strings(inner)
