"""Specification of tables that list tiers, as ELAN and Praat export them: the tiers of talk come out in order of time."""

import pytest

from data_schemas.errors import DocumentError
from pipeline.readers.delimited import looks_like_csv_talk, read_csv_talk

ADA, BEN = "ada@tx-1", "ben@tx-1"
ROWS = [(ADA, 0, "Who told you that?"), (ADA, 4, "And then?"), (BEN, 2, "My sister did."), (BEN, 6, "We went there.")]
IN_TIME = [
    (ADA, 0.0, 1.5, "Who told you that?"),
    (BEN, 2.0, 3.5, "My sister did."),
    (ADA, 4.0, 5.5, "And then?"),
    (BEN, 6.0, 7.5, "We went there."),
]
CLOCK, SECONDS, MILLI, FRAMES = "00:00:0{0}.{1}00", "{0}.{1}", "{0}{1}00", "00:00:0{0}:12"


def export(layout: str, *, titles: str = "") -> str:
    """ROWS in a layout of blanks for tabs: tier, person, b(egin), e(nd), d(uration) and text."""
    lines = [titles.replace("|", "\t")] if titles else []
    for tier, start, text in ROWS:
        cells = {"tier": tier, "person": tier[:3], "none": "", "text": text}
        for mark, (whole, part) in {"b": (start, 0), "e": (start + 1, 5), "d": (1, 5)}.items():
            for form, shape in {"C": CLOCK, "S": SECONDS, "M": MILLI, "F": FRAMES}.items():
                cells[mark + form] = shape.format(whole, part).lstrip("0" if form == "M" and whole else "")
        lines.append("\t".join(cells[name] for name in layout.split()))
    return "\n".join(lines) + "\n"


@pytest.mark.parametrize(
    "layout",
    [
        "tier bC eC text",
        "tier none bC eC dC text",
        "tier person bC eC dC text",
        "bC eC dC text tier",
        "tier none bC bS bM eC eS eM dC dS dM text",
        "tier none bC bF eC eF text",
        "tier bS eS dS text",
        "tier bS bM eS eM text",
    ],
)
def test_elans_rows_without_titles_in_any_layout(layout: str) -> None:
    text = export(layout)
    assert looks_like_csv_talk(text)
    talk = read_csv_talk(text.encode())
    assert [(u.speaker, u.start_s, u.end_s, u.text) for u in talk] == IN_TIME


def test_elans_titles_and_participants() -> None:
    titles = "Tier|Participant|Begin Time - hh:mm:ss.ms|End Time - hh:mm:ss.ms|Duration - hh:mm:ss.ms|Annotation"
    talk = read_csv_talk(export("tier person bC eC dC text", titles=titles).encode())
    assert [(u.speaker, u.start_s, u.end_s, u.text) for u in talk] == [(who[:3], *rest) for who, *rest in IN_TIME]


def test_elans_columns_for_each_tier() -> None:
    text = "Begin Time - hh:mm:ss.ms\tEnd Time - hh:mm:ss.ms\tDuration - hh:mm:ss.ms\tada@tx\tben@tx\n"
    text += "00:00:00.000\t00:00:01.500\t00:00:01.500\tWho told you that?\t\n"
    text += "00:00:02.000\t00:00:03.500\t00:00:01.500\t\tMy sister did.\n"
    assert looks_like_csv_talk(text)
    assert [(u.speaker, u.start_s, u.end_s, u.text) for u in read_csv_talk(text.encode())] == [
        ("ada@tx", 0.0, 1.5, "Who told you that?"),
        ("ben@tx", 2.0, 3.5, "My sister did."),
    ]


@pytest.mark.parametrize("mark", ["\t", ","])
def test_praats_table_without_sounds_and_codes(mark: str) -> None:
    table = [
        ["tmin", "tier", "text", "tmax"],
        ["0.1", "Ada", '"Who told you, then?"', "1.5"],
        ["0.1", "Ada - words", "who", "0.3"],
        ["0.1", "Ada - phones", "HH", "0.2"],
        ["0.2", "tones", "H*", "0.3"],
        ["0.3", "Ada - words", "told", "0.5"],
        ["2.0", "Ben", "My sister did.", "3.5"],
    ]
    talk = read_csv_talk("\n".join(mark.join(row) for row in table).encode())
    assert [(u.speaker, u.start_s, u.end_s, u.text) for u in talk] == [
        ("Ada", 0.1, 1.5, "Who told you, then?"),
        ("Ben", 2.0, 3.5, "My sister did."),
    ]
    assert talk.notes == ("3 tiers left out: codes, notes, translations, or the same words again",)


def test_figures_beside_groups_and_remarks_are_no_times() -> None:
    rows = [
        "grp@a-1;310;520;I liked it a lot",
        "grp@b-1;140;400;It was too long",
        "grp@a-1;200;230;Not my thing",
        "grp@b-1;130;900;I would go again",
    ]
    with pytest.raises(DocumentError, match="without a column that names speakers"):
        read_csv_talk("\n".join(rows).encode())
