"""What tables print goes in, how far a reader can close in on counts that they hold back comes out, and what else must go.

A reader knows every printed sum, that no number of passages or people is below nought, and the rules that hold whatever was
said. A held-back count is open by so much if two sets of numbers that agree with all of it give it values with so many whole
steps between them. The true numbers are one such set; others are found by linear programming, and where there are none,
those that disagree with the fewest printed sums, weighed by what is lost with each: these sums must go (Hundepool and others
2012, chapter 4). That all numbers are whole at once is not asked for: it would take a search without end.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import block_array, block_diag, csr_array, eye_array

from pipeline.statistics.intervals import Floats, Integers

_NOUGHT = 1e-6  # of a number of passages or people
_SPARE = 100  # by how much an unknown number may be above the greatest that is printed

Places = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """What holds whatever was said: the numbers at some places together are at most those at others."""

    less: Places
    more: Places


@dataclass(frozen=True, slots=True, kw_only=True)
class Sum:
    """Unknown whole numbers, by their places, and what they come to."""

    places: Places
    value: int


class Reader:
    """Somebody who reads all that is printed, and wants to know counts that are not.

    `size` unknown numbers, the `rules` among them, all `sums` that may be printed, those in one tuple together or not at
    all, and the `secrets`: sums of unknown numbers too, each with the width within which it may not be known.
    """

    def __init__(
        self,
        *,
        size: int,
        rules: Sequence[Rule],
        sums: Sequence[tuple[Sum, ...]],
        secrets: Sequence[Sum],
        widths: Sequence[int],
    ) -> None:
        every = [found for together in sums for found in together]
        self._of = np.repeat(np.arange(len(sums)), [len(together) for together in sums])
        self._size, self._sums, self._rules = size, _matrix([s.places for s in every], size), _differences(rules, size)
        self._values = np.array([s.value for s in every], dtype=np.float64)
        self._secrets = _matrix([s.places for s in secrets], size)
        self._widths = np.array(widths, dtype=np.float64)
        self._low = np.array([s.value for s in secrets], dtype=np.float64)
        self._high = self._low.copy()
        self._most = float(self._values.max(initial=0)) + _SPARE

    def narrow(self) -> Integers:
        """The secrets, by their numbers, that no two sets of numbers found so far leave open by their width."""
        return np.flatnonzero(self._high - self._low < self._widths)

    def widen(self, printed: Integers) -> None:
        """Look for numbers with which as many narrow secrets as can be are far from the truth at once."""
        before = -1
        while (left := self.narrow()).size and left.size != before:
            before = left.size
            for sign in (1.0, -1.0):
                self._best(sign * self._secrets[left].sum(axis=0), printed=printed)

    def in_the_way(self, secret: int, *, printed: Integers, costs: Floats) -> frozenset[int]:
        """The printed tuples of sums, by their numbers, that must go for a secret to be open; none where it is.

        `costs`, shape (tuples,), says how much is lost with each. What is found to be open stays so when less is printed.
        """
        gone: set[int] = set()
        for width in (self._widths[secret], self._widths[secret] + 1):  # wider where its ends are no whole numbers
            off = np.zeros(len(self._values), dtype=np.bool_)
            for numbers in self._nearest(secret, width=width, printed=printed, costs=costs):
                self._note(numbers)
                off |= np.abs(self._sums @ numbers - self._values) > _NOUGHT
            gone.update(np.intersect1d(self._of[off], printed).tolist())
            if secret not in self.narrow():
                return frozenset(gone)
        touching = self._of[(self._sums @ self._secrets[[secret]].T).toarray().ravel() > 0]
        near = np.intersect1d(touching, printed)
        return frozenset((near if near.size else printed).tolist())

    def _best(self, cost: Floats, *, printed: Integers) -> None:
        """Take note of the numbers of least cost that agree with all that is printed."""
        shown = np.isin(self._of, printed)
        values = self._values[shown]
        found = milp(
            cost,
            constraints=[_at_most_nought(self._rules), LinearConstraint(self._sums[shown], values, values)],
            bounds=Bounds(0, self._most),
        )
        if found.x is not None:
            self._note(found.x)

    def _nearest(self, secret: int, *, width: float, printed: Integers, costs: Floats) -> list[Floats]:
        """Two sets of numbers with a secret so far apart, that together disagree least with what is printed.

        Unknown are, of each, the numbers, and by how much every printed sum is above and below them.
        """
        shown = np.isin(self._of, printed)
        sums, values, cost = self._sums[shown], self._values[shown], costs[self._of[shown]]
        off = eye_array(len(cost), format="csr")
        unknown = self._size + 2 * len(cost)
        agreeing = block_diag([block_array([[sums, -off, off]])] * 2, format="csr")
        wanted = _wider(self._secrets[[secret]], unknown)
        found = milp(
            np.tile(np.concatenate([np.zeros(self._size), cost, cost]), 2),
            constraints=[
                _at_most_nought(block_diag([_wider(self._rules, unknown)] * 2, format="csr")),
                LinearConstraint(agreeing, np.tile(values, 2), np.tile(values, 2)),
                LinearConstraint(block_array([[-wanted, wanted]], format="csr"), width, np.inf),
            ],
            bounds=Bounds(0, self._most),
        )
        return [] if found.x is None else [found.x[start : start + self._size] for start in (0, unknown)]

    def _note(self, numbers: Floats) -> None:
        values = self._secrets @ numbers
        self._low = np.minimum(self._low, np.ceil(values - _NOUGHT))
        self._high = np.maximum(self._high, np.floor(values + _NOUGHT))


def _at_most_nought(rows: csr_array) -> LinearConstraint:
    return LinearConstraint(rows, -np.inf, np.zeros(rows.shape[0]))


def _wider(rows: csr_array, width: int) -> csr_array:
    return csr_array((rows.data, rows.indices, rows.indptr), shape=(rows.shape[0], width))


def _matrix(rows: Sequence[Places], size: int) -> csr_array:
    starts = np.concatenate([[0], np.cumsum([len(row) for row in rows], dtype=np.int64)])
    columns = np.array([place for row in rows for place in row], dtype=np.int64)
    return csr_array((np.ones(len(columns)), columns, starts), shape=(len(rows), size))


def _differences(rules: Sequence[Rule], size: int) -> csr_array:
    less, more = (_matrix([getattr(rule, side) for rule in rules], size) for side in ("less", "more"))
    return csr_array(less - more)
