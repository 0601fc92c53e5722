"""What every record shares.

In: nothing. Out: ``Record`` and the closed vocabularies that more than one record uses. Always true: records
are frozen, refuse unknown fields, and the text under a field is its description in the JSON schema.
"""

import base64
import hashlib
import secrets
from typing import Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal["outcome", "obstacle", "metric"]
KINDS: tuple[Kind, ...] = ("outcome", "obstacle", "metric")

Side = Literal["customer", "interviewer", "vendor", "unknown"]
"""Who a speaker speaks for. Only ``customer`` speech is evidence without a question mark."""

SideBasis = Literal["declared", "guessed", "mapped"]
"""How the side is known: declared by file or sidecar, guessed by the program, mapped by a person."""

Level = Literal["strategic", "operational", "tactical"]

LinkType = Literal["blocks", "measures", "serves", "rolls_up"]
"""obstacle blocks outcome; metric measures outcome or obstacle; tactical serves strategic; metric rolls up to metric."""

ID_LENGTH = 10


class Record(BaseModel):
    """Base of all records: immutable, closed, self-describing."""

    model_config = ConfigDict(frozen=True, extra="forbid", use_attribute_docstrings=True)


def mint_id(prefix: str) -> str:
    """Return a new opaque id: ``prefix``, ``_`` and 10 random base32 characters, e.g. ``f_k3v7q2m9xa``."""
    return f"{prefix}_{base64.b32encode(secrets.token_bytes(7)).decode().lower()[:ID_LENGTH]}"


def derive_id(prefix: str, *parts: object) -> str:
    """Return the opaque id that belongs to these parts: same parts, same id (50 bits of their sha256)."""
    digest = hashlib.sha256("\x1f".join(str(part) for part in parts).encode("utf-8", "surrogatepass")).digest()
    return f"{prefix}_{base64.b32encode(digest[:7]).decode().lower()[:ID_LENGTH]}"


def clock(milliseconds: int | None) -> str:
    """Return a time of a recording as people write it, ``0:14:07``; empty where the file gave none."""
    if milliseconds is None:
        return ""
    seconds = max(0, milliseconds) // 1000
    return f"{seconds // 3600}:{seconds // 60 % 60:02}:{seconds % 60:02}"
