"""The gate: untrusted text on its way into Markdown, a table cell, a terminal or a page.

In: any text (transcripts, model answers, names of people and files). Out: text that is shown as it reads and does nothing.
Always true: no markup, link, image, HTML, formula or control sequence of the input takes effect; nothing readable is lost.
"""

import re
import unicodedata

SPACE = re.compile(r"[ \t\r\n\v\f\u2028\u2029\x85]+")
SPEAKING = re.compile(r"[\\`*\[\]<>|~#$^{}]|(?<![^\W_])_|_(?![^\W_])")
"""What Markdown (CommonMark; GitHub's tables, strike-through, mathematics; template braces) may read as markup; _ only at the edge of a word."""
ENTITY = re.compile(r"&(?=#?\w)")
LINKING = re.compile(r"(?i)(?<=\w):(?=//)|(?<=mailto):|(?<=xmpp):|(?<=www)\.|(?<=\S)@(?=\S)")
"""What turns bare text into a link in extended Markdown."""
LEADING = re.compile(r"^(?:[-+=]|\d+(?=[.)](?:\s|$)))")
FORMULA = re.compile(r"^[\s'\"]*[=+\-@\uff0b\uff0d\uff1d\uff20]|^[\t\r\n]")
NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")
INVISIBLE = re.compile("[\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069\ufff9-\ufffb\ufffe\uffff\U000e0000-\U000e007f]")
"""Directional overrides, tags and non-characters: they change what a reader believes to read."""


def visible(text: str) -> str:
    """Return the text with every control character, override and lone surrogate as a visible sign; white space stays."""
    if text.isascii() and text.isprintable():
        return text
    return "".join(_sign(character) for character in text)


def _sign(character: str) -> str:
    code = ord(character)
    if INVISIBLE.match(character):
        return f"\u27e8U+{code:04X}\u27e9"
    if character in "\n\t" or character.isprintable():
        return character
    if code < 0x20:
        return chr(0x2400 + code)
    if code == 0x7F:
        return "\u2421"
    return f"\u27e8U+{code:04X}\u27e9" if unicodedata.category(character) in ("Cc", "Cs") else character


def one_line(text: str) -> str:
    """Return the text on one line, white space runs as one space, control characters made visible."""
    return visible(SPACE.sub(" ", text)).strip()


def escape_markdown(text: str) -> str:
    """Return one line of Markdown that renders as the text itself, wherever in a line it is put."""
    line = ENTITY.sub(r"\\&", SPEAKING.sub(r"\\\g<0>", one_line(text)))
    line = LINKING.sub(r"\\\g<0>", line)
    return LEADING.sub(_guard_start, line)


def _guard_start(found: re.Match[str]) -> str:
    start = found.group()
    # A backslash has no meaning before a digit, but it has before the point that would make a list of it.
    return f"{start}\\" if start.isdigit() else f"\\{start}"


def code_markdown(text: str) -> str:
    """Return a Markdown code span (ids, commands); text that would break out of one is escaped as prose instead."""
    line = one_line(text)
    return f"`{line}`" if line and not set(line) & {"`", "|"} else escape_markdown(line)


def escape_cell(text: str) -> str:
    """Return the text for a CSV cell: a leading apostrophe where a spreadsheet would take it for a formula.

    Source: OWASP, "CSV injection": cells that begin with = + - @, tab or line end (full-width forms included). A plain number stays.
    """
    shown = visible(text)
    return f"'{shown}" if FORMULA.match(text) and not NUMBER.fullmatch(shown) else shown
