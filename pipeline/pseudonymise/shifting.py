"""A case and the key go in, by how many weeks its dates are moved comes out; a date goes in and comes out moved.

All dates of a case move together and by whole weeks, so that weekdays and the time between two dates stay as they were.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from data_schemas.pseudonyms import MONTHS
from pipeline.key import Key
from pipeline.roster import Speaker

MOST_WEEKS = 52


def weeks_of(speakers: Sequence[Speaker], *, doc_id: str, key: Key) -> int:
    """Between 1 and 52 weeks, forwards or back; a transcript that the roster gives no case is one by itself."""
    case = next((speaker.case for speaker in speakers if speaker.case), "")
    drawn = int.from_bytes(key.mac("shift", case or doc_id)[:8]) % (2 * MOST_WEEKS)
    return drawn + 1 if drawn < MOST_WEEKS else MOST_WEEKS - 1 - drawn


def shifted(day: date, *, weeks: int) -> str:
    """`[9 May 2019, shifted]`."""
    moved = day + timedelta(weeks=weeks)
    return f"[{moved.day} {MONTHS[moved.month - 1]} {moved.year:04d}, shifted]"
