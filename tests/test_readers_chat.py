"""Specification of the CHAT reader: transcripts written here go in; what was said, by whom and when comes out."""

import pytest

from data_schemas.errors import DocumentError
from pipeline.readers.chat import chat_roles, looks_like_chat, read_chat
from pipeline.readers.chat_words import said

HEAD = """@UTF8
@Begin
@Languages:\teng
@Participants:\tINV Jane Investigator , PAR Bob_Smith Participant, MOT
\tMother
@ID:\teng|ward|INV|||||Investigator|||
@ID:\teng|ward|OBS|||||Observer|||
"""


def chat(body: str) -> bytes:
    return (HEAD + body).encode()


def read(body: str) -> list[tuple[str | None, float | None, float | None, str]]:
    return [(u.speaker, u.start_s, u.end_s, u.text) for u in read_chat(chat(body))]


def spoken(body: str) -> list[tuple[str | None, str]]:
    return [(u.speaker, u.text) for u in read_chat(chat(body))]


def test_main_lines_with_bullets_in_milliseconds() -> None:
    assert read(
        "*INV:\thow was the ward ? \x150_1520\x15\n*PAR:\tloud . \x151400_2345\x15\n*INV:\twas it ?\n@End\n"
    ) == [
        ("INV", 0.0, 1.52, "how was the ward ?"),
        ("PAR", 1.4, 2.345, "loud ."),
        ("INV", None, None, "was it ?"),
    ]


def test_a_line_goes_on_after_a_tab_and_its_bullets_span_it() -> None:
    body = "*PAR:\tnobody asked \x15100_900\x15\n\tus about it \x15950_2000\x15\n\t(0.3) and then . \x152000_2500\x15\n"
    assert read(body) == [("PAR", 0.1, 2.5, "nobody asked us about it (0.3) and then .")]


@pytest.mark.parametrize(
    "bullet", ['\x15%snd:"ward"_100_900\x15', "\x15100_900-\x15", "•100_900•", "100_900", '\n%snd:\t"ward" 100 900']
)
def test_older_forms_of_bullets(bullet: str) -> None:
    assert read(f"*PAR:\tyes . {bullet}\n") == [("PAR", 0.1, 0.9, "yes .")]


def test_dependent_lines_headers_and_blank_lines_are_no_talk() -> None:
    body = """*INV:\twhat then ?
%mor:\tpro|what adv|then ?
\tcontinued analysis
@New Episode
@Bg:\tstory
@G:\tthe dog
*PAR:\twe left .

\t%com:\tindented note
@Eg:\tstory
%act:\tpoints
*PAR:\tat noon .
"""
    assert spoken(body) == [("INV", "what then ?"), ("PAR", "we left ."), ("PAR", "at noon .")]


def test_labels_are_those_of_the_body_and_nothing_need_close_the_file() -> None:
    assert spoken("*MS. A:  \tmm\n *Bert Kibbel:\tno\n*PAR\tyes") == [
        ("MS. A", "mm"),
        ("Bert Kibbel", "no"),
        ("PAR", "yes"),
    ]


def test_lines_without_words_are_left_out_and_counted() -> None:
    talk = read_chat(chat("*PAR:\t0 .\n*PAR:\t0 [=! nods] .\n*PAR:\t(3.1)\n*PAR:\t&=laughs .\n*INV:\txxx .\n"))
    assert [(u.speaker, u.text) for u in talk] == [("PAR", "[nods] ."), ("PAR", "(laughs) ."), ("INV", "[xxx] .")]
    assert talk.notes == ("2 main lines without words left out",)


@pytest.mark.parametrize(
    ("written", "heard"),
    [
        ("I [/] I want <the big> [//] the small one .", "I I want the big the small one ."),
        ("tikmo [: Eskimo] [* p:w] came .", "tikmo came ."),
        ("well <he said> [?] it [= the plan] failed [!] . [+ bch]", "well he said it failed ."),
        ("[- spa] hola@s:spa doggy@c choo_choo@o .", "hola doggy choo choo ."),
        ("&-um we &+fr &uh left &~ba .", "um we fr- uh left ba ."),
        ("&=laughs no &=clears:throat &=head:yes", "(laughs) no (clears throat) [head yes]"),
        ("come in [=! laughing] now [=! sings]", "come in (laughing) now [sings]"),
        ("easy &*INV:oh_hm.", "easy [oh hm]."),
        ("<we need> [<2] to go [>]", "we need to go"),
        ("I (.) want (1.5) it (..)", "I (.) want (1.5) it (..)"),
        ("(be)cause he's gettin(g) it", "because he's getting it"),
        ("I was going to +...", "I was going to ..."),
        ("what do they +/.", "what do they -"),
        ("who +..? what +!? why +//?", "who ...? what !? why -?"),
        ('he said +"/.', "he said ."),
        ('+" give it to me . +^ yes +< no ++ so +, on', "give it to me . yes no so on"),
        ("ice+cream and New_York", "ice-cream and New York"),
        ("0she 0is want it", "want it"),
        ("we:ll no:: o^kay ˈhello le~ha", "well no okay hello leha"),
        ("⌈first⌉ ⌊2 two⌋2 °soft° up↑ ∆fast∆ ≈ ≋", "first two soft up fast"),
        ("âŒˆno randomâŒ‰ youâ‡—", "no random you"),
        ("Mommy ‡ come „ will you ?", "Mommy , come , will you ?"),
        ("xxx said yyy to www .", "[xxx] said [yyy] to [www] ."),
        ("[NAME] rang [laughs]", "[NAME] rang [laughs]"),
        ("&{l=X deal with &}l=X it", "deal with it"),
        ("we ne\x02\x01ed to \x02\x02go", "we need to go"),
        ("“yes (..) no” , 我 要 吃 .", "“yes (..) no” , 我 要 吃 ."),
        ("no [=!] [", "no ["),
        ("0 .", ""),
    ],
)
def test_mark_up_goes_and_the_words_stay(written: str, heard: str) -> None:
    assert said(written) == heard


def test_roles_are_those_of_the_header() -> None:
    assert chat_roles(chat("*INV:\thello .\n")) == {
        "INV": "Investigator",
        "PAR": "Participant",
        "MOT": "Mother",
        "OBS": "Observer",
    }
    assert chat_roles(b"@Begin\n@Participants:\n@ID:\tnothing\n*A:\tyes .\n") == {}


def test_long_lines_of_open_brackets_are_read_in_linear_time() -> None:
    for piece in ("[=! ", "&*a", "<", "(a", "\x15"):
        assert len(read_chat(chat("*A:\tyes " + piece * 20000))) == 1


def test_a_file_without_main_lines_is_refused_with_one_line() -> None:
    for body in ("", "@Comment:\tsecret words\n@End\n", "*PAR:\t0 .\n"):
        with pytest.raises(DocumentError, match="a CHAT file without talk") as caught:
            read_chat(chat(body))
        assert "\n" not in str(caught.value)
        assert "secret" not in str(caught.value)


def test_it_is_known_by_its_headers() -> None:
    assert looks_like_chat(HEAD)
    assert looks_like_chat("@Font:\tArial\n@Begin\n@Participants:\tA Ann Adult\n")
    assert not looks_like_chat("@jane: can you send it?\nI: yes")
    assert not looks_like_chat("I: it says\n@Begin\n")
