"""The finished archive goes in; what people noted on speakers, codes and transcripts stands beside its corpus, for the house."""

from pathlib import Path

import msgspec

from pipeline.export.facts import Archive

FILE = "data/notes.jsonl"


def write_notes(folder: Path, archive: Archive) -> None:
    """Write `data/notes.jsonl`, one note a line; nothing where nobody noted anything, or in a copy for others."""
    if not archive.notes or archive.facts.shared:
        return
    rows = [{"about": n.about, "coder": n.coder, "memo": n.memo, "made": n.made} for n in archive.notes]
    path = folder / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(b"".join(msgspec.json.encode(row) + b"\n" for row in rows))
