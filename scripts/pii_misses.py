"""Gold rows and redactions go in; the words left in clear and those masked without need come out, by type and frequency.

For a developer's eyes and for texts on which rules may be made. Nothing here is printed unless asked for.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from typing import Any

Row = dict[str, Any]
AROUND = 40  # characters of context on either side


def missed(gold: Sequence[Row], predicted: Sequence[Row]) -> dict[str, list[tuple[str, str]]]:
    """Per type, the surface and context of every span of which a letter or digit is left in clear."""
    found = {row["id"]: row["redactions"] for row in predicted}
    out: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in gold:
        mask = _mask(row["text"], found[row["id"]])
        for span in row["spans"]:
            start, end = span["start"], span["end"]
            if any(c.isalnum() and not m for c, m in zip(row["text"][start:end], mask[start:end], strict=True)):
                out[span["type"]].append((row["text"][start:end], _context(row["text"], start, end)))
    return out


def falsely_masked(gold: Sequence[Row], predicted: Sequence[Row]) -> dict[str, list[tuple[str, str]]]:
    """Per type and layers, the surface and context of every redaction that touches no span."""
    found = {row["id"]: row["redactions"] for row in predicted}
    out: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for row in gold:
        true = _mask(row["text"], row["spans"])
        for r in found[row["id"]]:
            if not any(true[r["start"] : r["end"]]):
                kind = " ".join([r["type"], *(["/", *r["layers"]] if "layers" in r else [])])
                out[kind].append((row["text"][r["start"] : r["end"]], _context(row["text"], r["start"], r["end"])))
    return out


def listing(title: str, kinds: dict[str, list[tuple[str, str]]]) -> str:
    """One block of text: kinds by frequency, in them surfaces by frequency, each with its first context."""
    lines = [f"# {title}: {sum(map(len, kinds.values()))}"]
    for kind, places in sorted(kinds.items(), key=lambda item: (-len(item[1]), item[0])):
        counts, first = Counter(s for s, _ in places), dict(reversed(places))
        lines.append(f"\n## {kind}: {len(places)}")
        lines += [f"{n:4} {s!r}    ...{first[s]}..." for s, n in sorted(counts.items(), key=lambda i: (-i[1], i[0]))]
    return "\n".join(lines) + "\n\n"


def _mask(text: str, spans: Sequence[Row]) -> bytearray:
    mask = bytearray(len(text))
    for span in spans:
        mask[span["start"] : span["end"]] = b"\1" * (span["end"] - span["start"])
    return mask


def _context(text: str, start: int, end: int) -> str:
    return text[max(0, start - AROUND) : end + AROUND].replace("\n", " / ")
