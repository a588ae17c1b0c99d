"""What an import did goes in; what it says of it on the terminal comes out."""

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from rich.markup import escape

from pipeline.cli.terminal import people, say, table
from pipeline.counted import be, counted

if TYPE_CHECKING:
    from pipeline.imports.bring import Brought

MOST_SHOWN = 12  # lines of a list on the terminal


def tell(brought: "Brought", *, folder: Path) -> None:
    """Say what was kept, what was left out, and what a person should look at."""
    coders = len({coding.coder for coding in brought.codings})
    transcripts = len({coding.doc_id for coding in brought.codings})
    again = f"; {brought.known} stood there already" if brought.known else ""
    say(
        f"{counted(len(brought.codings), 'coding')} by {counted(coders, 'coder')} on {counted(transcripts, 'transcript')} "
        f"written to {escape(str(folder))}{again}"
    )
    if brought.passages:
        passages = counted(brought.passages, "passage")
        say(f"{passages} to be coded {be(brought.passages)} in it, {brought.in_full} of them newly decided in full.")
    if brought.not_done:
        say(
            f"[yellow]{brought.not_done} of them are coded and not done:[/] what is not coded there is undecided, and of an "
            "audit nothing in them counts. Code them with Done, and import the project again."
        )
    if brought.moved:
        say("[yellow]These are not all the passages that were handed out:[/] some of their marks were moved or removed")
    if brought.notes:
        say(f"Added, or changed since: {counted(brought.notes, 'note')} on codes, speakers and transcripts.")
    if brought.deleted:
        say(
            f"[yellow]{counted(brought.deleted, 'coding')} that we exported {be(brought.deleted)} gone from the file,[/] "
            "in whole or in part; see below."
        )
    if brought.scopes:
        say(
            f"{counted(len(brought.scopes), 'transcript')} {be(len(brought.scopes))} known to be coded in full: what is "
            "unmarked there carries no code."
        )
    if brought.ignored or brought.by_model:
        say(
            f"Left out: {counted(brought.by_model, 'suggestion')} of a model, and {counted(brought.ignored, 'coding')} under "
            "codes that the mapping ignores."
        )
    for name in brought.unmatched[:MOST_SHOWN]:
        say(f"[yellow]No transcript of the archive:[/] {escape(name) or '(a text without a name)'}")
    for name in brought.incomplete[:MOST_SHOWN]:
        say(f"[yellow]Not taken as coded in full:[/] {escape(name)}, since some of its codings could not be placed")
    if brought.told:
        reasons = Counter(told.reason for told in brought.told)
        table(["to look at", "times"], reasons.most_common())
        people.print(f"Each of them: {escape(str(brought.list_file))}", soft_wrap=True, style="bold")
