"""Transcripts as read go in; guesses at who speaks and which files belong together come out, each with its evidence.

The evidence is a category, never a quotation: a guess is written where people look, and may be wrong.
"""

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from data_schemas.records import DOCUMENT, Utterance
from pipeline.key import Key
from pipeline.vault import write_private

ROLE_WORDS = {  # how a role is written in labels, headers and file names, in small letters
    "interviewer": "i int iv inter interviewer q moderator mod facilitator researcher investigator",
    "service_user_or_peer": "psw peer peers su serviceuser patient member client tenant",
    "carer": "carer carers",
    "professional": "nurse cpn dr doctor psychologist psychiatrist ot manager consultant gp midwife teacher director therapist",
    "other_staff": "secretary administrator receptionist caseworker",
    "volunteer": "vol volunteer volunteers",
}
PHRASES = {  # two words that say more than either
    "peer support worker": "service_user_or_peer",
    "service user": "service_user_or_peer",
    "expert by experience": "service_user_or_peer",
    "lived experience": "service_user_or_peer",
    "social worker": "professional",
    "occupational therapist": "professional",
    "employment specialist": "other_staff",
    "team leader": "other_staff",
}
_DOCUMENTS = """policy policies guideline guidelines guidance strategy protocol procedure minutes terms framework
    standard standards charter constitution agenda"""
DOCUMENT_WORDS = frozenset(_DOCUMENTS.split())
ASKS = 0.4  # share of an interviewer's utterances that hold a question; respondents rarely pass 0.15
FEWEST = 4  # utterances from which a share of questions counts by itself
CASE_SYMBOLS = 4  # base32 symbols: a million cases
UNLABELLED = ""  # the label of talk that a file gives nobody
CLAUSES = 0.2  # share of a document's paragraphs that are numbered; talk has none

_GROUP_OF = {word: group for group, words in ROLE_WORDS.items() for word in words.split()}
_TOKEN = re.compile(r"[^\W\d_]+")
_CLAUSE = re.compile(r"(?:\d+\.)+(?:\d+)?\s|\d+\)\s|\([a-z]\)\s|[A-Z]\.\d")
_IN_BRACKETS = re.compile(r"[(\[]([^()\[\]]+)[)\]]")
_INTERVIEWER_ONLY = frozenset(("i", "q", "int", "iv", "inter", "mod"))  # no role words outside a label


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A guess at one speaker's role group; `evidence` is a category, `sure` is high or low."""

    file: str
    label: str
    role_group: str
    evidence: str
    sure: str


def guess_roles(file: str, utterances: Sequence[Utterance], *, stated: Mapping[str, str] | None = None) -> list[Guess]:
    """Guess from what the file states of its speakers, from labels, its name, and who asks the questions.

    `stated` gives what a header says of a label, such as CHAT's participants or a cast list.
    """
    labels = list(dict.fromkeys(u.speaker for u in utterances if u.speaker is not None))
    if not labels:
        return _of_unlabelled(file, utterances)
    found: dict[str, Guess] = {}
    for label in labels:
        group = _group_in((stated or {}).get(label, ""))
        if group:
            found[label] = Guess(file=file, label=label, role_group=group, evidence="header", sure="high")
        elif group := _group_of_label(label):
            found[label] = Guess(file=file, label=label, role_group=group, evidence="label", sure="high")
    if not any(g.role_group == "interviewer" for g in found.values()) and (asker := _asker(labels, utterances)):
        found.setdefault(
            asker, Guess(file=file, label=asker, role_group="interviewer", evidence="asks the questions", sure="low")
        )
    rest = [label for label in labels if label not in found]
    named = _group_of_file(file)
    if len(rest) == 1 and named and len(labels) > 1:
        found[rest[0]] = Guess(file=file, label=rest[0], role_group=named, evidence="file name", sure="low")
    return [found[label] for label in labels if label in found]


def write_guesses(path: Path, guesses: Sequence[Guess], *, cases: Mapping[str, str]) -> None:
    """Write the guesses beside speakers.csv, for a person to look at; a case is guessed for a whole file."""
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(["file", "label", "role_group", "case", "evidence", "sure"])
    rows.writerows([g.file, g.label, g.role_group, "", g.evidence, g.sure] for g in guesses)
    rows.writerows([file, "", "", case, "files beside it", "low"] for file, case in sorted(cases.items()))
    write_private(path, out.getvalue().encode("utf-8"))


def guess_cases(files: Sequence[str], *, key: Key) -> dict[str, str]:
    """Files that belong together: those of one subfolder, else those whose names begin alike up to a digit.

    A case is shown in outputs, and folders may bear people's names: it is named by a keyed code.
    """
    by_folder: dict[str, list[str]] = {}
    by_start: dict[str, list[str]] = {}
    for file in files:
        path = PurePosixPath(file)
        if len(path.parts) > 1:
            by_folder.setdefault(path.parent.as_posix(), []).append(file)
        if begun := re.match(r"[A-Za-z]{1,20}[-_ ]?\d{1,4}(?=[-_ .])", path.stem):
            by_start.setdefault(begun[0].casefold(), []).append(file)
    cases: dict[str, str] = {}
    for group, members in [*by_folder.items(), *by_start.items()]:
        if 1 < len(members) < len(files):
            named = f"case-{key.code('case', group, symbols=CASE_SYMBOLS)}"
            cases |= {file: named for file in members if file not in cases}
    return cases


def _of_unlabelled(file: str, utterances: Sequence[Utterance]) -> list[Guess]:
    """A file without labels: a written document if its name or its numbered paragraphs say so, else one speaker's talk."""
    paragraphs = [u.text for u in utterances]
    named = not DOCUMENT_WORDS.isdisjoint(_tokens(PurePosixPath(file).stem))
    numbered = sum(_CLAUSE.match(text) is not None for text in paragraphs) >= CLAUSES * max(1, len(paragraphs))
    timed = any(u.start_s is not None for u in utterances)
    if (named or numbered) and not timed:
        evidence = "file name" if named else "numbered paragraphs"
        sure = "high" if named and numbered else "low"
        return [Guess(file=file, label=UNLABELLED, role_group=DOCUMENT, evidence=evidence, sure=sure)]
    group = _group_of_file(file)
    return [Guess(file=file, label=UNLABELLED, role_group=group, evidence="file name", sure="low")] if group else []


def _group_of_label(label: str) -> str | None:
    """What a label alone says: `I`, `Interviewer 2`, `PSW 3`, `Mary (peer support worker)`."""
    bracketed = _IN_BRACKETS.search(label)
    if bracketed and (group := _group_in(bracketed[1])):
        return group
    tokens = _tokens(label)
    return _GROUP_OF.get(tokens[0]) if len(tokens) == 1 else _group_in(label) if len(tokens) <= 4 else None


def _group_of_file(file: str) -> str | None:
    return _group_in(re.sub(r"[_-]+", " ", PurePosixPath(file).stem), never=("interviewer",))


def _group_in(text: str, *, never: Sequence[str] = ()) -> str | None:
    """The one role group that a text names; None where it names none, or two."""
    folded = " ".join(_tokens(text))
    groups = {group for phrase, group in PHRASES.items() if phrase in folded}
    if not groups:
        groups = {_GROUP_OF[t] for t in _tokens(text) if t in _GROUP_OF and t not in _INTERVIEWER_ONLY}
    groups -= set(never)
    return groups.pop() if len(groups) == 1 else None


def _tokens(text: str) -> list[str]:
    return [token.casefold() for token in _TOKEN.findall(text)]


def _asker(labels: Sequence[str], utterances: Sequence[Utterance]) -> str | None:
    """Who asks the questions: a share well above everybody else's; in short talk, the only one who asks any."""
    if len(labels) < 2:
        return None
    asked = {label: [("?" in u.text) for u in utterances if u.speaker == label] for label in labels}
    shares = {label: sum(own) / len(own) for label, own in asked.items()}
    asker = max(shares, key=lambda label: shares[label])
    others = max(share for label, share in shares.items() if label != asker)
    enough = len(asked[asker]) >= FEWEST or others == 0
    return asker if shares[asker] >= ASKS and shares[asker] >= 2 * others and enough else None
