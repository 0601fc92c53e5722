"""Words and characters of untrusted text: counting, cleaning, folding.

In: text as decoded. Out: text in NFC with LF line ends and no control characters; word counts. Always true: cleaning
is idempotent, removes no letter and no digit, and takes time linear in the length of the text.
"""

import html
import re
import unicodedata

_IDEOGRAPH = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u0e00-\u0e7f"
_WORD = re.compile(rf"[{_IDEOGRAPH}]|[^\W_{_IDEOGRAPH}]+")
_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\ufeff\u200b\u200e\u200f\u202a-\u202e\u2060\u2066-\u2069\ufff9-\ufffb]")
_SURROGATES = re.compile("[\ud800-\udfff]")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});")
_SPACES = re.compile(r"\s+")


def count_words(text: str) -> int:
    """Return how many words the text has; where a script writes no spaces, every character counts as one."""
    return len(_WORD.findall(text))


def clean(text: str) -> str:
    """Return the text in NFC, with LF line ends, without control, direction and byte-order marks and soft hyphens; lone surrogates become U+FFFD."""
    if text.isascii() and "\r" not in text and text.isprintable():
        return text
    text = _LINE_ENDS.sub("\n", text)
    text = _CONTROLS.sub("", text)
    text = _SURROGATES.sub("\ufffd", text)
    return unicodedata.normalize("NFC", text)


def squeeze(text: str) -> str:
    """Return the text on one line: every run of white space is one space, none at the ends."""
    return _SPACES.sub(" ", text).strip()


def decode_entities(text: str) -> str:
    """Replace ``&amp;``, ``&#39;`` and their like, once; an ampersand that begins no known entity stays."""
    return _ENTITY.sub(_decode_entity, text) if "&" in text else text


def _decode_entity(found: re.Match[str]) -> str:
    decoded = html.unescape(found.group())
    return clean(decoded)


def fold(text: str) -> str:
    """Return the form two spellings of one name share: compatibility forms, case, apostrophes, hyphens and spaces made equal."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return squeeze(folded.translate(_ALIKE))


_ALIKE = str.maketrans({"\u2019": "'", "\u2018": "'", "\u02bc": "'", "`": "'", "\u00b4": "'", "\u2010": "-", "\u2011": "-", "\u2013": "-", "_": " "})
