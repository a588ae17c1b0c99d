"""Specification of the JSON reader: what recognisers write goes in, utterances come out."""

import json

import pytest

from data_schemas.errors import DocumentError
from pipeline.readers.json_file import looks_like_json_talk, read_json

Said = tuple[str | None, float | None, float | None, str]


def read(document: object) -> list[Said]:
    return [(u.speaker, u.start_s, u.end_s, u.text) for u in read_json(json.dumps(document).encode())]


def turns(document: object) -> list[tuple[str | None, str]]:
    return [(speaker, text) for speaker, _, _, text in read(document)]


def notes(document: object) -> tuple[str, ...]:
    return read_json(json.dumps(document).encode()).notes


def aws_item(content: str, start: str = "", end: str = "", **more: object) -> dict[str, object]:
    times = {"start_time": start, "end_time": end, "type": "pronunciation"} if start else {"type": "punctuation"}
    return {**times, "alternatives": [{"confidence": "0.9", "content": content}], **more}


def test_whisper_segments_have_times_and_no_speaker() -> None:
    whisper = {
        "text": " Good morning. How are you?",
        "segments": [
            {
                "id": 0,
                "seek": 0,
                "start": 0.0,
                "end": 1.5,
                "text": " Good morning.",
                "tokens": [50364],
                "temperature": 0.0,
            },
            {
                "id": 1,
                "seek": 0,
                "start": 2.25,
                "end": 3.5,
                "text": " How are you?",
                "tokens": [50364],
                "temperature": 0.0,
            },
        ],
        "language": "en",
    }
    assert read(whisper) == [(None, 0.0, 1.5, "Good morning."), (None, 2.25, 3.5, "How are you?")]
    assert notes(whisper) == ("no speaker labels found: every utterance is without a speaker",)


def test_whisper_words_keep_their_own_blanks() -> None:
    words = [{"word": " Don", "start": 0.0, "end": 0.2}, {"word": "'t", "start": 0.2, "end": 0.3}]
    words += [{"word": " wait,", "start": 0.4, "end": 0.8}, {"word": " Ann.", "start": 0.9, "end": 1.3}]
    assert read({"task": "transcribe", "words": words}) == [(None, 0.0, 1.3, "Don't wait, Ann.")]


def test_whisper_cpp_writes_times_beside_the_text() -> None:
    part = {"timestamps": {"from": "00:00:00,000", "to": "00:00:02,400"}, "offsets": {"from": 0, "to": 2400}}
    later = {"timestamps": {"from": "00:00:02,400", "to": "00:00:04,000"}, "offsets": {"from": 2400, "to": 4000}}
    tokens = [{"text": "[_BEG_]", "id": 50364}, {"text": " And", "id": 400}]
    document = {
        "systeminfo": "AVX = 1",
        "model": {"type": "base", "audio": {"ctx": 1500}},
        "transcription": [{**part, "text": " And so it began.", "tokens": tokens}, {**later, "text": " It did."}],
    }
    assert read(document) == [(None, 0.0, 2.4, "And so it began."), (None, 2.4, 4.0, "It did.")]


def test_faster_whisper_dumps_with_numbers_that_are_none() -> None:
    content = b'[{"id": 1, "start": 0.0, "end": 2.0, "text": " Well then.", "avg_logprob": NaN, "words": null}]'
    assert [(u.start_s, u.text) for u in read_json(content)] == [(0.0, "Well then.")]


def test_whisperx_segment_without_a_speaker_continues_the_one_before() -> None:
    document = {
        "segments": [
            {"start": 0.0, "end": 2.0, "text": " Shall we?", "speaker": "SPEAKER_00", "words": []},
            {"start": 2.0, "end": 4.0, "text": " Yes, of course.", "speaker": "SPEAKER_01", "words": []},
            {"start": 4.5, "end": 5.0, "text": " Good, good.", "words": [{"word": "Good,"}, {"word": "good."}]},
        ],
        "word_segments": [{"word": "Shall", "start": 0.0, "end": 0.4, "speaker": "SPEAKER_00"}],
    }
    assert turns(document) == [
        ("SPEAKER_00", "Shall we?"),
        ("SPEAKER_01", "Yes, of course."),
        ("SPEAKER_01", "Good, good."),
    ]
    assert notes(document) == ("1 utterance without a speaker given to the speaker before",)


def test_whisperx_speakers_only_on_words_each_sentence_goes_to_most_of_its_words() -> None:
    def word(text: str, speaker: str | None) -> dict[str, object]:
        return {"word": text, "start": 1.0, "end": 1.2} | ({"speaker": speaker} if speaker else {})

    flicker = [word("Let", "A"), word("us", "B"), word("start.", "A")]
    change = [word("Ready?", "A"), word("I", None), word("am.", "B")]
    document = {
        "segments": [
            {"start": 0.0, "end": 3.0, "text": "Let us start.", "words": flicker},
            {"start": 3.0, "end": 6.0, "text": "Ready? I am.", "words": change},
        ]
    }
    assert turns(document) == [("A", "Let us start."), ("A", "Ready?"), ("B", "I am.")]


def test_aws_words_take_the_speaker_of_their_segment() -> None:
    segments = [
        {"start_time": "0.0", "end_time": "0.4", "speaker_label": "", "items": []},
        {"start_time": "0.5", "end_time": "1.6", "speaker_label": "spk_0", "items": []},
        {"start_time": "2.0", "end_time": "2.9", "speaker_label": "spk_1", "items": []},
    ]
    items = [
        aws_item("Hello", "0.5", "0.9"),
        aws_item("there", "1.0", "1.6"),
        aws_item("."),
        aws_item("Hi", "2.0", "2.3"),
    ]
    results = {
        "transcripts": [{"transcript": "Hello there. Hi"}],
        "speaker_labels": {"segments": segments},
        "items": items,
    }
    assert read({"jobName": "a", "results": results}) == [
        ("spk_0", 0.5, 1.6, "Hello there."),
        ("spk_1", 2.0, 2.3, "Hi"),
    ]


def test_aws_items_with_speakers_of_their_own() -> None:
    items = [
        aws_item("Yes", "0.5", "0.9", speaker_label="spk_0"),
        aws_item(",", speaker_label="spk_1"),
        aws_item("indeed", "1.0", "1.6", speaker_label="spk_0"),
        aws_item("Oh", "2.0", "2.3", speaker_label="spk_1"),
    ]
    assert turns({"results": {"items": items}}) == [("spk_0", "Yes, indeed"), ("spk_1", "Oh")]


def test_words_of_one_speaker_are_cut_where_segments_begin() -> None:
    words = ["a", "b", "c", "d", "e", "f", "g", "h"]
    items = [aws_item(word, f"{i}.0", f"{i}.4", speaker_label="spk_0") for i, word in enumerate(words)]
    segments = [{"start_time": a, "end_time": b, "speaker_label": "spk_0"} for a, b in (("0.0", "3.4"), ("4.0", "7.4"))]
    assert read({"results": {"speaker_labels": {"segments": segments}, "items": items}}) == [
        ("spk_0", 0.0, 3.4, "a b c d"),
        ("spk_0", 4.0, 7.4, "e f g h"),
    ]


def test_aws_audio_segments() -> None:
    segment = {"id": 0, "transcript": "How are you?", "start_time": "0.4", "end_time": "1.9", "speaker_label": "spk_1"}
    results = {
        "transcripts": [{"transcript": "How are you?"}],
        "items": [],
        "audio_segments": [{**segment, "items": [0]}],
    }
    assert read({"results": results}) == [("spk_1", 0.4, 1.9, "How are you?")]


def test_aws_channels_are_put_in_order_of_time_sentence_by_sentence() -> None:
    agent = [aws_item("Hello", "0.0", "0.4"), aws_item("."), aws_item("Goodbye", "5.0", "5.6"), aws_item(".")]
    caller = [aws_item("Hi", "1.0", "1.3"), aws_item("there", "1.3", "1.6"), aws_item("Bye", "6.5", "6.9")]
    channels = [{"channel_label": "ch_0", "items": agent}, {"channel_label": "ch_1", "items": caller}]
    results = {"channel_labels": {"channels": channels, "number_of_channels": 2}}
    assert read({"results": results}) == [
        ("ch_0", 0.0, 0.4, "Hello."),
        ("ch_1", 1.0, 1.6, "Hi there"),
        ("ch_0", 5.0, 5.6, "Goodbye."),
        ("ch_1", 6.5, 6.9, "Bye"),
    ]


def test_aws_call_analytics_counts_milliseconds() -> None:
    item = {"Content": "Hello", "Type": "pronunciation", "BeginOffsetMillis": 40, "EndOffsetMillis": 500}
    line = {"ParticipantRole": "AGENT", "Content": "Hello, bank.", "BeginOffsetMillis": 40, "EndOffsetMillis": 1940}
    assert read({"Participants": [{"ParticipantRole": "AGENT"}], "Transcript": [{**line, "Items": [item]}]}) == [
        ("AGENT", 0.04, 1.94, "Hello, bank.")
    ]


def test_otter_names_come_from_its_list_of_speakers_and_times_count_samples() -> None:
    speech = {
        "speakers": [{"id": 7, "speaker_name": "Ada Byron"}],
        "transcripts": [
            {"start_offset": 16000, "end_offset": 48000, "speaker_id": 7, "transcript": "What shall we do now?", "label": None},
            {"start_offset": 64000, "end_offset": 96000, "speaker_id": None, "transcript": "We shall wait and see.",
             "speaker_model_label": "2"},
        ],
    }  # fmt: skip
    assert read({"speech": speech}) == [
        ("Ada Byron", 1.0, 3.0, "What shall we do now?"),
        ("2", 4.0, 6.0, "We shall wait and see."),
    ]


def test_rev_elements_bring_their_blanks_and_speakers_are_numbers() -> None:
    def text(value: str, ts: float) -> dict[str, object]:
        return {"type": "text", "value": value, "ts": ts, "end_ts": ts + 0.5, "confidence": 1.0}

    comma, blank = {"type": "punct", "value": ","}, {"type": "punct", "value": " "}
    first = {"speaker": 0, "elements": [text("Hi", 1.0), comma, blank, text("all", 2.0)]}
    second = {"speaker": 1, "elements": [text("Hello", 3.0), {"type": "punct", "value": "."}]}
    assert read({"monologues": [first, second]}) == [("0", 1.0, 2.5, "Hi, all"), ("1", 3.0, 3.5, "Hello.")]


def test_kaldi_words_belong_to_the_segment_that_holds_their_start_else_to_the_nearest() -> None:
    words = [
        {"word": "so", "punct": "So", "start": 1.0, "end": 1.4},
        {"word": "well", "punct": "well.", "start": 2.0, "end": 2.3},
        {"word": "yes", "punct": "Yes.", "start": 2.4, "end": 2.8},
        {"word": "no", "punct": "No.", "start": 3.4, "end": 3.8},
    ]
    segments = [
        {"@type": "Segment", "start": 0.9, "duration": 1.1, "speaker": {"@id": "S1", "gender": "F"}},
        {"@type": "Segment", "start": 2.6, "duration": 1.4, "speaker": {"@id": "S2", "gender": "M"}},
    ]
    document = {"retval": {"punct": "So well. Yes. No.", "words": words, "segmentation": {"segments": segments}}}
    assert read(document) == [("S1", 1.0, 2.3, "So well."), ("S2", 2.4, 3.8, "Yes. No.")]


def test_deepgram_utterances_before_words() -> None:
    word = {"word": "hello", "start": 0.1, "end": 0.4, "speaker": 0, "punctuated_word": "Hello."}
    answer = {"word": "hi", "start": 0.5, "end": 0.9, "speaker": 1, "punctuated_word": "Hi."}
    results = {
        "channels": [{"alternatives": [{"transcript": "Hello. Hi.", "confidence": 0.9, "words": [word, answer]}]}],
        "utterances": [
            {"start": 0.1, "end": 0.4, "channel": 0, "transcript": "Hello.", "words": [word], "speaker": 0},
            {"start": 0.5, "end": 0.9, "channel": 0, "transcript": "Hi.", "words": [answer], "speaker": 1},
        ],
    }
    said = [("0", 0.1, 0.4, "Hello."), ("1", 0.5, 0.9, "Hi.")]
    assert read({"metadata": {"channels": 1}, "results": results}) == said
    assert read({"results": {"channels": results["channels"]}}) == said


def test_deepgram_channels_are_speakers_where_words_name_none() -> None:
    def channel(*words: tuple[str, float]) -> dict[str, object]:
        return {"alternatives": [{"words": [{"word": w, "start": s, "end": s + 0.3} for w, s in words]}]}

    results = {"channels": [channel(("hello", 0.0), ("bye", 4.0)), channel(("hi", 1.0), ("so", 2.0), ("long", 2.4))]}
    assert turns({"results": results}) == [("0", "hello"), ("1", "hi so long"), ("0", "bye")]


def test_assemblyai_counts_milliseconds_by_the_pace_of_the_talk() -> None:
    document = {
        "text": "Smoke is drifting south. How bad is it?",
        "utterances": [
            {"speaker": "A", "start": 250, "end": 1850, "text": "Smoke is drifting south.", "confidence": 0.9},
            {"speaker": "B", "start": 2200, "end": 3400, "text": "How bad is it?", "confidence": 0.9},
        ],
        "sentiment_analysis_results": [{"text": "How bad is it?", "speaker": "B", "start": 2200, "end": 3400}],
    }
    assert read(document) == [("A", 0.25, 1.85, "Smoke is drifting south."), ("B", 2.2, 3.4, "How bad is it?")]
    assert notes(document) == ("times read as milliseconds, which the pace of the talk shows",)


def test_whole_seconds_stay_seconds() -> None:
    slow = [
        {"speaker": "A", "start": 10, "end": 14, "text": "Mm."},
        {"speaker": "B", "start": 15, "end": 40, "text": "I do."},
    ]
    assert read(slow) == [("A", 10.0, 14.0, "Mm."), ("B", 15.0, 40.0, "I do.")]


def test_google_last_result_repeats_all_words_with_speakers() -> None:
    def word(text: str, start: str, end: str, tag: int = 0) -> dict[str, object]:
        return {"word": text, "startTime": start, "endTime": end, "speakerTag": tag}

    heard = [word("Hello", "0s", "0.700s"), word("you.", "1.200s", "1.500s")]
    again = [word("Hello", "0s", "0.700s", 1), word("you.", "1.200s", "1.500s", 1), word("Hi.", "2s", "2.4s", 2)]
    results = [{"alternatives": [{"transcript": "Hello you.", "words": heard}]}, {"alternatives": [{"words": again}]}]
    assert read({"name": "1", "response": {"results": results}}) == [
        ("1", 0.0, 1.5, "Hello you."),
        ("2", 2.0, 2.4, "Hi."),
    ]


def test_google_times_in_seconds_and_nanos() -> None:
    word = {"word": "Hello", "startTime": {"seconds": "12", "nanos": 900000000}, "endTime": {"seconds": "13"}}
    results = [{"alternatives": [{"transcript": "Hello", "words": [word]}, {"transcript": "Yellow"}]}]
    results.append({"alternatives": [{"transcript": "Again", "words": [{**word, "word": "Again"}]}]})
    assert read({"results": results}) == [(None, 12.9, 13.0, "Hello"), (None, 12.9, 13.0, "Again")]


@pytest.mark.parametrize(
    "times",
    [{"offset": "PT1M2.5S", "duration": "PT2S"}, {"offsetInTicks": 625000000, "durationInTicks": 20000000.0}],
)
def test_azure_phrases_take_the_best_guess(times: dict[str, object]) -> None:
    best = {"confidence": 0.9, "lexical": "good day sir", "itn": "good day sir", "display": "Good day, sir."}
    phrase = {
        "recognitionStatus": "Success",
        "channel": 0,
        "speaker": 2,
        **times,
        "nBest": [best, {"display": "Could day"}],
    }
    silence = {"recognitionStatus": "InitialSilenceTimeout", "channel": 0, "offset": "PT9S", "duration": "PT1S"}
    combined = [{"channel": 0, "display": "Good day, sir."}]
    assert read({"combinedRecognizedPhrases": combined, "recognizedPhrases": [phrase, silence]}) == [
        ("2", 62.5, 64.5, "Good day, sir.")
    ]


def test_speechmatics_punctuation_attaches_to_the_word_before() -> None:
    def result(kind: str, content: str, start: float, speaker: str) -> dict[str, object]:
        sign = {"attaches_to": "previous"} if kind == "punctuation" else {}
        alternatives = [{"content": content, "confidence": 1.0, "speaker": speaker}]
        return {"type": kind, "start_time": start, "end_time": start + 0.4, "alternatives": alternatives, **sign}

    results = [
        result("word", "Right", 1.0, "S1"),
        result("punctuation", "?", 1.4, "UU"),
        result("word", "Right", 2.0, "S2"),
    ]
    assert read({"format": "2.9", "results": results}) == [("S1", 1.0, 1.8, "Right?"), ("S2", 2.0, 2.4, "Right")]


def test_speechmatics_first_version_has_speakers_beside_words() -> None:
    words = [("Hi", "1.00", "0.30"), (".", "1.30", "0.10"), ("Oh", "2.50", "0.30")]
    speakers = [{"duration": "1.20", "name": "F1", "time": "0.90"}, {"duration": "1.00", "name": "M2", "time": "2.40"}]
    document = {"speakers": speakers, "words": [{"name": n, "time": t, "duration": d} for n, t, d in words]}
    assert read(document) == [("F1", 1.0, 1.4, "Hi."), ("M2", 2.5, 2.8, "Oh")]


def test_watson_words_are_lists_and_speakers_stand_apart() -> None:
    alternative = {
        "transcript": "so then yes ",
        "timestamps": [["so", 0.1, 0.4], ["then", 0.4, 0.8], ["yes", 1.0, 1.3]],
    }
    labels = [(0.1, 0.4, 0), (0.4, 0.8, 0), (1.0, 1.3, 1)]
    document = {
        "results": [{"alternatives": [alternative], "final": True}],
        "speaker_labels": [{"from": a, "to": b, "speaker": s, "final": False} for a, b, s in labels],
    }
    assert read(document) == [("0", 0.1, 0.8, "so then"), ("1", 1.0, 1.3, "yes")]


def test_podcast_namespace_words_and_phrases() -> None:
    phrases = [
        {"speaker": "Ada", "startTime": 0.5, "endTime": 0.9, "body": "Welcome to the"},
        {"speaker": "Ada", "startTime": 0.9, "endTime": 1.5, "body": "show, Bo."},
        {"speaker": "Bo", "startTime": 1.6, "endTime": 2.0, "body": "Thank you, Ada."},
    ]
    assert turns({"version": "1.0.0", "segments": phrases}) == [
        ("Ada", "Welcome to the"),
        ("Ada", "show, Bo."),
        ("Bo", "Thank you, Ada."),
    ]
    words = [
        {"speaker": "Ada", "startTime": i, "endTime": i + 0.5, "body": b} for i, b in enumerate(["So", ",", "no"] * 7)
    ]
    assert turns({"version": "1.0.0", "segments": words}) == [("Ada", " ".join(["So, no"] * 7))]


def test_youtube_events_with_speakers_in_the_captions() -> None:
    events = [
        {"tStartMs": 0, "dDurationMs": 9000, "id": 1, "wpWinPosId": 1},
        {"tStartMs": 1200, "dDurationMs": 2000, "segs": [{"utf8": "hello"}, {"utf8": " there", "tOffsetMs": 300}]},
        {"tStartMs": 3200, "dDurationMs": 10, "aAppend": 1, "segs": [{"utf8": "\n"}]},
    ]
    assert read({"wireMagic": "pb3", "events": events}) == [(None, 1.2, 3.2, "hello there")]
    lines = ["ANN: Good morning.", "BEN: Morning.", "ANN: Shall we?", "BEN: Yes."]
    captions = [{"tStartMs": i * 2000, "dDurationMs": 1900, "segs": [{"utf8": t}]} for i, t in enumerate(lines)]
    assert read({"events": captions})[:2] == [("ANN", 0.0, 1.9, "Good morning."), ("BEN", 2.0, 3.9, "Morning.")]


def test_editors_nest_words_in_paragraphs_of_a_speaker() -> None:
    happy_scribe = [
        {"speaker": "Ada", "words": [{"text": "Well,", "data_start": 0.2, "data_end": 0.5}, {"text": "yes."}]}
    ]
    assert turns(happy_scribe) == [("Ada", "Well, yes.")]
    amber = {
        "speakers": [{"spkid": "spk1", "name": "Ada Byron"}],
        "segments": [{"speaker": "spk1", "words": [{"text": "Well,", "start": 0.2}, {"text": "yes.", "start": 0.6}]}],
    }
    assert turns(amber) == [("Ada Byron", "Well, yes.")]
    draft = {
        "blocks": [
            {"text": "Well, yes.", "data": {"speaker": "Ada", "words": [{"start": 0.2, "end": 0.9, "word": "Well,"}]}}
        ],
        "entityMap": {"0": {"data": {"text": "Well,", "start": 0.2}}},
    }
    assert read(draft) == [("Ada", 0.2, 0.9, "Well, yes.")]


def test_eleven_labs_and_soniox_tokens() -> None:
    spoken = [("Hi", "word", "speaker_0"), (" ", "spacing", "speaker_0"), ("Bo.", "word", "speaker_0")]
    spoken.append(("(laughs)", "audio_event", "speaker_1"))
    words = [{"text": t, "type": k, "speaker_id": s, "start": 0.1, "end": 0.2} for t, k, s in spoken]
    assert turns({"language_code": "eng", "words": words}) == [("speaker_0", "Hi Bo."), ("speaker_1", "(laughs)")]
    pieces = [("Beau", "1"), ("ti", "1"), ("ful", "1"), (" day", "1"), (".", "1"), (" Yes", "2")]
    tokens = [{"text": t, "start_ms": 100, "end_ms": 200, "speaker": s} for t, s in pieces]
    assert turns({"tokens": tokens}) == [("1", "Beautiful day."), ("2", "Yes")]


@pytest.mark.parametrize(
    "line",
    [
        {
            "speaker_name": "Ada",
            "start_time": "00:01:02.500",
            "end_time": "00:01:04",
            "sentence": "Let us begin, then.",
        },
        {
            "speaker": {"display_name": "Ada"},
            "timestamp": "00:01:02.5",
            "endTime": "1:04",
            "text": "Let us begin, then.",
        },
        {"author": "Ada", "begin": 62.5, "duration": 1.5, "content": "Let us  begin,\nthen."},
        {"participant": {"name": "Ada"}, "startMs": 62500, "endMs": 64000, "utterance": "Let us begin, then."},
        {"speaker": " Ada: ", "timestamp": [62.5, 64.0], "text": "Let us begin, then."},
        {"speakerId": "Ada", "instances": [{"start": "0:01:02.5", "end": "0:01:04"}], "text": "Let us begin, then."},
    ],
)
def test_any_list_of_objects_with_text_speaker_and_times(line: dict[str, object]) -> None:
    wanted = [("Ada", 62.5, 64.0, "Let us begin, then.")]
    assert read({"meeting": {"title": "T", "agenda": ["one", "two"], "lines": [line]}}) == wanted
    assert read([line]) == wanted


def test_sentences_inherit_the_speaker_around_them() -> None:
    sentences = [
        {"start": 1000, "end": 2000, "text": "So it goes."},
        {"start": 2500, "end": 3500, "text": "It does go on."},
    ]
    document = {"callTranscripts": [{"callId": "1", "transcript": [{"speakerId": "77", "sentences": sentences}]}]}
    assert read(document) == [("77", 1.0, 2.0, "So it goes."), ("77", 2.5, 3.5, "It does go on.")]


def test_dates_become_seconds_from_the_first() -> None:
    def entry(who: str, at: str, text: str) -> dict[str, object]:
        return {"participant": who, "startTime": f"2024-05-01T10:{at}Z", "text": text}

    said = [entry("Ada", "00:30", "Are we all here?"), entry("Bo", "01:00.5", "We are.")]
    assert read({"transcriptEntries": said}) == [("Ada", 0.0, None, "Are we all here?"), ("Bo", 30.5, None, "We are.")]


def test_one_channel_for_all_names_nobody_but_a_speaker_inside_it_does() -> None:
    said = [
        {"channel": 0, "start": 1.0, "end": 2.0, "text": "Well, well."},
        {"channel": 0, "start": 2.0, "text": "Yes, yes."},
    ]
    assert turns(said) == [(None, "Well, well."), (None, "Yes, yes.")]
    assert turns([{**line, "channel": i} for i, line in enumerate(said)]) == [("0", "Well, well."), ("1", "Yes, yes.")]
    assert turns([{**line, "speaker": 5} for line in said]) == [("5", "Well, well."), ("5", "Yes, yes.")]


def test_several_recordings_in_one_file_are_never_mixed() -> None:
    def recording(*texts: str) -> dict[str, object]:
        lines = [{"speaker": "AB"[i % 2], "start": i * 5, "end": i * 5 + 4, "text": t} for i, t in enumerate(texts)]
        return {"id": texts[0], "segments": lines}

    both = [recording("How are you?", "I am well.", "So am I."), recording("Who is it?", "It is me.", "Come in then.")]
    assert [text for _, text in turns(both)] == [
        "How are you?", "I am well.", "So am I.", "Who is it?", "It is me.", "Come in then.",
    ]  # fmt: skip
    assert notes(both) == (
        "time starts over: several recordings in one file, read one after the other; better split the file",
    )


def test_json_lines_and_our_own_form_come_back_as_they_are() -> None:
    rows = [("Ada", 0.5, 1.25, "Hello."), (None, None, None, "Someone spoke."), ("Bo", 2.0, 3.0, "Yes?")]
    lines = [json.dumps(dict(zip(("speaker", "start", "end", "text"), row, strict=True))) for row in rows]
    talk = read_json("\n".join(lines).encode())
    assert [(u.speaker, u.start_s, u.end_s, u.text) for u in talk] == rows


@pytest.mark.parametrize(
    "document",
    [
        {"speaker": ["Ada", "Bo", "Ada"], "utt": ["Why?", "I see.", "Do you?"], "title": "T"},
        {"speaker": {"0": "Ada", "1": "Bo", "2": "Ada"}, "text": {"0": "Why?", "1": "I see.", "2": "Do you?"}},
        {"columns": ["speaker", "text"], "data": [["Ada", "Why?"], ["Bo", "I see."], ["Ada", "Do you?"]]},
        [["speaker", "text"], ["Ada", "Why?"], ["Bo", "I see."], ["Ada", "Do you?"]],
        [["Ada", "Why?"], ["Bo", "I see."], ["Ada", "Do you?"]],
        {"interview": [{"Ada": "Why?"}, {"Bo": "I see."}, {"Ada": "Do you?"}]},
        {"transcript": ["Ada: Why?", "Bo: I see.", "Ada: Do you?"]},
        {"title": "T", "transcript": "Ada: Why?\nBo: I see.\nAda: Do you?\n"},
        [
            {"role": "Ada", "content": [{"type": "text", "text": "Why?"}]},
            {"role": "Bo", "content": "I see."},
            {"role": "Ada", "content": "Do you?"},
        ],
    ],
)
def test_tables_pairs_and_texts(document: object) -> None:
    assert turns(document) == [("Ada", "Why?"), ("Bo", "I see."), ("Ada", "Do you?")]


def test_words_of_scripts_without_blanks_are_joined_without() -> None:
    words = [{"word": w, "start": i * 0.3, "end": i * 0.3 + 0.2, "speaker": "甲"} for i, w in enumerate("今天天气好。")]
    assert turns({"words": words}) == [("甲", "今天天气好。")]


def test_right_to_left_text_emoji_and_halves_of_characters() -> None:
    content = '[{"speaker": "\U0001f469 سارة", "text": "مرحبا، كيف الحال؟"}, {"speaker": "B", "text": "Hi \\ud83d!"}]'
    assert [(u.speaker, u.text) for u in read_json(content.encode())] == [
        ("\U0001f469 سارة", "مرحبا، كيف الحال؟"),
        ("B", "Hi \ufffd!"),
    ]


def test_drafts_of_a_live_recogniser_are_left_out() -> None:
    draft = {"channel": {"alternatives": [{"transcript": "Hel"}]}, "is_final": False, "start": 0.0, "duration": 1.0}
    final = {"channel": {"alternatives": [{"transcript": "Hello."}]}, "is_final": True, "start": 0.0, "duration": 1.5}
    lines = "\n".join(json.dumps(x) for x in (draft, final, {**final, "start": 2.0}))
    assert [(u.start_s, u.text) for u in read_json(lines.encode())] == [(0.0, "Hello."), (2.0, "Hello.")]


def test_numbers_that_are_no_times_and_wrong_types_are_passed_over() -> None:
    odd = {"speaker": True, "start": 10**400, "end": "soon", "text": "Well, I never."}
    rows = [
        odd,
        {"speaker": 1.0, "start": -1, "end": None, "text": "Nor I."},
        {"speaker": "A", "text": None},
        {"text": 5},
        None,
    ]
    assert read({"segments": rows}) == [(None, None, None, "Well, I never."), ("1", None, None, "Nor I.")]


def test_numbers_that_count_characters_are_no_times() -> None:
    rows = [
        {"speaker": "A", "start": 0, "end": 6, "text": "Hello."},
        {"speaker": "B", "start": 7, "end": 10, "text": "Hi!"},
    ]
    assert read(rows) == [("A", None, None, "Hello."), ("B", None, None, "Hi!")]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b'{"segments": [{"text": "Secret wo', "JSON that is damaged or breaks off at line 1, column 24"),
        (b'{"speaker": "A", "text": "Secret"}\n{"speaker": "B", "te', "JSON that is damaged or breaks off at line 2"),
        (b"[" * 100_000, "JSON with too many objects inside one another"),
        (b'{"start": ' + b"9" * 5000 + b"}", "JSON with a number of too many digits"),
        (b'{"name": "tool", "version": "1.0"}', "a JSON file without talk"),
        (b"[]", "a JSON file without talk"),
        (b"[" + b"{}," * 1_000_000 + b"{}]", "JSON of more than 1000000 objects and lists"),
        (b'{"message": "Job failed"}', "a JSON file without talk"),
        (b'{"keywords": ["one two three", "four five six"]}', "a JSON file without talk"),
        (b'{"segments": [], "text": ""}', "a JSON file without talk"),
    ],
)
def test_what_cannot_be_read_is_refused_in_one_line_that_quotes_nothing(content: bytes, said: str) -> None:
    with pytest.raises(DocumentError) as refusal:
        read_json(content)
    assert str(refusal.value).startswith(said)
    assert "Secret" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


@pytest.mark.parametrize(
    "text", ['{"segments": [', '\ufeff [{"text": "a"}]', '[["A", "b"]]', '["A: b"]\n', '{"a": 1}\n{"a": 2}']
)
def test_json_is_recognised_by_how_it_begins(text: str) -> None:
    assert looks_like_json_talk(text.lstrip("\ufeff"))


@pytest.mark.parametrize(
    "text", ["[00:00:03] Ada: Hello", "{\\rtf1 Hello}", "[inaudible] so", '["Quoted" is how it began', "Ada: {x}"]
)
def test_prose_is_not_json(text: str) -> None:
    assert not looks_like_json_talk(text)


def test_words_say_better_than_their_utterance_who_speaks() -> None:
    words = [(0, "Is"), (0, "it"), (0, "late?"), (1, "Very."), (0, "Then"), (1, "we"), (0, "go.")]
    utterance = {
        "start": 0.0,
        "end": 3.5,
        "transcript": "Is it late? Very. Then we go.",
        "speaker": 0,
        "words": [
            {"word": w, "start": i / 2, "end": i / 2 + 0.4, "speaker": k, "punctuated_word": w}
            for i, (k, w) in enumerate(words)
        ],
    }
    later = {"start": 4.0, "end": 5.0, "transcript": "Yes, we do.", "speaker": 1, "words": []}
    talk = read_json(json.dumps({"results": {"utterances": [utterance, later]}}).encode())
    assert [(u.speaker, u.text) for u in talk] == [
        ("0", "Is it late?"),
        ("1", "Very."),
        ("0", "Then we go."),
        ("1", "Yes, we do."),
    ]


def test_speechmatics_does_not_know_who_speaks() -> None:
    def document(speakers: list[str]) -> bytes:
        words = [
            {"type": "word", "start_time": i, "end_time": i + 0.5, "alternatives": [{"content": "so", "speaker": s}]}
            for i, s in enumerate(speakers)
        ]
        return json.dumps({"format": "2.9", "results": words}).encode()

    assert [u.speaker for u in read_json(document(["UU", "UU", "UU"]))] == [None]
    assert [(u.speaker, u.text) for u in read_json(document(["S1", "UU", "S2"]))] == [("S1", "so so"), ("S2", "so")]
