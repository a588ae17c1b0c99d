"""The list that holds the talk of a JSON document goes in, its utterances come out with speakers and times."""

from collections.abc import Sequence

from data_schemas.records import Utterance
from pipeline.readers.json_keys import tidy
from pipeline.readers.json_labels import Labels
from pipeline.readers.json_lists import TalkList, labelled_words, plain_kind
from pipeline.readers.json_moments import Stretch, stretch, when_of
from pipeline.readers.json_nodes import Node, text_of
from pipeline.readers.json_order import SEVERAL, SIDE_BY_SIDE, are_side_by_side, in_time, restarts
from pipeline.readers.json_spans import Span, spans_at, spans_of, speakers_during
from pipeline.readers.json_when import timing_of
from pipeline.readers.json_words import Token, ends_sentence, utterances_of
from pipeline.readers.talk import Talk, count_of

COARSE = 3  # words a span on average, from which on spans are segments and not words
_SIGNS = frozenset({"punct", "punctuation"})
_OPENING = frozenset("([{\u00ab\u201c\u00bf\u00a1")
_OWN_FORM = {"speaker", "start", "end", "text"}  # what `threefaces read --json` prints: there, null is nobody


def read_list(nodes: dict[str, list[Node]], chosen: TalkList, *, labels: Labels) -> Talk:
    """The talk of a list: words joined or utterances as they are, in order of time if channels are listed apart."""
    timing = timing_of(nodes, chosen)
    starts = [start_s for start_s, _ in timing.stretches]
    parallel = are_side_by_side(starts, chosen.speakers)
    several = bool(restarts(starts)) and not parallel
    until_s = max((end_s or start_s or 0.0 for start_s, end_s in timing.stretches), default=0.0)
    others = {path: group for path, group in nodes.items() if path != chosen.path}
    needed = not several and (chosen.tokens or not chosen.label_share)
    spans = spans_of(others, labels, until_s=until_s) if needed else []
    notes = [*timing.notes, *([SIDE_BY_SIDE] if parallel else []), *([SEVERAL] if several else [])]
    if chosen.tokens:
        said = utterances_of(_tokens(chosen, timing.stretches, spans=spans), overlap=parallel)
    else:
        unknown = spans and not chosen.label_share
        speakers, continued = _continued(
            chosen.nodes, speakers_during(timing.stretches, spans) if unknown else chosen.speakers
        )
        said = _whole(chosen.nodes, speakers, stretches=timing.stretches, labels=labels, unit=timing.unit)
        if continued:
            notes.append(f"{count_of(continued, 'utterance')} without a speaker given to the speaker before")
    ordered = in_time(said) if parallel else said
    return Talk(ordered, notes=notes, labelled=any(u.speaker is not None for u in ordered))


def _tokens(chosen: TalkList, stretches: Sequence[Stretch], *, spans: Sequence[Span]) -> list[Token]:
    """Words with their speakers, their own or their span's, numbered by segment."""
    coarse = len(spans) * COARSE < len(stretches)
    known = bool(chosen.label_share)
    at = spans_at(stretches, spans) if spans and (coarse or not known) else [None] * len(stretches)
    tokens: list[Token] = []
    segment, inside, in_span = 0, 0, None
    for node, speaker, times, span in zip(chosen.nodes, chosen.speakers, stretches, at, strict=True):
        now = id(_segment(node))
        segment += now != inside or (coarse and span is not None and span != in_span)
        inside, in_span = now, in_span if span is None else span
        spoken = speaker if known or span is None else spans[span].speaker
        tokens.append(_token(node, spoken, times=times, segment=segment))
    return tokens


def _segment(node: Node) -> dict[str, object] | None:
    """The object around a word, if it is one of several."""
    outer = node.list_item().above
    return outer.list_item().fields if outer is not None and outer.list_item().item else None


def _token(node: Node, speaker: str | None, *, times: Stretch, segment: int) -> Token:
    text = text_of(node.fields)[0].replace("\u2581", " ")  # SentencePiece's mark of a blank
    attached = next((part.fields["attaches_to"] for part in node.chain() if "attaches_to" in part.fields), None)
    sign = attached is None and plain_kind(node) in _SIGNS and text.strip() not in _OPENING
    return Token(
        text=text,
        speaker=speaker,
        start_s=times[0],
        end_s=times[1],
        segment=segment,
        to_left=sign or attached in ("previous", "both"),
        to_right=attached in ("next", "both"),
    )


def _continued(nodes: Sequence[Node], speakers: Sequence[str | None]) -> tuple[list[str | None], int]:
    """The speakers, an utterance without one given to the speaker before; and how many were."""
    known: list[str | None] = []
    last: str | None = None
    for node, speaker in zip(nodes, speakers, strict=True):
        last = speaker if speaker is not None or node.fields.keys() == _OWN_FORM else last
        known.append(last)
    return known, sum(a is not b for a, b in zip(known, speakers, strict=True))


def _whole(
    nodes: Sequence[Node],
    speakers: Sequence[str | None],
    *,
    stretches: Sequence[Stretch],
    labels: Labels,
    unit: float,
) -> list[Utterance]:
    said: list[Utterance] = []
    for node, speaker, (start_s, end_s) in zip(nodes, speakers, stretches, strict=True):
        if pieces := _sentences(node, labels, unit=unit):
            said.extend(pieces)
        elif text := tidy(text_of(node.fields)[0]):
            said.append(Utterance(speaker=speaker, start_s=start_s, end_s=end_s, text=text))
    return said


def _sentences(node: Node, labels: Labels, *, unit: float) -> list[Utterance]:
    """The sentences of a segment whose words name several speakers, each given to the speaker of most of its words.

    A segment's own speaker is only that of most of its words, or of the first: Deepgram cuts utterances at pauses.
    """
    words = labelled_words(node, labels)
    if len({label for _, label in words if label is not None}) < 2:
        return []
    tokens: list[Token] = []
    sentence: list[Token] = []
    for fields, label in words:
        inner = Node(fields, None, True, "words")
        sentence.append(_token(inner, label[1] if label else None, times=stretch(when_of(fields), unit), segment=0))
        if ends_sentence(sentence[-1].text.rstrip()):
            tokens += _agreed(sentence)
            sentence = []
    tokens += _agreed(sentence)
    return utterances_of(tokens) if len({token.speaker for token in tokens}) > 1 else []


def _agreed(sentence: Sequence[Token]) -> list[Token]:
    """A sentence's words, all given to the speaker of most of them."""
    votes: dict[str, int] = {}
    for token in sentence:
        if token.speaker is not None:
            votes[token.speaker] = votes.get(token.speaker, 0) + 1
    speaker = max(votes, key=lambda label: votes[label], default=None)
    return [token.spoken_by(speaker) for token in sentence]
