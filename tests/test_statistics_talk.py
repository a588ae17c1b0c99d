"""Who talks and asks how much, in literal dyads and interviews."""

from dataclasses import replace

import numpy as np
import pytest
import statsmodels.api as sm
from scipy import special

from data_schemas.records import DOCUMENT, WITHDRAWN, Mark, Segmented, Turn
from pipeline.coded import CodedPassage
from pipeline.export.facts import Archive
from pipeline.export.talk_tables import talk_tables
from pipeline.statistics.corpus import arrays
from pipeline.statistics.design import Design, Sampling
from pipeline.statistics.talk import by_group, ratio, talk_of
from tests.test_export_archive import CODEBOOK, facts
from tests.test_statistics_corpus import passage

DYAD = (
    ("I", "How did you two begin?"),
    ("S", "With a grant (laughs) and a shed."),
    ("M", "Mm."),
    ("S", "Do you remember the shed?"),
    ("M", "I do. It leaked. Whose idea was that?"),
    ("S", "Mine, sadly."),
    ("I", "Tell me about the shed"),
    ("M", "It leaked."),
)
ROLES = {"I": ("Interviewer", "interviewer"), "S": ("Manager", "professional"), "M": ("Member", "service_user_or_peer")}


def interview(document: str, turns: tuple[tuple[str, str], ...]) -> tuple[Segmented, list[CodedPassage]]:
    """A record and one passage of every turn; "Mm." is a back-channel and carries none."""
    text, made, passages = "", [], []
    for number, (speaker, said) in enumerate(turns):
        start = len(text)
        text += said + "\n"
        mm = said == "Mm."
        made.append(Turn(speaker=speaker, start=start, end=start + len(said), start_s=None, end_s=None, backchannel=mm))
        if not mm and speaker in ROLES:
            role, group = ROLES[speaker]
            one = passage(number, document=document, speaker=speaker, role=role, role_group=group)
            passages.append(replace(one, coded=group != "interviewer"))
    start = text.find("(laughs)")
    events = (Mark(start=start, end=start + 8, kind="laughs"),) if start >= 0 else ()
    record = Segmented(doc_id=f"id-{document}", text=text, turns=tuple(made), passages=(), events=events, redactions=())
    return record, passages


def test_words_turns_and_questions_of_a_dyad() -> None:
    record, passages = interview("D-1", DYAD)
    asks, member, staff = talk_of([record], passages)
    assert (asks.speaker, asks.words, asks.turns, asks.questions) == ("I", 10, 2, 2)  # the second asks without a mark
    assert (member.speaker, member.words, member.turns, member.questions) == ("M", 11, 2, 1)  # "Mm." is a word, no turn
    assert (staff.speaker, staff.words, staff.turns, staff.questions) == ("S", 13, 3, 1)  # "(laughs)" is no word
    assert {(t.of_words, t.of_participants) for t in (asks, member, staff)} == {(34, 24)}


def test_who_asks_whom_goes_by_who_speaks_next() -> None:
    record, passages = interview("D-1", DYAD)
    asks, member, staff = talk_of([record], passages)
    assert asks.next_to == (("professional", 1), ("service_user_or_peer", 1))
    assert member.next_to == (("professional", 1),)
    assert staff.next_to == (("service_user_or_peer", 1),)


def test_withdrawn_turns_and_written_documents_are_not_talk() -> None:
    record, passages = interview("D-1", (*DYAD[:2], (WITHDRAWN, WITHDRAWN)))
    assert [t.speaker for t in talk_of([record], passages)] == ["I", "S"]
    assert talk_of([record], [replace(p, kind=DOCUMENT) for p in passages]) == []


def test_shares_of_groups_leave_the_interviewer_apart() -> None:
    both = [interview("D-1", DYAD), interview("N-1", (("I", "And you?"), ("S", "I came later than he did.")))]
    talk = talk_of([record for record, _ in both], [p for _, passages in both for p in passages])
    found = {row.group: row for row in by_group(talk, clusters={"D-1": 0, "N-1": 1})}
    staff, asks = found["professional"], found["interviewer"]
    assert staff.of_words.share == pytest.approx(19 / 42)
    assert staff.of_participants is not None
    assert staff.of_participants.share == pytest.approx(13 / 24)  # of the dyad alone
    assert staff.rate is not None
    assert staff.rate.share == pytest.approx(1 / 4)
    assert asks.of_words.share == pytest.approx(12 / 42)
    assert asks.of_participants is None
    assert staff.of_words.interval is None  # two interviews


def test_the_interval_of_a_ratio_agrees_with_statsmodels() -> None:
    tops = np.array([2.0, 5.0, 1.0, 4.0, 3.0, 6.0, 2.0, 3.0, 4.0, 1.0])
    made = ratio(tops, np.full(10, 8.0), np.arange(10))
    model = sm.OLS(tops / 8, np.ones(10)).fit()  # equal interviews: the plain interval of a mean, on the logit scale
    share, (low, high) = float(model.params[0]), model.conf_int()[0]
    half = (high - low) / 2 / (share * (1 - share))
    assert made is not None
    expected = (special.expit(special.logit(share) - half), special.expit(special.logit(share) + half))
    assert (made.low, made.high) == pytest.approx(expected, abs=1e-9)


def test_interviews_of_one_cluster_are_one() -> None:
    tops = np.array([2.0, 5.0, 1.0, 4.0, 3.0, 6.0, 2.0, 3.0, 4.0])
    joined, of = np.array([7.0, *tops[2:]]), np.array([16.0, *[8.0] * 7])
    assert ratio(tops, np.full(9, 8.0), np.array([0, 0, 1, 2, 3, 4, 5, 6, 7])) == ratio(joined, of, np.arange(8))


def test_seven_interviews_give_no_interval_and_equal_ones_neither() -> None:
    assert ratio(np.arange(7.0), np.full(7, 8.0), np.arange(7)) is None
    assert ratio(np.full(9, 2.0), np.full(9, 8.0), np.arange(9)) is None


def tables_of(design: Design) -> dict[str, list[dict[str, object]]]:
    many = [interview(f"D-{n}", (*DYAD, *(("M", "And so on."),) * n)) for n in range(9)]
    records, passages = [record for record, _ in many], [p for _, said in many for p in said]
    named = [replace(r, turns=tuple(replace(t, speaker=f"{t.speaker}{r.doc_id}") for t in r.turns)) for r in records]
    passages = [replace(p, case="", speaker=f"{p.speaker}{p.doc_id}") for p in passages]
    archive = Archive(passages=tuple(passages), records=tuple(named), codebook=CODEBOOK, facts=facts(design=design))
    made = talk_tables(archive, arrays(passages, CODEBOOK))
    assert [t.name for t in made if t.of_people] == ["talk_by_speaker"]
    return {t.name: [dict(zip(t.columns, row, strict=True)) for row in t.rows] for t in made}


def test_tables_of_talk_have_intervals_only_for_a_random_sample() -> None:
    sampled = Design(sampling=Sampling(units="interviews", of="the hub's dyads", how="random"))
    row = tables_of(sampled)["talk_by_role_group"][0]
    assert (row["role_group"], row["speakers"], row["interviews"]) == ("service_user_or_peer", 9, 9)
    assert isinstance(row["share_of_words"], float)
    assert isinstance(row["share_of_words_low"], float)
    assert row["share_of_words_low"] < row["share_of_words"]
    assert row["note"] == ""
    described = tables_of(Design())["talk_by_role_group"][0]
    assert described["share_of_words"] == row["share_of_words"]
    assert described["share_of_words_low"] is None
    assert str(described["note"]).startswith("described, not tested: no sample is declared")


def test_the_table_of_questions_counts_who_speaks_next() -> None:
    rows = tables_of(Design())["questions_by_role_group"]
    found = [(r["role_group"], r["asked_of"], r["questions"], r["speakers"], r["of_questions"]) for r in rows]
    assert found == [
        ("service_user_or_peer", "professional", 9, 9, 9),
        ("professional", "service_user_or_peer", 9, 9, 9),
        ("interviewer", "service_user_or_peer", 9, 9, 18),
        ("interviewer", "professional", 9, 9, 18),
    ]


def test_no_transcripts_no_tables() -> None:
    archive = Archive(passages=(), records=(), codebook=CODEBOOK, facts=facts())
    assert talk_tables(archive, arrays([], CODEBOOK)) == []
