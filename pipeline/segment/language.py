"""The name of a spaCy model goes in, its sentence splitter comes out, loaded once in each process."""

from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING

from data_schemas.errors import ConfigError

if TYPE_CHECKING:
    from spacy.language import Language

# The splitter has its own embedding layer; nothing else of the pipeline is read (same boundaries, less time).
EXCLUDED = ["tok2vec", "tagger", "parser", "attribute_ruler", "lemmatizer", "ner"]
MAX_CHARACTERS = 100_000_000  # spaCy's own limit, a million, is for parsers


@cache
def load_language(model: str) -> "Language":
    """Load tokeniser, word vectors and sentence splitter of an installed model; ConfigError if it has none."""
    import spacy

    try:
        package = import_module(model)
    except ModuleNotFoundError as error:
        if error.name != model:
            raise
        raise ConfigError(f"segment: model: no package {model!r} is installed; run `threefaces setup`") from error
    path = package.model_path() if hasattr(package, "model_path") else model
    try:
        language = spacy.load(path, exclude=EXCLUDED)
    except OSError as error:
        raise ConfigError(
            f"segment: model: package {model!r} is no spaCy model; name one, or leave the default"
        ) from error
    if "senter" not in language.component_names:
        raise ConfigError(f"segment: model: {model!r} has no `senter`; name an English core model that has one")
    language.enable_pipe("senter")
    language.max_length = MAX_CHARACTERS
    return language
