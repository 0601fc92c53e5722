import json
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import numpy as np
import pytest

from analyzer.config import EmbeddingSettings
from analyzer.errors import ModelError
from analyzer.llm import embedding_openai
from analyzer.llm.embedding import Embedder, open_embedder, space_of

KEY = "sk-secret-0123456789abcdef"
Answer = tuple[int, Any]


class Server:
    """A server on loopback that answers what the test says and remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self.answer: Callable[[dict[str, Any]], Answer] = vectors_for
        self.hold = threading.Event()
        outer = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                asked = json.loads(self.rfile.read(int(self.headers["content-length"])))
                outer.asked.append(asked)
                outer.keys.append(self.headers.get("authorization", ""))
                status, body = outer.answer(asked)
                raw = body if isinstance(body, bytes) else json.dumps(body).encode()
                self.send_response(status)
                self.send_header("content-type", "application/json")
                self.send_header("content-length", str(len(raw)))
                if status == 307:
                    self.send_header("location", f"http://127.0.0.1:{outer.port}/elsewhere")
                self.end_headers()
                self.wfile.write(raw)

            def log_message(self, *args: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}/v1"
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def close(self) -> None:
        self.hold.set()
        self._server.shutdown()
        self._server.server_close()


def vectors_for(asked: dict[str, Any]) -> Answer:
    rows = [{"object": "embedding", "index": n, "embedding": [float(len(text)), 3.0, 0.0, 4.0]} for n, text in enumerate(asked["input"])]
    return 200, {"object": "list", "model": asked["model"], "data": rows[::-1], "usage": {"prompt_tokens": 1, "total_tokens": 1}}


@pytest.fixture
def server() -> Iterator[Server]:
    server = Server()
    yield server
    server.close()


@pytest.fixture
def remote(server: Server, monkeypatch: pytest.MonkeyPatch) -> Embedder:
    monkeypatch.setenv("OPENAI_API_KEY", f" {KEY}\n")
    monkeypatch.setattr(embedding_openai, "FIRST_PAUSE_SECONDS", 0.0)
    return open_embedder(EmbeddingSettings(provider="openai", model="house-embedder", base_url=server.url))


def test_rows_come_in_order_whatever_the_order_of_the_reply(remote: Embedder, server: Server) -> None:
    texts = ["a" * (n % 9) + "b" for n in range(150)]
    rows = remote.embed(texts)
    assert rows.shape == (150, 4)
    assert rows.dtype == np.float32
    wanted = np.array([[len(text), 3, 0, 4] for text in texts], dtype=np.float32)
    assert np.allclose(rows, wanted / np.linalg.norm(wanted, axis=1, keepdims=True))
    assert [len(asked["input"]) for asked in server.asked] == [64, 64, 22]
    assert set(server.keys) == {f"Bearer {KEY}"}


def test_size_is_asked_once_and_the_space_is_named_after_model_and_server(remote: Embedder, server: Server) -> None:
    assert space_of(remote).startswith("openai:house-embedder@at:")
    assert space_of(remote) != space_of(open_embedder(EmbeddingSettings(provider="openai", model="house-embedder", base_url="http://localhost:1/v1")))
    assert server.asked == []
    assert (remote.size, remote.size, remote.embed([]).shape) == (4, 4, (0, 4))
    assert len(server.asked) == 1


def test_a_passing_failure_is_tried_again(remote: Embedder, server: Server) -> None:
    replies = iter([(503, {"error": {"message": "busy"}}), (200, b"<html>"), None])
    server.answer = lambda asked: next(replies) or vectors_for(asked)
    assert remote.embed(["a"]).shape == (1, 4)
    assert len(server.asked) == 3


@pytest.mark.parametrize(
    ("reply", "requests", "said"),
    [
        ((401, {"error": {"message": f"Incorrect key {KEY}", "code": "invalid_api_key"}}), 1, "OPENAI_API_KEY"),
        ((429, {"error": {"message": "You exceeded your quota", "code": "insufficient_quota"}}), 1, "credit"),
        ((404, {"error": {"message": "no such model"}}), 1, "model"),
        ((307, b""), 1, "status 307"),
        ((500, {"error": {"message": "broken"}}), 3, "status 500"),
        ((200, b"not json"), 3, "without usable vectors"),
        ((200, {"data": []}), 3, "without usable vectors"),
        ((200, {"data": [{"index": 0, "embedding": [1.0, float("nan")]}]}), 3, "without usable vectors"),
        ((200, {"data": [{"index": 0, "embedding": [1.0]}, {"index": 1, "embedding": [1.0]}]}), 3, "without usable vectors"),
    ],
)
def test_what_cannot_be_used_ends_in_one_line_without_key_or_text(remote: Embedder, server: Server, reply: Answer, requests: int, said: str) -> None:
    server.answer = lambda asked: reply
    with pytest.raises(ModelError, match=said) as caught:
        remote.embed(["the words of a customer"])
    assert len(server.asked) == requests
    assert KEY not in str(caught.value)
    assert "words of a customer" not in str(caught.value)


def test_vectors_of_another_size_later_on_are_refused(remote: Embedder, server: Server) -> None:
    remote.embed(["a"])
    server.answer = lambda asked: (200, {"data": [{"index": 0, "embedding": [1.0, 2.0]}]})
    with pytest.raises(ModelError, match="without usable vectors"):
        remote.embed(["b"])


def test_a_request_has_a_deadline_as_a_whole(remote: Embedder, server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding_openai, "DEADLINE_SECONDS", 0.05)
    monkeypatch.setattr(embedding_openai, "ATTEMPTS", 1)

    def wait(asked: dict[str, Any]) -> Answer:
        server.hold.wait()
        return vectors_for(asked)

    server.answer = wait
    with pytest.raises(ModelError, match="did not answer in time"):
        remote.embed(["a"])


def test_no_server_is_said_with_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(embedding_openai, "FIRST_PAUSE_SECONDS", 0.0)
    nobody = open_embedder(EmbeddingSettings(provider="openai", base_url="http://127.0.0.1:1/v1"))
    with pytest.raises(ModelError, match=r"127\.0\.0\.1:1"):
        nobody.embed(["a"])


def test_without_a_key_nothing_is_sent_to_openai(no_network: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.delenv("OPENAI_BASE_URL", raising=False)
    with pytest.raises(ModelError, match="OPENAI_API_KEY"):
        open_embedder(EmbeddingSettings(provider="openai")).embed(["a"])
