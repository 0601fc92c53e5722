"""Sentences of spoken text.

In: text, turns joined by line feeds. Out: spans in code points. Always true: spans are in order, do not overlap, cover
everything but the white space between them and never hold a line feed; speech that runs on without a full stop is cut
at clause words, so that no span is much longer than ``LONGEST`` words.
"""

import re

from analyzer.language.wordlist import wordset

ABBREVIATIONS = wordset(
    "e.g i.e eg ie etc vs mr mrs ms dr prof inc ltd corp co dept approx no nr fig st jr sr gen gov sen rep est min max avg incl cf al a.k.a "
    "u.s u.k e.u jan feb mar apr jun jul aug sep sept oct nov dec"
)
_ENDS_TOO = frozenset({"etc", "inc", "ltd", "corp", "co", "u.s", "u.k", "e.u", "no", "max", "min", "al"})
"""Abbreviations that may also close a sentence: they do before a capital letter that starts a new one."""

LONGEST = 40
_SHORTEST_PART = 12
_STOP = re.compile(r"(?:\.{2,}|[.!?\u2026\u3002\uff01\uff1f]+)[\"'\u201d\u2019)\]]*(?=\s|$)|[\u3002\uff01\uff1f]")
_LAST_WRITTEN = re.compile(r"[^\s(\[\"'\u201c\u2018]+$")
_WRITTEN = re.compile(r"\S+")
_CLAUSE_WORDS = wordset("and but so because which then or when if where while since although whereas though plus also that")


def sentences(text: str) -> list[tuple[int, int]]:
    """Return the sentence spans of spoken ``text`` (start, end; code points, end exclusive)."""
    spans: list[tuple[int, int]] = []
    offset = 0
    for line in text.split("\n"):
        for start, end in _of_line(line):
            spans.extend((offset + first, offset + last) for first, last in _shorten(line, start, end))
        offset += len(line) + 1
    return spans


def _of_line(line: str) -> list[tuple[int, int]]:
    spans, start = [], 0
    for stop in _STOP.finditer(line):
        if _ends_sentence(line, start, stop):
            spans.append((start, stop.end()))
            start = stop.end()
    spans.append((start, len(line)))
    return [trimmed for span in spans if (trimmed := _trim(line, *span))]


def _trim(line: str, start: int, end: int) -> tuple[int, int] | None:
    while start < end and line[start].isspace():
        start += 1
    while end > start and line[end - 1].isspace():
        end -= 1
    return (start, end) if start < end else None


def _ends_sentence(line: str, start: int, stop: re.Match[str]) -> bool:
    mark, behind = stop.group(), line[stop.end() :].lstrip()[:2]
    if not behind:
        return True
    if mark.startswith(("..", "\u2026")):
        return behind[0].isupper() and not re.match(r"I\b", behind)  # a pause unless something new starts
    if not mark.startswith("."):
        return True
    last = _LAST_WRITTEN.search(line, start, stop.start())
    last_word = last.group().casefold() if last else ""
    if last_word in ABBREVIATIONS:
        return last_word in _ENDS_TOO and behind[0].isupper() and not (last_word == "no" and behind[0].isdigit())
    initial = len(last_word) == 1 and last_word.isalpha() and last_word not in ("i", "a") and last is not None and last.group().isupper()
    return not (initial and behind[0].isupper()) and not (last_word in ("a.m", "p.m") and not behind[0].isupper())


def _shorten(line: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut a span of more than ``LONGEST`` words before clause words, best after a comma, else in the middle of what is allowed."""
    written = [match.span() for match in _WRITTEN.finditer(line, start, end)]
    if len(written) <= LONGEST:
        return [(start, end)]
    cuts, first = [0], 0
    while len(written) - first > LONGEST:
        first = max(
            range(first + _SHORTEST_PART, min(first + LONGEST, len(written) - 1) + 1),
            key=lambda index: (_worth(line, written, index), index - first <= 30, index),
        )
        cuts.append(first)
    ends = [written[cut - 1][1] for cut in cuts[1:]] + [written[-1][1]]
    return [(written[cut][0], last) for cut, last in zip(cuts, ends, strict=True)]


def _worth(line: str, written: list[tuple[int, int]], index: int) -> int:
    """How good a cut before this last_word is: 3 a clause word after a comma, 2 a comma, 1 a clause word, 0 anything."""
    word = line[slice(*written[index])].casefold().strip(",.;:'\"")
    comma = line[written[index - 1][1] - 1] in ",;:\u2014\u2013-"
    return 2 * comma + (word in _CLAUSE_WORDS)
