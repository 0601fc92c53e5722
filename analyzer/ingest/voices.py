"""Labels -> voices: spellings of one person in one file become one speaker, different people never.

In: the labels in order of speech. Out: the voice of each label. Always true: two labels become one voice where they give
the same name, or where one is the other's first name, initials or address, fits nobody else, and the two
never speak one after the other; a tool's placeholder is only ever itself.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
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
    leader = {label: max(group, key=lambda each: counts[each]) for group in _same_name(counts, parsed) for label in group}
    united = _declared_initials(leader, parsed)
    leader = {label: united.get(voice, voice) for label, voice in leader.items()}
    neighbours = {frozenset(pair) for pair in pairwise(leader.get(label, label) for label in labels) if pair[0] != pair[1]}
    short_forms = dict(_short_forms(leader, parsed, neighbours))
    leader = {label: short_forms.get(voice, voice) for label, voice in leader.items()}
    warnings = [f'"{short}" and "{full}" are taken for one person: they never answer each other' for short, full in short_forms.items()]
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
    """Return voice -> voice for "AvW" and "Aaron van Wirdum (AvW)": the file itself says that they are one."""
    by_label = {fold(label): voice for label, voice in leader.items()}
    found = {}
    for label, voice in leader.items():
        alias = parsed[label].alias
        short = by_label.get(fold(alias)) if alias else None
        if short is not None and short != voice and voice not in found:
            found[short] = voice
    return found


def _is_group(label: str) -> bool:
    """Whether the label names several people at once, as minutes do: "MM/SM"."""
    return bool(_GROUP.search(label))


def _short_forms(leader: dict[str, str], parsed: dict[str, ParsedLabel], neighbours: set[frozenset[str]]) -> Iterator[tuple[str, str]]:
    """Yield (short label, full label) of one person: first name, initials or e-mail address of exactly one full name."""
    voices = [voice for voice in dict.fromkeys(leader.values()) if not is_placeholder(voice) and not _is_group(voice)]
    by_short: dict[str, list[str]] = {}
    for voice in voices:
        for short in _short_names(parsed[voice]):
            by_short.setdefault(short, []).append(voice)
    for voice in voices:
        fitting = [full for short in _as_short_name(parsed[voice]) for full in by_short.get(short, ()) if full != voice]
        if len(set(fitting)) == 1 and len(neighbours) >= 2 and frozenset((voice, fitting[0])) not in neighbours:
            yield voice, fitting[0]


def _short_names(label: ParsedLabel) -> set[str]:
    """Return what a person of this full name may be called for short."""
    words = name_key(label.name).split()
    if len(words) < 2 or label.name == label.email:
        return set()
    return {words[0], "".join(word[0] for word in words), f"@{' '.join(words)}", f"@{words[0][0]}{words[-1]}"}


def _as_short_name(label: ParsedLabel) -> set[str]:
    """Return the short names that the label is one of, where it is no full name."""
    if label.email and label.name == label.email:
        return {f"@{name_key(re.sub(r'[._-]+', ' ', label.email.partition('@')[0]))}"}
    key = name_key(label.name)
    return {key} if " " not in key and len(key) >= 2 else set()
