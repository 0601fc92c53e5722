"""Settings and paths: what a person can set, and where everything lies.

In: defaults, ``analyzer.toml``, the environment, flags, in rising order of trust. Out: ``Settings``, ``Workspace``,
``shipped``. Always true: every path and threshold of the program is named here; keys are read from the environment
only, stripped, and never part of a ``Settings`` that is printed or hashed.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, model_validator

from analyzer.errors import ConfigError, describe_fault

TOML_NAME = "analyzer.toml"
DATA_FOLDER = ".analyzer"
INTERVIEWS_FOLDER = "interviews"
TOO_THIN_BELOW = 5
"""Organisations of a segment below which a share says too little to be spoken of as one."""


class _Section(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class ModelSettings(_Section):
    """``[model]``: which language model reads the interviews."""

    name: str | None = None
    """``provider:name``; a name without a known provider means openai. Naming it here is consent to send interviews to it."""
    base_url: str | None = None
    """Any OpenAI-compatible server; ``OPENAI_BASE_URL`` is the default."""
    profile: Literal["fast", "standard", "thorough"] = "standard"
    window_tokens: int = Field(1200, ge=200, le=16000)
    """Tokens of speech one request reads."""
    deadline_seconds: float = Field(180.0, gt=0)
    """Time for one request, retries of the transport included."""
    max_cost: float = Field(5.0, ge=0)
    """US dollars a run may cost; cannot hold where the model's price is not known, which is said."""
    price_in: float | None = Field(None, ge=0)
    """US dollars for a million tokens sent, as whoever pays sees them on the bill; with ``price_out``, in place of the list."""
    price_out: float | None = Field(None, ge=0)
    """US dollars for a million tokens of answers."""
    max_minutes: float = Field(1440.0, gt=0)
    """Time for a whole run; what is done is kept, and the same command goes on from there."""
    max_parallel: int = Field(4, ge=1, le=64)

    @model_validator(mode="after")
    def _price_is_whole(self) -> "ModelSettings":
        if (self.price_in is None) != (self.price_out is None):
            raise ValueError("price_in and price_out belong together: set both, or neither")
        return self


class EmbeddingSettings(_Section):
    """``[embedding]``: how passages become vectors."""

    provider: Literal["local", "openai"] = "local"
    model: str | None = None
    """Of an OpenAI-compatible server, or a path to another ONNX sentence model."""
    base_url: str | None = None
    threads: int = Field(1, ge=1, le=64)
    batch: int = Field(4, ge=1, le=64)


class SegmentSettings(_Section):
    """``[segments.<slug>]``."""

    title: str | None = None
    owner: str | None = None


class ProductSettings(_Section):
    """``[[products]]``."""

    id: str
    name: str
    description: str = ""


class IngestSettings(_Section):
    """``[ingest]``."""

    interviewers: tuple[str, ...] = ()
    """Names, e-mail addresses or domains of our own people: always side interviewer."""
    vendor_organisations: tuple[str, ...] = ()
    redact: bool = False
    """Replace e-mail addresses, telephone, card and account numbers by pseudonyms before anything is kept."""
    redact_names: bool = False
    """With ``redact``: replace the speakers' names too."""


class ReviewSettings(_Section):
    """``[review]``."""

    reviewer: str | None = None
    double_share: float = Field(0.0, ge=0, le=1)
    """Share of the findings that two reviewers decide, each blind to the other until both have; 0 is off."""
    theme: str | None = None
    keys: dict[str, str] = {}
    """Binding id -> keys, e.g. ``approve = "a"``."""


class Settings(_Section):
    """Everything a person can set, merged."""

    extractor: Literal["auto", "offline", "llm"] = "auto"
    model: ModelSettings = ModelSettings()
    embedding: EmbeddingSettings = EmbeddingSettings()
    ingest: IngestSettings = IngestSettings()
    review: ReviewSettings = ReviewSettings()
    segments: dict[str, SegmentSettings] = {}
    products: tuple[ProductSettings, ...] = ()


_ENVIRONMENT = {
    "ANALYZER_EXTRACTOR": ("extractor",),
    "ANALYZER_MODEL": ("model", "name"),
    "OPENAI_BASE_URL": ("model", "base_url"),
    "ANALYZER_REVIEWER": ("review", "reviewer"),
}


def load_settings(toml: Path | None, flags: Mapping[str, Any] | None = None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Merge defaults < ``toml`` < ``environment`` < ``flags`` (dotted names, e.g. ``{"model.name": "gpt"}``; None is skipped).

    Raises ConfigError naming the file and the option that is wrong.
    """
    merged: dict[str, Any] = {}
    if toml is not None and toml.is_file():
        try:
            merged = tomllib.loads(toml.read_text(encoding="utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise ConfigError(f"{toml}: not valid TOML: {error}", "correct the file, or `analyzer init` elsewhere shows a fresh one") from error
    for variable, path in _ENVIRONMENT.items():
        if value := environment.get(variable, "").strip():
            _set(merged, path, value)
    for dotted, flag in (flags or {}).items():
        if flag is not None:
            _set(merged, tuple(dotted.split(".")), flag)
    try:
        return Settings.model_validate(merged)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        source = "option" if (flags or {}).get(where) is not None else str(toml or "environment")
        raise ConfigError(f"{source}: {describe_fault(first)}", "README.md, section Settings, lists what can be set") from error


def _set(target: dict[str, Any], path: tuple[str, ...], value: Any) -> None:
    for part in path[:-1]:
        nested = target.setdefault(part, {})
        if not isinstance(nested, dict):
            return
        target = nested
    target[path[-1]] = value


def api_key(environment: Mapping[str, str] = os.environ) -> SecretStr | None:
    """Return ``OPENAI_API_KEY``, stripped of white space (a line feed in a key ends up in tracebacks); None where unset."""
    key = environment.get("OPENAI_API_KEY", "").strip()
    return SecretStr(key) if key else None


@dataclass(frozen=True)
class Workspace:
    """A folder with ``analyzer.toml``: where interviews are dropped and where everything derived is kept."""

    root: Path

    @property
    def toml(self) -> Path:
        """The settings file."""
        return self.root / TOML_NAME

    @property
    def interviews(self) -> Path:
        """Where people drop transcripts: ``interviews/<segment>/``."""
        return self.root / INTERVIEWS_FOLDER

    @property
    def folder(self) -> Path:
        """``.analyzer``: everything the program keeps."""
        return self.root / DATA_FOLDER

    @property
    def database(self) -> Path:
        """The record of everything."""
        return self.folder / "analyzer.db"

    @property
    def chroma(self) -> Path:
        """Chroma's folder: a cache, may be deleted at any time."""
        return self.folder / "chroma"

    @property
    def cache(self) -> Path:
        """Other things that can be made again."""
        return self.folder / "cache"

    @property
    def backups(self) -> Path:
        """Copies of the database made before it is migrated."""
        return self.folder / "backups"


def find_workspace(explicit: Path | None = None, start: Path | None = None, environment: Mapping[str, str] = os.environ) -> Workspace:
    """Return the workspace: ``explicit``, else ``ANALYZER_WORKSPACE``, else the nearest folder upwards with ``analyzer.toml``.

    Raises ConfigError (exit 2) with the command that makes one.
    """
    named = explicit or (Path(environment["ANALYZER_WORKSPACE"]) if environment.get("ANALYZER_WORKSPACE") else None)
    if named is not None:
        root = named.expanduser().absolute()
        if not (root / TOML_NAME).is_file():
            raise ConfigError(f"{root}: no {TOML_NAME} there", f"make a workspace with: analyzer init {root}")
        return Workspace(root)
    here = (start or Path.cwd()).absolute()
    for folder in (here, *here.parents):
        if (folder / TOML_NAME).is_file():
            return Workspace(folder)
    raise ConfigError(f"no workspace: neither {here} nor a folder above it holds {TOML_NAME}", "make one with: analyzer init")


def kept_vectors(environment: Mapping[str, str] = os.environ) -> Path:
    """Return the file where ``analyzer eval`` keeps sentence vectors: in ``ANALYZER_CACHE``, else in the user's cache folder."""
    from platformdirs import user_cache_path

    folder = environment.get("ANALYZER_CACHE", "").strip()
    return (Path(folder).expanduser() if folder else user_cache_path("discovery-interview-analyzer", appauthor=False)) / "eval-vectors.sqlite"


def shipped(name: Literal["prompts", "corpus", "evals"]) -> Path:
    """Return the folder of data shipped with the program: inside the wheel, or beside the package in a checkout."""
    package = Path(__file__).parent
    installed = package / "_shipped" / name
    return installed if installed.is_dir() else package.parent / name
