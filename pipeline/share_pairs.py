"""The arrays of an archive go in; which counts of two codes that meet in a passage others do not get comes out.

Of a dimension of which a passage has one code or none, the counts with each of its codes add up to the other code's own
count, which a table of codes prints. So for every two dimensions all counts, by role group, are weighed together with
these totals, as they are among each other.
"""

from collections.abc import Hashable, Iterator
from itertools import combinations, combinations_with_replacement, product

import numpy as np

from data_schemas.codebook import Dimension
from pipeline.share_cells import ALL, Key, base_of
from pipeline.share_figures import Counted, Tallies, tally
from pipeline.statistics.bounds import Places, Rule
from pipeline.statistics.corpus import ROLE_GROUP, Arrays, Mask
from pipeline.statistics.disclosure import Figure, Rules, Tie, held_back
from pipeline.statistics.groups import everyone, groups_by
from pipeline.statistics.intervals import numbered
from pipeline.statistics.prevalence import EVERYONE, crossings, splits

MOST = 2500  # counts of two dimensions to be weighed together, which takes seconds; of more, others get none
TOTAL = 1000  # how much more is lost with a code's own count, which the tables of codes print whatever is found here
REST = ""  # passages with the one code and no code of the other dimension
PUT = "put"  # passages to which both dimensions are put

Pair = tuple[str, frozenset[Key]]  # a role group, or everyone, and the two codes


def held_pairs(data: Arrays, figures: frozenset[Counted]) -> frozenset[Pair]:
    """The counts of two codes together that others do not get, `figures` being those of single codes that they get."""
    split = {frozenset((s.id, target)) for s in splits(data.codebook) for target in s.applies_to}
    split |= {frozenset((dimension.id, target.id)) for dimension, target in crossings(data.codebook)}
    held: set[Pair] = set()
    for first, second in combinations_with_replacement(data.codebook.dimensions, 2):
        if frozenset((first.id, second.id)) in split:
            held.update(_of_split(data, first, second, figures=figures))
        elif first.id != second.id or first.kind != "single":
            held |= _Weighed(data, first, second, figures=figures).held()
    return frozenset(held)


def _of_split(data: Arrays, first: Dimension, second: Dimension, *, figures: frozenset[Counted]) -> Iterator[Pair]:
    """Those that another table, told apart by the further code, holds back."""
    for group in (EVERYONE, *data.factors[ROLE_GROUP].names):
        for a in first.codes:
            for b in second.codes:
                same = [
                    Counted(
                        factor=ROLE_GROUP,
                        group=group,
                        dimension=d.id,
                        code=code.id,
                        split_dimension=other.id,
                        split_code=further.id,
                    )
                    for d, code, other, further in ((first, a, second, b), (second, b, first, a))
                ]
                if not figures.intersection(same):
                    yield group, frozenset({(first.id, a.id), (second.id, b.id)})


class _Weighed:
    """Two dimensions in every role group: a cell for each two codes together, for each code, and for what they are put to.

    Of a dimension of which a passage has one code at most, further cells hold what has the other's code and none of its.
    """

    def __init__(self, data: Arrays, first: Dimension, second: Dimension, *, figures: frozenset[Counted]) -> None:
        self._data, self._first, self._second, self._figures = data, first, second, figures
        heads = numbered(list(zip(data.factors[ROLE_GROUP].numbers.tolist(), data.speakers.tolist(), strict=True)))
        self._tallies = [Tallies.of(g, heads=heads) for g in (everyone(data), groups_by(data, ROLE_GROUP))]
        self._groups = self._tallies[1].groups.names
        self._pairs = (
            list(combinations(_codes(first), 2))
            if first.id == second.id
            else list(product(_codes(first), _codes(second)))
        )
        self._ties = list(self._all_ties())
        sets = dict.fromkeys(name for tie in self._ties for name in (*tie.less, *tie.more))
        self._cells = {key: place for place, key in enumerate(product(self._groups, sets))}

    def held(self) -> set[Pair]:
        """The counts of two codes that would rest on few, or give away what does."""
        if len(self._pairs) * (len(self._groups) + 1) > MOST:
            return {(g, frozenset(pair)) for g in (EVERYONE, *self._groups) for pair in self._pairs}
        made = [(group, pair, figure) for pair in self._pairs for group, figure in self._figures_of(*pair)]
        totals = [
            (key, total) for key in dict.fromkeys(k for p in self._pairs for k in p) for total in self._totals(key)
        ]
        already = [not all(self._is_printed(group, key) for key in pair) for group, pair, _ in made]
        already += [not self._is_printed(group, key) for key, (group, _) in totals]
        every = [*(figure for _, _, figure in made), *(figure for _, (_, figure) in totals)]
        held = held_back(every, self._rules(), already=np.array(already, dtype=np.bool_))
        return {(g, frozenset(pair)) for (g, pair, _), is_held in zip(made, held, strict=False) if is_held}

    def _figures_of(self, a: Key, b: Key) -> Iterator[tuple[str, Figure]]:
        """Two codes together, of everyone and of each role group, among what both are put to."""
        put = self._data.holds(self._first) & self._data.holds(self._second)
        both = put & self._data.assigned[a] & self._data.assigned[b]
        return self._counted(both, (a, b), among=put, base=PUT, weight=1)

    def _totals(self, key: Key) -> Iterator[tuple[str, Figure]]:
        dimension = self._data.codebook.dimension(key[0])
        holds = self._data.holds(dimension)
        return self._counted(holds & self._data.assigned[key], key, among=holds, base=base_of(dimension), weight=TOTAL)

    def _counted(
        self, found: Mask, name: Hashable, *, among: Mask, base: Hashable, weight: int
    ) -> Iterator[tuple[str, Figure]]:
        for tallies in self._tallies:
            for group, of_found, of_base in zip(
                tallies.groups.names, tallies.count(found), tallies.count(among), strict=True
            ):
                yield (
                    group,
                    Figure(
                        found=tally(self._places(name, group), *of_found),
                        base=tally(self._places(base, group), *of_base),
                        weight=weight,
                    ),
                )

    def _places(self, name: Hashable, group: str) -> Places:
        return tuple(self._cells[g, name] for g in (self._groups if group == EVERYONE else (group,)))

    def _rules(self) -> Rules:
        passages: list[Rule] = []
        people: list[Rule] = []
        for group in self._groups:
            at = {name: (place,) for (g, name), place in self._cells.items() if g == group}
            passages += [rule for tie in self._ties for rule in tie.rules(at)]
            people += [rule for tie in self._ties for rule in tie.rules(at, of_people=True)]
            passages += [Rule(less=(*at[a], *at[b]), more=(*at[ALL], *at[a, b])) for a, b in self._pairs]
        return Rules(cells=len(self._cells), passages=tuple(passages), people=tuple(people))

    def _all_ties(self) -> Iterator[Tie]:
        first, second = self._first, self._second
        yield Tie(less=tuple(self._pairs), more=(PUT,), apart=first.kind == second.kind == "single")
        for of, over in ((first, second), (second, first)):
            yield Tie(less=(PUT,), more=(base_of(of),))
            yield Tie(less=(base_of(of),), more=(ALL,))
            yield Tie(less=_codes(of), more=(base_of(of),), apart=of.kind == "single")
            for key in _codes(of):
                both = tuple(pair for pair in self._pairs if key in pair)
                yield Tie(less=both, more=(key,), apart=over.kind == "single")
                if over.kind == "single":
                    yield Tie(less=(key,), more=(*both, *self._rest(of, key, over)))

    def _rest(self, of: Dimension, key: Key, over: Dimension) -> tuple[Hashable, ...]:
        """The cell of what has a code and none of another dimension, where there can be any."""
        carried = self._data.assigned[key] & self._data.holds(of)
        coded = np.any([self._data.assigned[other] for other in _codes(over)], axis=0) & self._data.holds(over)
        return () if coded[carried].all() else ((key, REST),)

    def _is_printed(self, group: str, key: Key) -> bool:
        return Counted(factor=ROLE_GROUP, group=group, dimension=key[0], code=key[1]) in self._figures


def _codes(dimension: Dimension) -> tuple[Key, ...]:
    return tuple((dimension.id, code) for code in dimension.code_ids)
