"""The finished archive goes in, what a paper should cite comes out, as BibTeX and as a citation file (CFF 1.2.0)."""

import re
from pathlib import Path
from typing import Any

import yaml

from data_schemas.codebook import load_codebook
from models.release import RELEASED
from pipeline.export.facts import Archive
from pipeline.export.write import write_text

BIB, CFF = "citation.bib", "CITATION.cff"
AUTHORS = "The Threefaces contributors"
THEIRS = "(fill in who made it)"  # a model or codebook that does not come with the program
SPECIAL = {"\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"} | {
    c: f"\\{c}" for c in "&%$#_{}"
}


def write_citation(folder: Path, archive: Archive) -> list[Path]:
    """Write `citation.bib` and `CITATION.cff`: the program, the model by its digest, the codebook with its sources."""
    return [
        write_text(folder / BIB, "\n".join(map(_entry, _cited(archive)))),
        write_text(folder / CFF, yaml.safe_dump(_cff(archive), sort_keys=False, allow_unicode=True, width=1000)),
    ]


def _cited(archive: Archive) -> list[dict[str, str]]:
    facts, book = archive.facts, archive.codebook
    released = {folder.name for folder in RELEASED.iterdir()}
    ours = {"model": facts.model.split(" ")[0] in released, "codebook": book == load_codebook()}
    return [
        {"key": "threefaces", "author": AUTHORS, "title": "Threefaces", "version": facts.version, "note": "Software"},
        {
            "key": "threefaces_model",
            "author": AUTHORS if ours["model"] else THEIRS,
            "title": facts.model,
            "version": facts.model_digest,
            "note": f"Model for coding passages, named by its digest. {facts.model_card}",
        },
        {
            "key": "threefaces_codebook",
            "author": AUTHORS if ours["codebook"] else THEIRS,
            "title": book.title,
            "version": f"{facts.codebook_id} {facts.codebook_version}",
            "note": f"Codebook. {' '.join(book.source.split())}".strip(),
        },
    ]


def _entry(cited: dict[str, str]) -> str:
    """One BibTeX entry, what has a meaning in TeX taken literally."""
    rows = [("author", f"{{{cited['author']}}}"), *((name, _tex(cited[name])) for name in ("title", "version", "note"))]
    body = "".join(f"  {name} = {{{value}}},\n" for name, value in rows)
    return f"@misc{{{cited['key']},\n{body}}}\n"


def _tex(text: str) -> str:
    return re.sub(r"[\\~^&%$#_{}]", lambda match: SPECIAL[match[0]], text)


def _cff(archive: Archive) -> dict[str, Any]:
    program, model, codebook = _cited(archive)
    return {
        "cff-version": "1.2.0",
        "message": "Cite the program, the model and the codebook by which this archive was coded.",
        "title": program["title"],
        "version": program["version"],
        "type": "software",
        "license": "Apache-2.0",
        "authors": [{"name": AUTHORS}],
        "references": [
            {
                "type": kind,
                "title": cited["title"],
                "version": cited["version"],
                "authors": [{"name": cited["author"]}],
                "notes": cited["note"],
            }
            for kind, cited in (("software", model), ("generic", codebook))
        ],
    }
