"""Lines and the archive's names go in, names that are spelled out letter by letter go out: `G, I, L, H, double O`.

Letters alone are more often an abbreviation read by speech-to-text (`a d h d`), so that only what spells the beginning
of a known name counts, or all of it but one letter.
"""

from collections.abc import Iterator, Sequence

from data_schemas.records import Finding, Name
from pipeline.pseudonymise.near import one_letter_off
from pipeline.pseudonymise.tokens import Line, Word
from pipeline.pseudonymise.words import name_parts

_TIMES = {"double": 2, "two": 2, "treble": 3, "triple": 3, "three": 3}
_SOUNDS = {
    "zed": "z",
    "zee": "z",
    "jay": "j",
    "kay": "k",
    "ess": "s",
    "aitch": "h",
    "haitch": "h",
    "wye": "y",
    "em": "m",
}
_SHORTEST = 3  # letters
_GAPS = frozenset(" ,-.\u2013\u2014\u2026")


def spelled_findings(lines: Sequence[Line], names: Sequence[Name]) -> Iterator[Finding]:
    """Every run of letters that spells a name of the archive."""
    known = sorted({part for n in names if n.type == "PERSON" for part in name_parts(n.text) if len(part) >= _SHORTEST})
    for line in lines:
        i = 0
        while known and i < len(line.words):
            end, letters = _run(line, i)
            if len(letters) >= _SHORTEST and any(n.startswith(letters) or one_letter_off(letters, n) for n in known):
                yield line.finding(
                    line.words[i].start, line.words[end - 1].end, kind="PERSON", layer="spelled", confidence=0.7
                )
            i = max(end, i + 1)


def spelled(words: Sequence[str]) -> str:
    """The word that folded words spell, or nothing where they do not only spell."""
    letters, times = "", 1
    for word in words:
        letter = _letter(word, times=times)
        if word in _TIMES and not letter:
            times = _TIMES[word]
        elif letter:
            letters, times = letters + letter * times, 1
        else:
            return ""
    return letters


def _run(line: Line, i: int) -> tuple[int, str]:
    """Where the letters that begin with word i end, and what they spell."""
    end = i
    while end < len(line.words) and _goes_on(line.words, end) and (end == i or _adjoins(line, end)):
        end += 1
    return end, spelled([w.folded for w in line.words[i:end]])


def _goes_on(words: Sequence[Word], i: int) -> bool:
    word = words[i].folded
    if word in _TIMES:
        return i + 1 < len(words) and bool(_letter(words[i + 1].folded, times=2))
    return bool(_letter(word, times=1))


def _letter(word: str, *, times: int) -> str:
    if times > 1 and len(word) == 2 and word.endswith("s"):
        word = word[0]
    if len(word) == 1 and word.isalpha():
        return word
    return _SOUNDS.get(word, "")


def _adjoins(line: Line, i: int) -> bool:
    return set(line.text[line.words[i - 1].stop : line.words[i].start]) <= _GAPS
