"""Labels -> voices: spellings of one person in one file become one speaker, different people never.

In: the labels in order of speech. Out: the voice of each label. Always true: two labels become one voice where they give
the same name, or where one is the other's first name, initials or address, fits nobody else, and the two
never speak one after the other; a tool's placeholder is only ever itself.
"""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import pairwise

from analyzer.ingest.labels import ParsedLabel, is_placeholder, parse_label
from analyzer.ingest.reading import UNKNOWN
from analyzer.ingest.words import fold

_HONORIFIC = re.compile(r"^(?:(?:right|rt)\.? )?(?:mr|mrs|ms|miss|mx|dr|prof|professor|hon|sir|herr|frau|sr|sra|mme|m|dott|ing)\b\.? ")
_GROUP = re.compile(r"[/&+]|\band\b")
_NOT_NAME = re.compile(r"[^\w' -]+")


def name_key(name: str) -> str:
    """Return the form that spellings of one name share: no case, no honorific, no full stops."""
    folded = fold(name)
    while (shorter := _HONORIFIC.sub("", folded)) != folded:
        folded = shorter
    return " ".join(_NOT_NAME.sub(" ", folded).split()) or fold(name)


def merge_labels(labels: Sequence[str]) -> tuple[dict[str, str], list[str]]:
    """Return label -> the label of its voice (the one used most), and warnings that name merges by anything less than the same name."""
    counts = Counter(label for label in labels if label != UNKNOWN)
    parsed = {label: parse_label(label) for label in counts}
    groups = _same_name(counts, parsed)
    leader = {label: max(group, key=lambda each: counts[each]) for group in groups for label in group}
    warnings = []
    leader = _declared_initials(leader, parsed)
    neighbours = _neighbours([leader.get(label, label) for label in labels])
    for short, full in _short_forms(leader, parsed, neighbours):
        warnings.append(f'"{short}" and "{full}" are taken for one person: they never answer each other')
        leader = {label: (full if found == short else found) for label, found in leader.items()}
    return {UNKNOWN: UNKNOWN, **leader}, warnings


def _same_name(counts: Counter[str], parsed: dict[str, ParsedLabel]) -> list[list[str]]:
    by_name: dict[str, list[str]] = {}
    for label in counts:
        key = fold(label) if is_placeholder(label) or _is_group(label) else name_key(parsed[label].name)
        by_name.setdefault(key, []).append(label)
    groups: list[list[str]] = []
    for key, labels in by_name.items():
        organisations = {fold(organisation) for label in labels if (organisation := parsed[label].organisation)}
        if len(organisations) > 1 and " " not in key:
            groups.extend([label] for label in labels)  # "Alex (Acme)" and "Alex (Globex)" are two people
        else:
            groups.append(labels)
    return groups


def _declared_initials(leader: dict[str, str], parsed: dict[str, ParsedLabel]) -> dict[str, str]:
    """Unite "Aaron van Wirdum (AvW)" with "AvW": the file itself says that they are one."""
    by_label = {fold(label): voice for label, voice in leader.items()}
    for label in list(leader):
        alias = parsed[label].alias
        short = by_label.get(fold(alias)) if alias else None
        if short is not None and short != leader[label]:
            leader = {each: (leader[label] if found == short else found) for each, found in leader.items()}
    return leader


def _is_group(label: str) -> bool:
    """Whether the label names several people at once, as minutes do: "MM/SM"."""
    return bool(_GROUP.search(label))


def _neighbours(leaders: Sequence[str]) -> set[frozenset[str]]:
    return {frozenset(pair) for pair in pairwise(leaders) if pair[0] != pair[1]}


def _short_forms(leader: dict[str, str], parsed: dict[str, ParsedLabel], neighbours: set[frozenset[str]]) -> list[tuple[str, str]]:
    """Return (short label, full label) of one person: first name, initials or e-mail address of exactly one full name."""
    voices = list(dict.fromkeys(leader.values()))
    names = {voice: name_key(parsed[voice].name) for voice in voices}
    full = {voice: name.split() for voice, name in names.items() if " " in name and not is_placeholder(voice) and not _is_group(voice)}
    found = []
    for voice in voices:
        if voice in full or is_placeholder(voice) or _is_group(voice):
            continue
        fitting = [other for other, words in full.items() if _is_short_for(parsed[voice], words)]
        if len(fitting) == 1 and len(neighbours) >= 2 and frozenset((voice, fitting[0])) not in neighbours:
            found.append((voice, fitting[0]))
    return found


def _is_short_for(short: ParsedLabel, words: list[str]) -> bool:
    if short.email:
        local = name_key(re.sub(r"[._-]+", " ", short.email.partition("@")[0]))
        return local.split() == words or local == f"{words[0][0]}{words[-1]}"
    key = name_key(short.name)
    initials = "".join(word[0] for word in words)
    return key == words[0] or (len(key) >= 2 and short.name.isupper() and key == initials)
