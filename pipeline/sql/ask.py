"""A folder of outputs and a question in SQL go in, rows come out; no other file, no network, nothing is changed."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import msgspec

from data_schemas.errors import ConfigError
from pipeline.export.corpus import PARQUET
from pipeline.export.names import unlike
from pipeline.sql.views import TABLES, View, identifier, literal, views_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

AT_ONCE = 10_000  # rows in memory at a time
UNSAID = "the question cannot be answered; why is not said, since it could quote what participants said"
OF_DATA = {
    "Conversion": "a value is not of the type that the question takes it for; TRY_CAST gives nothing in its place",
    "OutOfRange": "a number is too large for its type; CAST it to a larger one",
    "OutOfMemory": "the answer needs more memory than there is; ask for fewer rows or columns",
}
LIBRARY_FOLDERS = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """A corpus that can be asked: its views, and `status`, how far its figures can be trusted."""

    connection: "DuckDBPyConnection"
    views: tuple[View, ...]
    status: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a question gives: names of columns, unlike each other, and rows as they come."""

    columns: tuple[str, ...]
    rows: Iterator[tuple[Any, ...]]


@contextmanager
def corpus(outputs: Path) -> Iterator[Corpus]:
    """Open a folder of outputs for questions; ConfigError where there is no corpus in it.

    Only the corpus and the tables can be read: DuckDB is kept from every other file, from the network, from loading
    extensions, from spilling to the disk, and from changing any of this.
    """
    import duckdb
    import pyarrow.parquet as pq

    file = outputs / PARQUET
    if not file.is_file():
        raise ConfigError(f"no corpus in {outputs}; type: threefaces run, which writes {PARQUET} there")
    schema = pq.read_schema(file)
    facts = schema.metadata or {}
    if b"dimensions" not in facts:
        raise ConfigError(f"{file}: written by an earlier version; remove {outputs} and type: threefaces run")
    meanings = {field.name: (field.metadata or {}).get(b"meaning", b"").decode() for field in schema}
    dimensions = msgspec.json.decode(facts[b"dimensions"])
    views = views_of(meanings, dimensions, source=f"read_parquet({literal(str(file))})")
    tables = sorted((outputs / TABLES / "parquet").glob("*.parquet"))
    connection = duckdb.connect(":memory:", config=dict(LIBRARY_FOLDERS))
    try:
        _close_in(connection, views=views, files=[file, *tables])
        yield Corpus(connection=connection, views=(*views, *map(_table, tables)), status=facts[b"status"].decode())
    finally:
        connection.close()


def ask(corpus: Corpus, question: str) -> Answer:
    """The answer to one SELECT; ConfigError, in one line, where the question is none or cannot be answered."""
    import duckdb

    try:
        asked = corpus.connection.extract_statements(question)
        if len(asked) != 1 or asked[0].type != duckdb.StatementType.SELECT:
            raise ConfigError("sql: expected one SELECT; the corpus is read only, and one question is asked at a time")
        found = corpus.connection.execute(asked[0])
    except duckdb.Error as error:
        raise ConfigError(_in_one_line(error, views=corpus.views)) from None
    names = unlike([column[0] for column in found.description])
    return Answer(columns=tuple(names), rows=_rows(corpus))


def _rows(corpus: Corpus) -> Iterator[tuple[Any, ...]]:
    import duckdb

    try:
        while rows := corpus.connection.fetchmany(AT_ONCE):
            yield from rows
    except duckdb.Error as error:
        raise ConfigError(_in_one_line(error, views=corpus.views)) from None


def _table(file: Path) -> View:
    """A finished table as a view of its own, `tables.codes_by_role` and the like."""
    name = f"{TABLES}.{identifier(file.stem) if not file.stem.isidentifier() else file.stem}"
    return View(name=name, meaning="a finished table; columns as in tables/README.md", columns=(), body="")


def _close_in(connection: "DuckDBPyConnection", *, views: tuple[View, ...], files: list[Path]) -> None:
    """Make the views, then shut every way out."""
    connection.execute(f"SET allowed_paths = [{', '.join(literal(str(file)) for file in files)}]")
    connection.execute("SET temp_directory = ''")
    connection.execute("SET preserve_insertion_order = true")
    for view in views:
        connection.execute(f"CREATE VIEW {identifier(view.name)} AS {view.body}")
    connection.execute(f"CREATE SCHEMA {TABLES}")
    for file in files[1:]:
        source = f"read_parquet({literal(str(file))})"
        connection.execute(f"CREATE VIEW {TABLES}.{identifier(file.stem)} AS SELECT * FROM {source}")
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")


def _in_one_line(error: Exception, *, views: tuple[View, ...]) -> str:
    """DuckDB's message where it can be about the question alone, without its drawing of it; else its kind, in our words.

    What is said once data are read may quote them.
    """
    import duckdb

    of_the_question = (
        duckdb.ParserException,
        duckdb.CatalogException,
        duckdb.BinderException,
        duckdb.PermissionException,
    )
    if not isinstance(error, of_the_question):
        kind = type(error).__name__.removesuffix("Exception")
        return f"sql: {OF_DATA.get(kind, UNSAID)} ({kind})"
    said = " ".join(str(error).split("\nLINE ")[0].split())
    if isinstance(error, duckdb.CatalogException):
        said = f"{said.split(' Did you mean')[0]} There are {', '.join(view.name for view in views)}; see --views"
    return f"sql: {said}"
