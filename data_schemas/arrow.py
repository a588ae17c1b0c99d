"""Record types go in, Arrow schemas and tables come out; nothing about a column is typed twice."""

import dataclasses
import types
from collections.abc import Iterable
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
import pyarrow as pa

Record = TypeVar("Record")

PROVENANCE = ("key", "input", "fingerprint", "digest")
_SCALARS: dict[type, pa.DataType] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    bytes: pa.binary(),
}


@cache
def schema_of(record_type: type) -> pa.Schema:
    """The Arrow schema of one record type, followed by the provenance columns of a stored row."""
    hints = get_type_hints(record_type)
    fields = [_field(name, hint) for name, hint in hints.items()]
    return pa.schema([*fields, *(pa.field(name, pa.string(), nullable=False) for name in PROVENANCE)])


def rows_of(record: Any) -> dict[str, Any]:
    """A record as plain nested values, ready for Arrow."""
    row = msgspec.to_builtins(record, builtin_types=(bytes,))
    if not isinstance(row, dict):
        raise TypeError(f"{type(record).__name__} is not a record")
    return row


def table_of(rows: Iterable[dict[str, Any]], *, record_type: type) -> pa.Table:
    """Stored rows (a record's values and its provenance) as one table."""
    return pa.Table.from_pylist(list(rows), schema=schema_of(record_type))


def record_of(row: dict[str, Any], *, record_type: type[Record]) -> Record:
    """A stored row back as its record, validated."""
    values = {name: row[name] for name in get_type_hints(record_type)}
    return msgspec.convert(values, record_type, builtin_types=(bytes,))


def _field(name: str, hint: Any) -> pa.Field:
    arguments = get_args(hint)
    optional = get_origin(hint) in (Union, types.UnionType) and type(None) in arguments
    if optional:
        hint = next(a for a in arguments if a is not type(None))
    return pa.field(name, _arrow_type(hint), nullable=optional)


def _arrow_type(hint: Any) -> pa.DataType:
    if hint in _SCALARS:
        return _SCALARS[hint]
    if get_origin(hint) is tuple:
        return pa.list_(_field("item", get_args(hint)[0]))
    if dataclasses.is_dataclass(hint):
        return pa.struct([_field(name, inner) for name, inner in get_type_hints(hint).items()])
    raise TypeError(f"no Arrow type for {hint!r}")
