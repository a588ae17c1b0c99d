"""The finished archive and what people coded go in, what there is to say of their agreement comes out in sentences."""

from data_schemas.errors import ConfigError
from pipeline.agree.alpha import Figure
from pipeline.agree.desk import compare_in_archive
from pipeline.codings.current import Current
from pipeline.export.facts import Archive
from pipeline.export.paper import interval


def agreement_in_words(archive: Archive, current: Current) -> tuple[str, ...]:
    """Krippendorff's alpha by dimension between people who coded blind; nothing where no two coded the same passages."""
    try:
        found = compare_in_archive(archive, current, coders=(), files=(), codes=(), consistency=False)
    except ConfigError:
        return ()
    names = {dimension.id: dimension.name for dimension in archive.codebook.dimensions}
    figures = [
        f"{names[d.dimension]} {_figure(d.alpha)} (on coded material {_figure(d.alpha_coded)}; {d.distance} distance)"
        for d in found.dimensions
    ]
    return (
        f"{len(found.judged.coders)} coders coded {len(found.judged.units)} passages of {found.interviews} interviews "
        "independently, without seeing the model's codes.",
        f"Krippendorff's alpha by dimension was: {'; '.join(figures)}.",
    )


def _figure(figure: Figure) -> str:
    return interval(figure.value, figure.low, figure.high, column="alpha") or "not defined"
