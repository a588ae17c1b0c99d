"""Words and signs of a recogniser go in, joined as they are written; runs of one speaker come out as utterances."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from data_schemas.records import Utterance
from pipeline.readers.json_keys import tidy

OWN_BLANKS = 0.25  # share of neighbours with a blank between them in the tokens, from which tokens bring their own
PAUSE_S = 1.0  # seconds of silence that end an utterance where several channels run side by side

_QUOTES = "\"'\u2019\u201d\u00bb"  # that close
_STOPS = ".?!\u2026\u3002\uff1f\uff01\u061f\u06d4\u0964"  # that end a sentence, also in Chinese, Arabic, Urdu and Hindi
_CLOSES = re.compile(
    rf"[{_STOPS},;:%)\]}}{_QUOTES[1:]}\u3001\uff0c\uff1b\uff1a\uff09\u300d\u300f\u3011\u060c\u061b]+[{_QUOTES}]?"
    r"|['\u2019](?:s|re|ve|ll|d|m|t)|n['\u2019]t",
    re.IGNORECASE,
)
_OPENS = re.compile(r"[(\[{\u00ab\u201c\u00bf\u00a1\uff08\u300c\u300e\u3010]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60]")
_ENDS = re.compile(rf"[{_STOPS}]+[{_QUOTES})]*\Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word or sign: who says it and when as far as known, the segment it stands in, and to what it clings."""

    text: str
    speaker: str | None
    start_s: float | None
    end_s: float | None
    segment: int
    to_left: bool = False
    to_right: bool = False

    def spoken_by(self, speaker: str | None) -> "Token":
        """The same token, said by that speaker."""
        return replace(self, speaker=speaker)


def ends_sentence(text: str) -> bool:
    """Whether a word ends a sentence."""
    return _ENDS.search(text) is not None


def utterances_of(tokens: Sequence[Token], *, overlap: bool = False) -> list[Utterance]:
    """Consecutive words of one speaker in one segment as one utterance each; cut at pauses too if channels overlap."""
    said = _with_speakers(tokens)
    own_blanks = _bring_blanks(said)
    runs: list[list[Token]] = []
    for token in said:
        if not runs or _cut(runs[-1][-1], token, overlap=overlap):
            runs.append([])
        runs[-1].append(token)
    made = [_utterance(run, own_blanks=own_blanks) for run in runs]
    return [utterance for utterance in made if utterance.text]


def _with_speakers(tokens: Sequence[Token]) -> list[Token]:
    """Tokens without a speaker, and signs, go to the speaker before; those at the start to the first there is."""
    speaker = next((token.speaker for token in tokens if token.speaker is not None), None)
    said: list[Token] = []
    for token in tokens:
        speaker = speaker if token.speaker is None or (token.to_left and said) else token.speaker
        said.append(token if token.speaker == speaker else token.spoken_by(speaker))
    return said


def _cut(before: Token, token: Token, *, overlap: bool) -> bool:
    if before.speaker != token.speaker or before.segment != token.segment:
        return True
    if not overlap or token.to_left:
        return False
    if before.end_s is not None and token.start_s is not None and not 0 <= token.start_s - before.end_s < PAUSE_S:
        return True
    return ends_sentence(before.text)


def _bring_blanks(tokens: Sequence[Token]) -> bool:
    """Whether the tokens bring their own blanks, as Whisper's words and Rev's elements do."""
    if len(tokens) < 2:
        return False
    blanks = sum(before.text[-1:].isspace() or after.text[:1].isspace() for before, after in pairwise(tokens))
    return blanks >= OWN_BLANKS * (len(tokens) - 1)


def _utterance(run: Sequence[Token], *, own_blanks: bool) -> Utterance:
    starts = [token.start_s for token in run if token.start_s is not None]
    ends = [token.end_s for token in run if token.end_s is not None]
    return Utterance(
        speaker=run[0].speaker,
        start_s=starts[0] if starts else None,
        end_s=ends[-1] if ends and (not starts or ends[-1] >= starts[0]) else None,
        text=joined(run, own_blanks=own_blanks),
    )


def joined(run: Iterable[Token], *, own_blanks: bool) -> str:
    """Words as a text: with their own blanks, or with one between them save before and after signs that cling."""
    if own_blanks:
        return tidy("".join(token.text for token in run))
    pieces: list[str] = []
    before = Token(text="", speaker=None, start_s=None, end_s=None, segment=0, to_right=True)
    for token in run:
        if text := token.text.strip():
            clings = token.to_left or before.to_right or _CLOSES.fullmatch(text) or _OPENS.fullmatch(before.text)
            unspaced = _UNSPACED.match(before.text[-1:]) and _UNSPACED.match(text)
            pieces.append(text if clings or unspaced else " " + text)
            before = token
    return tidy("".join(pieces))
