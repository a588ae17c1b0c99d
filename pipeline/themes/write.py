"""Candidates go in, the table to name them from comes out, readable by its owner only, and an empty table for the names."""

from collections.abc import Sequence
from pathlib import Path

from pipeline.review.sheet import write_sheet
from pipeline.themes.candidates import Candidate
from pipeline.themes.naming import CANDIDATES, COLUMNS, FILE, words_row

ABOUT = ("candidate", "dimension_name", "code_name", "rank", "read_first", "speaker", "role")
WORDS = ("passage_id", "doc_id", "document", "text", "digest")
GROUP = ("terms", "passages", "separation", "stability", "what_this_is")
MACHINE = "machine grouping, not a finding"


def write_candidates(folder: Path, found: Sequence[Candidate]) -> Path:
    """Write `candidates.csv`, a row for each passage of each candidate, and an empty `themes.csv` where there is none."""
    path = folder / CANDIDATES
    rows = [row for candidate in found for row in _rows(candidate)]
    write_sheet(path, columns=(*ABOUT, *WORDS, *GROUP), rows=rows)
    if not (folder / FILE).exists():
        write_sheet(folder / FILE, columns=COLUMNS, rows=[])
    return path


def _rows(candidate: Candidate) -> list[dict[str, str]]:
    group = {
        "candidate": candidate.id,
        "dimension_name": candidate.dimension.name,
        "code_name": candidate.code.name,
        "terms": "; ".join(candidate.terms),
        "passages": str(len(candidate.passages)),
        "separation": f"{candidate.separation:.2f}",
        "stability": f"{candidate.stability:.2f}",
        "what_this_is": MACHINE,
    }
    return [
        group
        | words_row(passage)
        | {
            "rank": str(rank),
            "read_first": "yes" if passage.passage_id in candidate.central else "",
            "speaker": passage.speaker,
            "role": passage.role,
        }
        for rank, passage in enumerate(candidate.passages, start=1)
    ]
