"""Specification of the XML reader: the root element says what a transcript is; anything else is refused."""

import pytest

from data_schemas.errors import DocumentError
from pipeline.readers.xml_talk import looks_like_xml, read_xml

Row = tuple[str | None, float | None, float | None, str]


def read(document: str) -> list[Row]:
    return [(u.speaker, u.start_s, u.end_s, u.text) for u in read_xml(document.encode())]


def test_transcriber_turns_sync_points_overlaps_and_events() -> None:
    document = """<?xml version="1.0" encoding="ISO-8859-1"?>
<!DOCTYPE Trans SYSTEM "trans-14.dtd">
<Trans><Speakers><Speaker id="s1" name="Zoé"/><Speaker id="s2" name="Ben"/></Speakers><Episode><Section>
<Turn speaker="s1" startTime="0" endTime="4.5"><Sync time="0"/>
who decides <Event desc="laughs" type="noise" extent="instantaneous"/>
<Sync time="2.5"/>
and when<Event desc="fr" type="language" extent="begin"/> <Comment desc="secret"/>
</Turn>
<Turn speaker="s1 s2" startTime="4.5" endTime="6"><Sync time="4.5"/><Who nb="1"/>
yes <Who nb="2"/>
no</Turn>
<Turn startTime="6" endTime="7"><Sync time="6"/></Turn></Section></Episode></Trans>"""
    talk = read_xml(document.encode("iso-8859-1"))
    assert [(u.speaker, u.start_s, u.end_s, u.text) for u in talk] == [
        ("Zoé", 0.0, 2.5, "who decides (laughs)"),
        ("Zoé", 2.5, 4.5, "and when"),
        ("Zoé", 4.5, 6.0, "yes"),
        ("Ben", 4.5, 6.0, "no"),
    ]


def test_exmaralda_joins_events_that_touch_and_reads_only_what_is_spoken() -> None:
    assert read(
        """<basic-transcription><head><speakertable><speaker id="S0"><abbreviation>DD</abbreviation></speaker>
<speaker id="S1"><abbreviation/></speaker></speakertable></head><basic-body><common-timeline>
<tli id="T0" time="0.0"/><tli id="T1" time="1.5"/><tli id="T2"/><tli id="T3" time="4.0"/></common-timeline>
<tier speaker="S0" category="v" type="t"><event start="T0" end="T1">Now you </event><event start="T1" end="T2">left. </event>
<event start="T3" end="T3">Good. </event></tier>
<tier speaker="S0" category="en" type="a"><event start="T0" end="T2">translated</event></tier>
<tier speaker="S1" category="v" type="t"><event start="T1" end="T3">Did I? </event></tier></basic-body></basic-transcription>"""
    ) == [("DD", 0.0, None, "Now you left."), ("S1", 1.5, 4.0, "Did I?"), ("DD", 4.0, 4.0, "Good.")]


def test_exmaralda_puts_blanks_between_events_that_have_none() -> None:
    assert read(
        """<basic-transcription><common-timeline><tli id="T0"/><tli id="T1"/><tli id="T2"/></common-timeline>
<tier category="tok" type="t" display-name="[tok]"><event start="T0" end="T1">Is</event><event start="T1" end="T2">this</event>
</tier><tier category="pos" type="t"><event start="T0" end="T1">VBZ</event></tier></basic-transcription>"""
    ) == [("[tok]", None, None, "Is this")]


def test_folker_contributions() -> None:
    assert read(
        """<folker-transcription><speakers><speaker speaker-id="HK"><name>secret</name></speaker></speakers><timeline>
<timepoint timepoint-id="T0" absolute-time="0.5"/><timepoint timepoint-id="T1" absolute-time="2"/></timeline>
<contribution speaker-reference="HK" start-reference="T0" end-reference="T1"><w>das</w><pause duration="micro"/><w>ist</w>
<non-phonological description="lacht"/></contribution>
<contribution speaker-reference="US" start-reference="T1" end-reference="T9"><segment>ja genau</segment></contribution>
</folker-transcription>"""
    ) == [("HK", 0.5, 2.0, "das ist [lacht]"), ("US", 2.0, None, "ja genau")]


def test_tei_utterances_on_a_timeline_and_speeches() -> None:
    assert read(
        """<TEI xmlns="http://www.tei-c.org/ns/1.0"><text><timeline unit="s"><when xml:id="T0"/>
<when xml:id="T1" interval="1.5" since="#T0"/><when xml:id="T2" interval="2" since="#T1"/></timeline><body>
<annotationBlock who="#CHI" start="#T0" end="#T1"><u><seg>I did <vocal><desc>laughs</desc></vocal></seg></u>
<spanGrp type="gra"><span>1|2|SUBJ</span></spanGrp></annotationBlock>
<u who="#MOT" start="#T1" end="#T2"><w>you</w><w>did</w><pc>?</pc><note>secret</note></u>
<sp><speaker>Ada:</speaker><p>Never. <gap/></p></sp></body></text></TEI>"""
    ) == [("CHI", 0.0, 1.5, "I did (laughs)"), ("MOT", 1.5, 3.5, "you did?"), ("Ada", None, None, "Never. [unclear]")]


def test_talkbank_words_without_their_analyses() -> None:
    assert read(
        """<CHAT xmlns="http://www.talkbank.org/ns/talkbank"><Participants/><u who="PAR"><w>we<mor><mw>pro</mw></mor></w>
<w>left</w><t type="p"/><media start="0.5" end="1.25" unit="s"/></u></CHAT>"""
    ) == [("PAR", 0.5, 1.25, "we left")]


def test_ttml_with_agents_and_with_labels_in_the_text() -> None:
    assert read(
        """<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttm="http://www.w3.org/ns/ttml#metadata"
 xmlns:ttp="http://p" ttp:tickRate="10">
<head><metadata><ttm:agent xml:id="v1" type="person"><ttm:name>Ada</ttm:name></ttm:agent></metadata></head><body><div>
<p begin="00:00:01.500" end="00:00:02:15" ttm:agent="v1">Who<br/>decides?</p>
<p begin="30t" dur="1.5s" ttm:agent="v2"><span>The</span> <span>board.</span></p></div></body></tt>"""
    ) == [("Ada", 1.5, 2.5, "Who decides?"), ("v2", 3.0, 4.5, "The board.")]
    assert read(
        """<tt><body><p begin="1s" end="2s">ADA: Who decides?</p><p begin="2s" end="3s">BEN: The board.</p>
<p begin="3s" end="4s">ADA: Always?</p><p begin="00:04" end="5000ms">BEN: Yes.</p></body></tt>"""
    ) == [
        ("ADA", 1.0, 2.0, "Who decides?"),
        ("BEN", 2.0, 3.0, "The board."),
        ("ADA", 3.0, 4.0, "Always?"),
        ("BEN", 4.0, 5.0, "Yes."),
    ]


def test_youtubes_captions() -> None:
    assert read('<transcript><text start="0.5" dur="2">we&amp;#39;re here</text></transcript>') == [
        (None, 0.5, 2.5, "we're here")
    ]
    assert read('<timedtext><body><p t="500" d="2000"><s>we</s> <s>left</s></p></body></timedtext>') == [
        (None, 0.5, 2.5, "we left")
    ]


def test_elan_and_ohms_by_their_root_elements() -> None:
    assert read(
        '<ANNOTATION_DOCUMENT><TIER TIER_ID="A"><ANNOTATION><ALIGNABLE_ANNOTATION><ANNOTATION_VALUE>Well, yes.'
        "</ANNOTATION_VALUE></ALIGNABLE_ANNOTATION></ANNOTATION></TIER></ANNOTATION_DOCUMENT>"
    ) == [("A", None, None, "Well, yes.")]
    assert (
        read("<ROOT><record><transcript>ADA: Who?\n\nBEN: Me.\n\nADA: Why?</transcript></record></ROOT>")[0][0] == "ADA"
    )


@pytest.mark.parametrize(
    ("document", "reason"),
    [
        ("<rss><channel><title>secret</title></channel></rss>", r"no transcript known here \(root element rss\)"),
        ("<tt><body/></tt>", r"without talk \(root element tt\)"),
        ("<Trans><Turn></Trans>", r"not well-formed XML \(line 1"),
        ('<!DOCTYPE Trans [<!ENTITY a "lol">]><Trans>&a;</Trans>', "an entity inside"),
        (
            '<!DOCTYPE Trans SYSTEM "x" [<!ENTITY a SYSTEM "file:///etc/hostname">]><Trans>&a;</Trans>',
            "an entity inside",
        ),
    ],
)
def test_what_is_no_transcript_is_refused_with_one_line(document: str, reason: str) -> None:
    with pytest.raises(DocumentError, match=reason) as caught:
        read(document)
    assert "\n" not in str(caught.value)
    assert "secret" not in str(caught.value)


def test_it_is_known_by_its_declaration_or_its_root() -> None:
    assert looks_like_xml('<?xml version="1.0"?><anything/>')
    assert looks_like_xml("<Trans scribe='x'>")
    assert looks_like_xml('\n<tt xmlns="http://www.w3.org/ns/ttml">')
    assert not looks_like_xml("<html><body>")
    assert not looks_like_xml("<v Ada>Hello.")
