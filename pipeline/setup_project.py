"""A folder goes in; a project comes out: settings, key, speakers and files to fill in. Only ever adds, never overwrites."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from data_schemas.errors import ConfigError, DocumentError
from data_schemas.records import WITHDRAWN, Utterance
from pipeline.clean import clean, clean_label
from pipeline.forgotten import read_forgotten
from pipeline.guess import UNLABELLED, Guess, guess_cases, guess_roles, write_guesses
from pipeline.key import KEY_VARIABLE, Key, new_key, write_key
from pipeline.places import warnings_for
from pipeline.project import TEMPLATE, Project, load_project
from pipeline.review.checks import FILE as CHECKED
from pipeline.review.checks import keep_checks
from pipeline.roster import UNKNOWN, Roster, Speaker, read_roster, write_roster
from pipeline.safe_names import add_files, read_names
from pipeline.sources import Source, scan
from pipeline.vault import make_private
from pipeline.vault_check import is_begun, note_key, open_vault


@dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What `init` found and added."""

    project_file: Path
    input: Path
    speakers_file: Path
    guesses_file: Path | None
    transcripts: int
    new_files: int
    speakers: int
    new_speakers: int
    guessed: int
    taken_over: int  # guesses, into speakers.csv
    ungrouped: int  # speakers that still have no role group
    cases: int
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
    roster = replace(read_roster(project.speakers), forgotten=read_forgotten(project.vault, key=key))
    sources = scan(project.input, key=key, roster=roster)
    found, unread = _read(sources)
    guesses = [guess for file in found for guess in guess_roles(file, found[file].talk, stated=found[file].stated)]
    cases = guess_cases([source.file for source in sources], key=key)
    speakers, added = _merged(roster, found=found, guesses=guesses if accept else [], cases=cases if accept else {})
    before, _ = _merged(roster, found=found, guesses=[], cases={})
    if added or accept:
        write_roster(project.speakers, speakers)
    new_files = add_files(project.files, sources)
    names = read_names(project.files)
    keep_checks(project.vault / CHECKED, documents={s.file: names.get(s.file, s.doc_id) for s in sources})
    guesses_file = project.vault / "speakers-guessed.csv"
    write_guesses(guesses_file, guesses, cases=cases)
    return Begun(
        project_file=project.file,
        input=project.input,
        speakers_file=project.speakers,
        guesses_file=guesses_file if guesses or cases else None,
        transcripts=len(sources),
        new_files=new_files,
        speakers=len(speakers),
        new_speakers=added,
        guessed=len(guesses),
        taken_over=_known(speakers) - _known(before) if accept else 0,
        ungrouped=len(speakers) - _known(speakers),
        cases=len(set(cases.values())),
        unread=tuple(unread),
        warnings=warnings_for(project),
    )


def _key(project: Project) -> Key:
    """The project's key; a new one only where nothing was ever made with another."""
    if project.key.exists() or KEY_VARIABLE in os.environ:
        key = open_vault(project)
    elif is_begun(project):
        raise ConfigError(
            f"{project.key.name}: no key, yet this project was made with one; put the key back. To begin anew, "
            "remove the store and the vault first"
        )
    else:
        make_private(project.vault)
        key = new_key()
        write_key(project.key, key)
    note_key(project.vault, key=key)
    return key


@dataclass(frozen=True, slots=True)
class _Found:
    """What one file holds: its cleaned talk, and what it states of its labels."""

    talk: tuple[Utterance, ...]
    stated: Mapping[str, str]

    @property
    def labels(self) -> list[str]:
        """Who speaks, in the order of speaking; one empty label where the file names nobody."""
        named = list(dict.fromkeys(u.speaker for u in self.talk if u.speaker not in (None, WITHDRAWN)))
        return named or [UNLABELLED]


def _read(sources: Sequence[Source]) -> tuple[dict[str, _Found], list[tuple[str, str]]]:
    found: dict[str, _Found] = {}
    unread = []
    for source in sources:
        try:
            reading = source.reading()
        except DocumentError as error:
            unread.append((source.file, str(error)))
            continue
        stated = {clean_label(label) or "": role for label, role in reading.stated.items()}
        found[source.file] = _Found(clean(reading.utterances)[0], stated)
    return found, unread


def _merged(
    roster: Roster, *, found: Mapping[str, _Found], guesses: Sequence[Guess], cases: Mapping[str, str]
) -> tuple[list[Speaker], int]:
    """The roster's rows as they are, then new ones in the order of files and of speaking; guesses fill what is empty."""
    known = {(s.file, s.label) for s in roster.speakers}
    new = [
        Speaker(file=file, label=label, person="")
        for file in sorted(found)
        for label in found[file].labels
        if (file, label) not in known
    ]
    guessed = {(g.file, g.label): g.role_group for g in guesses}
    rows = []
    for s in [*roster.speakers, *new]:
        group = guessed.get((s.file, s.label), s.role_group) if s.role_group == UNKNOWN else s.role_group
        rows.append(replace(s, role_group=group, case=s.case or cases.get(s.file, "")))
    return rows, len(new)


def _known(speakers: Sequence[Speaker]) -> int:
    return sum(speaker.role_group != UNKNOWN for speaker in speakers)


def _quoted(text: str) -> str:
    import json

    return json.dumps(text, ensure_ascii=False)
