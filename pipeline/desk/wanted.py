"""What the page asks to be kept goes in as JSON, checked requests come out; nothing of it is believed unread.

Every request has an id that the page made, by which one that is sent twice is kept once.
"""

import msgspec

from data_schemas.codebook import Codebook
from data_schemas.errors import ConfigError

LONGEST = 20_000  # characters of a memo
MOST_OPEN = 20  # a person's own codes on one stretch
LONGEST_OPEN = 120  # characters of one of them
LONGEST_NAME = 80  # characters of initials or a name


class Stretch(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Half-open, in code points of a transcript's text."""

    start: int
    end: int


class Decide(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="decide", tag_field="kind"):
    """All that the coder has decided on a passage from now on; nothing at all takes the decision back.

    `stretch` is where it stands now, `was` where it stood before, if it stood anywhere; a queue's passages have neither.
    """

    id: str
    passage: str
    codes: dict[str, list[str]] = {}
    complete: list[str] = []  # dimensions finished: what is not coded there is not there
    unfinished: list[str] = []  # dimensions begun: nothing is said of what is not coded
    open_codes: list[str] = []
    memo: str = ""
    stretch: Stretch | None = None
    was: Stretch | None = None

    @property
    def empty(self) -> bool:
        """Whether nothing is left of the decision."""
        return not (self.codes or self.complete or self.open_codes or self.memo.strip())


class Remark(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="remark", tag_field="kind"):
    """A memo on a speaker or a code (`speaker:NAME`, `code:dimension.code`); an empty one takes it back."""

    id: str
    about: str
    memo: str


class Sign(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag="sign", tag_field="kind"):
    """A transcript was read and found in order by whoever signs; no name takes the signature back."""

    id: str
    document: str
    name: str


Wanted = Decide | Remark | Sign
_DECODER: msgspec.json.Decoder[Wanted] = msgspec.json.Decoder(Wanted)


def wanted_from(body: bytes, *, codebook: Codebook) -> Wanted:
    """The request in a body of JSON; ConfigError says what is wrong with it, and quotes nothing of it."""
    try:
        wanted = _DECODER.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise ConfigError("the page sent what this program does not know; load the page again") from error
    if not 8 <= len(wanted.id) <= 64:
        raise ConfigError("the page sent no id with a decision; load the page again")
    if isinstance(wanted, Decide):
        _check(wanted, codebook=codebook)
    elif isinstance(wanted, Remark) and len(wanted.memo) > LONGEST:
        raise ConfigError(f"a memo: expected at most {LONGEST} characters")
    elif isinstance(wanted, Sign) and len(wanted.name) > LONGEST_NAME:
        raise ConfigError(f"initials or a name: expected at most {LONGEST_NAME} characters")
    return wanted


def _check(wanted: Decide, *, codebook: Codebook) -> None:
    for dimension_id, codes in wanted.codes.items():
        if dimension_id not in codebook.ids:
            raise ConfigError("a decision names a dimension that the codebook does not have; load the page again")
        dimension = codebook.dimension(dimension_id)
        if len(set(codes)) < len(codes) or not set(codes) <= set(dimension.code_ids):
            raise ConfigError(f"{dimension.name}: a decision names a code that it does not have; load the page again")
        if dimension.kind == "single" and len(codes) > 1:
            raise ConfigError(f"{dimension.name}: takes one code")
    if not set(wanted.complete) <= set(wanted.codes):
        raise ConfigError("a decision is complete in a dimension that it says nothing of; load the page again")
    if not set(wanted.unfinished) <= set(wanted.codes) or set(wanted.unfinished) & set(wanted.complete):
        raise ConfigError("a dimension is begun that nothing is said of, or is finished too; load the page again")
    if len(wanted.memo) > LONGEST:
        raise ConfigError(f"a memo: expected at most {LONGEST} characters")
    if len(wanted.open_codes) > MOST_OPEN or any(len(code) > LONGEST_OPEN for code in wanted.open_codes):
        raise ConfigError(f"own codes: expected at most {MOST_OPEN}, of at most {LONGEST_OPEN} characters each")
