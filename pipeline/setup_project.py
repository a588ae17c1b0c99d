"""A folder goes in; a project comes out: settings, key, speakers and files to fill in. Only ever adds, never overwrites."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from data_schemas.errors import ConfigError, DocumentError
from data_schemas.records import Utterance
from pipeline.guess import Guess, guess_roles, write_guesses
from pipeline.key import KEY_VARIABLE, Key, new_key, read_key, write_key
from pipeline.places import warnings_for
from pipeline.project import TEMPLATE, Project, load_project
from pipeline.roster import UNKNOWN, Roster, Speaker, read_roster, write_roster
from pipeline.safe_names import add_files
from pipeline.sources import Source, scan
from pipeline.vault import make_private


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What `init` found and added."""

    project_file: Path
    speakers_file: Path
    guesses_file: Path | None
    transcripts: int
    new_files: int
    speakers: int
    new_speakers: int
    guessed: int
    unread: tuple[tuple[str, str], ...]
    warnings: tuple[str, ...]


def begin(place: Path, *, title: str, input_folder: str, accept: bool) -> Begun:
    """Begin a project or add to it; run again after new transcripts have come."""
    file = place if place.suffix in (".yaml", ".yml") else place / "project.yaml"
    if not file.exists():
        (file.parent / input_folder).mkdir(parents=True, exist_ok=True)
        file.write_text(TEMPLATE.format(title=_quoted(title), input=_quoted(input_folder)), encoding="utf-8")
    project = load_project(file)
    key = _key(project)
    roster = read_roster(project.speakers)
    sources = scan(project.input, key=key, roster=roster)
    talk, unread = _read(sources)
    guesses = [
        guess for source in sources if source.file in talk for guess in guess_roles(source.file, talk[source.file])
    ]
    speakers, added = _merged(roster, talk=talk, guesses=guesses if accept else [])
    if added or accept:
        write_roster(project.speakers, speakers)
    guesses_file = project.vault / "speakers-guessed.csv"
    write_guesses(guesses_file, guesses)
    return Begun(
        project_file=project.file,
        speakers_file=project.speakers,
        guesses_file=guesses_file if guesses else None,
        transcripts=len(sources),
        new_files=add_files(project.files, sources),
        speakers=len(speakers),
        new_speakers=added,
        guessed=len(guesses),
        unread=tuple(unread),
        warnings=warnings_for(project),
    )


def _key(project: Project) -> Key:
    """The project's key; a new one only where nothing was ever made with another."""
    import os

    if project.key.exists() or KEY_VARIABLE in os.environ:
        return read_key(project.key)
    used = [place for place in (project.store, project.vault / "detected") if place.is_dir() and any(place.iterdir())]
    if used:
        raise ConfigError(
            f"{project.key.name}: no key, yet {used[0].name!r} was made with one; put the key back. To begin anew, "
            "remove the store and the vault first"
        )
    make_private(project.vault)
    key = new_key()
    write_key(project.key, key)
    return key


def _read(sources: Sequence[Source]) -> tuple[dict[str, tuple[Utterance, ...]], list[tuple[str, str]]]:
    talk: dict[str, tuple[Utterance, ...]] = {}
    unread = []
    for source in sources:
        try:
            talk[source.file] = source.transcript().utterances
        except DocumentError as error:
            unread.append((source.file, str(error)))
    return talk, unread


def _merged(
    roster: Roster, *, talk: dict[str, tuple[Utterance, ...]], guesses: Sequence[Guess]
) -> tuple[list[Speaker], int]:
    """The roster's rows as they are, then new ones in the order of files and of speaking."""
    known = {(s.file, s.label) for s in roster.speakers}
    new = [
        Speaker(file=file, label=label, person="")
        for file in sorted(talk)
        for label in dict.fromkeys(u.speaker for u in talk[file] if u.speaker is not None)
        if (file, label) not in known
    ]
    guessed = {(g.file, g.label): g.role_group for g in guesses}
    rows = [
        replace(s, role_group=guessed.get((s.file, s.label), s.role_group)) if s.role_group == UNKNOWN else s
        for s in [*roster.speakers, *new]
    ]
    return rows, len(new)


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)
