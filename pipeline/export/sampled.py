"""An archive and its arrays go in, whether its declared sample supports tests and intervals for a population comes out."""

from pipeline.export.facts import Archive
from pipeline.statistics.corpus import CASE, Arrays
from pipeline.statistics.design import why_untested


def untested(archive: Archive, data: Arrays) -> str:
    """Why there is no test and no interval for a population; empty where the sample supports them."""
    facts = archive.facts
    whole = facts.of_transcripts is None or facts.of_transcripts == facts.transcripts
    return why_untested(facts.design, whole=whole, cases=data.factors[CASE].names)


def of_population(archive: Archive, data: Arrays) -> bool:
    """Whether intervals may be of what the archive was drawn from."""
    return not untested(archive, data)
