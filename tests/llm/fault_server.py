"""A chat-completions server on loopback that misbehaves on request.

In: a script (what to do with each request). Out: ``FaultServer`` with its address and every request it got. Always
true: it listens on 127.0.0.1 only, ends with its ``with`` block even while a client hangs on it.
"""

import json
import threading
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

Body = dict[str, Any]
Act = Callable[["Handler"], None]
Script = Callable[[Body], Act]


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: "_Server"

    def do_POST(self) -> None:
        length = int(self.headers.get("content-length", 0))
        body: Body = json.loads(self.rfile.read(length) or b"{}")
        with self.server.lock:
            self.server.requests.append(body)
            self.server.headers.append({name.lower(): value for name, value in self.headers.items()})
            act = self.server.script(body)
        act(self)

    def log_message(self, format: str, *args: object) -> None:
        """Keep the test's output clean."""

    def send(self, status: int, content: bytes, kind: str = "application/json", **headers: str) -> None:
        self.send_response(status)
        self.send_header("content-type", kind)
        self.send_header("content-length", str(len(content)))
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(content)

    def close_now(self) -> None:
        self.close_connection = True


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 64

    def __init__(self, script: Script) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.script = script
        self.requests: list[Body] = []
        self.headers: list[dict[str, str]] = []
        self.lock = threading.Lock()
        self.ending = threading.Event()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is what many of the tests are about."""


class FaultServer:
    """Runs a script: either a list (one act a request, the last one for all that follow) or a function of the request."""

    def __init__(self, script: Sequence[Act] | Script) -> None:
        self._server = _Server(script if callable(script) else _one_after_the_other(script))
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._server.ending.set()
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    @property
    def requests(self) -> list[Body]:
        return self._server.requests

    @property
    def headers(self) -> list[dict[str, str]]:
        return self._server.headers


def _one_after_the_other(acts: Sequence[Act]) -> Script:
    left = list(acts)
    return lambda _body: left.pop(0) if len(left) > 1 else left[0]


def completion(content: str | None, finish: str = "stop", refusal: str | None = None) -> bytes:
    message: Body = {"role": "assistant", "content": content, **({"refusal": refusal} if refusal else {})}
    return json.dumps({
        "id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": [{"index": 0, "message": message, "finish_reason": finish}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 10, "total_tokens": 110},
    }).encode()  # fmt: skip


def say(content: str | None, finish: str = "stop", refusal: str | None = None) -> Act:
    return lambda handler: handler.send(200, completion(content, finish, refusal))


def fail(status: int, code: str | None = None, message: str = "no", **headers: str) -> Act:
    return lambda handler: handler.send(status, json.dumps({"error": {"message": message, "code": code, "type": code}}).encode(), **headers)


def page(handler: Handler) -> None:
    handler.send(200, b"<html><body>Please log in</body></html>", "text/html")


def no_choices(handler: Handler) -> None:
    handler.send(200, json.dumps({"id": "x", "object": "chat.completion", "created": 1, "model": "m", "choices": []}).encode())


def reset(handler: Handler) -> None:
    handler.connection.setsockopt(1, 13, b"\x01\x00\x00\x00\x00\x00\x00\x00")  # SO_LINGER 0: close sends a reset
    handler.close_now()


def hang(handler: Handler) -> None:
    handler.server.ending.wait(30)
    handler.close_now()


def drip(handler: Handler) -> None:
    """One byte now and then, for ever: every read succeeds, no reply ever ends."""
    handler.send_response(200)
    handler.send_header("content-type", "application/json")
    handler.send_header("content-length", "1000000")
    handler.end_headers()
    while not handler.server.ending.wait(0.05):
        handler.wfile.write(b" ")


def cut_body(handler: Handler) -> None:
    whole = completion('{"things": []}')
    handler.send_response(200)
    handler.send_header("content-type", "application/json")
    handler.send_header("content-length", str(len(whole)))
    handler.end_headers()
    handler.wfile.write(whole[: len(whole) // 2])
    handler.close_now()


def huge(handler: Handler) -> None:
    handler.send(200, completion('{"things": [' + " " * 20_000_000 + "]}"))


def elsewhere(url: str) -> Act:
    return lambda handler: handler.send(307, b"", location=url)
