"""An evaluation and its plots go in, one self-contained page of HTML comes out."""

from collections.abc import Mapping

from markupsafe import Markup

from models.metrics import FEW_REAL
from pipeline.evaluation.charts import file_name, title_of
from pipeline.evaluation.figures import Evaluation
from pipeline.export.pages import page

SOURCES = {
    "model": "coded by a language model (no human has coded them)",
    "human_blind": "coded by people who did not see the machine's codes",
    "human_assisted": "coded by people who saw the machine's codes",
}


def report_page(evaluation: Evaluation, *, names: Mapping[str, str], plots: Mapping[str, str]) -> str:
    """The report; `plots` are SVG by the name of their file, drawn by us and so put in as they are."""
    return page(
        "evaluation",
        title=f"{evaluation.model}: evaluation",
        e=evaluation,
        names=names,
        plots={name: Markup(drawn) for name, drawn in plots.items()},  # noqa: S704 - the plotting library escapes its texts
        confusions=[(title_of(c, names=names), f"confusion-{file_name(c)}", c) for c in evaluation.confusions],
        sources=[(SOURCES.get(source, source), count) for source, count in evaluation.by_source.items()],
        few_real=FEW_REAL,
        percent=lambda share: "" if share is None else f"{100 * share:.0f} %",
        two=lambda value: "\u2013" if value is None else f"{value:.2f}".replace("-", "\u2212"),
        owner=lambda code: code.partition(".")[0],
    )
