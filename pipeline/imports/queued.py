"""Marks in a queue that comes back as a project go in, codings of its passages come out, and the marks that are in none.

A coder may code a passage as a whole or the words in it that show the code: either counts for the passage. As in any form,
what is not coded is undecided unless the coder says that the passage is done, or the user in what all passages are.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from data_schemas.codebook import Codebook
from data_schemas.codings import HUMAN_ASSISTED, Coding
from pipeline.imports import found
from pipeline.imports.gathering import CONFLICT, codes_given, line_on, open_codes_of
from pipeline.imports.mapping import Target
from pipeline.imports.placing import Put, Told
from pipeline.imports.transcripts import Transcripts
from pipeline.imports.waiting import Waiting, same, span_of
from pipeline.label.form import Answer
from pipeline.label.returned import decisions
from pipeline.refi.queue import is_queue_code, to_code

WITHIN = "taken, for the passage to be coded that it stands in"
Wholly = Callable[[str], Sequence[str]]
_Groups = Mapping[tuple[str, str], Sequence[Put]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """Codings to add, how many stand there already, what was coded outside the queue's passages, and what to look at."""

    codings: tuple[Coding, ...]
    known: int
    outside: tuple[Put, ...]
    told: tuple[Told, ...]
    incomplete: tuple[str, ...]


def returned(
    put: Sequence[Put],
    waiting: Waiting,
    *,
    targets: Mapping[found.Path, Target],
    codebook: Codebook,
    transcripts: Transcripts,
    lost: set[tuple[str, str]],
    wholly: Wholly,
    folder: Path,
    origin: str,
) -> Returned:
    """What all coders of a file decided on the passages that wait.

    `wholly` says of a coder in which dimensions all passages are decided in full. Where a coding could not be placed
    (`lost`, by transcript and coder) no passage is: what is unmarked there may have been marked.
    """
    groups, outside, told = _sorted(put, waiting, transcripts)
    codings: list[Coding] = []
    known, incomplete = 0, dict[str, None]()
    for coder in sorted({one.mark.coder for one in put}) if waiting.spans else ():
        whole, answers = wholly(coder), []
        for name, (drawn, _) in waiting.spans.items():
            own, shown = groups.get((coder, name), ()), transcripts.shown(drawn.doc_id)
            answer, conflicts = _answer(name, own, whole=whole, targets=targets, codebook=codebook)
            names = {drawn.doc_id: shown}
            told += [line_on(own, reason=CONFLICT.format(dimension), names=names) for dimension in conflicts]
            if answer.complete and (drawn.doc_id, coder) in lost:
                incomplete[shown] = None
                answer = replace(answer, complete=())
            answers.append(replace(answer, source=HUMAN_ASSISTED) if waiting.assisted else answer)
        filled = [answer for answer in answers if not answer.empty]
        added, taken = decisions(folder, filled, coder=coder, origin=origin, codebook=codebook)
        codings += added
        known += taken.known
    return Returned(
        codings=tuple(codings), known=known, outside=tuple(outside), told=tuple(told), incomplete=tuple(incomplete)
    )


def _sorted(put: Sequence[Put], waiting: Waiting, transcripts: Transcripts) -> tuple[_Groups, list[Put], list[Told]]:
    """Marks by coder and passage, those in no passage, and what is to be said of those that are not all of theirs."""
    groups: dict[tuple[str, str], list[Put]] = {}
    outside, told = list[Put](), list[Told]()
    for one in put:
        span = span_of(one, transcripts)
        belongs = waiting.holding(one.doc_id, span)
        for drawn in belongs:
            groups.setdefault((one.mark.coder, drawn.id), []).append(one)
        if not belongs and not is_queue_code(one.mark.code):
            outside.append(one)
        elif belongs and not any(same(waiting.spans[drawn.id][1], span) for drawn in belongs):
            names = {one.doc_id: transcripts.shown(one.doc_id)}
            told.append(line_on([one], reason=WITHIN, names=names, taken=True))
    return groups, outside, told


def _answer(
    name: str,
    own: Sequence[Put],
    *,
    whole: Sequence[str],
    targets: Mapping[found.Path, Target],
    codebook: Codebook,
) -> tuple[Answer, list[str]]:
    """What a coder's marks in a passage say of it, and the dimensions in which they contradict one another."""
    codes, conflicts = codes_given(own, targets=targets, codebook=codebook)
    done = any(is_queue_code(one.mark.code) and to_code(one.mark.code) is None for one in own)
    decided = [d for d in codebook.ids if (done or d in whole) and d not in conflicts]
    assisted = any(one.mark.source == HUMAN_ASSISTED for one in own)
    answer = Answer(
        id=name,
        codes=codes,
        done=False,
        open_codes=tuple(open_codes_of(own, targets=targets)),
        memo="\n".join(dict.fromkeys(_lines(own))),
        complete=tuple(decided),
        source=HUMAN_ASSISTED if assisted else "",
    )
    return answer, conflicts


def _lines(own: Sequence[Put]) -> Iterator[str]:
    return (line for one in own for line in one.mark.memo.splitlines() if line.strip())
