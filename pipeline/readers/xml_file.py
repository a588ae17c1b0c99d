"""The bytes of an XML file go in, its root element comes out; a DOCTYPE or an entity is refused before it is read."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element, ParseError  # types; `defusedxml` parses

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from data_schemas.errors import DocumentError
from pipeline.readers.guard import check_size

MAX_DEPTH = 200  # elements inside one another; transcripts stay below 20


def parse_xml(content: bytes, *, kind: str) -> Element:
    """Parse XML with neither DOCTYPE nor entities; DocumentError says what is wrong and where. `kind`: "an ELAN file"."""
    check_size(content)
    try:
        root: Element = fromstring(content, forbid_dtd=True)
    except DefusedXmlException:
        raise DocumentError(f"{kind} with a DOCTYPE or an entity inside (an entity bomb); not opened") from None
    except ParseError as error:
        line, column = error.position
        raise DocumentError(
            f"{kind} that is not well-formed XML (line {line}, column {column + 1}); export it again"
        ) from None
    except (ValueError, LookupError) as error:
        raise DocumentError(f"{kind} in an unusual encoding ({type(error).__name__}); save it as UTF-8") from None
    _check_depth(root, kind=kind)
    return root


def local(tag: object) -> str:
    """An element's name without its namespace; empty for comments and instructions."""
    return tag.rsplit("}", 1)[-1] if isinstance(tag, str) else ""


def children(element: Element, name: str) -> Iterator[Element]:
    """The children of that name, in whatever namespace."""
    return (child for child in element if local(child.tag) == name)


def _check_depth(root: Element, *, kind: str) -> None:
    level: list[Element] = [root]
    for _ in range(MAX_DEPTH):
        level = [child for element in level for child in element]
        if not level:
            return
    raise DocumentError(f"{kind} with more than {MAX_DEPTH} elements inside one another; not opened")
