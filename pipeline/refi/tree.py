"""A codebook goes in, its codes as other programs take them come out: a tree in which no name stands twice."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from data_schemas.codebook import Code, Codebook, Dimension
from pipeline.export.names import unlike
from pipeline.refi.guids import code_guid, dimension_guid, guid
from pipeline.refi.legal import one_line, prose

MACHINE = "Machine suggestions (unverified)"
LIKELY, CHECK = "likely", "check"
BANDS = {
    LIKELY: "The model would assign this code. Nobody has verified it.",
    CHECK: "The model abstains here: a person has to decide.",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One code, or a category that cannot be coded with."""

    guid: str
    name: str
    codable: bool = True
    description: str = ""
    color: str = ""
    children: "tuple[Node, ...]" = ()


def category(guid: str, name: str, children: Sequence[Node], *, description: str = "") -> list[Node]:
    """A category around some codes; none where there are no codes."""
    whole = Node(guid=guid, name=name, codable=False, description=description, children=tuple(children))
    return [whole] if children else []


def own_codes(codebook: Codebook) -> list[Node]:
    """The codebook's own codes, to code with: a category for each dimension."""
    return [
        Node(
            guid=dimension_guid(codebook.id, dimension.id),
            name=dimension.name,
            codable=False,
            description=_about_dimension(dimension),
            children=tuple(_codes(codebook, dimension, parent=None, path=dimension.name)),
        )
        for dimension in codebook.dimensions
    ]


def machine_codes(codebook: Codebook, *, model: str) -> list[Node]:
    """A code for each code and band of the model, apart from the codebook's own."""
    parts = [
        Node(
            guid=guid("machine dimension", codebook.id, dimension.id),
            name=f"{dimension.name} (machine)",
            codable=False,
            children=tuple(
                Node(
                    guid=machine_guid(codebook.id, dimension.id, code.id, band=band),
                    name=f"{dimension.name} · {code.name} · {band} (machine)",
                    description=f"{meaning} {_about(code)}",
                    color=code.color,
                )
                for code in dimension.codes
                for band, meaning in BANDS.items()
            ),
        )
        for dimension in codebook.dimensions
    ]
    described = f"What {model} suggests, for a person to take over or not. No figure may be counted from these unread."
    return category(guid("machine", codebook.id), MACHINE, parts, description=described)


def machine_guid(codebook: str, dimension: str, code: str, *, band: str) -> str:
    """The GUID of the model's code in one of its bands."""
    return guid("machine code", codebook, dimension, code, band)


def distinct(nodes: Sequence[Node]) -> list[Node]:
    """The tree with legal names, each unlike all others: some programs know codes by their names alone."""
    names = iter(unlike([one_line(node.name) or "(no name)" for node in walked(nodes)]))

    def named(node: Node) -> Node:
        name = next(names)
        return replace(
            node,
            name=name,
            description=prose(node.description),
            children=tuple(named(child) for child in node.children),
        )

    return [named(node) for node in nodes]


def walked(nodes: Sequence[Node]) -> Iterator[Node]:
    """Every node, parents before their children."""
    for node in nodes:
        yield node
        yield from walked(node.children)


def _codes(codebook: Codebook, dimension: Dimension, *, parent: str | None, path: str) -> Iterator[Node]:
    for code in dimension.codes:
        if code.parent == parent:
            name = f"{path} · {code.name}"
            yield Node(
                guid=code_guid(codebook.id, dimension.id, code.id),
                name=name,
                description=_about(code),
                color=code.color,
                children=tuple(_codes(codebook, dimension, parent=code.id, path=name)),
            )


def _about(code: Code) -> str:
    return f"{code.definition}\nEvidence: {code.evidence}" if code.evidence else code.definition


def _about_dimension(dimension: Dimension) -> str:
    amount = "Any number of its codes." if dimension.kind == "multi" else "At most one of its codes."
    source = [f"Source: {dimension.source}"] if dimension.source else []
    return "\n".join([dimension.definition, amount, *(f"- {rule}" for rule in dimension.rules), *source])
