"""The commands that look things up in a coded archive: find, concordance."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.markup import escape

from data_schemas.errors import Exit
from pipeline.cli.archive import AsJson, run_shown
from pipeline.cli.beginning import Where, check_begun
from pipeline.cli.terminal import emit, people, say, table
from pipeline.counted import be, counted

if TYPE_CHECKING:
    from pipeline.export.facts import Archive
    from pipeline.statistics.concordance import Line

AsCsv = Annotated[Path | None, typer.Option("--csv", help="write all of it to this file, which only you may read")]


def find(
    project: Where,
    query: Annotated[str, typer.Argument(help="what to find, in quotation marks; see docs/searching.md")],
    show: Annotated[int, typer.Option("--show", "-n", min=0, help="passages to print; --csv and --json give all")] = 20,
    documents: Annotated[bool, typer.Option("--documents", help="look in written documents, not in talk")] = False,
    csv: AsCsv = None,
    as_json: AsJson = False,
) -> None:
    """Find passages by their codes, who says them and what is said, and count them by role group.

    Codes are written by id, name or dimension.code and tied by and, or, not, near (or near/5: within so many turns) and
    parentheses; role:, case:, document:, speaker:, kind:, attr:name=value and "words" confine them.

    Example: threefaces find my-archive/ "imposed and voice.rejected and role:professional"

    Example: threefaces find my-archive/ "speakers with ideological and never identity"
    """
    from pipeline.export.searched import COUNTED, answer, codes_in_words, write_answer
    from pipeline.export.searched import as_json as answer_as_json
    from pipeline.statistics.queries import parse

    tree = parse(query)
    archive = _archive(project)
    answered = answer(archive, tree, documents=documents)
    if csv is not None:
        write_answer(csv, archive, answered)
    if as_json:
        emit({"query": query, **answer_as_json(archive, answered)})
        _end(archive)
        return
    for passage in answered.passages[:show]:
        _plain(f"{passage.passage_id}  {passage.document}  {passage.speaker}, {passage.role}", style="bold")
        _plain(passage.text)
        _plain(codes_in_words(passage, archive.codebook), style="dim")
        say("")
    table([name.replace("_", " ") for name in COUNTED], answered.counts, title=f"Passages by role group: {query}")
    left = len(answered.passages) - show
    if left > 0:
        say(f"{counted(left, 'passage')} more {be(left)} not shown: --show, --csv")
    _tell_end(archive, csv)


def concordance(
    project: Where,
    word: Annotated[str, typer.Argument(help="a word or phrase; a star stands for the rest of a word")],
    regex: Annotated[bool, typer.Option("--regex", help="WORD is a regular expression")] = False,
    code: Annotated[
        list[str] | None, typer.Option("--code", help="only passages with this code; may be repeated")
    ] = None,
    role: Annotated[
        list[str] | None, typer.Option("--role", help="only this role or role group; may be repeated")
    ] = None,
    sort: Annotated[
        Literal["right", "left", "document"], typer.Option(help="by the words after it, before it, or place")
    ] = "right",
    width: Annotated[int, typer.Option(min=5, max=500, help="characters on either side")] = 40,
    show: Annotated[int, typer.Option("--show", "-n", min=0, help="lines to print; --csv gives all")] = 100,
    csv: AsCsv = None,
) -> None:
    """Show every place where a word is said, one below the other, with who says it and how the passage is coded.

    Case makes no difference; only whole words are found. What interviewers say is left out, unless --role asks for it.

    Example: threefaces concordance my-archive/ "decision*" --code decision_making --sort left
    """
    from pipeline.export.searched import among, write_lines
    from pipeline.statistics.concordance import concordance as lines_of
    from pipeline.statistics.phrases import expression, phrase

    pattern = expression(word) if regex else phrase(word)
    archive = _archive(project)
    passages = among(archive, codes=code or [], roles=role or [])
    lines = lines_of(passages, archive.records, pattern, width=width, order=sort)
    if csv is not None:
        write_lines(csv, archive, lines)
    _print(lines[:show], width=width, archive=archive)
    speakers, where = ({getattr(line.passage, of) for line in lines} for of in ("speaker", "doc_id"))
    say(
        f"{counted(len(lines), 'place')}, said by {counted(len(speakers), 'speaker')} in {counted(len(where), 'transcript')}"
    )
    left = len(lines) - show
    if left > 0:
        say(f"{left} more {be(left)} not shown: --show, --csv")
    _tell_end(archive, csv)


def _print(lines: "list[Line]", *, width: int, archive: "Archive") -> None:
    """The lines with their keywords one below the other, and who says it and how the passage is coded behind."""
    from rich.text import Text

    from pipeline.export.searched import codes_in_words

    longest = max((len(line.node) for line in lines), default=0)
    for line in lines:
        passage = line.passage
        whose = f"{passage.document}  {passage.role}  {codes_in_words(passage, archive.codebook)}"
        around = Text(line.left.rjust(width))
        around.append(line.node, style="bold")
        around.append(line.right.ljust(width + longest - len(line.node)))
        around.append(f"  {whose.rstrip()}", style="dim")
        people.print(around, soft_wrap=True)


def _plain(text: str, *, style: str = "") -> None:
    """A line in which nothing is taken for mark-up."""
    people.print(text, markup=False, style=style, soft_wrap=True)


def _tell_end(archive: "Archive", csv: Path | None) -> None:
    say(f"[yellow]{escape(archive.facts.status)}[/]")
    if csv is not None:
        say(f"Written to {escape(str(csv))}")
        say("[yellow]It holds what participants said:[/] give it only to those who may read the transcripts.")
    _end(archive)


def _end(archive: "Archive") -> None:
    """Nothing can be found in what was set aside: then the command says so, and does not end as if all were well."""
    if archive.facts.set_aside:
        say(
            f"[yellow]Not looked in:[/] {counted(len(archive.facts.set_aside), 'transcript')} set aside; threefaces run "
            "says which"
        )
        raise typer.Exit(Exit.SET_ASIDE)


def _archive(project: Path) -> "Archive":
    """The archive brought up to date, with the checks that stand today."""
    from pipeline.archive import archive_of, checked_of
    from pipeline.bench import workbench
    from pipeline.lock import locked
    from pipeline.project import load_project
    from pipeline.review import checks
    from pipeline.safe_names import read_names

    settings = load_project(project)
    check_begun(settings, project=project)
    with locked(settings.store):
        bench = workbench(settings)
        outcome = run_shown(bench, workers=settings.workers)
        signed = settings.vault / checks.FILE
        checked = checked_of(checks.read_checks(signed), outcome) if signed.exists() else frozenset()
        return archive_of(bench, outcome, names=read_names(settings.files), checked=checked)


COMMANDS = (find, concordance)
