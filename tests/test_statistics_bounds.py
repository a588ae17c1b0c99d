"""How far a reader of printed sums can close in on one that is not printed, and what is taken to hold whatever was said."""

from dataclasses import replace

import numpy as np
from scipy.optimize import linprog

from pipeline.share_figures import figures_of
from pipeline.statistics.bounds import Reader, Rule, Sum
from pipeline.statistics.corpus import arrays
from pipeline.statistics.disclosure import _Counts
from tests.test_statistics_corpus import CODEBOOK, passage

TWO = [(Sum(places=(0,), value=3),), (Sum(places=(1,), value=9),), (Sum(places=(0, 1), value=12),)]


def reader(*rules: Rule) -> Reader:
    return Reader(size=2, rules=rules, sums=TWO, secrets=[Sum(places=(0,), value=3)], widths=[5])


def test_a_part_beside_its_total_lies_between_nought_and_the_total() -> None:
    asked = reader()
    asked.widen(np.array([2]))
    assert not asked.narrow().size


def test_of_a_part_that_is_the_total_less_the_other_part_the_cheaper_of_both_must_go() -> None:
    asked, costs = reader(), np.array([1.0, 2.0, 9.0])
    asked.widen(np.array([1, 2]))
    assert asked.narrow().tolist() == [0]
    assert asked.in_the_way(0, printed=np.array([1, 2]), costs=costs) == {1}
    assert not asked.narrow().size


def test_a_rule_bounds_a_part_too() -> None:
    """That the first is at most half as large as the second leaves it between nought and four."""
    asked = reader(Rule(less=(0, 0), more=(1,)))
    asked.widen(np.array([2]))
    assert asked.narrow().tolist() == [0]
    assert asked.in_the_way(0, printed=np.array([2]), costs=np.ones(3)) == {2}


def test_what_is_taken_to_hold_of_codes_whatever_was_said_holds_where_people_have_several_roles() -> None:
    """Real figures and rules together have a solution, so a reader who reckons with them finds the truth among others."""
    rng, made = np.random.default_rng(3), []
    for number in range(200):
        faces = tuple(f for f in CODEBOOK.dimension("power_face").code_ids if rng.random() < 0.3)
        framings = {d: ("expert",) for d in ("voice", "experience", "identity") if rng.random() < 0.3}
        about = (("self", "other")[rng.integers(2)],) if framings else ()
        stance = ("imposed",) if faces else ()
        codes = {"power_face": faces, "stance": stance, **framings, "about": about}
        role = ("carer", "professional")[rng.integers(2)]
        made.append(
            passage(number, document=f"D-{number % 30}", speaker=f"[Name {number % 25}]", codes=codes, role_group=role)
        )
        made[-1] = replace(made[-1], role=("Nurse", "Clerk")[rng.integers(2)])
    named, rules = figures_of(arrays(made, CODEBOOK))
    asked = _Counts([figure for _, figure in named]).reader(rules)
    solved = linprog(
        np.zeros(2 * rules.cells),
        A_ub=asked._rules,
        b_ub=np.zeros(asked._rules.shape[0]),
        A_eq=asked._sums,
        b_eq=asked._values,
    )
    assert solved.status == 0
