"""The title of a table's column goes in; out comes what the column holds: speakers, words, or times."""

import re
from typing import Literal

from pipeline.readers.talk import squeeze

Kind = Literal["speaker", "words", "start", "end", "duration"]

# Titles as transcription tools, spreadsheets and people write them, the surest first; other languages after English.
_TITLES: dict[Kind, str] = {
    "speaker": """speaker|speakers|speaker name|speaker names|speaker label|speaker tag|speaker display name|speaker s|spk
        |spkr|name of speaker|current speaker|name|participant name|display name|participant|participants|speaker role
        |speaker id|speaker no|speaker number|speaker identity|participant id|talker|voice|tier|tier name|tier id
        |who|who said it|who speaks|who is speaking|person|character|role|sender|actor|author|identity
        |sprecher|sprecherin|sprecher in|sprechende
        |sprecher name|person name|teilnehmer|teilnehmerin|rolle|wer|locuteur|locutrice|locuteurs|intervenant
        |intervenante|orateur|qui|nom|personne|hablante|locutor|locutora|interlocutor|orador|quién|quien|nombre|persona
        |participante|parlante|interlocutore|relatore|chi|nome|falante|participantes|spreker|deelnemer|naam|wie|talare
        |talar|taler|deltagare|deltager|namn|navn|puhuja|nimi|mówca|rozmówca|osoba|mluvčí|hovorca|beszélő|vorbitor
        |govornik|говорящий|спикер|имя|мовець|ομιλητής|konuşmacı|المتحدث|דובר|说话人|说话者|發言者|发言人|發言人|讲话人
        |話者|発言者|氏名|화자|발화자|वक्ता""",  # noqa: RUF001  (Turkish writes its own i)
    "words": """text|content|transcript|transcription|utterance|utterances|dialogue|dialog|speech|talk|words|word
        |transcribed text|transcript text|spoken text|spoken words|spoken content|what was said|verbatim|turn text|turn
        |sentence|sentences|message|statement|response|responses|caption|subtitle|subtitles|annotation|segment text|line
        |comment|comments|remarks|said|quote|body|inhalt|transkript|transkription|äußerung|aussage|gesagtes|wortlaut
        |texte|contenu|énoncé|propos|parole|paroles|retranscription|texto|contenido|transcripción|enunciado|diálogo|testo
        |contenuto|trascrizione|enunciato|conteúdo|transcrição|fala|tekst|inhoud|transcriptie|uitspraak|yttrande
        |utskrift|ytring|teksti|puhe|litteraatti|wypowiedź|treść|přepis|szöveg|текст|реплика|речь|κείμενο|metin|النص
        |טקסט|תמלול|内容|文本|文字|内容文本|发言|發言|逐字稿|発言|発話|テキスト|文字起こし|텍스트|내용|발화""",
    "start": """start|start time|starttime|start timestamp|start timecode|begin|begin time|beginning|from|time start
        |time from|time in|in|in time|in point|tc in|timecode in|timestamp in|onset|onset time|xmin|tmin|timespan
        |time span|time range|timestamp|timestamps|time stamp|timecode|time code|tc|time|times|clock|audio time|video time
        |start offset|offset start|timestamp start|begin timestamp|beginn|anfang|startzeit|anfangszeit|zeit
        |zeitstempel|zeitmarke|zeitspanne|von|début|debut|heure|heure de début|temps|horodatage|minutage|inicio
        |hora de inicio|tiempo|tiempo de inicio|hora|desde|marca de tiempo|inizio|ora inizio|tempo|minutaggio|início
        |tempo inicial|begintijd|starttijd|tijd|tijdstip|tijdcode|starttid|tid|tidskod|tidskode|alku|alkuaika|aika
        |aikaleima|początek|czas|czas rozpoczęcia|začátek|čas|kezdet|idő|начало|время|таймкод|тайм код|başlangıç|zaman
        |开始|开始时间|時間|时间|时间戳|起始时间|開始|開始時間|開始時刻|タイムコード|시작|시작 시간|시간""",  # noqa: RUF001
    "end": """end|end time|endtime|end timestamp|end timecode|stop|stop time|finish|to|time end|time to|time out|out
        |out time|out point|tc out|timecode out|timestamp out|timestamp end|xmax|tmax|end offset|offset end|ende|endzeit
        |bis|fin|heure de fin|hora de fin|tiempo final|hasta|fine|ora fine|fim|einde|eindtijd|tot|sluttid
        |slut|slutt|loppu|loppuaika|koniec|konec|vége|конец|окончание|bitiş|结束|结束时间|結束|終了|終了時間|終了時刻
        |끝|종료|종료 시간""",
    "duration": """duration|dur|length|time elapsed|dauer|länge|durée|duración|durata|duração|duur|lengte|varaktighet
        |varighet|varighed|kesto|czas trwania|длительность|süre|时长|持续时间|長さ|길이""",
}
_RANKS: dict[Kind, dict[str, int]] = {
    kind: {squeeze(title): rank for rank, title in enumerate(titles.split("|"))} for kind, titles in _TITLES.items()
}
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ASIDE = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|\s[-\u2013]\s.*\Z")  # `Start (s)`, ELAN's `Begin Time - hh:mm:ss.ms`
_UNIT = re.compile(r"(?:\bin )?\b(?:ms|m?secs?|s|milliseconds?|millis|seconds?|hh\W?mm\W?ss\w*)\Z")
_MILLI = re.compile(r"(?:\b|_)(?:ms|msecs?|millis|milliseconds?)(?:\b|_)", re.IGNORECASE)
_APART = re.compile(r"[\s_.:/#*?\-\uff1a]+")


def kind_of_title(title: str) -> tuple[Kind, int] | None:
    """What a column of this title holds, and how sure that is (0 surest); None for any other title."""
    plain = _plain(title)
    for kind, ranks in _RANKS.items():
        if plain in ranks:
            return kind, ranks[plain]
    return None


def in_milliseconds(title: str) -> bool:
    """Whether a title says that its column counts milliseconds."""
    return _MILLI.search(_CAMEL.sub(" ", title)) is not None


def is_question(title: str) -> bool:
    """Whether a title heads the questions of an interview set out as question and answer."""
    return (
        re.fullmatch(r"q|questions?|the question|frage|fragen|pregunta|domanda|pergunta|vraag", _plain(title))
        is not None
    )


def is_answer(title: str) -> bool:
    """Whether a title heads the answers of an interview set out as question and answer."""
    plain = _plain(title)
    return (
        re.fullmatch(r"a|answers?|responses?|antwort|antworten|réponse|respuesta|risposta|resposta", plain) is not None
    )


def _plain(title: str) -> str:
    spaced = _APART.sub(" ", _ASIDE.sub(" ", _CAMEL.sub(" ", title.strip("'\" \ufeff")))).casefold()
    plain = squeeze(spaced)
    return _UNIT.sub("", plain).strip() or plain
