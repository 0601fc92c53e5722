import os
import subprocess
import sys

import pytest
import tiktoken.registry

from analyzer.errors import ModelError
from analyzer.llm import tokens
from analyzer.llm.tokens import counter


@pytest.mark.parametrize(
    ("model", "encoding"),
    [
        ("gpt-4o", "o200k_base"),
        ("openai:gpt-4o-mini", "o200k_base"),
        ("gpt-4", "cl100k_base"),
        ("openai/gpt-oss-20b", "o200k_harmony"),
        ("ft:gpt-4o:acme::1", "o200k_base"),
        ("openai:ft:gpt-4o:acme::1", "o200k_base"),
    ],
)
def test_known_models_are_counted_with_their_own_table(model: str, encoding: str) -> None:
    count = counter(model)
    assert (count.encoding, count.exact, count.note) == (encoding, True, "")


@pytest.mark.parametrize("model", [None, "", "anthropic:some-model", "qwen2.5:7b", "davinci"])
def test_unknown_models_are_counted_with_the_newest_table_and_say_so(model: str | None) -> None:
    count = counter(model)
    assert (count.encoding, count.exact) == ("o200k_base", False)
    assert "o200k_base" in count.note
    assert count("Three ledgers never match.") == counter("gpt-4o")("Three ledgers never match.")


def test_markers_in_a_transcript_are_ordinary_words() -> None:
    assert counter("gpt-4o")("<|endoftext|>") > 1


def test_lone_surrogates_are_counted() -> None:
    assert counter("gpt-4o")("a\ud800b") > 0


def test_counting_needs_no_network_and_leaves_the_environment_alone(no_network: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tiktoken.registry, "ENCODINGS", {})
    tokens._load.cache_clear()
    before = dict(os.environ)
    assert counter("gpt-4")("hello world") == 2
    assert dict(os.environ) == before


def test_a_fresh_process_counts_although_sockets_are_forbidden_and_no_cache_folder_may_be_written() -> None:
    program = (
        "import socket\n"
        "def refuse(*a, **k): raise AssertionError('network')\n"
        "socket.socket.connect = refuse; socket.getaddrinfo = refuse\n"
        "from analyzer.llm.tokens import counter\n"
        "print(counter('gpt-4o')('hello world'), counter('gpt-4')('hello world'))\n"
    )
    environment = {**os.environ, "TIKTOKEN_CACHE_DIR": "/proc/none/such", "HOME": "/proc/none"}
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["2", "2"]


def test_a_damaged_table_is_named_and_never_downloaded(no_network: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(tokens._TABLES, "cl100k_base", "0" * 64)
    tokens._load.cache_clear()
    with pytest.raises(ModelError, match=r"bpe-openai.*reinstall"):
        counter("gpt-4")("hello")
