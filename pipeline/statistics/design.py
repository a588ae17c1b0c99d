"""What `project.yaml` declares of the sample and of the interview guides goes in, what may be concluded from it comes out."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

import msgspec

from data_schemas.errors import ConfigError

UNITS = ("interviews", "cases", "persons")
CENSUS, RANDOM, PURPOSIVE = "census", "random", "purposive"
HOW = {
    CENSUS: "all there are",
    RANDOM: "drawn by chance, each with the same chance",
    PURPOSIVE: "chosen for what they could tell, or for being within reach",
}
UNDECLARED = (
    "described, not tested: no sample is declared (sampling: in project.yaml), so nothing is said beyond the archive"
)
PURPOSIVELY = (
    "described, not tested: the sample is purposive, so no p-value and no interval for a population would hold"
)
WHOLE = "described, not tested: the archive is all there is, so the differences found in it are the differences"
IN_PART = "described, not tested: this copy holds a part of the transcripts, which is no random sample"
NO_CASES = "described, not tested: cases were sampled, and some coded interviews have no case in speakers.csv"
ONE_CASE = "described, not tested: cases were sampled, and all coded interviews are of one case"


class Sampling(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was sampled (`units`), of what, how, and how many such units there are where that is known."""

    units: str
    of: str
    how: str
    population: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """How an archive came about: its sample, where one is declared, and who was asked by which interview guide."""

    sampling: Sampling | None = None
    guides: tuple[tuple[str, str], ...] = ()  # role or role group, guide

    @property
    def sentences(self) -> tuple[str, ...]:
        """What every output says of the sample and of the guides."""
        return (*self._sample, *self._asked)

    @property
    def _sample(self) -> tuple[str, ...]:
        s = self.sampling
        if s is None:
            return ()
        known = f" There are {s.population} such {s.units}." if s.population is not None else ""
        return (f"The sample as declared: {s.units} of {s.of}, {s.how} ({HOW[s.how]}).{known}",)

    @property
    def _asked(self) -> tuple[str, ...]:
        if len({guide for _, guide in self.guides}) < 2:
            return ()
        told = ", ".join(f"{who} by {guide}" for who, guide in self.guides)
        return (f"Not all were asked by the same interview guide ({told}): a difference may be one of the questions.",)


NOTHING_DECLARED = Design()


def design_from(sampling: Sampling | None, guides: Mapping[str, str], *, where: str) -> Design:
    """The design that a project declares; ConfigError names the field that is wrong and what was expected."""
    if sampling is not None:
        _check(sampling, where=f"{where}: sampling.")
    for who, guide in guides.items():
        if not who.strip() or not guide.strip():
            raise ConfigError(
                f"{where}: guides: expected a role or role group and the name of its guide, as in {{professional: B}}"
            )
    return Design(sampling=sampling, guides=tuple((who.strip(), guide.strip()) for who, guide in guides.items()))


def why_untested(design: Design, *, whole: bool, cases: Collection[str]) -> str:
    """Why the design supports no test and no interval for a population; empty where it does.

    `whole` says that all transcripts of the archive are there; `cases` are those of coded interviews, with an empty one
    where some have none.
    """
    if design.sampling is None:
        return UNDECLARED
    if design.sampling.how != RANDOM:
        return WHOLE if design.sampling.how == CENSUS else PURPOSIVELY
    if not whole:
        return IN_PART
    if design.sampling.units == "cases":
        if "" in cases:
            return NO_CASES
        return ONE_CASE if len(cases) == 1 else ""
    return ""


def guide_of(design: Design, *, role: str, role_group: str, recorded: str = "") -> str:
    """The guide that somebody was asked by: as speakers.csv records it, else by role, else by role group; empty if unknown."""
    if recorded:
        return recorded
    by_name = {_plain(who): guide for who, guide in design.guides}
    return by_name.get(_plain(role)) or by_name.get(_plain(role_group), "")


def guides_note(asked: Mapping[str, Iterable[str]]) -> str:
    """A warning where groups were asked by different guides, given the guides of each; empty where all had the same."""
    found = {group: tuple(sorted(set(guides))) for group, guides in asked.items()}
    if len(set(found.values())) < 2:
        return ""
    told = ", ".join(f"{group}: {' and '.join(g or 'unknown' for g in guides)}" for group, guides in found.items())
    return f"asked by different guides ({told})"


def _plain(name: str) -> str:
    return " ".join(name.replace("_", " ").split()).casefold()


def _check(sampling: Sampling, *, where: str) -> None:
    if sampling.units not in UNITS:
        raise ConfigError(f"{where}units: {sampling.units!r} is not what a sample is drawn of; expected {_or(UNITS)}")
    if sampling.how not in HOW:
        raise ConfigError(f"{where}how: {sampling.how!r} is no way to sample; expected {_or(tuple(HOW))}")
    if not sampling.of.strip():
        raise ConfigError(f"{where}of: is empty; expected whom or what the sample stands for, in a few words")
    if sampling.population is not None and sampling.population < 1:
        raise ConfigError(f"{where}population: {sampling.population} is less than 1; leave it out if it is not known")


def _or(names: tuple[str, ...]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}"
