"""The finished archive goes in, how often each group speaks of each code comes out: the rows that several parts show."""

from functools import lru_cache

from pipeline.export.facts import Archive
from pipeline.export.sampled import of_population
from pipeline.export.tables_page import split_rows
from pipeline.share_tables import printed
from pipeline.statistics.corpus import ROLE_GROUP, Arrays
from pipeline.statistics.prevalence import Prevalence


@lru_cache(maxsize=2)
def rows_by_group(archive: Archive, data: Arrays, by: str = ROLE_GROUP) -> tuple[Prevalence, ...]:
    """Every code in every group of a factor, as the tables have it; reckoned once for an archive."""
    rows = split_rows(data, by=by, population=of_population(archive, data))
    return tuple(printed(rows, archive, by=by))
