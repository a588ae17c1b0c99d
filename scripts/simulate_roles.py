"""The structure of two archives goes in; how often equal roles are found different, and different ones found, comes out.

usage: python scripts/simulate_roles.py [--draws 2000] [--archive example|hub|uneven|sizes] [--seed 5]

Codes are simulated over who speaks how much in which interview: of the example archive (14 interviews, three of them dyads,
one a focus group, some of one case), of a hub of 69 interviews with 71 people, and of 34 people of whom four are of
another role than the rest. On the logit scale interviews differ with
standard deviation .8, people of one interview .4, cases .3. In every draw codes are drawn anew and roles are dealt out anew
like for like, so that no role differs: a test at .05 should find a difference in 5 % of draws; fewer than 3 % or more than 7 %
are marked, and one that finds more, by more than chance in the draws, is not used. Then roles stay with whom they are, and the
first group speaks more often of the code, by so much on the logit scale: how often that is found stands beside what the
noncentral F distribution predicts, and how often the interval of Cramer's V holds the true one. The permutation test is made in
the first half of the draws. `sizes` is of two groups of so many interviews alone.
"""

import argparse
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.special import fdtri, ncfdtr

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.statistics.differences import FEWEST_FOUND  # noqa: E402
from pipeline.statistics.homogeneity import Homogeneity, rao_scott, second_freedom  # noqa: E402
from pipeline.statistics.people import People  # noqa: E402
from pipeline.statistics.permutation import deals  # noqa: E402
from scripts.roles_structures import Structure, example, hub, two_groups  # noqa: E402

SHARES = (0.01, 0.03, 0.1, 0.3)
EFFECTS = (0.0, 0.5, 1.0, 1.5)  # logits by which the first group speaks more of the code
KEPT = (0.03, 0.07)  # rejections at .05 outside which a test is marked; above, by more than chance, it is not used
DEALS = 199  # of the permutation test in every draw
FEWEST = (2, 3, 4)  # clusters a group must have: 4 is what the program asks for
# interviews of two groups that are compared with each other; the last stand at the limits of what is tested
SIZES = (
    *((5, 5), (4, 6), (4, 12), (5, 15), (8, 24), (11, 34), (8, 30), (10, 40), (10, 100), (20, 80), (30, 120)),
    *((4, 14), (8, 28), (19, 66), (20, 100)),
)
SEED = 5  # of codes; the three after it: of how roles are dealt, of the hub, of lengths in two groups


def main() -> None:
    """Simulate and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--draws", type=int, default=2000, help="simulated archives in a row of the tables")
    parser.add_argument("--archive", choices=("example", "hub", "uneven", "sizes"), help="one of them alone")
    parser.add_argument("--seed", type=int, default=SEED, help="of what is drawn; the published tables have 5")
    given = parser.parse_args()
    structures = [
        s for s in (example(), hub(given.seed), two_groups(4, 30, seed=given.seed)) if given.archive in (None, s.name)
    ]
    print("Equal roles: found different at .05\n")
    print("| archive | clusters of a group | groups | share | Rao-Scott | permutation |\n|---|---|---|---|---|---|")
    for structure in structures:
        for fewest in FEWEST if structure.name != "uneven" else FEWEST[-1:]:
            for share in SHARES:
                print(_level(structure, fewest=fewest, share=share, draws=given.draws, seed=given.seed), flush=True)
    print("\nEqual roles in two groups of so many interviews: found different at .05\n")
    print(f"| few | many | {' | '.join(map(str, SHARES[1:]))} |\n|---|---|---|---|---|")
    for few, many in SIZES if given.archive in (None, "sizes") else ():
        rates = [_level_of_two(few, many, share=share, draws=given.draws, seed=given.seed) for share in SHARES[1:]]
        print(f"| {few} | {many} | {' | '.join(rates)} |", flush=True)
    print("\nThe first group speaks more of the code\n")
    print(
        "| archive | share | logits more | true V | Rao-Scott | predicted | permutation | V's interval holds | its width |"
    )
    print("|---|---|---|---|---|---|---|---|---|")
    for structure in structures:
        for share in SHARES[2:]:
            for effect in EFFECTS:
                print(_power(structure, share=share, effect=effect, draws=given.draws, seed=given.seed), flush=True)


def _level(structure: Structure, *, fewest: int, share: float, draws: int, seed: int) -> str:
    dice = np.random.default_rng(seed)
    part, people = structure.compared(fewest)
    found = part.draw(dice, share=share, effect=0.0, draws=draws, groups=part.groups)
    dealt = np.concatenate(list(deals(people.groups, people.clusters, people.kinds, times=draws, seed=seed + 1)))
    enough = found.sum(axis=1) >= FEWEST_FOUND
    rejected = _rejected(people.table(found, dealt))[enough]
    cells = [structure.name, str(fewest), str(people.groups.max() + 1), f"{share}", _judged(rejected)]
    permuted = _permuted(people, found[enough], dealt=dealt[enough]) if fewest == FEWEST[-1] else None
    return f"| {' | '.join([*cells, _judged(permuted) if permuted is not None else ''])} |"


def _level_of_two(few: int, many: int, *, share: float, draws: int, seed: int) -> str:
    dice = np.random.default_rng(seed)
    part, people = two_groups(few, many, seed=seed).compared(FEWEST[-1])
    found = part.draw(dice, share=share, effect=0.0, draws=draws, groups=part.groups)
    dealt = np.concatenate(list(deals(people.groups, people.clusters, people.kinds, times=draws, seed=seed + 1)))
    return _judged(_rejected(people.table(found, dealt))[found.sum(axis=1) >= FEWEST_FOUND])


def _power(structure: Structure, *, share: float, effect: float, draws: int, seed: int) -> str:
    dice = np.random.default_rng(seed)
    part, people = structure.compared(FEWEST[-1])
    found = part.draw(dice, share=share, effect=effect, draws=draws, groups=part.groups)
    dealt = np.repeat(people.groups[None], draws, axis=0)
    tables = people.table(found, dealt)
    true = part.true_v(share=share, effect=effect)
    intervals = []
    for i in range(draws):
        test = rao_scott(_one(tables, i))
        if test is not None:
            intervals.append((test.v_low, test.v_high))
    low, high = np.array(intervals).T
    cells = (
        *(structure.name, f"{share}", f"{effect}", f"{true:.3f}"),
        *(f"{_rejected(tables).mean():.3f}", f"{_predicted(tables, true):.3f}"),
        *(f"{_permuted(people, found, dealt=dealt).mean():.3f}", f"{((low <= true) & (true <= high)).mean():.3f}"),
        f"{np.median(high - low):.3f}",
    )
    return f"| {' | '.join(cells)} |"


def _one(tables: Homogeneity, number: int) -> Homogeneity:
    return Homogeneity(**{name: getattr(tables, name)[number] for name in Homogeneity.__slots__})


def _second(tables: Homogeneity) -> np.ndarray:
    """The second degrees of freedom of every table; 1 where nothing varies, which is no test."""
    flat = tables.effect <= 0
    return np.array([1.0 if flat[i] else second_freedom(_one(tables, i)) for i in range(len(flat))])


def _rejected(tables: Homogeneity) -> np.ndarray:
    return tables.statistic > fdtri(tables.freedom, _second(tables), 0.95)


def _predicted(tables: Homogeneity, true_v: float) -> float:
    """The mean over draws of the power of F with the noncentrality that the true V has under the draw's design effect."""
    first, second = tables.freedom, _second(tables)
    noncentrality = np.maximum(1e-9, first * tables.passages * true_v**2 / np.mean(tables.effect))
    return float(np.mean(1 - ncfdtr(first, second, noncentrality, fdtri(first, second, 0.95))))


def _permuted(people: People, found: np.ndarray, *, dealt: np.ndarray) -> np.ndarray:
    """Whether the permutation test finds a difference, in the first half of the draws."""
    half = len(found) // 2
    p = [
        replace(people, groups=roles).permuted(one, times=DEALS)
        for roles, one in zip(dealt[:half], found[:half], strict=True)
    ]
    return np.array([one is not None and one <= 0.05 for one in p])


def _judged(rejected: np.ndarray) -> str:
    rate = float(rejected.mean())
    return f"{rate:.3f}{'' if KEPT[0] <= rate <= KEPT[1] else ' (outside)'}"


if __name__ == "__main__":
    main()
