"""Texts with ids go in, what each system would mask comes out: ours, plain spaCy, Presidio as shipped and at its most.

Presidio comes with the extra `compare`. It is given what it would fetch at its first e-mail address (the list of public
suffixes, of which tldextract ships a copy), so that no system here uses the network.
"""

import importlib
import sys
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from data_schemas.errors import ConfigError  # noqa: E402
from pipeline.key import Key  # noqa: E402
from pipeline.pseudonymise.entities import entity_model  # noqa: E402
from pipeline.pseudonymise.lines import MODEL, pseudonymise_texts  # noqa: E402

Texts = Sequence[tuple[str, str]]
Rows = list[dict[str, Any]]
System = Callable[[Texts], Rows]
KEY = Key(b"a fixed key: figures do not depend on it")
BATCH = 64  # texts
SPACY_TYPES = {
    "PERSON": "PERSON",
    "ORG": "ORG",
    "GPE": "LOCATION",
    "LOC": "LOCATION",
    "FAC": "LOCATION",
    "DATE": "DATE",
}


def ours(texts: Texts) -> Rows:
    """Our redactions, the texts being one archive."""
    return pseudonymise_texts(texts, key=KEY, model=MODEL)


def spacy_entities(texts: Texts) -> Rows:
    """What the entity model alone would mask."""
    return _entities(entity_model(MODEL), texts)


def spacy_full(texts: Texts) -> Rows:
    """The same through the whole pipeline (tagger, parser, lemmatiser): the measure of speed."""
    return _entities(full_model(), texts)


def presidio_default(texts: Texts) -> Rows:
    """Presidio's default recognisers over the same language model."""
    return _analysed(presidio_engine(uk=False), texts)


def presidio_uk(texts: Texts) -> Rows:
    """Presidio with organisations and every recogniser it has for the United Kingdom."""
    return _analysed(presidio_engine(uk=True), texts)


SYSTEMS: dict[str, System] = {
    "ours": ours,
    "spaCy md, entities only": spacy_entities,
    "spaCy md, full": spacy_full,
    "Presidio": presidio_default,
    "Presidio + ORG + UK": presidio_uk,
}
FULL, PRESIDIO = "spaCy md, full", "Presidio"  # what speed is compared with


@cache
def full_model() -> Any:
    """The language model with every component."""
    import spacy

    return spacy.load(_model_path())


@cache
def presidio_engine(*, uk: bool, offline: bool = True) -> Any:
    """A batch engine over our language model; ConfigError where the extra is missing."""
    try:
        from presidio_analyzer import AnalyzerEngine, BatchAnalyzerEngine, RecognizerRegistry
        from presidio_analyzer.nlp_engine import NlpEngineProvider
        from presidio_analyzer.predefined_recognizers.country_specific import uk as united_kingdom
    except ImportError as error:
        raise ConfigError(
            "Presidio is not installed; expected the extra `compare`: pip install -c constraints.txt -e '.[compare]'"
        ) from error
    if offline:
        _use_shipped_suffixes()
    nlp = NlpEngineProvider(nlp_configuration=_presidio_settings(organisations=uk)).create_engine()
    registry = RecognizerRegistry(supported_languages=["en"])
    registry.load_predefined_recognizers(languages=["en"], nlp_engine=nlp)
    if uk:
        known = {type(r) for r in registry.recognizers}
        for recogniser in (getattr(united_kingdom, name) for name in united_kingdom.__all__):
            if recogniser not in known:
                registry.add_recognizer(recogniser())
    return BatchAnalyzerEngine(AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["en"]))


def _presidio_settings(*, organisations: bool) -> dict[str, Any]:
    """Presidio's own settings with our language model; `organisations` takes them off its list of labels to ignore."""
    import presidio_analyzer
    import yaml

    path = Path(presidio_analyzer.__file__).parent / "conf" / "default.yaml"
    settings: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    settings["models"] = [{"lang_code": "en", "model_name": str(_model_path())}]
    if organisations:
        entities = settings["ner_model_configuration"]
        entities["labels_to_ignore"] = [x for x in entities["labels_to_ignore"] if not x.startswith("ORG")]
    return settings


def _use_shipped_suffixes() -> None:
    """Public suffixes from the copy that tldextract ships, neither fetched nor remembered."""
    import tldextract.tldextract

    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)


def _model_path() -> Path:
    module = importlib.import_module(MODEL)
    return Path(module.model_path())


def _entities(model: Any, texts: Texts) -> Rows:
    docs = model.pipe((text for _, text in texts), batch_size=BATCH)
    return [
        {
            "id": text_id,
            "redactions": [
                {"start": e.start_char, "end": e.end_char, "type": SPACY_TYPES[e.label_]}
                for e in doc.ents
                if e.label_ in SPACY_TYPES
            ],
        }
        for (text_id, _), doc in zip(texts, docs, strict=True)
    ]


def _analysed(engine: Any, texts: Texts) -> Rows:
    found = engine.analyze_iterator((text for _, text in texts), language="en", batch_size=BATCH)
    return [
        {"id": text_id, "redactions": [{"start": r.start, "end": r.end, "type": r.entity_type} for r in results]}
        for (text_id, _), results in zip(texts, found, strict=True)
    ]
