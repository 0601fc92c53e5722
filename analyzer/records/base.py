"""What every record shares.

In: nothing. Out: ``Record`` and the closed vocabularies that more than one record uses. Always true: records
are frozen, refuse unknown fields, and the text under a field is its description in the JSON schema.
"""

import ast
import base64
import hashlib
import inspect
import secrets
import textwrap
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict

if TYPE_CHECKING:
    from pydantic import GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import CoreSchema

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

    # Every start of the program imports all records, so what takes time waits: a record's validator until the first one is made, the text
    # under its fields until its JSON schema is wanted (Pydantic's use_attribute_docstrings parses the source while it imports).
    model_config = ConfigDict(frozen=True, extra="forbid", defer_build=True)

    @classmethod
    def __get_pydantic_json_schema__(cls, core_schema: "CoreSchema", handler: "GetJsonSchemaHandler") -> "JsonSchemaValue":
        schema = handler(core_schema)
        properties = handler.resolve_ref_schema(schema).get("properties", {})
        for owner in reversed(cls.__mro__[: cls.__mro__.index(Record)]):
            for name, text in _field_texts(owner).items():
                if name in properties:
                    properties[name]["description"] = text
        return schema


def _field_texts(owner: type) -> dict[str, str]:
    """Return the text under each field in the source of a class; empty where its source is not there."""
    try:
        body = ast.parse(textwrap.dedent(inspect.getsource(owner))).body[0]
    except OSError:
        return {}
    lines = body.body if isinstance(body, ast.ClassDef) else []
    return {
        field.target.id: inspect.cleandoc(text.value.value)
        for field, text in pairwise(lines)
        if isinstance(field, ast.AnnAssign)
        and isinstance(field.target, ast.Name)
        and isinstance(text, ast.Expr)
        and isinstance(text.value, ast.Constant)
        and isinstance(text.value.value, str)
    }


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
