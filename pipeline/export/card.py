"""The finished archive goes in, the corpus's dataset card comes out: what it is, how it loads, what it is not."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import yaml

from pipeline.export.columns import columns_of
from pipeline.export.corpus import COLUMNS, JSON_LINES, PARQUET
from pipeline.export.escape import for_markdown
from pipeline.export.facts import UNPROMISED, Archive, Facts, cautions
from pipeline.export.write import write_text
from pipeline.share_tables import printed
from pipeline.statistics.corpus import ROLE_GROUP, arrays
from pipeline.statistics.groups import EVERYONE
from pipeline.statistics.prevalence import Prevalence, prevalence


def write_card(folder: Path, archive: Archive) -> list[Path]:
    """Write `README.md`."""
    return [write_text(folder / "README.md", card(archive))]


def card(archive: Archive) -> str:
    """The dataset card: YAML that `datasets` understands, then what a reader has to know."""
    lines = [
        "---",
        yaml.safe_dump(_front(archive), sort_keys=False, allow_unicode=True, width=1000).rstrip("\n"),
        "---",
        "",
        f"# {for_markdown(archive.facts.project)}",
        "",
        *_standing(archive),
        "",
        "## What must not be concluded",
        "",
        *(f"- {for_markdown(caution)}" for caution in cautions(archive.codebook, archive.facts)),
        "",
        "## Who speaks",
        "",
        *_roles(archive),
        "",
        "## Codes assigned",
        "",
        *_codes(printed(prevalence(arrays(archive.passages, archive.codebook), by=ROLE_GROUP), archive, by=ROLE_GROUP)),
        "",
        "## Columns",
        "",
        f"Each is explained in [{COLUMNS}]({COLUMNS}).",
        "",
        *(f"- `{column.name}`" for column in columns_of(archive.passages, archive.codebook)),
        "",
        "## How it loads",
        "",
        "```python",
        "from datasets import load_dataset",
        "",
        f'passages = load_dataset("parquet", data_files="{PARQUET}", split="train")',
        f'passages = load_dataset("json", data_files="{JSON_LINES}", split="train")  # the same rows',
        "```",
        "",
    ]
    return "\n".join(lines)


def _front(archive: Archive) -> dict[str, object]:
    audience = "shared" if archive.facts.shared else "internal"
    return {
        "pretty_name": archive.facts.project,
        "license": "other",
        "license_name": audience,
        "tags": ["interviews", "pseudonymised", "machine-coded", audience, *(["draft"] if archive.facts.draft else [])],
        "configs": [{"config_name": "default", "data_files": [{"split": "train", "path": PARQUET}]}],
    }


def _standing(archive: Archive) -> Sequence[str]:
    facts = archive.facts
    standing = UNPROMISED if facts.audited else "not validated on this archive"
    checked = "validated on this archive" if facts.validated else standing
    return [
        f"Status: **{for_markdown(facts.status)}**.",
        "",
        (
            f"{facts.transcripts} transcripts, {facts.words} words, {len(archive.passages)} passages. *Pseudonymised, "
            f"not anonymous*: people may be recognised by what they say. {_use(facts)}"
        ),
        "",
        (
            f"Coded by {for_markdown(facts.model)} ({checked}; digest `{facts.model_digest}`, "
            f"{for_markdown(facts.number_format)}) with {for_markdown(archive.codebook.title)}, "
            f"codebook {for_markdown(facts.codebook_id)} {for_markdown(facts.codebook_version)}, "
            f"in threefaces {for_markdown(facts.version)}. {for_markdown(facts.model_card)} "
            f"Pseudonyms come from the key `{facts.key_fingerprint}`."
        ),
    ]


def _use(facts: Facts) -> str:
    if facts.shared:
        return "For those it was given to, for the use that was agreed; do not pass it on."
    return "For internal use; do not publish or pass on."


def _roles(archive: Archive) -> Sequence[str]:
    passages = Counter((p.role_group, p.role) for p in archive.passages)
    speakers = Counter((group, role) for group, role, _ in {(p.role_group, p.role, p.who) for p in archive.passages})
    rows = [
        f"| {for_markdown(group)} | {for_markdown(role)} | {speakers[group, role]} | {passages[group, role]} |"
        for group, role in sorted(passages)
    ]
    return ["| role group | role | speakers | passages |", "|---|---|---|---|", *rows]


def _codes(rows: Sequence[Prevalence]) -> Sequence[str]:
    counted = [
        f"| {for_markdown(row.dimension.name)} | {for_markdown(row.code.name)} | {row.found.passages} "
        f"| {row.base.passages} | {row.abstained} |"
        for row in rows
        if row.group == EVERYONE
    ]
    return ["| dimension | code | passages | of | abstained |", "|---|---|---|---|---|", *counted]
