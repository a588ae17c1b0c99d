"""Annotated interviews go in, our redactions as `threefaces run` makes them come out: with roster, layers and flags.

Rows are `{"id", "text", "redactions": [{"start", "end", "type", "surrogate", "layers", "flag"}]}`, offsets in the text as
`pii_gold.row_of` lays it out, one line an utterance. `text` is the pseudonymised text.
"""

import sys
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import accumulate
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "scripts")]

from pii_gold import Row  # noqa: E402
from pii_rivals import KEY  # noqa: E402

from data_schemas.annotated import Annotated  # noqa: E402
from data_schemas.records import Originals, Pseudonymised, Transcript, Utterance  # noqa: E402
from pipeline.clean import clean  # noqa: E402
from pipeline.pseudonymise.layers import detect  # noqa: E402
from pipeline.pseudonymise.lines import MODEL  # noqa: E402
from pipeline.pseudonymise.linking import elsewhere_of  # noqa: E402
from pipeline.pseudonymise.mask import pseudonymise  # noqa: E402
from pipeline.pseudonymise.words import NameTable, lone_names, word_index  # noqa: E402
from pipeline.roster import Speaker  # noqa: E402


def redacted(rows: Sequence[Row], *, sources: Iterable[Annotated]) -> list[Row]:
    """Our redactions of each row, all rows one archive and `sources` the interviews they are of, in order."""
    masked = []
    archive = [(transcript_of(row, source), speakers_of(source)) for row, source in zip(rows, sources, strict=True)]
    found = [detect(transcript.utterances, speakers=speakers, model=MODEL) for transcript, speakers in archive]
    everywhere = NameTable((name for _, names in found for name in names), key=KEY)
    times = Counter(name for _, names in found for name in lone_names(names))
    for (transcript, speakers), (findings, own) in zip(archive, found, strict=True):
        index = word_index(transcript.utterances, key=KEY)
        names = everywhere.touching(index)
        shared = [name for name in lone_names(own) if times[name] > 1]
        elsewhere = elsewhere_of((*names, *everywhere.people(index)), shared=shared)
        masked.append(
            pseudonymise(transcript, findings=findings, names=names, speakers=speakers, key=KEY, elsewhere=elsewhere)
        )
    return [_row(row, *one) for row, one in zip(rows, masked, strict=True)]


def transcript_of(row: Row, source: Annotated) -> Transcript:
    """The row's lines as cleaned utterances under the labels of the interview."""
    said = [
        Utterance(speaker=u.label, start_s=None, end_s=None, text=line)
        for u, line in zip(source.utterances, row["text"].split("\n"), strict=True)
    ]
    utterances, events = clean(said)
    return Transcript(doc_id=source.head.id, utterances=utterances, events=events)


def speakers_of(source: Annotated) -> tuple[Speaker, ...]:
    """The roster rows of an interview, as `speakers.csv` has them."""
    return tuple(
        Speaker(
            file=source.head.id, label=label, person=s.name, role=s.role, role_group=s.role_group, case=source.head.case
        )
        for label, s in source.head.speakers.items()
    )


def _row(row: Row, masked: Pseudonymised, originals: Originals) -> Row:
    starts = list(accumulate((len(line) + 1 for line in row["text"].split("\n")), initial=0))
    shift: dict[int, int] = {}
    redactions = []
    for redaction, original in zip(masked.redactions, originals.originals, strict=True):
        start = starts[redaction.utterance] + original.start - shift.get(redaction.utterance, 0)
        redactions.append(
            {
                "start": start,
                "end": start + len(original.text),
                "type": redaction.type,
                "surrogate": redaction.surrogate,
                "layers": redaction.layers,
                "flag": redaction.flag,
            }
        )
        shift[redaction.utterance] = shift.get(redaction.utterance, 0) + len(redaction.surrogate) - len(original.text)
    return {"id": row["id"], "text": "\n".join(u.text for u in masked.utterances), "redactions": redactions}
