"""What an export holds goes in, its `project.qde` is written, one transcript after another."""

from collections.abc import Iterator, Mapping, Sequence
from typing import IO, Any, TypeAlias

from lxml import etree

from pipeline.coded import CodedPassage
from pipeline.export.names import unlike
from pipeline.refi.attributes import Variable, respondents
from pipeline.refi.content import Content
from pipeline.refi.exchange import MADE
from pipeline.refi.guids import guid
from pipeline.refi.legal import one_line, prose, quote
from pipeline.refi.notes import Written
from pipeline.refi.selections import Selection
from pipeline.refi.tree import Node
from pipeline.refi.voices import Document

NAMESPACE = "urn:QDA-XML:project:1.0"
DECLARATION = b'<?xml version="1.0" encoding="utf-8"?>\n'
Element: TypeAlias = Any  # lxml has no types of its own


def write_project(out: IO[bytes], content: Content) -> int:
    """Write the project file; returns how many coded stretches it has. No path and no date of today stand in it."""
    written = 0
    out.write(DECLARATION)
    root = {"attrib": _head(content), "nsmap": {None: NAMESPACE}}
    with etree.xmlfile(out, encoding="utf-8") as xml, xml.element(_tag("Project"), **root):
        for part in _before(content):
            xml.write(part, pretty_print=True)
        if content.documents:
            with xml.element(_tag("Sources")):
                for document, selections in content.selections():
                    xml.write(_source(document, selections, content), pretty_print=True)
                    written += len(selections)
        for part in _after(content):
            xml.write(part, pretty_print=True)
    return written


def code_element(node: Node, *, namespace: str, notes: Mapping[str, Sequence[str]]) -> Element:
    """A code with those beneath it; `notes` are the GUIDs of the notes on each code."""
    attributes = {"guid": node.guid, "name": node.name, "isCodable": "true" if node.codable else "false"}
    made = etree.Element(f"{{{namespace}}}Code", attributes | ({"color": node.color} if node.color else {}))
    if node.description:
        etree.SubElement(made, f"{{{namespace}}}Description").text = node.description
    for note in notes.get(node.guid, ()):
        etree.SubElement(made, f"{{{namespace}}}NoteRef", targetGUID=note)
    made.extend([code_element(child, namespace=namespace, notes=notes) for child in node.children])
    return made


def _head(content: Content) -> dict[str, str]:
    facts, researcher = content.exchange.archive.facts, content.users.researcher.guid
    return {
        "name": one_line(facts.project) or "Interviews",
        "origin": f"threefaces {facts.version}",
        "creatingUserGUID": researcher,
        "creationDateTime": MADE,
        "modifyingUserGUID": researcher,
        "modifiedDateTime": MADE,
    }


def _before(content: Content) -> Iterator[Element]:
    """What stands before the sources."""
    users = _element("Users")
    for user in content.users.all:
        _add(users, "User", guid=user.guid, name=user.name)
    yield users
    codebook = _element("CodeBook")
    codes, notes = _add(codebook, "Codes"), _about(content)
    codes.extend([code_element(node, namespace=NAMESPACE, notes=notes) for node in content.codes])
    yield codebook
    speakers = content.variables.of_speakers if content.exchange.with_cases else ()
    if content.variables.of_documents or speakers:
        variables = _element("Variables")
        for variable in (*content.variables.of_documents, *speakers):
            _add(variables, "Variable", guid=variable.guid, name=variable.name, typeOfVariable=variable.type)
        yield variables
    if content.exchange.with_cases and (content.voices.speakers or content.voices.cases):
        yield _cases(content)


def _after(content: Content) -> Iterator[Element]:
    """What stands after the sources."""
    notes = _element("Notes")
    notes.extend([_note(note) for note in content.notes])
    yield notes
    description = _element("Description")
    description.text = content.notes[0].text  # the statement, for programs that show no notes
    yield description
    for note in content.notes:
        if not note.about:
            yield _element("NoteRef", targetGUID=note.guid)


def _cases(content: Content) -> Element:
    """A Case for every speaker, with what the roster says, and for every case; their texts are coded with their GUIDs."""
    said: dict[str, list[CodedPassage]] = {}
    sources: dict[str, dict[str, None]] = {}
    for document in content.documents:
        for passage in document.passages:
            said.setdefault(passage.speaker, []).append(passage)
            sources.setdefault(content.voices.speakers.get(passage.speaker, ""), {})[document.guid] = None
        sources.setdefault(content.voices.cases.get(document.case, ""), {})[document.guid] = None
    speakers, studied = content.voices.speakers, content.voices.cases
    names = unlike(
        [*(one_line(name) or "speaker" for name in speakers), *(f"Case {one_line(name)}" for name in studied)]
    )
    owners = [*speakers.items(), *((None, made) for made in studied.values())]
    cases = _element("Cases")
    for name, (speaker, made) in zip(names, owners, strict=True):
        case = _add(cases, "Case", guid=made, name=name)
        if speaker is not None:
            _values(case, content.variables.of_speakers, passages=said.get(speaker, []))
        for source in sources.get(made, ()):
            _add(case, "SourceRef", targetGUID=source)
    return cases


def _source(document: Document, selections: Sequence[Selection], content: Content) -> Element:
    source = _element("TextSource", guid=document.guid, name=document.name)
    source.set("plainTextPath", f"internal://{document.guid}.txt")
    source.set("creatingUser", content.users.researcher.guid)
    source.set("creationDateTime", MADE)
    own = [note for note in content.notes if note.about == document.guid]
    if own:
        _add(source, "Description").text = "\n\n".join(note.text for note in own)
    for selection in selections:
        source.append(_selection(selection, document=document))
    for note in own:
        _add(source, "NoteRef", targetGUID=note.guid)
    _values(source, content.variables.of_documents, passages=respondents(document))
    return source


def _selection(selection: Selection, *, document: Document) -> Element:
    made = _element(
        "PlainTextSelection",
        guid=selection.guid(document.guid),
        name=quote(document.text[selection.start : selection.end]),
        startPosition=str(selection.start),
        endPosition=str(selection.end),
        creatingUser=selection.user,
        creationDateTime=selection.made,
    )
    if selection.description:
        _add(made, "Description").text = prose(selection.description)
    if selection.code:
        own = guid("coding", selection.guid(document.guid))
        coding = _add(made, "Coding", guid=own, creatingUser=selection.user, creationDateTime=selection.made)
        _add(coding, "CodeRef", targetGUID=selection.code)
    return made


def _values(parent: Element, variables: Sequence[Variable], *, passages: Sequence[CodedPassage]) -> None:
    for variable in variables:
        value = variable.shared_by(passages)
        if value:
            held = _add(parent, "VariableValue")
            _add(held, "VariableRef", targetGUID=variable.guid)
            _add(held, f"{variable.type}Value").text = value


def _note(note: Written) -> Element:
    return _element(
        "Note",
        guid=note.guid,
        name=note.name,
        plainTextPath=f"internal://{note.guid}.txt",
        creatingUser=note.user,
        creationDateTime=note.made,
    )


def _about(content: Content) -> dict[str, list[str]]:
    """The GUIDs of the notes on each thing."""
    found: dict[str, list[str]] = {}
    for note in content.notes:
        found.setdefault(note.about, []).append(note.guid)
    return found


def _element(kind: str, /, **attributes: str) -> Element:
    return etree.Element(_tag(kind), attributes, nsmap={None: NAMESPACE})  # no program has to know about prefixes


def _add(parent: Element, kind: str, /, **attributes: str) -> Element:
    return etree.SubElement(parent, _tag(kind), attributes)


def _tag(kind: str) -> str:
    return f"{{{NAMESPACE}}}{kind}"
