"""A written line goes in, ages of ninety and over go out, in figures or in words: there are few people of that age."""

import re
from collections.abc import Iterator

from pipeline.pseudonymise.hits import Hit
from pipeline.pseudonymise.written import Written

_OLD = r"(9\d|1[01]\d)(?![\d.,:/%]\d|%)"
_NO_AMOUNT = (
    r"(?![ \-](?:percent|per cent|pounds?|quid|pence|p\b|minutes?|mins|hours?|days?|weeks?|months?|miles?|metres?"
    r"|yards?|kilos?"
    r"|kg|stone|degrees|times|people|of (?:us|them)|in the|out of|on (?:the|his|her|my) (?:list|sats|air)|beds"
    r"|or more people"
    r"|on air|over|milligrams?|mg|odd|thousand|million|grand|steps|calories|words))"
)
_PERSON = (
    r"(?:she|he|I|who|they|mum|mam|mom|mummy|mother|dad|father|nan|nana|nanna|nanny|gran|grandma|granny|grandad"
    r"|granddad"
    r"|grandpa|grandfather|grandmother|aunt|auntie|aunty|uncle|sister|brother|husband|wife|lady|gentleman|man|woman"
    r"|chap|bloke"
    r"|one|neighbour|friend|patient|resident|mother-in-law|father-in-law|nain|taid|granda|oldest|eldest|(?!It|That"
    r"|This|There|What|Which|Here|Then|And|But|So)[A-Z][a-z]+)"
)
_FRAMES = [
    re.compile(pattern, re.IGNORECASE if fold else 0)
    for pattern, fold in (
        (rf"\b(?:aged?|turned|turning|turns|age of|years old at|lived to(?: be)?|lived till|lived until|aged about)"
         rf"(?: about| of| nearly|:)?:? {_OLD}\b{_NO_AMOUNT}", True),
        (rf"\b(?:age|aged):? ?{_OLD}\b{_NO_AMOUNT}", True),
        (rf"\b(?:died|passed away|passed|went|dying|dead) (?:at|aged) (?:about |nearly )?{_OLD}\b{_NO_AMOUNT}", True),
        (rf"\b{_PERSON}(?:['\u2019]?(?:s|m)|['\u2019](?:ll be|d be|re)| is| am| was| were| be| will be| would be| would have been"
         r"|['\u2019]d have been| must be| must have been| turns| turned| hit| reached| got to| made it to| 's"
         r"| has turned| going on| made)"
         r"(?: about| nearly| almost| only| just| now| still| over| well over| probably| already| like| gone"
         r"| coming up(?: to)?"
         rf"| going on| rising| getting on for)* {_OLD}\b{_NO_AMOUNT}(?=[.,;:!?)\u2013\u2014\u2026]|$"
         rf"| [a-z\-])", False),
        (rf"\b(?:when|until|till|til|cos|because|and|but|before|since|if|though|that) {_PERSON} (?:was|were|is|hit"
         rf"|got to|turned|reached)"
         rf" (?:about |nearly |almost )?{_OLD}\b{_NO_AMOUNT}", True),
        (rf"\b{_OLD}[ \-]?(?:(?:years?|yrs?)[ \-]?(?:old|of age|olds)\b|y/?o\b|yrs?\b(?! (?:ago|later)))", True),
        (rf"\b(?:at|at about|until|till|to be) {_OLD}\b{_NO_AMOUNT}(?=[.,;:!?)]|$| and (?:still|he|she)"
         rf"| years of age)", True),
        (r"\b((?:9\d|1[01]\d)(?:st|nd|rd|th)|(?:90[ \-](?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))"
         r"|ninetieth|(?:one )?hundredth|hundred and first|hundred and second|hundred and third)(?= birthday"
         r"| year\b)", True),
        (rf"\b(?:F|M|female|male|lady|gentleman|woman|man|mother|father|mum|dad|nan|grandad|widow"
         rf"|widower)[,;] (?:about )?{_OLD}(?=[,;.)]|$)", True),
        (rf"\b[A-Z][a-z]+ \({_OLD}\)", False),
        (rf"\b(?:Mrs|Mr|Ms|Miss)\.? [A-Z][\w\-]*\.?,? \(?{_OLD}(?=[,;.)])", False),
        (rf"\b(?:chap|bloke|lady|gentleman|man|woman|patient|resident|widow|widower|lad|lass|old boy"
         rf"|neighbour) of {_OLD}\b{_NO_AMOUNT}", True),
        (rf"\bat (?:about |nearly )?{_OLD},? (?:she|he|they|I|my|his|her)\b", True),
        (r"\b(9\d|1[01]\d) ?(?:F|M|yo|YO)\b", False),
        (rf"\bhow old\b[^.?!]{{0,60}}?\b{_OLD}\b{_NO_AMOUNT}", True),
        (rf"\b{_OLD} (?:she|he) (?:is|was|were|be|will be|'?d be)\b(?=[.,;!?]|$)", True),
    )
]  # fmt: skip
_HINT = re.compile(r"9\d|1[01]\d|ninet|hundred", re.IGNORECASE)
_MEASURED = re.compile(
    r"\b(?:weigh(?:ed|s|t|ing)?|sats?|stats|scor(?:e|ed|es|ing)|bp|temp\w*|pulse|heart rate|number|percent|kilos?"
    r"|oxygen"
    r"|bus|marks?|mph|speed)\b[^.?!]{0,40}\Z",
    re.IGNORECASE,
)


def age_hits(written: Written) -> Iterator[Hit]:
    """Ages of ninety and over in one line."""
    text = written.text
    if not _HINT.search(text):
        return
    for frame in _FRAMES:
        for match in frame.finditer(text):
            if not _MEASURED.search(text, max(0, match.start(1) - 50), match.start(1)):
                yield Hit(match.start(1), match.end(1), "AGE", 0.9)
