"""A `.qdpx` goes in; that qdaPy, an independent reader, cuts every coded stretch as its quote says, or which not."""

import sys
import xml.etree.ElementTree as ElementTree
import zipfile
from pathlib import Path

from qdapy.qdpx import read_qdpx

QDA = "{urn:QDA-XML:project:1.0}"


def main(path: Path) -> int:
    """Compare qdaPy's texts with the names of the selections; the exit code is how many differ."""
    root = ElementTree.fromstring(zipfile.ZipFile(path).read("project.qde"))  # noqa: S314 - we have just written it
    quotes = {made.get("guid"): made.get("name") or "" for made in root.iter(f"{QDA}PlainTextSelection")}
    project = read_qdpx(path, warn=False)
    fragments = [*project.fragments.itertuples(), *project.uncoded.itertuples()]
    wrong = sum(f.text[:100].replace("\n", " ") != quotes[f.annotationKey] for f in fragments)
    print(f"{len(fragments)} of {len(quotes)} stretches read by qdaPy, {wrong} not as quoted; by {project.coders}")
    return wrong + (len(fragments) != len(quotes))


if __name__ == "__main__":
    sys.exit(min(main(Path(sys.argv[1])), 1))
