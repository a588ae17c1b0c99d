"""Suspects and the review table as it stands go in, the table as it is to stand comes out: nothing that was typed is lost."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from pathlib import Path

from pipeline.pseudonymise.decided import Form, form_of
from pipeline.review.decisions import IN_SOME, MASKING, NEEDED, documents_in, verb_of
from pipeline.review.sheet import read_sheet, write_sheet
from pipeline.review.suspects import Suspect

COLUMNS = (
    "decision",
    "text",
    "type",
    "risk",
    "times",
    "transcripts",
    "layers",
    "why",
    "in_documents",
    "context",
    "note",
)
Row = Mapping[str, str]


def write_review(path: Path, suspects: Iterable[Suspect]) -> None:
    """Rewrite the table: the riskiest first, then the most frequent; what is decided carries no risk any more."""
    found = read_sheet(path, needs=NEEDED)
    further = [name for name in found.columns if name not in COLUMNS]
    rows = _merged([row for _, row in found.rows], suspects=list(suspects), further=further)
    write_sheet(path, columns=[*COLUMNS, *further], rows=sorted(rows, key=_order))


def strike_documents(path: Path, *, labels: Collection[str]) -> None:
    """Take transcripts that are forgotten out of `in_documents`; a decision for these alone goes with them."""
    found = read_sheet(path, needs=NEEDED)
    gone = {label.casefold() for label in labels}
    rows = []
    for _, row in found.rows:
        left = [name for name in documents_in(row["in_documents"]) if name.casefold() not in gone]
        if left or verb_of(row) not in IN_SOME:
            rows.append({**row, "in_documents": "; ".join(left)})
    if found.rows:
        write_sheet(path, columns=found.columns, rows=rows)


def _merged(standing: Sequence[Row], *, suspects: Sequence[Suspect], further: Sequence[str]) -> list[dict[str, str]]:
    today = {suspect.form: suspect for suspect in suspects}
    rows: list[dict[str, str]] = []
    kept: set[Form] = set()
    for row in standing:
        form = form_of(row["text"])
        suspect = today.get(form)
        typed = any(row.get(name) for name in ("decision", "note", *further)) or not row.get("times")
        if typed or (suspect is not None and form not in kept):
            kept.add(form)
            rows.append(_renewed(row, suspect))
    rows += [_renewed({}, suspect) for form, suspect in today.items() if form not in kept]
    return rows


def _renewed(row: Row, suspect: Suspect | None) -> dict[str, str]:
    """A row with today's figures; what a person may have typed stays: decision, text, type, transcripts of `here`, note."""
    new, verb = dict(row), verb_of(row)
    if suspect is None:
        new |= {"context": "", **({"times": "0", "transcripts": "0"} if verb in MASKING else {})}
    else:
        new |= {
            "text": row.get("text") or suspect.text,
            "type": row.get("type") or suspect.type,
            "risk": f"{suspect.risk:.2f}",
            "times": str(suspect.times),
            "transcripts": str(len(suspect.documents)),
            "layers": "; ".join(suspect.layers),
            "why": suspect.why,
            "context": suspect.context,
        }
        if verb not in IN_SOME:
            new["in_documents"] = "; ".join(suspect.documents)
    if verb:
        new["risk"] = "0.00"
    return new


def _order(row: Row) -> tuple[float, int, str, str, str, str]:
    risk, times = row.get("risk", ""), row.get("times", "")
    return (
        -_number(risk),
        -int(_number(times)),
        row.get("text", "").casefold(),
        row.get("text", ""),
        row.get("decision", ""),
        row.get("in_documents", ""),
    )


def _number(cell: str) -> float:
    """A figure that the program wrote, perhaps rewritten by a spreadsheet; 0 where it is none."""
    try:
        return float(cell.replace(",", "."))
    except ValueError:
        return 0.0
