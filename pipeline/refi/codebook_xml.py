"""A codebook goes in, a REFI-QDA codebook (.qdc) comes out: the codes with their definitions, and nothing of any talk."""

from pathlib import Path

from lxml import etree

from data_schemas.codebook import Codebook
from pipeline.refi.project_xml import DECLARATION, code_element
from pipeline.refi.tree import distinct, own_codes
from pipeline.whole_file import put_whole

NAMESPACE = "urn:QDA-XML:codebook:1.0"


def write_codebook(path: Path, codebook: Codebook, *, version: str) -> int:
    """Write the file, whole or not at all; returns how many codes one can code with. `version` is the program's."""
    root = etree.Element(f"{{{NAMESPACE}}}CodeBook", {"origin": f"threefaces {version}"}, nsmap={None: NAMESPACE})
    codes = etree.SubElement(root, f"{{{NAMESPACE}}}Codes")
    codes.extend([code_element(node, namespace=NAMESPACE, notes={}) for node in distinct(own_codes(codebook))])
    content = DECLARATION + etree.tostring(root, encoding="utf-8", xml_declaration=False, pretty_print=True)
    put_whole(path, lambda out: out.write(content))
    return sum(len(dimension.codes) for dimension in codebook.dimensions)
