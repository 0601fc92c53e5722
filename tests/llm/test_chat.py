"""Which model on which server with which key; and what happens when somebody stops waiting."""

import signal
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from analyzer.config import ModelSettings
from analyzer.errors import ConfigError
from analyzer.llm.chat import open_chat
from analyzer.llm.connection import is_loopback, split_name
from analyzer.llm.faults import retry_after, tidy
from tests.llm.fault_server import FaultServer, Handler, hang, say
from tests.llm.test_structured import GOOD, MESSAGES, ask_many, chat_at


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("openai:gpt-4o", ("openai", "gpt-4o")),
        ("gpt-4o", ("openai", "gpt-4o")),
        ("qwen2.5:7b", ("openai", "qwen2.5:7b")),
        ("anthropic:claude", ("anthropic", "claude")),
    ],
)
def test_a_name_without_a_known_provider_means_openai(name: str, parts: tuple[str, str]) -> None:
    assert split_name(name) == parts


@pytest.mark.parametrize(
    ("url", "loopback"),
    [
        ("http://127.0.0.1:8089/v1", True),
        ("http://localhost:1/v1", True),
        ("http://[::1]:1/v1", True),
        ("http://127.9.9.9/v1", True),
        ("https://api.openai.com/v1", False),
        ("http://127.0.0.1.example.org/v1", False),
        ("http://localhost.example.org/v1", False),
        ("nonsense", False),
    ],
)
def test_loopback_is_told_from_names_that_look_like_it(url: str, loopback: bool) -> None:
    assert is_loopback(url) is loopback


@pytest.mark.parametrize(
    ("settings", "environment", "words"),
    [
        (ModelSettings(), {}, "no model named"),
        (ModelSettings(name="gpt-4o"), {}, "OPENAI_API_KEY is not set"),
        (ModelSettings(name="gpt-4o"), {"OPENAI_API_KEY": "sk-abc\ndef"}, "white space"),
        (ModelSettings(name="local", base_url="localhost:8089"), {}, "not an address"),
        (ModelSettings(name="fireworks:x"), {}, "langchain-fireworks"),
    ],
)
def test_what_is_missing_is_named_with_the_next_step(settings: ModelSettings, environment: dict[str, str], words: str) -> None:
    with pytest.raises(ConfigError, match=words) as refused:
        open_chat(settings, environment)
    assert refused.value.hint
    assert "abc" not in str(refused.value)


def test_the_key_goes_to_the_server_stripped_and_a_local_server_needs_none() -> None:
    with FaultServer([say(GOOD)]) as server:
        ask_many(chat_at(server.url, key="  sk-mine\n"), [MESSAGES])
        ask_many(chat_at(server.url), [MESSAGES])
    assert [headers["authorization"] for headers in server.headers] == ["Bearer sk-mine", "Bearer none"]


WAITING = """
import signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background jobs inherit it as ignored
from tests.llm.test_structured import MESSAGES, ask_many, chat_at
ask_many(chat_at(sys.argv[1], deadline=60.0), [MESSAGES] * 5)
"""


def test_ctrl_c_comes_through_while_a_server_hangs() -> None:
    """In a process of its own, for a signal is for the whole process."""
    reached = threading.Event()

    def act(handler: Handler) -> None:
        reached.set()
        hang(handler)

    with FaultServer([act]) as server:
        child = subprocess.Popen([sys.executable, "-c", WAITING, server.url], stderr=subprocess.PIPE, text=True)
        assert reached.wait(60)
        child.send_signal(signal.SIGINT)
        _, told = child.communicate(timeout=30)
    assert child.returncode in (130, -signal.SIGINT)
    assert "KeyboardInterrupt" in told
    assert "never retrieved" not in told


BUSY = """
import asyncio, signal, sys
signal.signal(signal.SIGINT, signal.default_int_handler)
from analyzer.llm.parallel import run_side_by_side

async def busy():
    print("busy", flush=True)
    sys.stdin.readline()
    print("went on", flush=True)
    try:
        await asyncio.sleep(600)
    finally:
        print("cancelled", flush=True)

async def never():
    print("begun all the same", flush=True)

async def close():
    print("closed", flush=True)

try:
    list(run_side_by_side([busy, never], 1, close))
except KeyboardInterrupt:
    print("interrupted", flush=True)
"""


def test_ctrl_c_amid_a_units_work_leaves_nothing_half_done() -> None:
    """A signal that is raised wherever the program happens to be would tear libraries' tasks apart."""
    with subprocess.Popen(
        [sys.executable, "-c", BUSY], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as child:  # fmt: skip
        assert child.stdout is not None
        assert child.stdout.readline() == "busy\n"
        child.send_signal(signal.SIGINT)
        printed, told = child.communicate("\n", timeout=30)
    assert printed.splitlines() == ["went on", "cancelled", "closed", "interrupted"]
    assert told == ""


def test_a_caller_who_stops_early_leaves_no_request_behind() -> None:
    from analyzer.llm.budget import Budget
    from analyzer.llm.structured import ask
    from tests.llm.test_structured import WIRE

    with FaultServer([say(GOOD), hang]) as server:
        chat = chat_at(server.url, deadline=60.0)
        budget = Budget()
        answers = chat.run([lambda: ask(chat, MESSAGES, WIRE, step="things", budget=budget, count=len)] * 4)
        assert next(answers).state == "done"
        answers.close()
    assert budget.used.requests >= 1


def test_retry_after_is_read_as_seconds_and_as_a_date() -> None:
    assert retry_after("2.5") == 2.5
    assert retry_after("-3") == 0.0
    in_a_minute = retry_after(format_datetime(datetime.now(UTC) + timedelta(seconds=60), usegmt=True))
    assert in_a_minute is not None
    assert 50 < in_a_minute <= 60
    assert retry_after("soon") is None
    assert retry_after(None) is None


def test_the_servers_words_are_one_short_line_without_keys_and_controls() -> None:
    words = tidy("bad key sk-proj-abcdef123456\x1b[31m\nsecond line " + "x" * 500)
    assert "abcdef" not in words
    assert "\x1b" not in words
    assert "\n" not in words
    assert len(words) == 200
