"""What is to be compared goes in, checked; judgements with all figures on them come out."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from data_schemas.codebook import Codebook
from data_schemas.codings import HUMAN_BLIND
from data_schemas.errors import ConfigError
from pipeline.agree.figures import CodeAgreement, Confused, DimensionAgreement, by_code, by_dimension, confusion
from pipeline.agree.judgements import Judgements, blind, judged_in_archive, judged_in_files, sources_of
from pipeline.agree.overlap import Overlap, overlaps
from pipeline.codings.current import Current, Placed, settled
from pipeline.export.facts import Archive

AGREEMENT, CONSISTENCY = "agreement", "consistency"


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """Everything that was found; `measure` is agreement between people who coded blind, else consistency.

    `left_out` are codings that were not blind, `stretches` are None where files have no places.
    """

    measure: str
    judged: Judgements
    codes: tuple[CodeAgreement, ...]
    dimensions: tuple[DimensionAgreement, ...]
    stretches: tuple[Overlap, ...]
    confused: tuple[Confused, ...]
    wanted: frozenset[str]
    left_out: int

    @property
    def interviews(self) -> int:
        """How many interviews the compared passages are from."""
        return len({unit.interview for unit in self.judged.units})


def compare_in_archive(
    archive: Archive,
    current: Current,
    *,
    coders: Sequence[str],
    files: Collection[str],
    codes: Sequence[str],
    consistency: bool,
) -> Compared:
    """Coders of a project, on its passages; ConfigError where fewer than two of them coded the same passages blind."""
    wanted = wanted_codes(codes, codebook=archive.codebook)
    known = {p.document for p in archive.passages} | {p.doc_id for p in archive.passages}
    strange = sorted(set(files) - known)
    if strange:
        raise ConfigError(f"--files: no transcript {strange[0]!r}; give names or ids as outputs show them")
    passages = [p for p in archive.passages if p.coded and (not files or {p.document, p.doc_id} & set(files))]
    there = {p.doc_id for p in passages}
    placed = [p for p in current.placed if p.coding.doc_id in there and p.coding.decides]
    _check_coders(coders, placed, current)
    placed = [p for p in placed if not coders or p.coding.coder in coders]
    kept = placed if consistency else blind(placed)
    scopes = [s for s in current.scopes if consistency or s.source == HUMAN_BLIND]
    who = {p.coding.coder for p in kept} | {s.coder for s in scopes}
    names = [name for name in (dict.fromkeys(coders) or sorted(who)) if name in who]
    if len(names) < 2:
        raise ConfigError(
            f"agreement needs two coders who coded blind; there are {len(names)}, and {len(placed) - len(kept)} codings "
            "that were made with suggestions in sight: --consistency takes these too, and is no agreement"
        )
    said = [settled(p) for p in kept]
    judged = judged_in_archive(passages, said, scopes=scopes, coders=names, codebook=archive.codebook, marked=placed)
    stretches = overlaps(said, scopes=scopes, coders=names, codes=[_split(code) for code in wanted])
    return _compared(
        judged, wanted=wanted, consistency=consistency, stretches=stretches, left_out=len(placed) - len(kept)
    )


def compare_in_files(paths: Sequence[Path], *, codebook: Codebook, codes: Sequence[str], consistency: bool) -> Compared:
    """Label files with the same ids; ConfigError where a file was not coded blind, unless consistency is asked for."""
    if len(paths) < 2:
        raise ConfigError("agree: expected one project, or two label files or more with the same ids")
    for path in paths:
        sources = sources_of([path])
        if not consistency and sources != {HUMAN_BLIND}:
            raise ConfigError(
                f"{path.name}: labels by {', '.join(sorted(sources))}: agreement is between people who coded blind "
                "(source: human_blind); for the consistency of models, or of assisted coding, add --consistency"
            )
    judged = judged_in_files(paths, codebook=codebook)
    return _compared(
        judged, wanted=wanted_codes(codes, codebook=codebook), consistency=consistency, stretches=(), left_out=0
    )


def wanted_codes(codes: Sequence[str], *, codebook: Codebook) -> tuple[str, ...]:
    """The codes meant, as `dimension.code` in the codebook's order: all, those named, or all of a dimension named."""
    every = [f"{d.id}.{code}" for d in codebook.dimensions for code in d.code_ids]
    for name in codes:
        if name not in every and name not in codebook.ids:
            raise ConfigError(f"--codes: no {name!r} in codebook {codebook.id}; expected a dimension or dimension.code")
    return tuple(code for code in every if not codes or code in codes or code.partition(".")[0] in codes)


def _check_coders(coders: Sequence[str], placed: Sequence[Placed], current: Current) -> None:
    known = sorted({p.coding.coder for p in placed} | {s.coder for s in current.stored.scopes})
    unknown = [name for name in coders if name not in known]
    if unknown:
        raise ConfigError(
            f"--coders: no codings of {unknown[0]!r} there; there are some of {', '.join(known) or 'nobody'}"
        )


def _compared(
    judged: Judgements, *, wanted: Sequence[str], consistency: bool, stretches: Sequence[Overlap], left_out: int
) -> Compared:
    judged = judged.shared()
    if not judged.units:
        raise ConfigError(f"{', '.join(judged.coders)} decided on no passage in common; there is nothing to compare")
    return Compared(
        measure=CONSISTENCY if consistency else AGREEMENT,
        judged=judged,
        codes=tuple(by_code(judged, wanted=wanted)),
        dimensions=tuple(by_dimension(judged, wanted=wanted)),
        stretches=tuple(stretches),
        confused=tuple(confusion(judged, wanted=wanted)),
        wanted=frozenset(wanted),
        left_out=left_out,
    )


def _split(code: str) -> tuple[str, str]:
    dimension, _, name = code.partition(".")
    return dimension, name
