"""Nothing enters; what comes out are the words by which a possible label is judged: roles, sentence openers, particulars.

They are evidence, never the whole of it: whether a word is a label is for the whole file to say (`labels.py`).
"""

import re

_ROLE_WORDS = """interviewer|interviewee|participant|respondent|informant|speaker|unknown speaker|moderator|facilitator
    |researcher|host|co-?host|guest|narrator|caller|agent|customer|patient|doctor|nurse|clinician|client|therapist
    |counsellor|counselor|coach|student|teacher|instructor|professor|chair|chairperson|chairman|chairwoman|president
    |observer|translator|interpreter|male|female|man|woman|boy|girl|child|carer|volunteer|manager|operator|reporter
    |witness|judge|court|clerk|counsel|official|subject|candidate|user|mother|father|son|daughter|husband|wife
    |unknown|unidentified|all|both|everyone|several|group|multiple speakers|focus group|audience|voice
    |interviewers|participants|respondents|speakers
    |int|intv|inter|intvr|res|resp|part|mod|fac|facil|obs|spk|spkr|iv|ie|ip|fg|pt|ptcpt
    |interviewerin|interviewter|befragte|befragter|befragte person|interviewte|interviewpartner
    |interviewpartnerin
    |sprecher|sprecherin|teilnehmer|teilnehmerin|moderatorin|enqu\u00eatrice|enqu\u00eateur|enqu\u00eat\u00e9e?
    |intervieweu[sr]e?
    |interview\u00e9e?|entrevistadora?|entrevistad[oa]|participante|informante|intervistatore|intervistatrice|intervistat[oa]
    |intervjuare|intervjuer|informant|intervjuperson|haastattelija|haastateltava|[a-z]"""
ROLES = re.sub(r"\s*\n\s*", "", _ROLE_WORDS)

# Nouns that may follow a capital in a label without one: `Delivery man`, `Male voice`.
_ROLE_NOUNS = """man woman voice speaker nurse doctor boy girl child lady gentleman person member driver officer worker student
    participant respondent interviewer assistant teacher manager mother father sister brother wife husband carer
    neighbour staff attendee caller guest host audience female male one two three four"""
ROLE_NOUNS = frozenset(_ROLE_NOUNS.split())

# Who may bear an article in a label: `THE COURT`, `The Minister for Buses`.
_OFFICES = """chair chairman chairwoman chairperson president vice-president speaker court witness clerk minister judge
    secretary deputy interpreter moderator interviewer reporter defendant plaintiff prosecutor prosecution foreman
    foreperson juror bailiff registrar commissioner coroner mayor deponent applicant respondent convener narrator
    videographer marshal lord lady prime first chancellor attorney usher"""
OFFICES = frozenset(_OFFICES.split())

_TITLES = "mr mrs ms miss mx dr prof sen rep hon gov gen col capt st sir"  # no labels by themselves
TITLES = frozenset(_TITLES.split())

# Particles inside names; those of the second group may begin one: `van der Berg`.
_OPENING = "da de del della der den di do dos du von van la le bin ibn al el ap ten ter zu zum"
SURNAME_PARTICLES = frozenset(_OPENING.split())
_WITHIN = "and & + of the y e und et or for"
PARTICLES = SURNAME_PARTICLES | frozenset(_WITHIN.split())

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
    transcript transcription recording context background intro introduction overview references theme themes
    rule rules list lists idea ideas thing things one two three four five"""
STOP_WORDS = frozenset(_STOPS.split())

# Keys and pronouns that may be speakers too.
_PERSONS = "question answer subject case participants speakers witnesses members you she he her him they we me"
PERSONS = frozenset(_PERSONS.split())

METADATA = re.compile(
    r"""(?:(?:the\ )?(?:date|time|start\ time|end\ time|duration|length|location|place|venue|setting|project|study|title
    |subject|topic|theme|file|filename|file\ name|audio|audio\ file|audio\ source|media|recording|recording\ date
    |recorded|recorded\ (?:by|on)|(?:date|place|year|country)\ of\ \w+|from|to|sent|cc|depositor|archive|collection
    |(?:meeting|interview|session|transcript|transcription|project|study|participant
    |respondent|interviewee|interviewer|speaker|case|document|recording|audio|file|job|focus\ group)[ ](?:id|no|no\.|nr
    |number|code|ref|reference|date|time|title|name|names|type|location|length|duration|details|start|end|host|notes?|with)
    |meeting|session|transcript|transcribed|transcriber|transcribed\ (?:by|on)|transcript\ by|transcription\ by
    |(?:checked|edited|reviewed|proofread|audited|corrected)(?:\ (?:by|on))?|(?:geographic\ )?region|marital\ status
    |language|version|hosted\ by|organi[sz]er|organi[sz]ed\ by|attendees|participants|speakers|present
    |witnesses|members|members\ present|in\ attendance|apologies|keywords|abstract
    |summary|status|gender|sex|age|age\ group|occupation|job|job\ title|role|ethnicity
    |name|full\ name|date\ of\ birth|nationality|home\ ?town|profile|bio|biography|hobbies|(?:time|recording|transcript)_\w+
    |consent|reference|ref|id|case|site|wave|pseudonym|confidential|page|url|link|note|notes|key|legend))""",
    re.IGNORECASE | re.VERBOSE,
)
