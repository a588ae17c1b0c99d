"""The name of a tier goes in; out comes what it says of the tier: speech, words, sounds, speakers, or something aside.

The words are those that transcribers' templates and forced aligners use (ELAN, Praat, FAVE, MFA, LaBB-CAT, WebMAUS, FLEx).
"""

import re
from typing import Literal

Layer = Literal["aside", "speech", "words", "sounds", "who"]

_SPEECH = r"""utt|utterances?|äußerung(?:en)?|speech|spch|spoken|talk|transcri\w+|transkri\w+|trs|trn|orth|ortho\w*|text|texts
    |txt|tx|phrases?|sentences?|satz|sätze|verbatim|dialog(?:ue)?|ipus?|énoncés?|enonces?|enunciados?"""
_WORDS = r"words?|ort|wort|wörter|mots|palabras?|parole|tokens?|tok|woord(?:en)?"
_SOUNDS = (
    r"phon|phons|phones?|phonemes?|phono|fonemas?|segments?|syll?s?|syllables?|syllabes?|vowels?|mau|maus|kan|sampa"
)
_WHO = r"speakers?|spk|spkr|turns?|locuteurs?|sprecher\w*|hablantes?|who"
_ASIDE = r"""comm|comments?|commentar\w*|commentaires?|comentarios?|comentários?|kommentare?|remarks?|remember|notes?|notas?
    |notizen|annotations?|opmerking(?:en)?|transl|translations?|trad|traducci\w+|traductions?|tradu\wão|traduzione
    |übersetzung(?:en)?|vertaling(?:en)?|ft|gls|gloss\w*|glosse|gest\w*|gaze|hands|eyes?|eyebrows?|mouth|posture|movements?
    |motion|nods?|shrugs?|codes?|coded|coding|codage|codings|tags?|context|topics?|themes?|thema|thème|thèmes|sections?
    |scenes?|episodes?|events?|activity|activities|actions?|noises?|sounds?|music|silences?|silent|pauses?|laugh\w*|rires?
    |breath\w*|overlaps?|pos|morph\w*|lemmas?|syntax|tones?|tobi|breaks|misc|pitch|intensity|formants?|vot|ipa|phonet\w*
    |phonol\w*|pron|pronunc\w*|prosod\w*|intonation|stances?|affect\w*|emotions?|sentiments?|evaluations?|markers?|meta
    |metadata|timecodes?|languages?|disfluenc\w*|entit\w+|phases?|handedness|facial|smiles?|stress\w*
    |pronouns?|verbs?|nouns?|tenses?|tma|aspect|mood|animacy|reflexiv\w*|referen(?:ts?|tial\w*)|clauses?|syntactic\w*
    |semantic\w*|pragmatic\w*|gramm\w*|addressees?|categor(?:y|ies)|illocution\w*"""
_LAYERS: dict[Layer, re.Pattern[str]] = {  # the first that fits counts
    "aside": re.compile(_ASIDE, re.VERBOSE),
    "words": re.compile(_WORDS, re.VERBOSE),
    "sounds": re.compile(_SOUNDS, re.VERBOSE),
    "speech": re.compile(_SPEECH, re.VERBOSE),
    "who": re.compile(_WHO, re.VERBOSE),
}
_PERSON = re.compile(  # `Music teacher` and `Note-taker` are people
    r"takers?|teachers?|coordinators?|managers?|therapists?|leaders?|leads?|officers?|organi[sz]ers?|assistants?"
    r"|specialists?|workers?|advis[eo]rs?|directors?"
)
_ACTS = re.compile(
    r"\b(?:dialog(?:ue)?|speech|communicative|conversation(?:al)?)[\W_]*acts?\b|\bbreak[\W_]*ind", re.IGNORECASE
)
_TOOLBOX = re.compile(r"(?:mb|mp|ge|gr|gn|gw|ps|rx|nt|ph)@.+", re.IGNORECASE)  # Toolbox's markers before the speaker
_CAMEL = re.compile(r"(?<=[a-zß-ÿ])(?=[A-ZÀ-Þ])")
_LAYER_WORD = rf"(?:{_SPEECH}|{_WORDS}|{_SOUNDS})"
_PART = re.compile(
    rf"(?:{_LAYER_WORD}\s*[\s_@.|:-]\s*(?P<last>.+)|(?P<first>.+?)\s*[\s_@.|:-]\s*{_LAYER_WORD})", re.X | re.I
)
_DASHED = re.compile(rf"(?:{_LAYER_WORD}\s+-\s+(?P<last>.+)|(?P<first>.+?)\s+-\s+{_LAYER_WORD})", re.X | re.I)


def layer_of(name: str) -> Layer | None:
    """What a tier's name, or its linguistic type, says of what the tier holds; None where it says nothing."""
    tokens = [token for token in re.split(r"[\W\d_]+", _CAMEL.sub(" ", name).casefold()) if token]
    if tokens and _PERSON.fullmatch(tokens[-1]):
        return None
    if _ACTS.search(name) or _TOOLBOX.fullmatch(name.strip()):
        return "aside"
    return next((layer for layer, words in _LAYERS.items() if any(words.fullmatch(token) for token in tokens)), None)


def speaker_part(name: str) -> str:
    """A tier's name without the word for its layer: `Mary - phones`, `words_Mary` and `Mary` all give `Mary`."""
    match = _PART.fullmatch(name.strip())
    return (match["first"] or match["last"]).strip(" -") if match else name.strip()


def label_part(name: str) -> str:
    """The speaker in a name such as `Mary - words`, as aligners write it; any other name as it is."""
    match = _DASHED.fullmatch(name.strip())
    return (match["first"] or match["last"]).strip() if match else name.strip()
