"""Keywords in context: what is found, what stands around it, and in which order the lines come."""

import re
from dataclasses import replace

import pytest

from data_schemas.errors import ConfigError
from data_schemas.records import Segmented, Turn
from pipeline.statistics.concordance import concordance
from pipeline.statistics.phrases import expression, phrase
from tests.test_statistics_corpus import passage

SAID = "It was his decision.\nThen a Decision was made, undecided as we were, and no decisions since."


def lines(text: str, pattern: re.Pattern[str], **options: object) -> list[tuple[str, str, str]]:
    found = concordance([passage(1, text=text)], [], pattern, **{"width": 9, "order": "document", **options})  # type: ignore[arg-type]
    return [(line.left, line.node, line.right) for line in found]


def test_whole_words_in_any_case_with_so_many_characters_around_them() -> None:
    assert lines(SAID, phrase("decision")) == [
        (" was his ", "decision", ". Then a "),
        (". Then a ", "Decision", " was made"),
    ]


@pytest.mark.parametrize(
    ("asked", "nodes"),
    [
        ("decision*", ["decision", "Decision", "decisions"]),
        ("*decided", ["undecided"]),
        ("his  decision", ["his decision"]),
        ("decision then", []),
        ("cision", []),
    ],
)
def test_phrases_and_stars(asked: str, nodes: list[str]) -> None:
    assert [node for _, node, _ in lines(SAID, phrase(asked))] == nodes


def test_either_apostrophe_finds_either() -> None:
    assert [node for _, node, _ in lines("don't, don\u2019t", phrase("don\u2019t"))] == ["don't", "don\u2019t"]
    assert phrase("don't").pattern == phrase("don\u2019t").pattern


def test_regular_expressions() -> None:
    assert [node for _, node, _ in lines(SAID, expression(r"\b(un)?decid\w+|made"))] == ["made", "undecided"]
    with pytest.raises(ConfigError, match="no regular expression"):
        expression("(")
    with pytest.raises(ConfigError, match="finds nothing at every place"):
        expression("x*")
    with pytest.raises(ConfigError, match="no word to look for"):
        phrase(" ?! ")


def test_sorted_by_what_follows_and_by_what_precedes_read_backwards() -> None:
    text = "a vote now. the vote again. every vote, later."
    vote = phrase("vote")
    assert [right for _, _, right in lines(text, vote, order="right")] == [" again. e", ", later.", " now. the"]
    assert [left for left, _, _ in lines(text, vote, order="left")] == ["a ", "n. every ", "now. the "]


def test_context_is_the_whole_turn_and_never_another_speakers() -> None:
    text = "No?\n\nWell, first this. Then the vote. And that.\n\nMm."
    turn = Turn(speaker="A", start=5, end=47, start_s=None, end_s=None, backchannel=False)
    record = Segmented(doc_id="id-D", text=text, turns=(turn,), passages=(), events=(), redactions=())
    start = text.index("Then")
    said = replace(passage(1, document="D", text="Then the vote."), turn=0, start=start, end=start + 14)
    [line] = concordance([said], [record], phrase("vote"), width=99)
    assert (line.left, line.node, line.right) == ("Well, first this. Then the ", "vote", ". And that.")
    assert text[line.start : line.start + 4] == "vote"


def test_lines_that_read_alike_come_in_the_order_of_the_corpus() -> None:
    said = [passage(n, document=d, text="a vote now") for d, n in (("B", 1), ("A", 2), ("A", 1))]
    found = concordance(said, [], phrase("vote"), width=9)
    assert [line.passage.passage_id for line in found] == ["A.0001", "A.0002", "B.0001"]
