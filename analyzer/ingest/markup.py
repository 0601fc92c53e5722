"""Marks around speech that nobody spoke: emphasis, escapes, links, caption tags, times between words.

In: a stretch of speech as the file has it. Out: the words, on one line. Always true: what is said in brackets stays
(``[laughter]``), stars that hide a word stay (``*****``), and no letter of the speech is lost.
"""

import re

from analyzer.ingest.lines import MARKED_TIME

_EMPHASIS = (
    re.compile(r"(?<![\w*])(\*{1,3})(?=[^\s*])([^*\n]{1,300}?)(?<=[^\s*])\1(?![\w*])"),
    re.compile(r"(?<![\w_])(_{1,2})(?=[^\s_])([^_\n]{1,300}?)(?<=[^\s_])\1(?![\w_])"),
)
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+\-.!<>~|\"'&$:^@/=,;?%])")
_HIDDEN = 0xF0000
"""Escaped signs are moved to a private plane of Unicode while markup is read away."""
_SHOWN = {_HIDDEN + code: code for code in range(128)}
_LINK = re.compile(r"!?\[([^\[\]\n]{0,500})\]\((?:[^()\s]|\([^()\s]{0,200}\)){1,1000}(?:\s+\"[^\"\n]{0,200}\")?\)")
_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_CAPTION_TAG = re.compile(
    r"</?(?:v|c|i|b|u|s|em|strong|lang|ruby|rt|font|span|p|div)(?:[.\s][^<>]{0,300})?/?>|<\d{1,4}:[\d:.,]{1,12}>|\{\\[^{}]{0,60}\}", re.IGNORECASE
)


def strip_markdown(text: str) -> str:
    """Return the text without emphasis, links and escapes of Markdown; what is escaped is no markup."""
    escaped = "\\" in text
    if escaped:
        text = _ESCAPE.sub(lambda found: chr(_HIDDEN + ord(found.group(1))), text)
    if "](" in text:
        text = _LINK.sub(r"\1", text)
    if "*" in text or "_" in text:
        for pattern in _EMPHASIS:
            text = pattern.sub(r"\2", text)
    return text.translate(_SHOWN) if escaped else text


def strip_caption_tags(text: str) -> str:
    """Return the text without the tags of captions; anything else in angle brackets stays."""
    if "<" in text or "{" in text:
        text = _CAPTION_TAG.sub("", _BREAK.sub(" ", text))
    return text


def strip_times(text: str) -> str:
    """Return the text without times in square brackets and between number signs; "(10:30)" may be said and stays."""
    if "[" not in text and "#" not in text:
        return text
    return MARKED_TIME.sub(" ", text)
