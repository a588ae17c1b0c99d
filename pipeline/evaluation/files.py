"""An evaluation goes in; figures, tables, plots and a report come out in a folder, the same bytes every time."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from data_schemas.codebook import Codebook
from data_schemas.errors import ConfigError
from models.release import MODEL
from pipeline.evaluation.charts import charts_of, file_name, png, svg
from pipeline.evaluation.figures import Evaluation, names_of
from pipeline.evaluation.report import report_page
from pipeline.export.write import Cell, write_csv, write_text

REPORT, PLOTS = "report.html", "plots"
NESTED = frozenset({"bins"})  # what a row of a table cannot hold; it stands in figures.json
TABLES = {"figures.csv": "codes", "groups.csv": "groups", "reliability.csv": "reliability", "promises.csv": "promises"}

MADE = (  # patterns of all that is written
    REPORT,
    "figures.json",
    *TABLES,
    "confusion-*.csv",
    "risk-coverage.csv",
    PLOTS,
    f"{PLOTS}/*.svg",
    f"{PLOTS}/*.png",
)


def check_place(folder: Path) -> None:
    """ConfigError where a report would overwrite a model's own figures, or cannot be written."""
    if (folder / MODEL).is_file():
        raise ConfigError(f"--out {folder.name}: that is a model's folder; name another one for the report")
    if folder.exists() and not folder.is_dir():
        raise ConfigError(f"--out {folder.name}: that is a file; name a folder for the report")


def write_evaluation(folder: Path, evaluation: Evaluation, *, codebook: Codebook) -> list[Path]:
    """Write everything; the report first in what comes back."""
    names = names_of(codebook)
    charts = charts_of(evaluation, names=names)
    inline = {name: svg(chart, paper=None) for name, chart in charts.items()}
    written = [
        write_text(folder / REPORT, report_page(evaluation, names=names, plots=inline)),
        write_text(folder / "figures.json", _json(evaluation)),
        *_tables(folder, evaluation),
    ]
    for name, chart in charts.items():
        written.append(write_text(folder / PLOTS / f"{name}.svg", svg(chart, paper="white")))
        picture = folder / PLOTS / f"{name}.png"
        picture.write_bytes(png(chart))
        written.append(picture)
    return written


def _json(evaluation: Evaluation) -> str:
    return msgspec.json.format(msgspec.json.encode(evaluation), indent=1).decode() + "\n"


def _tables(folder: Path, evaluation: Evaluation) -> list[Path]:
    written = []
    for name, part in TABLES.items():
        rows: Sequence[msgspec.Struct] = getattr(evaluation, part)
        if rows:
            columns = [name for name in rows[0].__struct_fields__ if name not in NESTED]
            cells = [[getattr(row, column) for column in columns] for row in rows]
            written.append(write_csv(folder / name, columns=columns, rows=cells))
    for confusion in evaluation.confusions:
        body: list[list[Cell]] = [
            [value, *counts] for value, counts in zip(confusion.values, confusion.counts, strict=True)
        ]
        path = folder / f"confusion-{file_name(confusion)}.csv"
        written.append(write_csv(path, columns=["label has / coder says", *confusion.values], rows=body))
    curves = [("tags", p) for p in evaluation.abstention.by_tag] + [
        ("passages", p) for p in evaluation.abstention.by_passage
    ]
    cells = [[of, p.coverage, p.count, p.error, p.kappa] for of, p in curves]
    path = folder / "risk-coverage.csv"
    return [*written, write_csv(path, columns=["of", "coverage", "count", "error", "kappa"], rows=cells)]
