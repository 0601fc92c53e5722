"""What can go wrong between us and a model's server, sorted by what is to be done about it.

In: any exception that the LangChain model, the openai client or its HTTP library raised. Out: ``FaultError`` with a
``Remedy`` and plain words, or ``StopRunError`` where asking again is pointless. Always true: the words hold no key,
no transcript text and no control characters, and are one line of at most 200 characters of the server's own.
"""

import asyncio
import re
from email.utils import parsedate_to_datetime
from enum import Enum
from typing import Any

from analyzer.errors import ModelError


class Remedy(Enum):
    """What to do about a failed request."""

    RETRY = "ask again after a pause"
    NEXT_RUNG = "ask without this response format"
    LEAVE_OUT = "ask without this parameter"
    SPLIT = "ask about half of the window"
    GIVE_UP = "record the failure and go on with the next window"
    FILTERED = "record that a content filter stepped in"


class FaultError(Exception):
    """One failed request: what to do about it, in which words to report it, how long the server asks us to wait, which parameter it refuses."""

    def __init__(self, remedy: Remedy, reason: str, wait_seconds: float | None = None, parameter: str = "") -> None:
        super().__init__(reason)
        self.remedy = remedy
        self.reason = reason
        self.wait_seconds = wait_seconds
        self.parameter = parameter


class StopRunError(ModelError):
    """No request of this run can succeed: wrong key, no credit, no such model, no server."""


_QUOTA = ("insufficient_quota", "billing_hard_limit_reached", "billing_not_active", "credit_balance_too_low")
_OVERFLOW = (
    "context_length_exceeded",
    "exceed_context_size_error",
    "context window",
    "context size",
    "maximum context",
    "prompt is too long",
    "too many tokens",
)
_FORMAT = re.compile(r"response_format|json_schema|json_object|json mode|grammar|structured output|schema", re.IGNORECASE)
_PARAMETER = re.compile(r"\b(temperature|seed|max_tokens|max_completion_tokens)\b")
_UNWANTED = re.compile(r"unsupported|not supported|not support|unrecogni[sz]ed|unknown|not permitted|not allowed|unexpected")
_FILTER = ("content_filter", "content_policy_violation", "responsibleaipolicyviolation")


def classify(error: Exception, server: str) -> FaultError:
    """Return the FaultError for what a request raised; ``server`` is the address to name to people.

    Raises StopRunError where no other request could succeed either. The sources of the codes are OpenAI's error
    guide, llama.cpp's server and Azure's content filter notes.
    """
    import openai

    overflow = _named(error, "ContextOverflow")
    if isinstance(error, FaultError):
        return error
    if isinstance(error, openai.APIStatusError):
        return _of_status(error, server, overflow)
    if isinstance(error, openai.APITimeoutError | asyncio.TimeoutError):
        return FaultError(Remedy.RETRY, f"{server} did not answer in time")
    if isinstance(error, openai.APIConnectionError):
        return _of_connection(error, server)
    if overflow:
        return FaultError(Remedy.SPLIT, "the window is longer than the model's context")
    # What is left is a reply that the client could not read: HTML, JSON of another shape, no choices, a cut body.
    return FaultError(Remedy.RETRY, f"{server} sent a reply that is no chat completion ({type(error).__name__})")


def _of_connection(error: Exception, server: str) -> FaultError:
    # Our own cap on the size of a reply surfaces here, wrapped by the client.
    for cause in _causes(error):
        if isinstance(cause, FaultError):
            return cause
    if any(_named(cause, "ConnectError") for cause in _causes(error)):
        return FaultError(Remedy.RETRY, f"{server} cannot be reached")
    return FaultError(Remedy.RETRY, f"the connection to {server} broke off")


def _of_status(error: Any, server: str, overflow: bool) -> FaultError:
    status: int = error.status_code
    code = str(error.code or "").lower()
    words = tidy(str(_server_words(error.body) or error.message))
    said = f"{code} {error.type or ''} {words}".lower()
    if status == 402 or code in _QUOTA or any(name in said for name in _QUOTA):
        raise StopRunError(
            f"{server}: the account has no credit left", "add credit or raise the limit at the provider, then run the same command again"
        ) from None
    if status in (401, 403):
        raise StopRunError(
            f"{server} does not accept the key (status {status})", "set OPENAI_API_KEY to a key of this server and run the same command again"
        ) from None
    if overflow or any(name in said for name in _OVERFLOW):
        return FaultError(Remedy.SPLIT, "the window is longer than the model's context")
    if any(name in said for name in _FILTER):
        return FaultError(Remedy.FILTERED, "the provider's content filter refused the window")
    if 300 <= status < 400:
        raise StopRunError(
            f"{server} sends us elsewhere (status {status})", "interviews go to the named address only: set --base-url to the final one"
        ) from None
    if status == 404 or code == "model_not_found":
        raise StopRunError(
            f"{server} knows no such model or address (status {status}: {words})", "check the model's name and the base URL (--model, --base-url)"
        ) from None
    if status in (400, 422) and (parameter := _refused_parameter(error, said)):
        return FaultError(Remedy.LEAVE_OUT, f"{server} does not take {parameter}", parameter=parameter)
    if status in (400, 422, 501) and _FORMAT.search(said):
        return FaultError(Remedy.NEXT_RUNG, f"{server} does not take this response format")
    if status in (408, 409, 425, 429) or status >= 500:
        return FaultError(Remedy.RETRY, f"{server} answered with status {status}: {words}", retry_after(error.response.headers.get("retry-after")))
    return FaultError(Remedy.GIVE_UP, f"{server} answered with status {status}: {words}")


def _refused_parameter(error: Any, said: str) -> str:
    """Return which of our parameters the server says it does not take; empty where it is none of them."""
    told = f"{error.param or ''} {said} {error.body}"[:4000].lower()  # gateways name it in their own places, such as "detail"
    named = _PARAMETER.search(told)
    return named.group(1) if named and _UNWANTED.search(told) else ""


def retry_after(header: str | None) -> float | None:
    """Return the seconds a ``Retry-After`` header asks for (number or HTTP date, RFC 9110 10.2.3); None where unreadable."""
    if not header:
        return None
    try:
        return max(0.0, float(header))
    except ValueError:
        pass
    try:
        from datetime import UTC, datetime

        return max(0.0, (parsedate_to_datetime(header) - datetime.now(UTC)).total_seconds())
    except (TypeError, ValueError):
        return None


def tidy(words: str, limit: int = 200) -> str:
    """Return the server's words fit for one line: no control characters, no key, at most ``limit`` characters."""
    words = re.sub(r"\b(sk|key|Bearer)[-_ ][\w*.-]{6,}", "(key)", words)
    words = " ".join("".join(c if c.isprintable() else " " for c in words).split())
    return words if len(words) <= limit else words[: limit - 3] + "..."


def _server_words(body: object) -> str:
    if isinstance(body, dict):
        message = body.get("message") or body.get("error") or body.get("detail")
        return message if isinstance(message, str) else ""
    return "no readable error" if isinstance(body, str) else ""


def _named(error: BaseException, part: str) -> bool:
    return any(part in kind.__name__ for kind in type(error).__mro__)


def _causes(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    step: BaseException | None = error
    while step is not None and len(chain) < 10:
        chain.append(step)
        step = step.__cause__ or step.__context__
    return chain
