"""Texts -> vectors by an OpenAI-compatible server, only where ``[embedding] provider = "openai"`` says so.

In: texts, a model's name, an address; the key comes from the environment. Out: ``OpenAIEmbedder``. Always true: a
request has a deadline as a whole; nothing follows a redirect; a wrong key or an empty account costs one request; a
reply counts only if it holds one finite vector of the same size for every text; errors name neither key nor text.
"""

import asyncio
import hashlib
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from analyzer.config import api_key
from analyzer.errors import ModelError
from analyzer.llm.embedding import Vectors, normalise
from analyzer.llm.faults import FaultError, Remedy, classify
from analyzer.llm.tokens import counter

if TYPE_CHECKING:
    from openai import AsyncOpenAI

DEFAULT_MODEL = "text-embedding-3-small"
DEADLINE_SECONDS = 60.0
BATCH = 64
"""Texts a request carries."""
ATTEMPTS = 3
FIRST_PAUSE_SECONDS = 1.0
LONGEST_PAUSE_SECONDS = 20.0
"""What is obeyed of a server's Retry-After."""


class OpenAIEmbedder:
    """An embedding model on a server. What it does with a text longer than it reads is the server's affair: most refuse it."""

    def __init__(self, model: str | None = None, base_url: str | None = None) -> None:
        self._model = model or DEFAULT_MODEL
        self._base_url = base_url
        self._size: int | None = None
        self._count = counter(self._model)

    @property
    def name(self) -> str:
        """Which model."""
        return f"openai:{self._model}"

    @property
    def version(self) -> str:
        """Servers do not tell builds apart; the address stands in for it."""
        return f"at:{hashlib.sha256(self._client_address().encode()).hexdigest()[:16]}"

    @property
    def size(self) -> int:
        """Numbers in a vector; asks the server once."""
        if self._size is None:
            self.embed(["size"])
        return self._size or 0

    def count_tokens(self, text: str) -> int:
        """Return the length of ``text`` by tiktoken."""
        return self._count(text)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return ``(len(texts), size)`` rows of length 1; blocks until all requests are answered. Raises ModelError with the next thing to do."""
        if not texts:
            return np.zeros((0, self.size), dtype=np.float32)
        rows = normalise(np.concatenate(asyncio.run(self._ask_all([text.encode("utf-8", "replace").decode("utf-8") for text in texts]))))
        self._size = rows.shape[1]
        return rows

    async def _ask_all(self, texts: list[str]) -> list[Vectors]:
        async with self._client() as client:
            server = str(client.base_url)
            return [await self._ask(client, server, texts[start : start + BATCH]) for start in range(0, len(texts), BATCH)]

    async def _ask(self, client: "AsyncOpenAI", server: str, texts: list[str]) -> Vectors:
        pause = FIRST_PAUSE_SECONDS
        for attempt in range(1, ATTEMPTS + 1):
            try:
                return await self._ask_once(client, server, texts)
            except FaultError as fault:
                if fault.remedy is not Remedy.RETRY or attempt == ATTEMPTS:
                    raise ModelError(f"embeddings: {fault.reason}", 'run the same command again, or set [embedding] provider = "local"') from None
                await asyncio.sleep(min(max(fault.wait_seconds or 0.0, pause), LONGEST_PAUSE_SECONDS))
                pause *= 2
        raise AssertionError("the last attempt returns or raises")

    async def _ask_once(self, client: "AsyncOpenAI", server: str, texts: list[str]) -> Vectors:
        try:
            # The client's own time-out starts anew with every byte; this one does not.
            reply = await asyncio.wait_for(client.embeddings.create(model=self._model, input=texts, encoding_format="float"), DEADLINE_SECONDS)
            return self._read(reply, len(texts))
        except Exception as error:  # replies that cannot be read come as ten types
            raise _fault(error, server) from error

    def _read(self, reply: Any, wanted: int) -> Vectors:
        """Return the vectors of a reply in the order of the texts. Raises ValueError where it is not what was asked for."""
        rows = np.array([entry.embedding for entry in sorted(reply.data, key=lambda entry: entry.index)], dtype=np.float32)
        if rows.ndim != 2 or len(rows) != wanted or not np.isfinite(rows).all() or rows.shape[1] != (self._size or rows.shape[1]):
            raise ValueError("not one vector of one size a text")
        return rows

    def _client_address(self) -> str:
        return str(self._client().base_url)

    def _client(self) -> "AsyncOpenAI":
        import openai

        key = api_key()
        try:
            client = openai.AsyncOpenAI(
                # Servers of one's own often take no key, the client insists on one.
                api_key=key.get_secret_value() if key else "none",
                base_url=self._base_url,
                max_retries=0,
                http_client=openai.DefaultAsyncHttpxClient(follow_redirects=False),
            )
        except openai.OpenAIError as error:
            raise ModelError(f"embeddings: {type(error).__name__}", "check [embedding] base_url in analyzer.toml") from error
        if key is None and client.base_url.host == "api.openai.com":
            raise ModelError("embeddings: no key for api.openai.com", 'set OPENAI_API_KEY, or [embedding] provider = "local" in analyzer.toml')
        return client


def _fault(error: Exception, server: str) -> FaultError:
    """Return what to do about a failed request. Raises StopRunError where no other request could succeed."""
    import openai

    if isinstance(error, openai.APIStatusError | openai.APIConnectionError | TimeoutError):
        fault = classify(error, server)
        if fault.remedy is Remedy.SPLIT:
            return FaultError(Remedy.GIVE_UP, f"{server} refuses a text as too long")
        return fault
    return FaultError(Remedy.RETRY, f"{server} sent a reply without usable vectors ({type(error).__name__})")
