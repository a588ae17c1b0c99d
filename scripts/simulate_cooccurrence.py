"""Archives whose lift is known go in, how often the interval of `codes_together` covers it comes out.

    python scripts/simulate_cooccurrence.py [repetitions]

Interviews differ in how often either code comes (beta-distributed rates) and in length; within an interview the codes
meet `lift` times as often as by chance. The truth is the lift of 200,000 such interviews. Counted are the archives for
which an interval is given; `plain` leaves clustering aside, as a test of one two-by-two table would.
"""

import sys

import numpy as np

from pipeline.statistics.cooccurrence import FEWEST_MEETINGS, jackknifed

SETTINGS = (
    {"interviews": 10, "rate": 0.05, "lift": 2.0, "icc": 0.05},
    {"interviews": 14, "rate": 0.08, "lift": 2.0, "icc": 0.05},
    {"interviews": 30, "rate": 0.05, "lift": 1.5, "icc": 0.10},
    {"interviews": 30, "rate": 0.10, "lift": 3.0, "icc": 0.10},
    {"interviews": 60, "rate": 0.03, "lift": 2.0, "icc": 0.10},
    {"interviews": 100, "rate": 0.05, "lift": 2.0, "icc": 0.15},
)
LENGTH = 60  # passages of an interview, on average
SEED = 20


def drawn(dice: np.random.Generator, interviews: int, *, rate: float, lift: float, icc: float) -> np.ndarray:
    """Passages, those with the first code, with the second, with both; shape (4, interviews)."""
    weight = (1 - icc) / icc
    a, b = dice.beta(rate * weight, (1 - rate) * weight, (2, interviews))
    both = np.clip(lift * a * b, np.maximum(a + b - 1, 0), np.minimum(a, b))
    length = np.maximum(5, dice.negative_binomial(5, 5 / (5 + LENGTH), interviews))
    cells = dice.multinomial(length, np.column_stack([both, a - both, b - both, 1 - a - b + both]))
    return np.array([length, cells[:, 0] + cells[:, 1], cells[:, 0] + cells[:, 2], cells[:, 0]], dtype=np.float64)


def log_lift(n: float, x: float, y: float, xy: float) -> float:
    return float(np.log(xy * n / (x * y)))


def main() -> None:
    repetitions = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    print("interviews  rate  lift   icc   given  covered  plain")
    for setting in SETTINGS:
        dice = np.random.default_rng(SEED)
        count = int(setting["interviews"])
        kind = {name: value for name, value in setting.items() if name != "interviews"}
        truth = log_lift(*drawn(dice, 200_000, **kind).sum(axis=1))
        given = covered = plain = 0
        for _ in range(repetitions):
            totals = drawn(dice, count, **kind)
            low, high = (float(bound[0]) for bound in jackknifed(*(part[:, None] for part in totals)))
            if np.isnan(low):
                continue
            given += 1
            covered += low <= np.exp(truth) <= high
            n, x, y, xy = totals.sum(axis=1)
            error = 1.96 * np.sqrt(max(0.0, 1 / xy - 1 / x - 1 / y + 1 / n))
            plain += abs(log_lift(n, x, y, xy) - truth) <= error
        shares = f"{given / repetitions:7.3f} {covered / given:8.3f} {plain / given:6.3f}"
        print(f"{count:10} {kind['rate']:5} {kind['lift']:5} {kind['icc']:5} {shares}")
    print(f"An interval is given where the codes meet in {FEWEST_MEETINGS} interviews or more.")


if __name__ == "__main__":
    main()
