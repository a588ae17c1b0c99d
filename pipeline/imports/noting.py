"""What people noted in a file on codes and transcripts goes in, the notes that this adds to the project's come out."""

from collections.abc import Mapping, Sequence

from data_schemas.codebook import NONE
from data_schemas.codings import CODE, SPEAKER, TRANSCRIPT, Note
from pipeline.codings.lines import when
from pipeline.imports import found
from pipeline.imports.found import Noted
from pipeline.imports.gathering import date_of
from pipeline.imports.mapping import Target
from pipeline.imports.ours import speaker_of


def new_notes(
    memos: Sequence[Noted],
    *,
    targets: Mapping[found.Path, Target],
    documents: Mapping[int, str],
    standing: Sequence[Note],
    origin: str,
) -> list[Note]:
    """One note for each coder and thing, as the store keeps them: several in the file are one, one below the other.

    A note that stands is changed by a later one only. What is noted on a code that is none of the codebook's, or on a text
    that is no transcript of the archive (`documents`), has no place.
    """
    groups: dict[tuple[str, str], list[Noted]] = {}
    for memo in memos:
        about = _about(memo, targets=targets, documents=documents)
        if about:
            groups.setdefault((about, memo.coder), []).append(memo)
    before = {(note.about, note.coder): note for note in standing}
    new = []
    for (about, coder), own in groups.items():
        note = Note(
            about=about,
            coder=coder,
            memo="\n\n".join(dict.fromkeys(memo.memo.strip() for memo in own)),
            made=max((date_of(memo.made) for memo in own), key=when),
            origin=origin,
        )
        stands = before.get((about, coder))
        if stands is None or (stands.memo.split() != note.memo.split() and when(note.made) > when(stands.made)):
            new.append(note)
    return new


def _about(memo: Noted, *, targets: Mapping[found.Path, Target], documents: Mapping[int, str]) -> str:
    if memo.text is not None:
        return f"{TRANSCRIPT}:{documents[memo.text]}" if memo.text in documents else ""
    speaker = speaker_of(memo.code)
    if speaker:
        return f"{SPEAKER}:{speaker}"
    target = targets.get(memo.code, Target())
    return f"{CODE}:{target.dimension}.{target.code}" if target.dimension and target.code != NONE else ""
