"""What a said word is when written: digits, letters by name, and the alphabets that people spell with."""

from pipeline.pseudonymise.lists import word_list

DIGITS = {
    "oh": "0",
    "o": "0",
    "zero": "0",
    "nought": "0",
    "naught": "0",
    "one": "1",
    "two": "2",
    "three": "3",
    "four": "4",
    "five": "5",
    "six": "6",
    "seven": "7",
    "eight": "8",
    "nine": "9",
    "niner": "9",
}
TEENS = {
    "ten": "10",
    "eleven": "11",
    "twelve": "12",
    "thirteen": "13",
    "fourteen": "14",
    "fifteen": "15",
    "sixteen": "16",
    "seventeen": "17",
    "eighteen": "18",
    "nineteen": "19",
}
TENS = {
    "twenty": "2",
    "thirty": "3",
    "forty": "4",
    "fourty": "4",
    "fifty": "5",
    "sixty": "6",
    "seventy": "7",
    "eighty": "8",
    "ninety": "9",
}
TIMES = {"double": 2, "dubble": 2, "treble": 3, "triple": 3, "quadruple": 4}
MISHEARD = {"to": "2", "too": "2", "for": "4", "fore": "4", "ate": "8", "won": "1", "tree": "3", "sex": "6"}

LETTER_NAMES = {
    "ay": "A",
    "bee": "B",
    "cee": "C",
    "dee": "D",
    "ee": "E",
    "eff": "F",
    "gee": "G",
    "aitch": "H",
    "haitch": "H",
    "jay": "J",
    "kay": "K",
    "el": "L",
    "ell": "L",
    "em": "M",
    "en": "N",
    "pee": "P",
    "cue": "Q",
    "queue": "Q",
    "ar": "R",
    "ess": "S",
    "tee": "T",
    "vee": "V",
    "ex": "X",
    "wye": "Y",
    "zed": "Z",
    "zee": "Z",
}
# Ordinary words that speech-to-text writes for a letter: only between two other letters or digits.
LETTER_SOUNDS = {
    "see": "C",
    "sea": "C",
    "be": "B",
    "eye": "I",
    "pea": "P",
    "are": "R",
    "tea": "T",
    "why": "Y",
    "you": "U",
}
NATO = {word: word[0].upper() for word in word_list("spelling_alphabet")}
FILLERS = frozenset(
    ("er", "erm", "um", "uh", "ah", "then", "and", "space", "gap", "yeah", "yep", "mm", "like", "capital", "letter")
)
CORRECTIONS = frozenset(
    ("no", "sorry", "wait", "not", "mean", "i", "tell", "lie", "hang", "on", "let", "me", "see", "is")
)
CORRECTION_SIGNS = frozenset(("no", "sorry", "wait", "mean"))
RUN_MARKS = {"dot": ".", "point": ".", "slash": "/", "stroke": "/", "dash": "-", "hyphen": "-"}
LARGE = frozenset(("thousand", "million", "billion", "grand", "thousands", "hundreds", "millions"))
