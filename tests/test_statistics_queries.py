"""Questions in the small language: how they are read, what they mean, and the laws that hold whatever is asked."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from data_schemas.codebook import parse_codebook
from data_schemas.errors import ConfigError
from pipeline.coded import CodedPassage
from pipeline.statistics.code_names import codes_named
from pipeline.statistics.corpus import arrays, coded_in_order
from pipeline.statistics.matching import found, matching
from pipeline.statistics.queries import And, Code, Label, Near, Node, Not, Or, People, Words, parse
from tests.test_statistics_corpus import CODEBOOK, passage

SCHEME = parse_codebook(
    """
id: power
version: "1"
title: Power
source: made up
dimensions:
  - id: face
    name: Face of power
    kind: multi
    definition: d
    codes:
      - {id: open, name: Open, definition: d}
      - {id: deciding, name: Deciding openly, definition: d, parent: open}
      - {id: hidden, name: Hidden and silent, definition: d}
  - {id: voice, name: Voice, kind: multi, definition: d, codes: [{id: hidden, name: Unheard, definition: d}]}
""",
    name="power.yaml",
)


def said(
    number: int, *codes: str, by: str = "A", document: str = "D1", text: str = "", turn: int | None = None, **more: str
) -> CodedPassage:
    held = {d: tuple(c.split(".")[1] for c in codes if c.startswith(f"{d}.")) for d in ("face", "voice")}
    made = passage(number, document=document, speaker=by, codes=held, text=text, codebook=SCHEME)
    return replace(made, turn=number if turn is None else turn, **more)  # type: ignore[arg-type]


TALK = [
    said(0, "face.open", by="A", text="They said the Decision was made."),
    said(1, "face.deciding", by="B", role="Nurse", role_group="professional", text="Nobody decided."),
    said(2, "voice.hidden", by="A", text="I didn\u2019t say."),
    said(5, "face.hidden", "voice.hidden", by="B", role="Nurse", role_group="professional", text="It went quiet."),
    said(6, document="D2", by="A", text="The bus was late.", case="north hub", attributes={"site": "Main Road"}),
]


def ask(query: str, talk: list[CodedPassage] = TALK) -> list[tuple[str, int]]:
    coded = coded_in_order(talk)
    mask = found(parse(query), data=arrays(coded, SCHEME), passages=coded)
    return [(p.document, p.turn) for p, held in zip(coded, mask, strict=True) if held]


def test_a_query_is_read_as_a_tree() -> None:
    assert parse("A and not B or C") == Or(And(Code("A"), Not(Code("B"))), Code("C"))
    assert parse("A and (B or C)") == And(Code("A"), Or(Code("B"), Code("C")))
    assert parse("a NEAR/5 b AND c near d") == And(Near(Code("a"), Code("b"), 5), Near(Code("c"), Code("d"), 2))
    assert parse('Holding to account and "the vote"') == And(Code("Holding to account"), Words("the vote"))
    assert parse("[Hidden and silent]") == Code("Hidden and silent")
    assert parse('role:"Peer worker" and attr:site="Main Road"') == And(
        Label(("role", "role_group"), "Peer worker"), Label(("attr_site",), "Main Road")
    )
    assert parse("speakers with A and B and with C and never D") == People(
        (And(Code("A"), Code("B")), Code("C")), (Code("D"),)
    )


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ("", "query, at its end: expected a code, a label such as role:, or words in quotation marks"),
        ("A and", "query, at its end: expected a code"),
        ("and A", "query, at 'and': expected a code"),
        ("(A or B", "query, at its end: expected a closing parenthesis"),
        ("A) or B", "query, at ')': expected and, or, near, or the end"),
        ('A and "vote', "query, at '\"vote': a quotation mark or bracket is not closed"),
        ("A near/x B", "no code or dimension"),
        ("colour:red", "query, colour: no such label; expected role, case, document, speaker, kind or attr"),
        ("role:", "query, role: expected a value after the colon"),
        ("attr:=x", "query, attr: expected a column of speakers.csv and a value"),
        ("speakers A", "query, at 'A': expected `with` or `never`"),
        ("role:doctor", "query, role: nobody has 'doctor'; expected Nurse, Peer support worker, professional"),
        ("attr:floor=2", "query, floor: nobody has '2'; expected one of the attributes site"),
        ("hidden", "code 'hidden' may mean face.hidden or voice.hidden: write one of these"),
        ("hiden", "code 'hiden': no code or dimension; expected one such as face.hidden, voice.hidden"),
        ('"..."', "'...': no word to look for"),
    ],
)  # fmt: skip
def test_what_cannot_be_answered_is_refused_with_what_was_expected(query: str, message: str) -> None:
    with pytest.raises(ConfigError) as refused:
        ask(query)
    assert message in str(refused.value)


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("voice.hidden", ["voice.hidden"]),
        ("Unheard", ["voice.hidden"]),
        ("Face of Power.Deciding-openly", ["face.deciding"]),
        ("open", ["face.open", "face.deciding"]),  # with the code below it
        ("face", ["face.open", "face.deciding", "face.hidden"]),
        ("voice.*", ["voice.hidden"]),
    ],
)
def test_a_code_is_written_by_id_by_name_or_with_its_dimension(name: str, codes: list[str]) -> None:
    assert [".".join(key) for key in codes_named(name, SCHEME)] == codes


@pytest.mark.parametrize(
    ("query", "turns"),
    [
        ("face", [0, 1, 5]),
        ("face and voice", [5]),
        ("face and not voice", [0, 1]),
        ("not face and not voice", [6]),
        ("voice and role:nurse", [5]),
        ('role:"service user or peer" and case:hub', [0, 2]),
        ("attr:site=main_road or case:NORTH_HUB", [6]),
        ("document:D2 or speaker:b", [1, 5, 6]),
        ("deciding near voice", [1, 2]),
        ("deciding near/4 voice", [1, 2, 5]),
        ("deciding near/0 voice", []),
        ("[face.hidden] near/0 voice", [5]),
        ('"decision"', [0]),
        ('"deci*"', [0, 1]),
        ('"didn\'t   SAY"', [2]),
        ("speakers with deciding and never open", []),
        ("speakers with deciding and never \"bus\"", [1]),
        ("speakers with open and with voice", [0, 1, 2, 5]),
        ("speakers never deciding", [0, 2, 6]),
    ],
)  # fmt: skip
def test_what_a_query_finds(query: str, turns: list[int]) -> None:
    assert [turn for _, turn in ask(query)] == turns


def test_turns_of_two_transcripts_are_never_near() -> None:
    talk = [said(9, "face.open", document="D1"), said(0, "voice.hidden", document="D2", turn=0)]
    assert ask("open near/999 voice", talk) == []


def test_an_empty_archive_answers_with_nothing() -> None:
    assert ask("open near voice or not face", []) == []
    assert ask("speakers with open and never voice", []) == []


LEAVES = st.sampled_from(
    [Code("open"), Code("deciding"), Code("face.hidden"), Code("voice"), Words("the"), Label(("speaker",), "A")]
)
TREES = st.recursive(
    LEAVES,
    lambda inner: st.one_of(
        st.builds(Not, inner),
        st.builds(And, inner, inner),
        st.builds(Or, inner, inner),
        st.builds(Near, inner, inner, st.integers(0, 4)),
    ),
    max_leaves=6,
)


CODED = coded_in_order(TALK)
DATA = arrays(CODED, SCHEME)


def means(node: Node) -> list[bool]:
    return matching(node, data=DATA, passages=CODED).tolist()


@settings(max_examples=30)
@given(TREES, TREES, st.integers(0, 5))
def test_the_laws_of_and_or_not_and_near(a: Node, b: Node, turns: int) -> None:
    assert means(Not(And(a, b))) == means(Or(Not(a), Not(b)))
    assert means(Not(Or(a, b))) == means(And(Not(a), Not(b)))
    assert means(And(a, b)) == means(And(b, a))
    assert means(Or(a, b)) == means(Or(b, a))
    assert means(Near(a, b, turns)) == means(Near(b, a, turns))
    assert not any(means(And(a, Not(a))))
    assert all(means(Or(a, Not(a))))
    assert means(Not(Not(a))) == means(a)
    assert np.all(np.array(means(Near(a, b, turns))) <= np.array(means(Near(a, b, turns + 1))))


@settings(max_examples=30)
@given(TREES, TREES, st.integers(0, 5))
def test_near_is_what_comparing_every_two_passages_gives(a: Node, b: Node, turns: int) -> None:
    first, second = means(a), means(b)

    def close(i: int, j: int) -> bool:
        return CODED[i].doc_id == CODED[j].doc_id and abs(CODED[i].turn - CODED[j].turn) <= turns

    every = range(len(CODED))
    expected = [
        any(close(i, j) and ((first[i] and second[j]) or (second[i] and first[j])) for j in every) for i in every
    ]
    assert means(Near(a, b, turns)) == expected


def written(node: Node) -> str:
    match node:
        case Code(name):
            return name
        case Words(text):
            return f'"{text}"'
        case Label(_, value):
            return f"speaker:{value}"
        case Not(of):
            return f"not ({written(of)})"
        case And(first, second):
            return f"({written(first)}) and ({written(second)})"
        case Or(first, second):
            return f"({written(first)}) or ({written(second)})"
        case Near(first, second, turns):
            return f"({written(first)}) near/{turns} ({written(second)})"


@given(TREES)
def test_what_is_written_is_read_as_it_was_meant(node: Node) -> None:
    assert parse(written(node)) == node


def test_the_core_codebook_is_asked_by_its_names() -> None:
    coded = [passage(1, codes={"power_face": ("non_decision_making",), "voice": ("rejected",)}), passage(2)]
    mask = found(parse("Non-decision-making and Voice.Rejected"), data=arrays(coded, CODEBOOK), passages=coded)
    assert mask.tolist() == [True, False]


def test_a_query_longer_than_anybody_writes_is_refused() -> None:
    with pytest.raises(ConfigError, match="expected at most 200"):
        parse("not " * 1000 + "decision_making")
