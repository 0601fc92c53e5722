"""Words that decide what a line is: no speaker, a heading, a footer. Closed lists, several languages.

In: nothing. Out: sets and patterns over folded text (``words.fold``). Always true: nothing here names a vendor's
customer or a person; a list only ever turns a doubtful line, never one that the file itself declares.
"""

import re


def words_in(text: str) -> tuple[str, ...]:
    """Return the words of a list written for people to read, in order."""
    return tuple(text.split())


def word_set(text: str) -> frozenset[str]:
    """Return the words of a list written for people to read."""
    return frozenset(text.split())


METADATA_KEYS = word_set(
    """
    title date time duration location place venue attendees attendee participants participant present invitees organizer organiser subject
    meeting recording recorded host topic topics transcript transcription language kind file filename source url link id version segment
    organisation organization company customer account project client speakers tags status created updated author editor start end started
    ended length type format category product interview session call agenda summary overview keywords created at meeting title meeting date
    meeting id call date call title recording date recorded on date and time start time end time join url datum zeit dauer ort teilnehmer
    teilnehmende anwesend thema betreff titel aufnahme sprache durée lieu participants objet sujet titre fecha hora duración lugar
    asistentes asunto título data durata luogo partecipanti oggetto titolo hora duração local assunto 日期 时间 時間 日時 場所 参加者 出席者
    与会者 主题 标题 件名 타임 날짜 참석자 segment organisation role side email phone address note taker notetaker
    """
) | {
    "meeting title", "meeting date", "meeting id", "call date", "call title", "recording date", "recorded on", "date and time", "start time",
    "end time",
    "join url", "created at", "note taker", "created on", "meeting notes", "date of interview", "interview date", "recording url", "meeting link",
}  # fmt: skip
"""What stands before a colon in the head of a file."""

ROLES = word_set(
    """
    host customer client participant subject organizer organiser author editor attendee account company product project interview participants
    """
)
"""Metadata keys that are labels of speakers where they come again and again."""

DISCOURSE = word_set(
    """
    note notes nb ps example examples e.g eg i.e ie remember honestly look listen so well okay ok yes no yeah right exactly actually
    basically frankly seriously basically anyway anyways also but and or then first second third firstly secondly lastly finally next
    because therefore however thing point update warning caution important tip hint todo reminder quote result results reason reasons
    conclusion fact http https ftp mailto www step option case problem solution bonus disclaimer fyi imo tldr tl;dr spoiler correction edit
    hinweis anmerkung ehrlich also nun ja nein beispiel achtung wichtig tipp ergebnis problem fazit frage grund zitat remarque honnêtement
    alors oui non exemple attention important conseil résultat problème bref donc bon nota honestamente mira bueno pues sí ejemplo atención
    importante resultado problema entonces onestamente allora sì esempio attenzione importante risultato quindi observação olha então sim
    não exemplo atenção resultado opmerking eerlijk nou nee voorbeeld let resultaat 注意 注
    例 例如 其实 但是 所以 因为 备注 例えば 注記 つまり だから 참고 예
    """
) | {"for example", "for instance", "in short", "in other words", "to be honest", "my point is", "the thing is", "the point is", "the problem is",
    "long story short", "side note", "fun fact", "quick question", "the question is", "zum beispiel", "par exemple", "por ejemplo", "per esempio",
    "por exemplo", "the answer is", "the reason is", "the result", "bottom line", "the bottom line", "one thing", "one more thing",
    "last thing"}  # fmt: skip
"""What people say before a colon."""

STAGE = word_set(
    """
    break music intro outro ad advertisement sponsor sponsors jingle applause laughter silence pause interlude commercial narration end
    crosstalk
    """
) | {"ad break", "mid-roll", "pre-roll", "post-roll", "theme music", "end of interview", "end of recording"}
"""Labels of stage directions: nobody speaks under them."""

_VOICE_WORDS = "|".join(
    word_set(
        """
        speaker spk spkr sprecher sprecherin locuteur orateur hablante orador altavoz voz parlante interlocuteur falante spreker talare channel
        participant guest caller person voice user attendee 说话人 发言人 話者 スピーカー 화자 참석자 диктор спикер голос
        """
    )
)
PLACEHOLDER = re.compile(
    rf"(?:(?:unknown|unidentified)(?:[ _-]?speaker)?|(?:{_VOICE_WORDS})(?:[ _#-]*(?:\d{{1,3}}|[a-z]))?|[spa]\d{{1,3}})", re.IGNORECASE
)
"""Names that tools give to voices they cannot name."""

TRANSCRIPT_WORDS = word_set(
    """
    transcript transcription transkript transkription transcripción trascrizione transcrição transcriptie afschrift
    逐字稿 文字起こし 转录 轉錄 녹취록
    """
)
TRANSCRIPT_HEADINGS = TRANSCRIPT_WORDS | {
    "full transcript", "meeting transcript", "call transcript", "interview transcript", "verbatim transcript", "cleaned transcript", "raw transcript",
    "interview", "conversation",
}  # fmt: skip

SUMMARY_HEADINGS = word_set(
    """
    summary overview highlights takeaways notes recap insights outline chapters topics keywords agenda attendees participants invitees
    resources zusammenfassung überblick notizen teilnehmer themen kapitel résumé notes participants chapitres resumen notas asistentes
    riassunto partecipanti resumo anotações participantes samenvatting 摘要 要約 总结 요약 details decisions tl;dr abstract synopsis minutes
    """
) | {
    "action items", "action item", "next steps", "suggested next steps", "key takeaways", "key points", "key topics", "meeting summary", "ai summary",
    "executive summary", "meeting notes", "to do", "to-dos", "follow ups", "follow-ups", "open questions", "short summary", "bullet points",
    "ai notes",
    "nächste schritte", "prochaines étapes", "próximos pasos", "prossimi passi", "próximos passos", "questions asked", "key moments", "show notes",
    "key insights", "main points", "key decisions", "call summary", "quick recap", "gist",
}  # fmt: skip

SUMMARY_TITLE = re.compile(
    r"\b(?:summary|takeaways|highlights|recap|action items|next steps|decisions|topics (?:discussed|covered)|"
    r"announcements|key (?:points|topics|insights)|zusammenfassung|résumé|resumen|riassunto)\b"
)
"""In a heading: what stands under it was made of the conversation."""

CHAT_HEADINGS = frozenset(["chat", "chat log", "chat messages", "meeting chat", "in-call messages", "chat transcript", "messages"])

NOTICE = re.compile(
    "|".join(
        (
            r"transcription (?:ended|started|stopped) (?:after|at|by)\b.{0,60}$",
            r"(?:transcription|recording) (?:ended|started|stopped)\.?$",
            r"(?:meeting|call|recording) (?:ended|started) (?:after|at) [\d:]{4,8}\W*$",
            r"transcri(?:bed|pt(?:ion)? (?:provided|generated|created)) by (?:https?://)?\S{2,60}$",
            r"end of (?:the )?(?:transcript|recording)\W*$",
            r"this (?:editable )?(?:transcript|transcription) (?:was|is|has been) (?:computer|auto|machine|edited|generated|created|lightly)",
            r"(?:https?://|www\.)\S+$",
            r"page \d+(?: of \d+)?$",
            r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.? \d{1,2}, \d{4}$",
        )
    ),
    re.IGNORECASE,
)
"""Lines that only tools write, wherever they stand."""

CLOSING_NOTICE = re.compile(
    "|".join(
        (
            NOTICE.pattern,
            r"transcri(?:bed|ption|pt) (?:by|ended|ends|stopped|was|generated|provided)\b",
            r"end of (?:the )?(?:interview|meeting|call)\b",
            r"(?:meeting|recording|call) (?:ended|stopped)\b",
            r"(?:generated|created|transcribed|powered|recorded) (?:by|with|using)\b.{0,80}$",
            r"\d{1,4}$",
            r"(?:transkribiert von|transcrit par|transcrito por)\b",
        )
    ),
    re.IGNORECASE,
)
"""Lines that tools write at the end, and people may say in the middle."""

MEETING_EVENT = re.compile(
    r"(?!(?:they|he|she|we|i|you|it|who|everyone|everybody|people|somebody|someone|nobody) )(?P<name>.{2,60}?) "
    r"(?:(?:started|stopped) (?:transcription|recording)|(?:joined|left) the (?:meeting|call|conversation))\.?",
    re.IGNORECASE,
)
"""What a meeting notes about a person; an event only where the name is one."""
