"""An audited model and the passages of an archive go in; whether this is the archive that it was audited on comes out."""

import json
import re
from collections.abc import Iterable
from pathlib import Path

from data_schemas.pseudonyms import strip_codes
from pipeline.traces import trace

AUDITED_ON = "audited_on.json"
FOUND = (
    0.9  # of the audited passages, the share that an archive must hold to be the audited one: some are cut anew later
)
MARKS = re.compile(r"\[[^\]]*\]|\([^)]*\)")  # pseudonyms and transcribers' marks, which labels may write otherwise


def audit_traces(texts: Iterable[str]) -> list[str]:
    """By what audited passages are known again, sorted."""
    return sorted({trace(MARKS.sub("", strip_codes(text))) for text in texts})


def audited_here(folder: Path, *, texts: Iterable[str]) -> bool:
    """Whether nearly all passages that a model folder was audited on stand in this archive; no record, no audit."""
    try:
        audited = json.loads((folder / AUDITED_ON).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    here = set(audit_traces(texts))
    return bool(audited) and sum(one in here for one in audited) >= FOUND * len(audited)
