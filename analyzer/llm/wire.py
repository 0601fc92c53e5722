"""The shape of an answer on the wire: one object with one list of plain items.

In: a Pydantic class for the items. Out: ``Wire`` with its JSON schema, and ``read_answer`` that turns a model's text
into items. Always true: the schema holds no defaults, lengths, references or unions (servers differ in what they take
beyond that); what is read is exactly what the text says or it is refused; one bad item costs that item only.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, NoReturn, TypeVar

from pydantic import BaseModel, ValidationError

Item = TypeVar("Item", bound=BaseModel)


class Wire(Generic[Item]):
    """``{list_name: [item, ...]}``, strict: every field required, none beyond."""

    def __init__(self, list_name: str, item: type[Item]) -> None:
        self.list_name = list_name
        self.item = item
        self.schema: dict[str, Any] = {
            "type": "object",
            "properties": {list_name: {"type": "array", "items": _plain(item.model_json_schema())}},
            "required": [list_name],
            "additionalProperties": False,
        }

    @property
    def format(self) -> dict[str, Any]:
        """The ``json_schema`` part of a response format."""
        return {"name": self.list_name, "strict": True, "schema": self.schema}

    @property
    def hash(self) -> str:
        """sha256 of the schema, first 12 hex digits."""
        return hashlib.sha256(json.dumps(self.schema, sort_keys=True).encode()).hexdigest()[:12]


def _plain(schema: Mapping[str, Any]) -> dict[str, Any]:
    properties = {
        name: {key: part[key] for key in ("type", "enum", "items", "description") if key in part} for name, part in schema["properties"].items()
    }
    odd = [name for name, part in properties.items() if "type" not in part]
    if odd:
        raise TypeError(f"{schema['title']}: {', '.join(odd)} is no plain wire type (text, number, closed list, list of these)")
    return {"type": "object", "properties": properties, "required": list(properties), "additionalProperties": False}


@dataclass(frozen=True)
class Parsed(Generic[Item]):
    """What one text held."""

    items: tuple[Item, ...] = ()
    faulty: tuple[tuple[str, str], ...] = ()
    """(item as JSON, what is wrong with it)."""
    error: str = ""
    """Why the text as a whole is no answer; empty for a readable one. ``items`` may hold what was complete before it broke."""


def read_answer(text: str, wire: Wire[Item]) -> Parsed[Item]:
    """Read the items out of a model's text: JSON alone, in a code fence or amid prose, behind thoughts; complete items of JSON cut short."""
    bare = _unfence(text)
    whole = _decode_object(bare, wire.list_name)
    if whole is not None:
        listed = whole[wire.list_name]
        if not isinstance(listed, list):
            return Parsed(error=f'"{wire.list_name}" must be a list')
        return _validate(listed, wire)
    complete = _complete_items(bare, wire.list_name)
    if complete is not None:
        return _validate(complete, wire, f"the JSON is broken or ends after {len(complete)} items")
    return Parsed(error=f'the answer must be one JSON object {{"{wire.list_name}": [...]}} and nothing else')


def _validate(listed: list[Any], wire: Wire[Item], error: str = "") -> Parsed[Item]:
    items: list[Item] = []
    faulty: list[tuple[str, str]] = []
    for raw in listed:
        try:
            items.append(wire.item.model_validate(raw))
        except ValidationError as invalid:
            wrong = "; ".join(f"{'.'.join(str(part) for part in fault['loc']) or 'item'}: {fault['msg']}" for fault in invalid.errors()[:4])
            faulty.append((json.dumps(raw, ensure_ascii=False)[:600], wrong))
    return Parsed(tuple(items), tuple(faulty), error)


_THINKING = re.compile(r"\s*<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL)
"""What some servers leave in front of an answer; a draft in it is no answer."""
_FENCE = re.compile(r"```[a-zA-Z]*\s*\n(.*?)(?:\n\s*```|\Z)", re.DOTALL)


def _unfence(text: str) -> str:
    """Return the answer itself: without thoughts in front and a code fence around it."""
    thinking = _THINKING.match(text)
    text = text[thinking.end() :] if thinking else text
    fenced = _FENCE.search(text)
    return fenced.group(1) if fenced and "{" in fenced.group(1) else text


def _decode_object(text: str, list_name: str) -> dict[str, Any] | None:
    """Return the first object with the wanted list that starts at some brace of the text."""
    start = text.find("{")
    tries = 0
    while start >= 0 and tries < 50:
        value = _decode(text, start)
        if value is not None and isinstance(value[0], dict) and list_name in value[0]:
            return value[0]
        # Skip what was decoded, so that an inner object is not taken for the answer.
        start = text.find("{", value[1] if value is not None else start + 1)
        tries += 1
    return None


def _complete_items(text: str, list_name: str) -> list[Any] | None:
    """Return the items of a list whose end is missing; None where the list does not even begin."""
    head = re.search(r'\{\s*"' + re.escape(list_name) + r'"\s*:\s*\[', text)
    if head is None:
        return None
    items: list[Any] = []
    position = head.end()
    while True:
        between = re.compile(r"[\s,]*").match(text, position)
        position = between.end() if between else position
        value = _decode(text, position) if text.startswith("{", position) else None
        if value is None:
            return items
        items.append(value[0])
        position = value[1]


def _decode(text: str, start: int) -> tuple[Any, int] | None:
    try:
        return _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError):  # RecursionError: thousands of nested brackets.
        return None


def _refuse_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _refuse_twins(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    # Which of two values under one name a reader takes is chance; an answer must not depend on it.
    if len({name for name, _ in pairs}) != len(pairs):
        raise ValueError("a name occurs twice in one object")
    return {_storable(name): _storable(value) for name, value in pairs}


def _storable(value: Any) -> Any:
    # Lone surrogates come through JSON escapes and cannot be written to a file or a database.
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    return [_storable(part) for part in value] if isinstance(value, list) else value


_DECODER = json.JSONDecoder(parse_constant=_refuse_constant, object_pairs_hook=_refuse_twins)
