"""The door to chat models: one request, one reply, on any server that LangChain can talk to.

In: ``ModelSettings`` and the environment's key. Out: ``Chat`` with ``complete`` (one request) and ``run`` (many units
of work side by side); ``Reply``. Always true: a request leaves once (no client retries on its own), goes to the
configured address and nowhere else (no redirects, no tracing whatever ``LANGSMITH_*`` and ``LANGCHAIN_*`` say), a
reply is at most ``MAX_REPLY_BYTES`` long, and every failure comes out as FaultError or StopRunError.
"""

import asyncio
import os
from collections.abc import AsyncIterator, Container, Generator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any, Literal, TypeVar

from analyzer.config import ModelSettings
from analyzer.errors import ConfigError
from analyzer.llm.connection import Connection, Connector, connector, load_libraries, split_name, thinking_tokens
from analyzer.llm.faults import StopRunError, classify
from analyzer.llm.parallel import Unit, run_side_by_side

Rung = Literal["json_schema", "json_mode", "prompt"]
RUNGS: tuple[Rung, ...] = ("json_schema", "json_mode", "prompt")
"""Ways to ask for JSON, the strictest first; the last needs nothing of the server."""

Role = Literal["system", "user", "assistant"]
Messages = Sequence[tuple[Role, str]]
T = TypeVar("T")
SAMPLING = frozenset({"temperature", "seed"})
"""What makes the same request give the same answer; a model that takes one of them not takes neither."""
LIMITS = ("max_tokens", "max_completion_tokens")
"""The older and the newer name of the most tokens an answer may have; servers know one of them or both."""
MOST_TOKENS = 100_000_000
"""Of one request; a server that claims more is not believed."""


@dataclass(frozen=True)
class Reply:
    """What a model answered to one request."""

    text: str
    finish: str
    """stop, length, content_filter, or what else the server named."""
    refusal: str
    """The model's words for declining; empty where it did not."""
    prompt_tokens: int | None
    """None where the server does not say, or says what cannot be."""
    completion_tokens: int | None


class Chat:
    """A model on a server. Remembers, for as long as it lives, which response format and which parameters the server takes."""

    def __init__(
        self, name: str, server: str, connect: Connector, *, deadline_seconds: float, max_parallel: int, thinking_tokens: int = 0,
        rung: Rung = "json_schema", first_pause: float = 1.0,
    ) -> None:  # fmt: skip
        self.name = name
        """``provider:name``."""
        self.server = server
        """The address, for people."""
        self.rung: Rung = rung
        self.deadline_seconds = deadline_seconds
        self.max_parallel = max_parallel
        self.thinking_tokens = thinking_tokens
        """What the model may need before it begins to answer."""
        self.first_pause = first_pause
        """Seconds before a failed request is repeated for the first time; doubled for the second."""
        self.left_out: set[str] = set()
        """Parameters that the server refused."""
        self.answered = False
        """Whether the server has answered anything yet."""
        self.silent = 0
        """Questions that met their deadline before it had."""
        self._connect = connect
        self._connections: dict[asyncio.AbstractEventLoop, Connection] = {}

    def run(self, units: Iterable[Unit[T]]) -> Generator[T, None, None]:
        """Yield the results of units that use this chat, as they complete, ``max_parallel`` side by side."""
        load_libraries()
        return run_side_by_side(units, self.max_parallel, self.close)

    async def complete(self, messages: Messages, schema: Mapping[str, Any], rung: Rung, longest: int) -> Reply:
        """Send one request and return the reply. Raises FaultError, or StopRunError where no request can succeed.

        ``schema`` is a response format's ``json_schema`` object (name, strict, schema); only the rung "json_schema" sends it.
        ``longest`` is the most tokens the reply may have.
        """
        from langsmith import tracing_context

        connection = self._connection()
        with tracing_context(enabled=False):
            try:
                message = await connection.model.bind(**_body(connection, schema, rung, longest, self.left_out)).ainvoke(list(messages))
            except Exception as error:  # noqa: BLE001
                raise classify(error, self.server) from None
        self.answered = True
        finish = message.response_metadata.get("finish_reason") or message.response_metadata.get("stop_reason") or "stop"
        usage = message.usage_metadata
        return Reply(
            text=_storable(str(message.text)), finish="length" if finish == "max_tokens" else str(finish),
            refusal=_storable(str(message.additional_kwargs.get("refusal") or "")),
            prompt_tokens=_told(usage and usage["input_tokens"]), completion_tokens=_told(usage and usage["output_tokens"]),
        )  # fmt: skip

    def lower_rung(self, refused: Rung) -> bool:
        """Go on without the response format the server refused; returns False where nothing is left to try."""
        if refused == RUNGS[-1]:
            return False
        # A unit side by side may have lowered it already.
        self.rung = RUNGS[max(RUNGS.index(refused) + 1, RUNGS.index(self.rung))]
        return True

    def leave_out(self, parameter: str) -> None:
        """Go on without a parameter the server refused; a limit goes by its other name then."""
        self.left_out |= SAMPLING if parameter in SAMPLING else {parameter}

    @asynccontextmanager
    async def first_alone(self) -> AsyncIterator[None]:
        """Let one unit through at a time until the server has answered once, so that a wrong key costs one request."""
        connection = self._connection()
        try:
            if not self.answered:
                async with connection.gate:
                    if connection.stopped is not None:
                        raise connection.stopped
                    if not self.answered:
                        yield
                        return
            yield
        except StopRunError as stop:
            connection.stopped = stop
            raise

    async def close(self) -> None:
        """Close the connection of the running event loop."""
        connection = self._connections.pop(asyncio.get_running_loop(), None)
        if connection is not None:
            await connection.close()

    def _connection(self) -> Connection:
        loop = asyncio.get_running_loop()
        if loop not in self._connections:
            self._connections[loop] = self._connect()
        return self._connections[loop]


def open_chat(settings: ModelSettings, environment: Mapping[str, str] = os.environ) -> Chat:
    """Return the chat for ``settings.name`` (``provider:name``) at ``settings.base_url``; nothing is sent yet.

    Raises ConfigError without a name, without a key for OpenAI itself, or without the provider's package.
    """
    if not settings.name or not settings.name.strip():
        raise ConfigError("no model named", "name one with --model, ANALYZER_MODEL or [model] name in analyzer.toml")
    _forget_tracing()
    provider, name = split_name(settings.name.strip())
    connect, server = connector(settings, provider, name, environment)
    return Chat(
        f"{provider}:{name}", server, connect, deadline_seconds=settings.deadline_seconds, max_parallel=settings.max_parallel,
        thinking_tokens=thinking_tokens(name), rung="json_schema" if provider == "openai" else "prompt",
    )  # fmt: skip


def _forget_tracing() -> None:
    # tracing_context alone is not enough: with LANGCHAIN_TRACING set, LangChain raises once tracing is switched off.
    for name in [name for name in os.environ if name.startswith(("LANGSMITH_", "LANGCHAIN_"))]:
        del os.environ[name]


def _body(connection: Connection, schema: Mapping[str, Any], rung: Rung, longest: int, left_out: Container[str]) -> dict[str, Any]:
    if connection.limit_name is None:
        return {}
    body: dict[str, Any] = {name: value for name, value in connection.sampling.items() if name not in left_out}
    limit = connection.limit_name if connection.limit_name not in left_out else next(name for name in LIMITS if name != connection.limit_name)
    if limit not in left_out:
        body[limit] = longest
    # Not with_structured_output: it raises on a refusal or cut JSON and loses the raw text and the usage.
    if rung == "json_schema":
        body["response_format"] = {"type": "json_schema", "json_schema": dict(schema)}
    elif rung == "json_mode":
        body["response_format"] = {"type": "json_object"}
    return {"extra_body": body}


def _told(tokens: object) -> int | None:
    """Return the server's count where it can be one: a cap on money must not hang on what a server makes up."""
    return tokens if isinstance(tokens, int) and 0 < tokens <= MOST_TOKENS else None


def _storable(text: str) -> str:
    # Lone surrogates come through JSON escapes and cannot be written to a file or a database.
    return text.encode("utf-8", "replace").decode("utf-8")
