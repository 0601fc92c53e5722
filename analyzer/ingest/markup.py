"""Marks around speech that nobody spoke: emphasis, escapes, links, caption tags, times between words.

In: a stretch of speech as the file has it. Out: the words, on one line. Always true: what is said in brackets stays
(``[laughter]``), stars that hide a word stay (``*****``), and no letter of the speech is lost.
"""

import re

from analyzer.ingest.lines import BRACKETED_TIME
from analyzer.ingest.words import count_words, squeeze

_EMPHASIS = (
    re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]{1,2000}?)(?<=[^\s*])\1(?![\w*])"),
    re.compile(r"(?<![\w_])(_{1,2})(?=[^\s_])([^_\n]{1,2000}?)(?<=[^\s_])\1(?![\w_])"),
)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>~|\"'&$:^@/=,;?%])")
_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\((?:[^()\s]|\([^()\s]{0,200}\)){1,1000}(?:\s+\"[^\"\n]{0,200}\")?\)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_CAPTION_TAG = re.compile(
    r"</?(?:v|c|i|b|u|s|em|strong|lang|ruby|rt|font|span|p|div)(?:[.\s][^<>]{0,300})?/?>|<\d{1,4}:[\d:.,]{1,12}>|\{\\[^{}]{0,60}\}", re.IGNORECASE
)


def strip_markdown(text: str) -> str:
    """Return the text without emphasis, links and escapes of Markdown."""
    if "\\" in text:
        text = _ESCAPE.sub(r"\1", text)
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "*" in text or "_" in text:
        for pattern in _EMPHASIS:
            text = pattern.sub(r"\2", text)
    return text


def strip_caption_tags(text: str) -> str:
    """Return the text without the tags of captions; anything else in angle brackets stays."""
    if "<" in text or "{" in text:
        text = _CAPTION_TAG.sub("", _BREAK.sub(" ", text))
    return text


def strip_times(text: str) -> tuple[str, int]:
    """Return the text without times in square brackets, and how many words they were.

    Round brackets stay: "(10:30)" may be said, "[10:30]" is a tool's.
    """
    if "[" not in text:
        return text, 0
    removed = 0

    def remove(found: re.Match[str]) -> str:
        nonlocal removed
        if found.group().startswith("("):
            return found.group()
        removed += count_words(found.group())
        return " "

    stripped = BRACKETED_TIME.sub(remove, text)
    return (squeeze(stripped), removed) if removed else (text, 0)
