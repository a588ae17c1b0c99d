"""Identifiers of types, layers and limits go in, the words in which a board reads them come out."""

TYPES = {
    "PERSON": "Names of people",
    "HOSPITAL": "Hospitals",
    "WARD": "Wards",
    "ORG": "Organisations",
    "LOCATION": "Places",
    "ADDRESS": "Addresses",
    "PHONE": "Telephone numbers",
    "EMAIL": "E-mail addresses",
    "POSTCODE": "Postcodes",
    "NHS_NUMBER": "NHS numbers",
    "NINO": "National Insurance numbers",
    "ID": "Case, staff and other numbers",
    "HANDLE": "Names on social media",
    "URL": "Web addresses",
    "VEHICLE": "Vehicle registrations",
    "DATE": "Dates",
    "AGE": "Ages of 90 and over",
    "SUM": "Sums of money in written records",
    "ORIGIN": "Nationalities in written records",
}
LAYERS = {
    "entities": "A language model that reads each sentence",
    "names": "Lists of first names and surnames",
    "cues": "Words around a name, such as a title or \u201cmy brother\u201d",
    "slots": "A word\u2019s place in the sentence, where names mostly stand",
    "record": "Patterns of years, sums and bodies in written records",
    "rare": "Rare words with a capital letter",
    "places": "Lists of places, hospitals and public bodies",
    "addresses": "Patterns of addresses",
    "identifiers": "Patterns of written numbers, e-mail and web addresses",
    "spoken": "Patterns of numbers and addresses said aloud",
    "dates": "Patterns of dates",
    "roster": "The project\u2019s list of speakers",
    "archive": "Search of every transcript for names found in any other place",
    "spelled": "Search for names found in any place, spelled out letter by letter",
    "decisions": "What a person decided in the review table",
    "slip": "Search for words one letter off a name found in any place",
}
KINDS = {
    "job": "job",
    "place": "place",
    "age": "age",
    "date": "date or year",
    "condition": "illness or disability",
    "family": "family",
    "group": "group",
    "life": "life history",
    "public": "public or only one",
}
LIMITS = (
    "No program finds everything. Names are missed above all where they are also ordinary words, misspelt, spelled out, "
    "or in speech-to-text without capital letters. Read transcripts before they are shared.",
    "Replacing names does not make people unrecognisable. What somebody says, how they say it, and events that others "
    "know of stay in the text. Whoever knows a person may recognise them.",
    "The counts are of what was replaced, whether rightly or wrongly. Ordinary words replaced by mistake are among them.",
    "The estimate of misses holds for identifiers that the readers noticed, and for transcripts like those drawn. "
    "Readers miss things too.",
    "The search for combinations knows short lists of English words. It finds some of what singles a person out, not "
    "all, and it does not know what outsiders know.",
    "Recordings, consent forms, e-mails and the original transcripts are not part of this report and must be protected "
    "or destroyed by themselves.",
)


def type_in_words(kind: str) -> str:
    """A type of identifier as a board reads it."""
    return TYPES.get(kind, kind.replace("_", " ").capitalize())


def layer_in_words(layer: str) -> str:
    """A layer of detection as a board reads it."""
    return LAYERS.get(layer, layer.replace("_", " ").capitalize())


def percent(share: float) -> str:
    """A share in 0..1 with as many decimals as it needs to be told from 0 and from 100."""
    if share in (0.0, 1.0):
        return f"{100 * share:.0f} %"
    if share < 0.001:
        return "less than 0.1 %"
    if share > 0.999:
        return "more than 99.9 %"
    return f"{100 * share:.1f} %"
