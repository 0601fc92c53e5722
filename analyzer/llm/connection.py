"""Connects to the configured server: a LangChain chat model, one for each event loop.

In: ``ModelSettings``, the environment's key. Out: ``connector(...)``, ``is_loopback``, ``split_name``. Always true:
the address is ours, given explicitly (no gateway or base URL of another library's environment), the key is stripped,
checked and never printed, the client neither retries nor follows redirects, a server on loopback is never reached
through a proxy.
"""

import asyncio
import ipaddress
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from analyzer.config import ModelSettings, api_key
from analyzer.errors import ConfigError
from analyzer.llm.faults import FaultError, Remedy, StopRunError

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

OPENAI_URL = "https://api.openai.com/v1"
MAX_REPLY_BYTES = 4_000_000
SEED = 20240917
"""Any fixed number: the same request should give the same answer where the server can."""
THINKING_TOKENS = 14_000
"""What models that think aloud may spend on it, on top of the answer."""

_PACKAGES = {
    "anthropic": "langchain-anthropic", "azure_openai": "langchain-openai", "bedrock": "langchain-aws", "cohere": "langchain-cohere",
    "deepseek": "langchain-deepseek", "fireworks": "langchain-fireworks", "google_genai": "langchain-google-genai",
    "google_vertexai": "langchain-google-vertexai", "groq": "langchain-groq", "mistralai": "langchain-mistralai", "ollama": "langchain-ollama",
    "openrouter": "langchain-openrouter", "together": "langchain-together", "xai": "langchain-xai",
}  # fmt: skip
# Prefixes that name another provider; any other "a:b" is a model name with a colon, as in qwen2.5:7b.


@dataclass
class Connection:
    """A model client bound to one event loop."""

    model: "BaseChatModel"
    close: Callable[[], Awaitable[None]]
    limit_name: str | None
    """How the server calls the most tokens an answer may have; None where the client takes no extra body."""
    sampling: Mapping[str, object] = field(default_factory=dict)
    """Parameters that make the same request give the same answer where the server can."""
    gate: asyncio.Lock = field(default_factory=asyncio.Lock)
    """Held by the one unit that asks before the server has answered anything."""
    stopped: StopRunError | None = None
    """Why nobody shall ask any more."""


Connector = Callable[[], Connection]


def split_name(name: str) -> tuple[str, str]:
    """Return (provider, model) of ``provider:name``; without a known provider it is openai."""
    provider, colon, model = name.partition(":")
    return (provider, model) if colon and (provider == "openai" or provider in _PACKAGES) else ("openai", name)


def is_loopback(url: str) -> bool:
    """Return whether this address never leaves the machine."""
    host = urlsplit(url).hostname or ""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def connector(settings: ModelSettings, provider: str, name: str, environment: Mapping[str, str]) -> tuple[Connector, str]:
    """Return what opens a connection, and the server's address for people.

    Raises ConfigError for an address that is none, a missing or broken key, or a provider whose package is not installed.
    """
    if provider != "openai":
        _check_installed(provider)
        return _other_connector(provider, name, settings.base_url), settings.base_url or provider
    server = (settings.base_url or OPENAI_URL).rstrip("/")
    return _openai_connector(name, server, _checked_key(server, environment), settings.deadline_seconds), server


def load_libraries() -> None:
    """Load what takes seconds to load on a busy machine, so that it does not happen while requests are under way: Ctrl-C would wait for it."""
    for name in ("langchain.chat_models", "langchain_openai", "openai"):
        import_module(name)


def thinking_tokens(name: str) -> int:
    """Return how many tokens this model may need before it begins to answer."""
    return THINKING_TOKENS if _reasons(name) else 0


def _checked_key(server: str, environment: Mapping[str, str]) -> SecretStr:
    if urlsplit(server).scheme not in ("http", "https") or not urlsplit(server).hostname:
        raise ConfigError(f"{server}: not an address of a server", "write it like http://127.0.0.1:8080/v1")
    key = api_key(environment)
    if key is None:
        if server.startswith(OPENAI_URL):
            raise ConfigError("OPENAI_API_KEY is not set", "set it, or name a local server with --base-url, or use --extractor offline")
        return SecretStr("none")  # The client insists on some key; local servers ignore it.
    if not all("!" <= character <= "~" for character in key.get_secret_value()):
        raise ConfigError("OPENAI_API_KEY holds white space or characters that no key has", "set it again, without line breaks or quotes")
    return key


def _reasons(name: str) -> bool:
    return name.startswith(("o1", "o3", "o4", "gpt-5")) and "chat" not in name


def _openai_connector(name: str, server: str, key: SecretStr, deadline: float) -> Connector:
    def connect() -> Connection:
        from langchain.chat_models import init_chat_model
        from openai import DefaultAsyncHttpxClient

        client = DefaultAsyncHttpxClient(
            timeout=deadline, follow_redirects=False, trust_env=not is_loopback(server), headers={"Accept-Encoding": "identity"},
            event_hooks={"response": [_cap_reply]},
        )  # fmt: skip
        sampling = {} if _reasons(name) else {"temperature": 0, "seed": SEED}
        # max_tokens is the older name, which every compatible server knows and OpenAI's newer models refuse.
        limit = "max_completion_tokens" if server.startswith(OPENAI_URL) else "max_tokens"
        model = init_chat_model(
            name, model_provider="openai", base_url=server, api_key=key, max_retries=0, timeout=deadline, http_async_client=client,
            use_responses_api=False,
        )  # fmt: skip
        return Connection(model, client.aclose, limit, sampling)

    return connect


def _other_connector(provider: str, name: str, base_url: str | None) -> Connector:
    def connect() -> Connection:
        from langchain.chat_models import init_chat_model

        options: dict[str, Any] = {"base_url": base_url} if base_url else {}
        model = init_chat_model(name, model_provider=provider, temperature=0, max_retries=0, **options)

        async def close() -> None:
            """These clients close themselves."""

        return Connection(model, close, None)

    return connect


def _check_installed(provider: str) -> None:
    from importlib.util import find_spec

    package = _PACKAGES[provider]
    if find_spec(package.replace("-", "_")) is None:
        raise ConfigError(f"{provider}: models of this provider need the package {package}", f"pip install {package}")


async def _cap_reply(response: Any) -> None:
    # A hook runs before the body is read: from here on no reply can fill the memory. A compressed one could, after the cap.
    import httpx2

    if response.headers.get("content-encoding", "identity") != "identity":
        raise FaultError(Remedy.GIVE_UP, "the server's reply is compressed, which it was asked not to do")
    body = response.stream

    class Capped(httpx2.AsyncByteStream):
        async def __aiter__(self) -> AsyncIterator[bytes]:
            received = 0
            async for part in body:
                received += len(part)
                if received > MAX_REPLY_BYTES:
                    raise FaultError(Remedy.GIVE_UP, f"the server's reply is longer than {MAX_REPLY_BYTES // 1_000_000} MB")
                yield part

        async def aclose(self) -> None:
            await body.aclose()

    response.stream = Capped()
