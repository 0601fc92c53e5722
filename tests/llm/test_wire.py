"""What is read out of a model's text, and what is refused."""

import json
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict

from analyzer.llm.wire import Wire, read_answer


class Note(BaseModel):
    model_config = ConfigDict(extra="forbid", use_attribute_docstrings=True)
    text: str
    """What was said."""
    tone: Literal["calm", "tense"]
    lines: list[int]


WIRE = Wire("notes", Note)
NOTES = st.lists(
    st.builds(
        Note, text=st.text(st.characters(exclude_categories=["Cs"])), tone=st.sampled_from(["calm", "tense"]), lines=st.lists(st.integers(0, 99))
    ),
    max_size=4,
)
PROSE = st.text(st.characters(exclude_characters='{}[]"`', exclude_categories=["Cs"]), max_size=40)


def test_the_schema_is_plain_and_closed() -> None:
    item = WIRE.schema["properties"]["notes"]["items"]
    assert item["required"] == ["text", "tone", "lines"]
    assert item["additionalProperties"] is False
    assert item["properties"]["text"] == {"type": "string", "description": "What was said."}
    assert "$" not in json.dumps(WIRE.schema)
    assert "default" not in json.dumps(WIRE.schema)


def test_what_servers_do_not_agree_on_is_refused_in_a_wire_class() -> None:
    class Loose(BaseModel):
        value: int | None

    with pytest.raises(TypeError, match="value"):
        Wire("loose", Loose)


@given(NOTES, PROSE, PROSE, st.sampled_from(["{}", "```json\n{}\n```"]))
def test_every_answer_is_read_back_whatever_is_written_around_it(notes: list[Note], before: str, after: str, frame: str) -> None:
    body = json.dumps({"notes": [note.model_dump() for note in notes]})
    parsed = read_answer(f"{before}\n{frame.replace('{}', body)}\n{after}", WIRE)
    assert (list(parsed.items), parsed.error) == (notes, "")


@given(NOTES.filter(bool), st.data())
def test_an_answer_cut_anywhere_gives_only_complete_items_and_says_so(notes: list[Note], data: st.DataObject) -> None:
    body = json.dumps({"notes": [note.model_dump() for note in notes]})
    parsed = read_answer(body[: data.draw(st.integers(0, len(body) - 1))], WIRE)
    assert parsed.error
    assert list(parsed.items) == notes[: len(parsed.items)]


@given(st.text(max_size=200))
def test_no_text_breaks_the_reader(text: str) -> None:
    parsed = read_answer(text, WIRE)
    assert parsed.error or not parsed.faulty


@pytest.mark.parametrize(
    "text",
    [
        '{"notes": [], "notes": [1]}',
        '{"notes": Infinity}',
        '{"notes": {"a": 1}}',
        '{"remarks": {"notes": []}}',
        "{" * 5000,
        '{"a":' * 3000,
        '{"notes": ' + "9" * 5000 + "}",
    ],
)
def test_ambiguous_and_hostile_json_is_no_answer(text: str) -> None:
    parsed = read_answer(text, WIRE)
    assert parsed.error
    assert parsed.items == ()


def test_one_bad_item_costs_that_item_and_is_explained() -> None:
    parsed = read_answer('{"notes": [{"text": "a", "tone": "calm", "lines": []}, {"text": "b", "tone": "loud", "lines": "x", "more": 1}, 7]}', WIRE)
    assert [note.text for note in parsed.items] == ["a"]
    assert len(parsed.faulty) == 2
    assert "tone" in parsed.faulty[0][1]
    assert "lines" in parsed.faulty[0][1]
    assert "more" in parsed.faulty[0][1]
