"""The patterns by which telling things are seen in British talk, by kind; all are read without regard to case.

Ages and years are seen in digits and in words. They are written for talk, and err on the side of seeing too little.
"""

_MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
_SMALL = "one|two|three|four|five|six|seven|eight|nine"
_TENS = "twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety"
_TEENS = "ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen"
_NUMBER = rf"(?:\d{{1,3}}|(?:{_TENS})(?:[- ](?:{_SMALL}))?|{_TEENS}|{_SMALL})"
_AGED = rf"(?!(?:one|two|three|1|2|3)\b){_NUMBER}"  # said without `years old`, a smaller number is seldom an age
_GROWN = rf"(?:(?:{_TENS})(?:[- ](?:{_SMALL}))?|(?!ten|eleven|twelve)(?:{_TEENS}))"  # no hour of the day
_YEARS = rf"(?:(?:{_TENS})(?:[- ](?:{_SMALL}))?|oh[- ](?:{_SMALL})|{_TEENS})"
_MANY = rf"(?:[4-9]|1\d|four|five|six|seven|eight|nine|{_TEENS})"
_CHILDREN = "brothers|sisters|siblings|kids|children|sons|daughters|boys|girls"
_RELATIVE = (
    "he|she|who|mum|mam|mom|dad|mother|father|nan|nana|gran|grandma|grandad|son|daughter|eldest|oldest|youngest|brother"
    "|sister|husband|wife|partner|auntie|aunt|uncle|lad|lass|boy|girl"
)
_WHO = (
    r"(?:I'?m|I am|I was|I'd (?:just |only )?(?:been|be)|I'll be|I (?:must|would|could)(?:'ve| have) been|they were"
    rf"|(?:{_RELATIVE})(?:'s| is| was))"
)
_ENDS = (
    rf"(?=[.,;?!]|$| (?:when|and|then|now|at the|by|before|so|or so|next|this|last|nearly|in (?:{_MONTHS})|years? old)\b"
    r"| on (?:my|her|his)\b| (?:I|they|we|he|she) (?!\w+'ve))"
)
_WHERE = "country|county|trust|region|town|village|city|area|team|service|hospital|hub|ward|world|building"
PATTERNS = {
    "place": (
        r"\b(?:the|our|my|same|this|small|little|tiny|\w+ing|pit|coal|farming|seaside|market) (?:village|hamlet)\b"
        r"(?! (?:hall|green|shop|pub|fete))|\b(?:small|little|tiny|market|seaside|mining|mill|garrison|port) town\b",
        r"\b(?:an|the|our|same|this|small|little|tiny) island\b(?! (?:unit|worktop))",
    ),
    "age": (
        rf"\b(?:aged?|age of) {_NUMBER}\b(?! (?:uk|concern))",
        rf"\b{_NUMBER}[- ](?:years?[- ]old|year[- ]olds|years of age)\b",
        rf"\b(?:{_WHO}|turned|turning)(?: (?:only|just|nearly|about|like|still))? {_AGED}(?: or {_NUMBER})?{_ENDS}",
        rf"\bat {_GROWN}(?=,| (?:I|he|she|they|we)\b)",
        rf"\b(?:my|his|her|their) (?:early |mid |late |mid-)?(?:teens|{_TENS.replace('y', 'ies')})\b",
        r"\b(?:teen|twent|thirt|fort|fift|sixt|sevent|eight|ninet)ieth birthday\b|\b\d\d(?:st|nd|rd|th) birthday\b",
    ),
    "date": (
        r"\b(?:19[2-9]\d|20[0-4]\d)\b(?! (?:of|people|patients|pounds|miles))",
        rf"\b(?:nineteen (?:hundred and )?|two thousand and (?=\w)|twenty )(?:{_YEARS}|{_SMALL})\b"
        r"(?! (?:per|percent|pounds|quid|minutes|people|years|hours|weeks|months|of us|of them))",
        rf"\b(?:in|since|till|until|from) (?:oh|nought)[- ](?:{_SMALL})\b",
        r"'\d\d\b",
        r"\b(?:in|since|of|from|during|through|late|early|mid) the (?:mid |early |late )?"
        r"(?:19\d0s|20\d0s|forties|fifties|sixties|seventies|eighties|nineties|noughties)\b",
    ),
    "condition": (
        r"\b(?:I'?m|I am|I was|he's|she's|is|was|went|registered|born|partially) (?:blind|sighted|paralysed)\b",
    ),
    "family": (
        r"\b(?:identical |non-identical )?(?:twins?|triplets?|quadruplets)\b(?!\W+(?:bed|beds|room|track|tub))",
        rf"\b(?:one|eldest|oldest|youngest|baby|middle) of {_MANY}"
        r"(?=[.,;?!]|$| (?:and|in|kids|children|brothers|sisters|girls|boys|so|who|me|of us)\b)",
        rf"\b{_MANY} (?:of us )?(?:{_CHILDREN})\b",
        r"\b(?:was|were|been|am|I|we|I'm|he's|she's) (?:adopted|fostered|orphaned|widowed)\b",
        r"\b(?:orphan|foundling|foster (?:child|kid|son|daughter|mum|dad|carer|parents?)|birth (?:mum|mother|father))\b",
        r"\b(?:stillborn|stillbirth|cot death|surrogacy|donor-conceived|sperm donor|bigamist)\b",
        r"\b(?:killed|hanged|shot|drowned|stabbed) (?:himself|herself|themselves)\b",
        r"\b(?:took|taken) (?:his|her|their) own li(?:fe|ves)\b",
        rf"\b(?:{_RELATIVE}) (?:was (?:murdered|killed|stabbed|shot)|drowned)\b",
    ),
    "group": (r"\b(?:I'?m|I am|is|he's|she's|they're|as|being|a) trans\b",),
    "life": (
        r"\bex[- ](?:army|navy|forces|raf|military|services|servicem[ae]n|police|con|cons|offender|offenders|prisoner)\b",
        r"\b(?:did|done|served|spent) (?:\w+ ){1,3}(?:inside(?! an? | the )|in (?:prison|jail|the nick))\b",
        r"\b(?:been|was) inside(?=[.,;?!]|$| for)|\b(?:did|done|doing) time\b",
        r"\b(?:came out of|got out of|coming out of|been in|I was in|sent to|went to|my time in) (?:prison|jail|the nick)\b",
    ),
    "public": (
        rf"\bthe (?:very )?(?:first|only)(?: ever)?(?: \w+){{1,7}}? (?:in|at|on|for) (?:the|this|our|that) "
        rf"(?:whole |entire )?(?:{_WHERE})\b",
        r"\bbeen on (?:the )?(?:telly|tv|television|radio|news)\b|\ball over the (?:news|papers|internet)\b",
        r"\b(?:play(?:ed|ing)|boxed|swam|ran|capped|competed) for (?:England|Scotland|Wales|Ireland|Great Britain|GB)\b",
        r"\b(?:wrote|written|published) (?:a|my|the) (?:book|memoir)\b",
    ),
}
JOB_FRAME = (
    rf"\b(?:{_WHO}|I used to be|my \w+(?:'s| is| was)|as|becom(?:e|es|ing)|became|being|been|(?:re)?trained as|retired"
    r"|former|married|made (?:me|him|her|them)|job (?:is|was)|promoted to)(?: (?:an?|the|their|its))?(?: [\w-]+)?? "
)
