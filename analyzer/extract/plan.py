"""Which extractor a run uses, and whether somebody must be asked first.

In: settings, whether ``analyzer.toml`` names the model, earlier consent. Out: a ``Plan``. Always true: ``auto`` without a server is
offline; a server that is not on loopback needs consent: the model named in ``analyzer.toml``, or a person's yes for its host.
"""

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal
from urllib.parse import urlsplit

from analyzer.config import Settings, api_key
from analyzer.errors import ConfigError
from analyzer.llm.connection import split_name
from analyzer.records import Interview, Run

OPENAI_HOST = "api.openai.com"
LOOPBACK_MODEL = "local"
"""Name sent to a loopback server where nobody named a model; such servers serve one model whatever the name."""


@dataclass(frozen=True)
class Plan:
    """An extractor, its model and its server."""

    extractor: Literal["offline", "llm"]
    model: str | None = None
    base_url: str | None = None
    host: str = ""
    needs_consent: bool = False
    profile: str = ""
    prompt_hash: str | None = None
    schema_hash: str | None = None

    @property
    def label(self) -> str:
        """For people: which extractor, model and server."""
        return "the offline extractor" if self.extractor == "offline" else f"{self.model} at {self.host} ({self.profile})"


def plan_extraction(settings: Settings, named_in_toml: bool, consented: Callable[[str], bool], environment: Mapping[str, str]) -> Plan:
    """Return the plan; ConfigError where ``llm`` is asked for and no server or model is configured."""
    from analyzer.extract.offline import RULES_HASH

    model, base_url = settings.model.name, settings.model.base_url
    provider = split_name(model)[0] if model else "openai"
    host = (urlsplit(base_url).hostname or base_url) if base_url else OPENAI_HOST if provider == "openai" else provider
    reachable = base_url is not None or (model is not None and (":" in model or api_key(environment) is not None)) or api_key(environment) is not None
    if settings.extractor == "offline" or (settings.extractor == "auto" and not (reachable and (model or on_loopback(host)))):
        return Plan("offline", prompt_hash=RULES_HASH)
    if not reachable:
        raise ConfigError(
            "no model server is configured", "set OPENAI_API_KEY, or OPENAI_BASE_URL for any OpenAI-compatible server; or --extractor offline"
        )
    if model is None and not on_loopback(host):
        raise ConfigError(f"no model is named for {host}", "add --model NAME, or [model] name in analyzer.toml")
    from analyzer.extract.chain import schema_hash
    from analyzer.extract.prompts import prompts_hash

    return Plan(
        "llm", model or LOOPBACK_MODEL, base_url, host, not (on_loopback(host) or named_in_toml or consented(host)), settings.model.profile,
        prompts_hash(settings.model.profile), schema_hash(),
    )  # fmt: skip


def on_loopback(host: str) -> bool:
    """Whether a host is this machine: localhost or a loopback address."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def matches(plan: Plan, run: Run, interview: Interview) -> bool:
    """Whether a finished run is what this plan would do again: same text, extractor, model, prompts and schema."""
    return (
        run.state == "done"
        and run.interview_version == interview.version
        and (run.extractor, run.model, run.prompt_hash, run.schema_hash) == (plan.extractor, plan.model, plan.prompt_hash, plan.schema_hash)
    )
