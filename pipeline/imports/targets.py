"""A coded file and a mapping go in, what each of its codes stands for comes out; or a mapping to fill in is written."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from data_schemas.codebook import Codebook
from data_schemas.errors import ConfigError
from pipeline.imports import found
from pipeline.imports.found import CodedFile
from pipeline.imports.listed import mapping_of
from pipeline.imports.mapping import Target, needed, read_mapping, targets_of, template
from pipeline.vault import write_private


def targets_or_template(
    coded: CodedFile, *, codebook: Codebook, mapping: Path | None, codings: Path
) -> Mapping[found.Path, Target]:
    """What all codes stand for; ConfigError where one is not known, once a mapping to fill in has been written."""
    given = read_mapping(mapping) if mapping is not None else {}
    codes = needed(coded)
    name = mapping.name if mapping is not None else ""
    targets = targets_of(codes, codebook=codebook, mapping=given, name=name)
    unknown = [code for code in codes if code.path not in targets]
    if not unknown:
        noted = {memo.code for memo in coded.memos} - targets.keys()
        others = [code for code in coded.codes if code.path in noted]
        return targets_of(others, codebook=codebook, mapping={}, name=name) | targets
    times = Counter(mark.code for mark in coded.marks if not mark.by_model)
    place = mapping_of(codings, coded.name)
    write_private(place, template(codes, codebook=codebook, times=times, given=given).encode())
    raise ConfigError(
        f"{coded.name}: {len(unknown)} of its {len(codes)} codes are not the codebook's; nothing was imported. Say in {place} "
        f"what each stands for (dimension.code, open or ignore), then import again with --mapping {place}"
    )
