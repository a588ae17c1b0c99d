"""The finished archive goes in, the tables of who talks and asks how much come out: by role group, by who answers, by speaker."""

from collections.abc import Sequence

from pipeline.export.facts import Archive
from pipeline.export.sampled import untested
from pipeline.export.table import Table
from pipeline.export.write import Cell
from pipeline.roster import OTHER, ROLE_GROUPS
from pipeline.statistics.clusters import clusters
from pipeline.statistics.corpus import DOCUMENT_NAME, Arrays
from pipeline.statistics.intervals import FEWEST_CLUSTERS
from pipeline.statistics.talk import Part, Talk, by_group, talk_of

TOO_FEW = f"no interval: fewer than {FEWEST_CLUSTERS} independent interviews"
COUNTED = ("speakers", "interviews", "turns", "questions", "words")
SHARES = ("share_of_words", "share_of_words_low", "share_of_words_high")
AMONG = ("share_among_participants", "share_among_participants_low", "share_among_participants_high")
RATES = ("question_rate", "question_rate_low", "question_rate_high")
MEANINGS = (
    ("words, turns (of talk)", "words as they were said, and turns; a mere `mm` is no turn but its word counts"),
    (
        "share_of_words",
        "the part of all words of the interviews in which the group speaks, the interviewer's with them",
    ),
    ("share_among_participants", "the same among those who are no interviewers, where two or more of them speak"),
    ("questions, question_rate", "turns that end by asking, and their part of the group's turns"),
    (
        "share_..._low, question_rate_low, ..._high",
        "95 % interval for the population sampled, clustered, reckoned as that of a share",
    ),
    ("asked_of", "the role group of whoever speaks next after a question; `of_questions` are all that the group asks"),
)


def talk_tables(archive: Archive, data: Arrays) -> list[Table]:
    """Talk by role group, questions by who asks and who speaks next, and talk by speaker, which stays in the house."""
    talk = talk_of(archive.records, archive.passages)
    if not talk:
        return []
    why = untested(archive, data)
    made = (
        ("talk_by_role_group", "Talk and questions by role group", _by_group(talk, data, why=why)),
        ("questions_by_role_group", "Who asks whom", _asked(talk)),
        ("talk_by_speaker", "Talk and questions by speaker", _by_speaker(talk)),
    )
    return [
        Table(name=name, title=title, columns=c, rows=rows, of_people="speaker" in c, meanings=MEANINGS)
        for name, title, (c, rows) in made
    ]


def _by_group(talk: Sequence[Talk], data: Arrays, *, why: str) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    rows = []
    for row in by_group(talk, clusters=_clusters(talk, data)):
        note = why or ("" if row.of_words.interval else TOO_FEW)
        parts = [cell for part in (row.of_words, row.of_participants, row.rate) for cell in _shown(part, why=why)]
        rows.append((row.group, *_sums(row.held), *parts, note))
    return ("role_group", *COUNTED, *SHARES, *AMONG, *RATES, "note"), tuple(rows)


def _shown(part: Part | None, *, why: str) -> tuple[Cell, ...]:
    if part is None:
        return (None, None, None)
    interval = None if why else part.interval
    return (part.share, *((interval.low, interval.high) if interval else (None, None)))


def _sums(held: Sequence[Talk]) -> tuple[Cell, ...]:
    people, documents = {t.who for t in held}, {t.document for t in held}
    return (len(people), len(documents), *(sum(getattr(t, name) for t in held) for name in COUNTED[2:]))


def _asked(talk: Sequence[Talk]) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    rows: list[tuple[Cell, ...]] = []
    for group in (*ROLE_GROUPS, OTHER):
        held = [t for t in talk if t.role_group == group]
        questions = sum(t.questions for t in held)
        for other in (*ROLE_GROUPS, OTHER):
            asked = [(t, dict(t.next_to)[other]) for t in held if other in dict(t.next_to)]
            count = sum(number for _, number in asked)
            if count:
                people, documents = {t.who for t, _ in asked}, {t.document for t, _ in asked}
                rows.append((group, other, count, len(people), len(documents), questions, count / questions))
    columns = ("role_group", "asked_of", "questions", "speakers", "interviews", "of_questions", "share_of_questions")
    return columns, tuple(rows)


def _by_speaker(talk: Sequence[Talk]) -> tuple[tuple[str, ...], tuple[tuple[Cell, ...], ...]]:
    rows = []
    for t in talk:
        among = t.words / t.of_participants if not t.asking and t.of_participants else None
        shares = (t.words / t.of_words if t.of_words else None, among, t.questions / t.turns if t.turns else None)
        rows.append((t.document, t.speaker, t.role, t.role_group, t.turns, t.questions, t.words, *shares))
    who = ("document", "speaker", "role", "role_group", *COUNTED[2:])
    return (*who, SHARES[0], AMONG[0], RATES[0]), tuple(rows)


def _clusters(talk: Sequence[Talk], data: Arrays) -> dict[str, int]:
    """The cluster of every document; one of its own where nothing in it is coded."""
    documents = data.factors[DOCUMENT_NAME]
    of = {documents.names[d]: int(c) for d, c in zip(documents.numbers, clusters(data), strict=True)}
    rest = sorted({t.document for t in talk} - set(of))
    return of | {document: len(of) + number for number, document in enumerate(rest)}
