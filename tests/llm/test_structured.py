"""Every fault that a model's server was seen to commit, against a real server on loopback."""

import gzip
import json
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from typing import Literal

import pytest
from pydantic import BaseModel, ConfigDict

from analyzer.config import ModelSettings
from analyzer.errors import BudgetError, ModelError
from analyzer.llm.budget import Budget, Price
from analyzer.llm.chat import Chat, Messages, open_chat
from analyzer.llm.faults import StopRunError
from analyzer.llm.replay import Recording
from analyzer.llm.structured import Answer, ask
from analyzer.llm.wire import Wire
from tests.llm.fault_server import (
    Act,
    FaultServer,
    Script,
    completion,
    cut_body,
    drip,
    elsewhere,
    fail,
    hang,
    huge,
    no_choices,
    page,
    reset,
    say,
)


class Thing(BaseModel):
    model_config = ConfigDict(extra="forbid")
    name: str
    size: Literal["small", "large"]
    places: list[int]


WIRE = Wire("things", Thing)
GOOD = json.dumps({"things": [{"name": "kiln", "size": "large", "places": [1, 2]}]})
KILN = Thing(name="kiln", size="large", places=[1, 2])
MESSAGES: Messages = [("system", "List the things."), ("user", "A large kiln stands here and there.")]


def chat_at(url: str, *, deadline: float = 20.0, name: str = "local", key: str | None = None, parallel: int = 4) -> Chat:
    settings = ModelSettings(name=name, base_url=url, deadline_seconds=deadline, max_parallel=parallel)
    chat = open_chat(settings, {"OPENAI_API_KEY": key} if key else {})
    chat.first_pause = 0.01
    return chat


def ask_many(chat: Chat, messages: Sequence[Messages], budget: Budget | None = None, cache: Recording | None = None) -> list[Answer[Thing]]:
    spent = budget or Budget()

    def unit(text: Messages) -> Callable[[], Awaitable[Answer[Thing]]]:
        return lambda: ask(chat, text, WIRE, step="things", budget=spent, count=len, cache=cache)

    return list(chat.run([unit(text) for text in messages]))


def ask_once(script: Sequence[Act] | Script, *, deadline: float = 20.0, key: str | None = None) -> tuple[Answer[Thing], FaultServer]:
    with FaultServer(script) as server:
        [answer] = ask_many(chat_at(server.url, deadline=deadline, key=key), [MESSAGES])
    return answer, server


def test_a_good_answer_is_asked_for_with_a_schema_and_counted() -> None:
    answer, server = ask_once([say(GOOD)])
    assert (answer.state, answer.items, answer.raw) == ("done", (KILN,), GOOD)
    assert (answer.usage.prompt_tokens, answer.usage.completion_tokens, answer.usage.requests, answer.usage.cost) == (100, 10, 1, None)
    [request] = server.requests
    wanted = request["response_format"]["json_schema"]
    assert request["temperature"] == 0
    assert request["max_tokens"] > 0
    assert wanted["strict"] is True
    assert wanted["schema"]["additionalProperties"] is False
    assert wanted["schema"]["properties"]["things"]["items"]["required"] == ["name", "size", "places"]


@pytest.mark.parametrize(
    "content",
    [
        f"Sure! Here you go:\n{GOOD}\nAnything else?",
        f"```json\n{GOOD}\n```",
        f"```\n{GOOD}\n```\nI hope this helps.",
        f'I thought of {{"other": 1}} first.\n{GOOD}',
        "\ufeff " + GOOD,
    ],
)
def test_json_amid_prose_and_in_fences_is_read(content: str) -> None:
    answer, server = ask_once([say(content)])
    assert (answer.state, answer.items, len(server.requests)) == ("done", (KILN,), 1)


@pytest.mark.parametrize("fault", [fail(429), fail(429, retry_after="0"), fail(500), fail(503), reset, cut_body, page, no_choices])
def test_a_passing_fault_is_tried_again(fault: Act) -> None:
    answer, server = ask_once([fault, say(GOOD)])
    assert (answer.state, answer.items, len(server.requests)) == ("done", (KILN,), 2)


@pytest.mark.parametrize("fault", [fail(429), fail(500), reset, cut_body, page, no_choices])
def test_a_lasting_fault_costs_three_requests_and_says_why(fault: Act) -> None:
    answer, server = ask_once([fault])
    assert (answer.state, answer.items, len(server.requests)) == ("failed", (), 3)
    assert "127.0.0.1" in answer.reason
    assert "\n" not in answer.reason


def test_a_server_that_asks_to_wait_longer_than_the_deadline_is_not_waited_for() -> None:
    answer, server = ask_once([fail(429, retry_after="90")])
    assert (answer.state, len(server.requests)) == ("failed", 1)
    assert "90 s" in answer.reason


@pytest.mark.parametrize("fault", [hang, drip])
def test_a_server_that_never_ends_its_reply_meets_the_deadline(fault: Act) -> None:
    answer, server = ask_once([fault], deadline=0.4)
    assert (answer.state, len(server.requests)) == ("timed_out", 1)


def test_a_server_that_never_answers_stops_the_run_and_one_that_stalls_later_does_not() -> None:
    with FaultServer([hang]) as server, pytest.raises(StopRunError, match="never before") as stopped:
        ask_many(chat_at(server.url, deadline=0.3), [MESSAGES] * 6)
    assert len(server.requests) == 2
    assert "deadline_seconds" in stopped.value.hint
    with FaultServer([hang, say(GOOD), hang]) as server:
        answers = ask_many(chat_at(server.url, deadline=0.3, parallel=1), [MESSAGES] * 5)
    assert [answer.state for answer in answers] == ["timed_out", "done", "timed_out", "timed_out", "timed_out"]


@pytest.mark.parametrize(
    "body",
    [
        b"", b"null", b"[]", b'"words"', b"\xff\xfe\x00", b'{"choices": null}',
        b'{"choices": [{"index": 0, "message": null, "finish_reason": "stop"}]}',
        b'{"choices": [{"index": 0, "finish_reason": "stop"}]}', b'{"error": {"message": "overloaded", "code": 502}}', b"[" * 5000,
        b'{"choices": [{"index": 0, "message": {"role": "assistant", "content": 7}, "finish_reason": "stop"}]}',
        b'{"choices": [{"index": 0, "message": {"role": "assistant", "content": null}, "finish_reason": null}]}',
    ],
)  # fmt: skip
def test_a_reply_of_another_shape_is_tried_again_and_named(body: bytes) -> None:
    answer, server = ask_once([lambda handler: handler.send(200, body), say(GOOD)])
    assert (answer.state, answer.items, len(server.requests)) == ("done", (KILN,), 2)
    answer, server = ask_once([lambda handler: handler.send(200, body)])
    assert answer.state in ("failed", "invalid")
    assert (answer.items, len(server.requests)) == ((), 3)
    assert answer.reason


def test_usage_the_server_does_not_tell_is_counted_here() -> None:
    silent = {"choices": [{"index": 0, "message": {"role": "assistant", "content": GOOD}, "finish_reason": "stop"}]}
    answer, _ = ask_once([lambda handler: handler.send(200, json.dumps(silent).encode())])
    assert (answer.state, answer.usage.completion_tokens) == ("done", len(GOOD))
    assert answer.usage.prompt_tokens > sum(len(text) for _, text in MESSAGES)


@pytest.mark.parametrize("lie", [-(10**9), "many", 1.5, None, 10**30, 0, [1], True])
def test_usage_the_server_makes_up_neither_stops_the_run_nor_lifts_the_cap(lie: object) -> None:
    made_up = json.dumps({
        "choices": [{"index": 0, "message": {"role": "assistant", "content": GOOD}, "finish_reason": "stop"}],
        "usage": {"prompt_tokens": lie, "completion_tokens": lie, "total_tokens": lie},
    }).encode()  # fmt: skip
    with FaultServer([lambda handler: handler.send(200, made_up)]) as server:
        budget = Budget(price=Price(1.0, 1.0), max_cost=1.0)
        [answer] = ask_many(chat_at(server.url), [MESSAGES], budget)
    if answer.state != "failed":
        assert (answer.state, answer.items) == ("done", (KILN,))
        assert answer.usage.completion_tokens in (len(GOOD), 1)
    assert budget.used.cost is not None
    assert 0 <= budget.used.cost < 0.01


def test_the_pause_that_the_server_asks_for_is_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    import asyncio

    slept: list[float] = []
    sleep = asyncio.sleep

    async def note(seconds: float) -> None:
        slept.append(seconds)
        await sleep(0)

    monkeypatch.setattr("asyncio.sleep", note)
    answer, _ = ask_once([fail(429, retry_after="7"), say(GOOD)])
    assert answer.state == "done"
    assert 7.0 in slept


def test_a_draft_among_the_models_thoughts_is_no_answer() -> None:
    answer, _ = ask_once([say(f'<think>Perhaps {{"things": []}}, or rather more?</think>\n{GOOD}')])
    assert (answer.state, answer.items) == ("done", (KILN,))
    answer, server = ask_once([say(f"<think>I could say {GOOD} and then", finish="length")])
    assert (answer.state, answer.items, len(server.requests)) == ("split", (), 1)


def test_a_compressed_reply_nobody_asked_for_is_refused() -> None:
    """A few kilobytes can unpack to more than the memory holds."""
    bomb = gzip.compress(completion('{"things": [' + " " * 30_000_000 + "]}"))
    assert len(bomb) < 100_000
    answer, server = ask_once([lambda handler: handler.send(200, bomb, content_encoding="gzip")])
    assert (answer.state, len(server.requests)) == ("failed", 1)
    assert "compressed" in answer.reason
    assert server.headers[0]["accept-encoding"] == "identity"


def test_a_reply_of_20_megabytes_is_refused_once() -> None:
    answer, server = ask_once([huge])
    assert (answer.state, len(server.requests)) == ("failed", 1)
    assert "longer than" in answer.reason


def test_the_ladder_goes_down_and_is_remembered() -> None:
    no_schema = fail(400, message="response_format json_schema is not supported")
    no_json_mode = fail(400, message="response_format json_object is not supported")
    with FaultServer([no_schema, no_json_mode, say(GOOD)]) as server:
        chat = chat_at(server.url, parallel=1)
        answers = ask_many(chat, [MESSAGES, MESSAGES])
    assert [answer.state for answer in answers] == ["done", "done"]
    formats = [request.get("response_format", {}).get("type") for request in server.requests]
    assert formats == ["json_schema", "json_object", None, None]
    assert "additionalProperties" in server.requests[3]["messages"][0]["content"]


def test_items_that_do_not_fit_are_asked_for_again_and_the_others_kept() -> None:
    half = json.dumps({"things": [KILN.model_dump(), {"name": "cart", "size": "huge", "places": []}]})
    cart = {"name": "cart", "size": "small", "places": []}
    answer, server = ask_once([say(half), say(json.dumps({"things": [cart]}))])
    assert answer.state == "done"
    assert [thing.name for thing in answer.items] == ["kiln", "cart"]
    correction = server.requests[1]["messages"][-1]["content"]
    assert "huge" in correction
    assert "kiln" not in correction


def test_items_that_never_fit_are_left_out_aloud_after_three_requests() -> None:
    half = json.dumps({"things": [KILN.model_dump(), {"name": "cart", "size": "huge", "places": []}]})
    answer, server = ask_once([say(half)])
    assert (answer.state, answer.items, len(server.requests)) == ("done", (KILN,), 3)
    assert "size" in answer.reason


def test_items_the_model_takes_back_when_corrected_are_counted() -> None:
    bad = json.dumps({"things": [{"name": "cart", "size": "huge", "places": []}, {"approved": True}]})
    answer, _ = ask_once([say(bad), say('{"things": []}')])
    assert (answer.state, answer.reason) == ("empty", "2 items that did not fit were not corrected")


@pytest.mark.parametrize("content", ["I cannot do that.", "[]", '{"items": []}', '{"things": "none"}', '{"things": [NaN]}', "", "[" * 100_000])
def test_an_answer_that_never_is_json_of_the_shape_is_invalid(content: str) -> None:
    answer, server = ask_once([say(content)])
    assert (answer.state, answer.items) == ("invalid", ())
    assert len(server.requests) == 3


def test_an_empty_list_is_an_answer() -> None:
    answer, server = ask_once([say('{"things": []}')])
    assert (answer.state, len(server.requests)) == ("empty", 1)


def test_a_cut_answer_asks_for_a_split_and_keeps_what_was_complete() -> None:
    cut = GOOD[:-2] + ', {"name": "car'
    answer, server = ask_once([say(cut, finish="length")])
    assert (answer.state, answer.items, len(server.requests)) == ("split", (KILN,), 1)


def test_a_model_that_repeats_itself_until_it_is_cut_is_not_asked_twice() -> None:
    item = json.dumps(KILN.model_dump())
    answer, server = ask_once([say('{"things": [' + ", ".join([item] * 40) + ', {"na', finish="length")])
    assert (answer.state, answer.items, len(server.requests)) == ("done", (KILN,), 1)
    assert "repeated" in answer.reason


def test_a_refusal_and_a_filter_are_recorded_and_not_argued_with() -> None:
    answer, server = ask_once([say(None, refusal="I can't help with that.")])
    assert (answer.state, answer.raw, len(server.requests)) == ("refused", "I can't help with that.", 1)
    answer, server = ask_once([say("", finish="content_filter")])
    assert (answer.state, len(server.requests)) == ("filtered", 1)
    answer, server = ask_once([fail(400, code="content_filter")])
    assert (answer.state, len(server.requests)) == ("filtered", 1)


@pytest.mark.parametrize("fault", [fail(400, code="context_length_exceeded"), fail(400, message="request exceeds the available context size")])
def test_a_window_longer_than_the_context_is_to_be_split(fault: Act) -> None:
    answer, server = ask_once([fault])
    assert (answer.state, len(server.requests)) == ("split", 1)


@pytest.mark.parametrize(
    ("fault", "words"),
    [
        (fail(429, code="insufficient_quota"), "credit"),
        (fail(402, message="Insufficient Balance"), "credit"),
        (fail(401, message="Incorrect API key provided: sk-verysecretvalue"), "OPENAI_API_KEY"),
        (fail(404, message="model not found"), "model"),
        (fail(400, code="model_not_found", message="no such model"), "model"),
    ],
)
def test_what_no_request_can_cure_stops_the_run_after_one(fault: Act, words: str) -> None:
    with FaultServer([fault]) as server, pytest.raises(StopRunError) as stopped:
        ask_many(chat_at(server.url, key="sk-verysecretvalue"), [MESSAGES] * 6)
    assert len(server.requests) == 1
    assert words in str(stopped.value)
    assert "verysecret" not in str(stopped.value)


def test_a_redirect_is_not_followed() -> None:
    with FaultServer([say(GOOD)]) as other, FaultServer([elsewhere(f"{other.url}/chat/completions")]) as server, pytest.raises(StopRunError):
        ask_many(chat_at(server.url), [MESSAGES])
    assert other.requests == []


def test_nobody_there_stops_the_run_in_plain_words() -> None:
    with FaultServer([say(GOOD)]) as server:
        url = server.url
    with pytest.raises(StopRunError, match="cannot be reached"):
        ask_many(chat_at(url), [MESSAGES] * 3)


def test_tracing_variables_send_nothing_anywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    with FaultServer([say(GOOD)]) as spy, FaultServer([say(GOOD)]) as server:
        for name in ("LANGSMITH", "LANGCHAIN"):
            monkeypatch.setenv(f"{name}_TRACING", "true")
            monkeypatch.setenv(f"{name}_TRACING_V2", "true")
            monkeypatch.setenv(f"{name}_ENDPOINT", spy.url)
            monkeypatch.setenv(f"{name}_API_KEY", "lsv2_x")
        monkeypatch.setenv("LANGSMITH_GATEWAY", spy.url)
        monkeypatch.setenv("OPENAI_API_BASE", spy.url)
        monkeypatch.setenv("HTTP_PROXY", spy.url.removesuffix("/v1"))
        [answer] = ask_many(chat_at(server.url), [MESSAGES])
        from langchain_core.tracers.langchain import wait_for_all_tracers

        wait_for_all_tracers()
    assert answer.state == "done"
    assert spy.requests == []


def test_the_budget_stops_before_the_request_that_could_pass_it() -> None:
    with FaultServer([say(GOOD)]) as server:
        chat = chat_at(server.url, parallel=1)
        dear = Budget(price=Price(1000.0, 1000.0), max_cost=1.6)
        answers: list[Answer[Thing]] = []
        with pytest.raises(BudgetError, match="max-cost"):
            answers.extend(chat.run([lambda: ask(chat, MESSAGES, WIRE, step="things", budget=dear, count=len)] * 5))
    assert len(server.requests) == 1
    assert dear.used.cost == pytest.approx(0.11)


def test_a_recording_replays_without_a_server_and_names_what_is_missing(tmp_path: Path) -> None:
    with FaultServer([say(GOOD)]) as server:
        recorded = ask_many(chat_at(server.url), [MESSAGES], cache=Recording(tmp_path, record=True))
    replayed = ask_many(chat_at("http://127.0.0.1:9/v1"), [MESSAGES], cache=Recording(tmp_path))
    assert [answer.items for answer in replayed] == [answer.items for answer in recorded]
    assert replayed[0].usage.requests == 0
    with pytest.raises(ModelError, match="make record STEP=things"):
        ask_many(chat_at("http://127.0.0.1:9/v1"), [[("user", "another question")]], cache=Recording(tmp_path))


def test_surrogates_in_an_answer_can_be_stored() -> None:
    answer, _ = ask_once([say('{"things": [{"name": "\\ud800kiln", "size": "large", "places": []}]}')])
    assert answer.items[0].name.encode("utf-8") == b"?kiln"


def test_one_in_ten_requests_failing_leaves_every_question_with_a_state() -> None:
    faults: list[Act] = [fail(429), fail(500), reset, cut_body, page, no_choices, say("no"), say(GOOD, finish="content_filter"), fail(503)]
    order: list[Act] = []
    for fault in faults:
        order += [fault, *[say(GOOD)] * 9]
    with FaultServer([*order, say(GOOD)]) as server:
        answers = ask_many(chat_at(server.url), [MESSAGES] * 60)
    states = [answer.state for answer in answers]
    assert len(states) == 60
    assert states.count("done") >= 58
    assert all(answer.items == (KILN,) for answer in answers if answer.state == "done")


def refuse(body: dict[str, object], said: dict[str, str]) -> Act:
    """Refuse the first parameter that is there of those named, in the words given."""
    for parameter, words in said.items():
        if parameter in body:
            return lambda handler: handler.send(
                400, json.dumps({"error": {"message": words, "param": parameter, "code": "unsupported_value"}}).encode()
            )
    return say(GOOD)


def test_parameters_a_server_refuses_are_left_out_from_then_on() -> None:
    said = {
        "temperature": "Unsupported value: 'temperature' does not support 0 with this model. Only the default (1) value is supported.",
        "max_tokens": "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
    }
    with FaultServer(lambda body: refuse(body, said)) as server:
        first, second = ask_many(chat_at(server.url, parallel=1), [MESSAGES, MESSAGES])
    assert (first.state, second.state, len(server.requests)) == ("done", "done", 4)
    assert not {"temperature", "seed", "max_tokens"} & set(server.requests[-1])
    assert server.requests[-1]["max_completion_tokens"] == server.requests[0]["max_tokens"]


def test_a_strict_gateway_that_knows_no_seed_is_asked_without() -> None:
    def strict(body: dict[str, object]) -> Act:
        detail = {"detail": [{"type": "extra_forbidden", "loc": ["body", "seed"], "msg": "Extra inputs are not permitted"}]}
        return (lambda handler: handler.send(422, json.dumps(detail).encode())) if "seed" in body else say(GOOD)

    with FaultServer(strict) as server:
        [answer] = ask_many(chat_at(server.url), [MESSAGES])
    assert (answer.state, len(server.requests)) == ("done", 2)


def test_a_limit_that_is_too_large_is_no_refused_parameter() -> None:
    too_much = "max_tokens is too large: 1500. This model supports at most 1024 completion tokens."
    answer, server = ask_once([fail(400, "invalid_value", too_much)])
    assert (answer.state, len(server.requests)) == ("failed", 1)
    assert "supports at most 1024" in answer.reason
