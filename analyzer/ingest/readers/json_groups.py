"""The parts of a JSON file that could be the conversation.

In: parsed JSON of any shape. Out: ``Group``s: all objects that stand at one place of the structure (``transcript[].sentences[]``),
with the speaker that an outer object names; and the strings of the file. Always true: one walk without recursion, linear in the size; of alternatives
only the first is looked at; deeper than ``MAX_DEPTH`` is refused.
"""

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from analyzer.errors import IngestError
from analyzer.ingest.labels import looks_like_name
from analyzer.ingest.readers.json_fields import SPEAKER, START, TEXT, WEAK_SPEAKER, first_key, fold_key, raw_id
from analyzer.ingest.source import MAX_DEPTH
from analyzer.ingest.words import count_words

_ALTERNATIVES = frozenset({"alternatives", "nbest"})
_SAMPLE = 400


@dataclass(slots=True)
class Item:
    """One object of a group."""

    fields: dict[str, Any]
    outer: dict[str, Any] | None
    """The nearest outer object of a list."""
    channel: int | None = None


@dataclass
class Group:
    """All objects at one place."""

    path: str
    items: list[Item] = field(default_factory=list)
    text_key: str | None = None
    speaker_key: str | None = None
    outer_speaker_key: str | None = None
    words: int = 0
    word_level: bool = False
    timed: bool = False

    @property
    def speaks(self) -> bool:
        """Whether somebody is named."""
        return self.speaker_key is not None or self.outer_speaker_key is not None


@dataclass
class Contents:
    """The file, walked once."""

    groups: list[Group]
    strings: list[tuple[str, str]]
    """(path, text) of every string that is not in a word list."""
    keys: frozenset[str]
    """All keys, folded."""


def walk(root: Any, name: str) -> Contents:
    """Return groups and strings of a JSON file; raises IngestError where it is nested too deeply."""
    groups: dict[str, Group] = {}
    strings: list[tuple[str, str]] = []
    keys: set[str] = set()
    paths: dict[tuple[str, str], str] = {}
    stack: list[tuple[Any, str, dict[str, Any] | None, int | None, int]] = [(root, "", None, None, 0)]
    while stack:
        node, path, outer, channel, depth = stack.pop()
        if depth > MAX_DEPTH:
            raise IngestError(f"{name}: JSON nested more than {MAX_DEPTH} levels deep: no transcript is", "export the transcript again")
        if isinstance(node, dict):
            children: list[tuple[Any, str, dict[str, Any] | None, int | None, int]] = []
            for key, value in node.items():
                keys.add(fold_key(key))
                # One text a place: a file of a million words has a million strings at the same place.
                below = paths.get((path, key)) or paths.setdefault((path, key), f"{path}.{key}" if path else key)
                if isinstance(value, list) and fold_key(key) in _ALTERNATIVES and len(value) > 1:
                    value = value[:1]
                children.append((value, below, outer, channel, depth + 1))
            if _is_numbered(node):
                children = [(list(node.values()), path, outer, channel, depth + 1)]
            stack.extend(reversed(children))
        elif isinstance(node, list):
            place = f"{path}[]"
            many_channels = path.endswith("channels") and len(node) > 1
            children = []
            for index, value in enumerate(node):
                own = index if many_channels else channel
                if isinstance(value, dict):
                    groups.setdefault(place, Group(place)).items.append(Item(value, outer, own))
                    children.append((value, place, _inner(value, outer), own, depth + 1))
                else:
                    children.append((value, place, outer, own, depth + 1))
            stack.extend(reversed(children))
        elif isinstance(node, str) and node.strip():
            strings.append((path, node))
    judged = [_judge(group) for group in groups.values()]
    return Contents([group for group in judged if group.text_key is not None and group.words], strings, frozenset(keys))


def _is_numbered(node: dict[str, Any]) -> bool:
    """Whether the object is a list in disguise: ``{"0": {...}, "1": {...}}``."""
    return len(node) >= 2 and all(key.isdigit() for key in node) and all(isinstance(value, dict) for value in node.values())


def _inner(value: dict[str, Any], outer: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the object whose speaker holds for what is inside: this one where it names a speaker, else the one around it."""
    return value if outer is None or first_key(value, SPEAKER) or not first_key(outer, SPEAKER) else outer


def _judge(group: Group) -> Group:
    """Find out which of the group's keys hold speech and speakers."""
    step = max(1, len(group.items) // _SAMPLE)
    sample = group.items[::step]
    group.text_key = _text_key(sample)
    if group.text_key is None:
        return group
    group.words = sum(count_words(text) for item in group.items if isinstance(text := item.fields.get(group.text_key), str))
    filled = sum(1 for item in group.items if isinstance(text := item.fields.get(group.text_key), str) and text.strip()) or 1
    group.timed = any(first_key(item.fields, START) or (item.outer and first_key(item.outer, START)) for item in sample[:20])
    group.word_level = (
        group.words / filled <= 1.35
        and len(group.items) >= 8
        and (group.timed or fold_key(group.text_key) in ("word", "punctuatedword", "value", "content"))
    )
    group.speaker_key = _speaker_key([item.fields for item in sample], group.text_key)
    if group.speaker_key is None:
        group.outer_speaker_key = _speaker_key([item.outer for item in sample if item.outer is not None and item.outer is not item.fields], None)
    return group


def _text_key(sample: list[Item]) -> str | None:
    """Return the key of the speech: a key that says so, else the text of the most words."""
    counts: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for item in sample:
        for key, value in item.fields.items():
            if isinstance(value, str):
                counts[key] += 1
                words[key] += count_words(value[:2000])
    named = {fold_key(key): key for key in counts if counts[key] * 2 >= len(sample) or fold_key(key) in ("text", "content", "transcript")}
    for name in TEXT:
        if name in named and words[named[name]]:
            return named[name]
    longest = words.most_common(1)
    if longest and len(sample) >= 2 and longest[0][1] >= 4 * counts[longest[0][0]]:
        return longest[0][0]
    return None


def _speaker_key(sample: list[dict[str, Any]], text_key: str | None) -> str | None:
    """Return the key of the speaker: filled in a good part of the objects; a doubtful key only where its values recur."""
    if not sample:
        return None
    for names, weak in ((SPEAKER, False), (WEAK_SPEAKER, True)):
        for name in names:
            values = [_speaker_value(fields, name, text_key) for fields in sample]
            filled = [value for value in values if value]
            distinct = len(set(filled))
            if len(filled) * 2 < len(sample) or not distinct:
                continue
            if weak and (distinct < 2 or distinct * 2 > len(filled)):
                continue
            key = first_key(next(fields for fields, value in zip(sample, values, strict=True) if value), (name,))
            if key is not None:
                return key
    return _name_like_key(sample, text_key)


def _name_like_key(sample: list[dict[str, Any]], text_key: str | None) -> str | None:
    """Return a key we do not know whose values are few, come again and are written as names."""
    if len(sample) < 4:
        return None
    for key in sample[0]:
        values = [str(fields.get(key) or "") for fields in sample if isinstance(fields.get(key), str)]
        distinct = set(values)
        if key == text_key or len(values) * 10 < len(sample) * 9 or not 2 <= len(distinct) <= len(values) // 2:
            continue
        if all(len(value) <= 100 and looks_like_name(value) for value in distinct):
            return key
    return None


def _speaker_value(fields: dict[str, Any], name: str, text_key: str | None) -> str:
    key = first_key(fields, (name,))
    if key is None or key == text_key:
        return ""
    value = fields[key]
    if isinstance(value, str) and len(value) > 200:
        return ""
    return raw_id(value)
