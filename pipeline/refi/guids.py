"""What a thing is goes in, its GUID comes out: the same whenever the same thing is exported."""

import json
from uuid import UUID, uuid5

ROOT = UUID("6f0c4a52-6d0b-5c1e-9a63-3f7d0a5e91c4")  # the name space of all GUIDs here; never to be changed


def guid(kind: str, *parts: str) -> str:
    """The GUID of what `kind` and `parts` name."""
    return str(uuid5(ROOT, json.dumps([kind, *parts])))


def code_guid(codebook: str, dimension: str, code: str) -> str:
    """The GUID of a codebook's own code, in every project that uses the codebook."""
    return guid("code", codebook, dimension, code)


def dimension_guid(codebook: str, dimension: str) -> str:
    """The GUID of the category that holds a dimension's codes."""
    return guid("dimension", codebook, dimension)


def document_guid(project: str, doc_id: str) -> str:
    """The GUID of a transcript; `project` is the fingerprint of the project's key."""
    return guid("document", project, doc_id)
