"""Record types go in; their JSON Schemas are written, or with --check compared with the files that stand there.

usage: python scripts/regenerate_schemas.py [--check]
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import msgspec  # noqa: E402

from data_schemas import records  # noqa: E402
from data_schemas.codebook import Codebook  # noqa: E402
from data_schemas.labels import Label  # noqa: E402

TYPES = (records.Transcript, records.Pseudonymised, records.Segmented, records.Encoded, records.Scored, Label, Codebook)
FOLDER = ROOT / "data_schemas" / "json"


def main(check: bool) -> int:
    """Write or compare; returns the exit code."""
    FOLDER.mkdir(exist_ok=True)
    stale = []
    for record_type in TYPES:
        path = FOLDER / f"{record_type.__name__.lower()}.schema.json"
        text = json.dumps(msgspec.json.schema(record_type), indent=1, sort_keys=True) + "\n"
        if check and (not path.exists() or path.read_text(encoding="utf-8") != text):
            stale.append(path.name)
        elif not check:
            path.write_text(text, encoding="utf-8")
    if stale:
        print(f"stale: {', '.join(stale)}; run `make schemas`")
    return 1 if stale else 0


if __name__ == "__main__":
    sys.exit(main("--check" in sys.argv[1:]))
