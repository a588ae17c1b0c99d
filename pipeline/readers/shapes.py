"""A possible label goes in, what it looks like comes out: a role, a name, a code, a lower-case word, or nothing."""

import re
from typing import Literal

Shape = Literal["role", "name", "code", "lower"]

MAX_LABEL = 63  # characters, as MAXQDA has it
MAX_WORDS = 6

_ROLES = (
    "interviewer|interviewee|participant|respondent|informant|speaker|unknown speaker|moderator|facilitator|researcher"
    "|host|co-?host|guest|narrator|caller|agent"
    "|customer|patient|doctor|nurse|clinician|client|therapist|counsellor"
    "|coach|student|teacher|instructor|chair|chairperson|observer|translator|interpreter|male|female|man|woman|carer|volunteer"
    "|manager"
    "|unknown|unidentified|all|everyone|several|group|multiple speakers|focus group|voice|int|intv|inter|res|resp"
    "|mod|fac|spk|spkr|iv|ie|[a-z]"
)
_ROLE = re.compile(
    rf"(?:(?:male|female|unknown|unidentified|second|first|third|peer|lead|co)[ _-])?(?:{_ROLES})\.?"
    r"(?:[ _#.-]{0,2}(?:no\.? ?)?\d{1,4}[a-z]?|[ _-][a-z])?",
    re.IGNORECASE,
)
_CODE = re.compile(r"(?=.*[A-Z?])[A-Z0-9][A-Z0-9_./&-]{0,14}\d{0,4}[a-z]?|\?{1,3}")
_PARTICLE_WORDS = "and & + of the de da del der den di du van von la le bin ibn al el ap y e und et or"
_PARTICLES = frozenset(_PARTICLE_WORDS.split())
_ASIDE = re.compile(r"\s*[(\[][^()\[\]]{1,40}[)\]]")
_ABBREVIATION = re.compile(r"[^\W\d_]{1,5}\.")
_WORD = re.compile(r"[^\W_][\w'\u2019.\-]*", re.UNICODE)

# First words that open a sentence or a remark, and single words that stand before a colon in any prose.
_STOPS = """a an the this that these those there here it its he she we they you my our your his her their what which who
    whose why how when where if so well yes yeah yep no nope nah but and or because also however therefore thus then
    now okay ok right first firstly second secondly third thirdly finally lastly next last again anyway remember
    imagine example examples e.g eg i.e ie note notes nb n.b ps p.s warning caution tip hint important summary
    conclusion conclusions result results reason reasons question answer point points problem problems solution fact
    listen look see think say said says quote unquote meaning only still yet even maybe perhaps actually
    basically honestly seriously literally bottom in on at by for from with without to as is was are were be do
    does did can't don't i'm i've it's that's there's let's let not never always sometimes monday tuesday
    wednesday thursday friday saturday sunday january february march april june july august september october november
    december today tomorrow yesterday http https ftp www mailto doi isbn tel fax email e-mail phone mobile url link
    re fw fwd cc bcc step part chapter section figure table box appendix source sources edit update todo action actions
    pros cons plus minus options option total oh ah um er erm mm mhm hmm uh hello hi hey thanks thank please sorry
    transcript transcription recording context background intro introduction overview references theme themes"""
_STOP_WORDS = frozenset(_STOPS.split())

METADATA = re.compile(
    r"""(?:(?:the\ )?(?:date|time|start\ time|end\ time|duration|length|location|place|venue|setting|project|study|title
    |subject|topic|theme|file|filename|file\ name|audio|audio\ file|audio\ source|media|recording|recording\ date
    |recorded|recorded\ (?:by|on)|date\ of\ \w+
    |(?:meeting|interview|session|transcript|transcription|project|study|participant
    |respondent|interviewee|interviewer|speaker|case|document|recording|audio|file|job|focus\ group)[ ](?:id|no|no\.|nr
    |number|code|ref|reference|date|time|title|name|names|type|location|length|duration|details|start|end|host|notes?|with)
    |meeting|session|transcript|transcribed|transcriber|transcribed\ (?:by|on)|transcript\ by|transcription\ by
    |checked\ by|language|version|hosted\ by|organi[sz]er|organi[sz]ed\ by|attendees|participants|speakers|present
    |apologies|keywords|abstract|summary|status|gender|age|age\ group|occupation|job|job\ title|role|ethnicity|consent
    |reference|ref|id|case|site|wave|pseudonym|confidential|page|url|link|note|notes|key|legend))""",
    re.IGNORECASE | re.VERBOSE,
)


def shape_of(label: str) -> Shape | None:
    """What a label looks like; None where it is part of a sentence, a web address, a clock time or a heading word."""
    if not label or len(label) > MAX_LABEL or METADATA.fullmatch(label):
        return None
    core = _ASIDE.sub("", label).strip() or label
    if _ROLE.fullmatch(core):
        return "role"
    words = [word for word in core.replace("/", " ").split() if any(map(str.isalnum, word))]
    if not words:
        return "code" if _CODE.fullmatch(core) else None
    if len(words) > MAX_WORDS or not any(map(str.isalpha, core)) or words[0].casefold().strip(",.") in _STOP_WORDS:
        return None
    if _CODE.fullmatch(core):
        return "code"
    if all(_is_name_word(word) for word in words) and words[0].casefold() not in _PARTICLES:
        return "name"
    return "lower" if len(words) == 1 and words[0].isalpha() and words[0].islower() else None


def is_single_letter(label: str) -> bool:
    """Whether a label is one letter, such as `I` or `R`, which any list or initial may also be."""
    return len(label.rstrip(".")) == 1


def _is_name_word(word: str) -> bool:
    bare = word.strip(",")
    if bare.casefold() in _PARTICLES:
        return True
    if bare.endswith(".") and not _ABBREVIATION.fullmatch(bare):
        return False
    first = next((c for c in bare if c.isalnum()), "")
    cased = first.isupper() or first.isdigit() or (first.isalpha() and not first.islower())
    return cased and _WORD.search(bare) is not None and not re.search(r"[!?;/\\=<>@]", bare)
