"""The tables of words: which words they list, what stands beside them, and what a copy for others leaves out."""

from pipeline.coded import CodedPassage
from pipeline.export.facts import Archive
from pipeline.export.keyness_tables import keyness_tables
from pipeline.export.table import Table
from pipeline.statistics.corpus import arrays
from tests.test_export_archive import facts
from tests.test_statistics_corpus import CODEBOOK, passage


def made(speakers: int, *, shared: bool = False) -> list[Table]:
    said: list[CodedPassage] = []
    for i in range(speakers):
        group = "professional" if i % 2 else "carer"
        common = {"document": f"D{i}", "speaker": f"S{i}", "role_group": group}
        said += [
            passage(0, text="There is stigma.", codes={"power_face": ("ideological",)}, **common),
            passage(1, text=f"We went. {'Rota again.' if i % 2 else 'My son again.'}", **common),
            passage(
                2, text="stigma stigma stigma", coded=False, document=f"D{i}", speaker="I", role_group="interviewer"
            ),
        ]
    known = facts(of_transcripts=speakers) if shared else facts()
    archive = Archive(passages=tuple(said), records=(), codebook=CODEBOOK, facts=known)
    return keyness_tables(archive, arrays(said, CODEBOOK))


def test_words_of_a_code_and_of_a_role_group() -> None:
    by_code, by_group = made(8)
    row = dict(zip(by_code.columns, next(r for r in by_code.rows if "stigma" in r), strict=True))
    assert (row["dimension"], row["code"], row["word"]) == ("power_face", "ideological", "stigma")
    assert (row["times"], row["speakers"], row["interviews"], row["other_interviews"]) == (8, 8, 8, 0)
    assert (row["of_speakers"], row["of_interviews"], row["of_other_interviews"]) == (8, 8, 8)
    words = {(r[0], r[2]) for r in by_group.rows}
    assert {("professional", "rota"), ("carer", "son")} <= words
    assert ("carer", "rota") not in words


def test_a_copy_for_others_lists_no_word_of_fewer_than_five_people() -> None:
    names = [table.name for table in made(8, shared=True)]
    assert names == ["words_by_code"]  # stigma is said by eight, but either role group has four people
    assert [table.name for table in made(4, shared=True)] == []
    assert [table.name for table in made(10, shared=True)] == ["words_by_code", "words_by_role_group"]
