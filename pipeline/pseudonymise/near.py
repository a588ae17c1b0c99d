"""Two folded words go in, whether they differ in one letter goes out; and what a word is with any one letter left out.

A slip of the ear or the keyboard changes, adds or drops one letter. Two words that differ so share a word with one letter
left out, which is how keyed indexes find them without keeping a word in clear (symmetric deletion, Garbe 2012).
"""

from collections.abc import Iterator

SHORTEST = 6  # letters of a name that is looked for with a slip; shorter ones are too often other words


def deletions(word: str) -> Iterator[str]:
    """The word with each of its letters left out; nothing for a word shorter than SHORTEST."""
    if len(word) >= SHORTEST:
        yield from (word[:i] + word[i + 1 :] for i in range(len(word)))


def one_letter_off(a: str, b: str) -> bool:
    """Whether one changed, added, dropped letter or one pair of letters swapped makes one word of the other."""
    if a == b or abs(len(a) - len(b)) > 1 or max(len(a), len(b)) < SHORTEST:
        return False
    start = next((i for i, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    rest_a, rest_b = a[start:], b[start:]
    swapped = rest_a[1:2] + rest_a[:1] + rest_a[2:]
    return rest_a[1:] == rest_b[1:] or rest_a[1:] == rest_b or rest_a == rest_b[1:] or swapped == rest_b
