"""What stands between brackets goes in; out comes the kind of transcriber's mark it is, or None where it is speech.

Square brackets and double parentheses are marks whatever they hold, short replies of a listener apart. Parentheses,
angles, braces and asterisks are marks only if every word in them belongs to a mark: `(laughs)`, not `(I laughed)`.
"""

import re

# In order: the first kind with a word in the mark names it.
KINDS: tuple[tuple[str, str], ...] = (
    ("redacted", "redacted anonymised anonymized pseudonymised removed withheld deleted omitted pii"),
    ("inaudible", "inaudible unclear indistinct unintelligible indecipherable incomprehensible undecipherable"),
    ("crosstalk", "crosstalk cross-talk overlapping overlap overtalk over-talking overtalking talkover"),
    ("laughter", "laugh laughs laughing laughter laughed chuckle chuckles chuckling giggle giggles giggling"),
    ("pause", "pause pauses paused pausing silence silent hesitation hesitates"),
    (
        "noise",
        "noise noises rings ringing rang cough coughs coughing coughed sigh sighs sighing sighed sneeze sneezes "
        "sneezing applause clapping claps music beep beeps beeping knock knocks knocking sniff sniffs sniffing "
        "sobs sobbing cries crying gasps gasp groans groan yawns yawn whistles whistling clears throat-clearing "
        "bang bangs banging bell buzzing buzzes hums humming static feedback inhales exhales breath barking barks",
    ),
)
_WORDS = {word: kind for kind, words in reversed(KINDS) for word in words.split()}
_MODIFIER_WORDS = """
    a an and both all everyone everybody group general in background of the off on over with at to again more short
    long brief slight slightly small little big loud loudly quiet quietly soft softly nervous nervously wry wryly
    heavily deep deeply many several multiple speaker speakers voice voices interviewer interviewee participant
    participants respondent audience phone telephone mobile alarm door doors doorbell dog dogs baby child traffic siren
    throat audio recording tape word words phrase passage section sec secs second seconds s min mins minute minutes
    name names place hospital ward organisation address number date identifying information details while talking
    speaking simultaneously approx about one two three four five ten"""
_MODIFIERS = frozenset(_MODIFIER_WORDS.split())
_LISTENER = re.compile(
    r"(?:(?:mm+|m-?hm+|mhm+|hm+|uh-?huh|uh|yeah|yes|yep|no|ok|okay|right|sure|oh|ah|i see|exactly|really)[ ,.?!-]*)+",
    re.IGNORECASE,
)
_PLACEHOLDER = re.compile(
    r"(?:[A-Z]{2,}[A-Z_]*(?:[ _-]?[A-Z0-9]{1,6})?|(?:Name|Person|Place|Hospital|Ward|Organisation) [A-Z0-9]{1,6}|Name)"
)
_UNSURE = re.compile(r"[?x]{2,}|\?", re.IGNORECASE)
_TIMED_PAUSE = re.compile(r"\.{1,3}|…|\d{1,2}(?:\.\d{1,2})?(?: ?s(?:ecs?|econds)?)?\.?", re.IGNORECASE)
_TIME = re.compile(r"[#@]?\d{1,2}(?::\d{2}){1,2}(?:[.,-]\d{1,3})?#?")
_TALKING_OVER = re.compile(
    r"(?:(?:both|all|everyone|people|speakers?|they|participants) )?(?:(?:are )?(?:talk|speak)(?:s|ing)? "
    r"(?:over (?:each other|one another)|at once|at the same time|simultaneously|together)|over each other)",
    re.IGNORECASE,
)


def kind_of(inside: str, *, form: str) -> str | None:
    """The kind of a mark by what stands between its brackets.

    `form` is square, double, round, angle, curly, star or stamp (a bare time between number signs).
    """
    text = inside.strip()
    open_form = form in ("square", "double")
    if form == "stamp":
        return "comment"
    if not text or (form == "square" and _LISTENER.fullmatch(text)):
        return None
    if _UNSURE.fullmatch(text) and (open_form or len(text) > 1) and form != "star":
        return "inaudible"
    if _TIMED_PAUSE.fullmatch(text):
        return {"round": "pause", "double": "pause", "square": "comment"}.get(form) if not _is_count(text) else None
    if _TALKING_OVER.fullmatch(text):
        return "crosstalk"
    if form == "square" and _PLACEHOLDER.fullmatch(text) and not _kind_by_words(text):
        return "redacted"
    kind = _kind_by_words(text)
    if open_form:
        return kind or "comment"
    return kind if kind and _only_mark_words(text) else None


def _is_count(text: str) -> bool:
    return text.isdigit()  # (3) counts or enumerates; a pause is (3.0) or (3 secs)


def _words(text: str) -> list[str]:
    return [word.strip(".,;:!?…'\u2019\"-\u2013\u2014") for word in _TIME.sub(" ", text.casefold()).split()]


def _kind_by_words(text: str) -> str | None:
    found = {_WORDS[word] for word in _words(text) if word in _WORDS}
    return next((kind for kind, _ in KINDS if kind in found), None)


def _only_mark_words(text: str) -> bool:
    words = [word for word in _words(text) if word]
    known = all(word in _WORDS or word in _MODIFIERS or re.fullmatch(r"\d+(?:\.\d+)?s?", word) for word in words)
    return known and words[0] not in ("the", "a", "an", "and", "of", "to")
