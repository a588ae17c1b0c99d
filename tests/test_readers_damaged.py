"""What fuzzing found, kept: damaged and hostile files are read, or refused in one clear line without a word of the talk."""

import time

import pytest

from data_schemas.errors import DocumentError
from pipeline.readers import read_bytes

SRT = "1\n00:00:01,000 --> 00:00:03,000\nAnn: Well.\n\n2\n{start} --> 00:00:05,000\nBo: Yes.\n"


@pytest.mark.parametrize("start", ["99999999999:00:00,000", "00:00:999999999999999,000"])
def test_a_time_beyond_all_recordings_is_refused(start: str) -> None:
    with pytest.raises(DocumentError, match="a subtitle file that cannot be read"):
        read_bytes(SRT.format(start=start).encode(), name="a.srt")


def test_a_subtitle_of_hundreds_of_digits_is_refused_at_once() -> None:
    began = time.process_time()
    with pytest.raises(DocumentError, match="in line 8"):
        read_bytes((SRT.format(start="00:00:04,000") + "9" * 2000).encode(), name="a.srt")
    assert time.process_time() - began < 5


def test_a_speakers_cell_of_thousands_of_characters_costs_no_time() -> None:
    began = time.process_time()
    text = "Speaker,Text\nAnn,Well.\nBo,Yes.\n" + "a, " * 3 + '"' + "b- " * 10_000 + '",No.\n'
    read_bytes(text.encode(), name="a.csv")
    assert time.process_time() - began < 5


def test_a_workbook_without_its_main_part_is_refused() -> None:
    import io
    import zipfile

    from scripts.fuzz_readers import TURNS
    from scripts.transcript_writers import xlsx

    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(xlsx(TURNS))) as old, zipfile.ZipFile(out, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, content.replace(b"sheet.main+xml", b"sheet.other+xml") if "Types" in name else content)
    with pytest.raises(DocumentError, match="an Excel workbook that cannot be opened"):
        read_bytes(out.getvalue(), name="a.xlsx")


def test_numbers_beyond_all_time_are_refused() -> None:
    from scripts.fuzz_readers import TURNS
    from scripts.transcript_writers import eaf

    with pytest.raises(DocumentError, match="numbers or nesting"):
        read_bytes(eaf(TURNS).replace(b'TIME_VALUE="9250"', b'TIME_VALUE="' + b"9" * 400 + b'"'), name="a.eaf")


def test_a_binary_praat_file_is_refused_with_a_way_out() -> None:
    with pytest.raises(DocumentError, match="Save as text file"):
        read_bytes(b"ooBinaryFile\x08TextGrid\x00\x01\x02", name="a.TextGrid")


@pytest.mark.parametrize("name", ["a.txt", "a.md", "a.csv", "a.json"])
def test_nul_bytes_are_no_text(name: str) -> None:
    with pytest.raises(DocumentError, match="NUL"):
        read_bytes(b"Ann: We went.\0\0\0\nBo: Yes.\n", name=name)


def test_ten_thousand_speakers_are_read_in_order() -> None:
    text = "\n\n".join(f"P{i:05d}: I came in number {i} and went home again." for i in range(10_000))
    began = time.process_time()
    said = read_bytes(text.encode(), name="a.txt").utterances
    assert [u.speaker for u in said[::2500]] == ["P00000", "P02500", "P05000", "P07500"]
    assert time.process_time() - began < 60  # linear: a quadratic reader takes many minutes


def test_one_line_of_five_megabytes_is_read_in_bounded_time() -> None:
    began = time.process_time()
    said = read_bytes(b"Ann: " + b"and then we went on " * 250_000, name="a.txt").utterances
    assert len(said) == 1
    assert time.process_time() - began < 60


def test_a_file_beyond_the_limit_is_refused_before_anything_opens_it() -> None:
    with pytest.raises(DocumentError, match="expected at most 64"):
        read_bytes(b"x" * (64 * 2**20 + 1), name="a.txt")


def test_nested_json_is_refused_not_followed_forever() -> None:
    with pytest.raises(DocumentError):
        read_bytes(b'{"a":' * 100_000 + b"1" + b"}" * 100_000, name="a.json")


def test_right_to_left_and_emoji_labels_stay_as_they_are() -> None:
    text = "\u05d3\u05e0\u05d4: How was it?\n\n\U0001f3a4 Host: Fine.\n\n" * 3
    said = read_bytes(text.encode(), name="a.txt").utterances
    assert [u.speaker for u in said[:2]] == ["\u05d3\u05e0\u05d4", "\U0001f3a4 Host"]
