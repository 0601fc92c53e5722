"""Tier 2: tests that ask a real model. They are left out unless ``-m live`` asks for them (``make live``)."""

import os

import pytest

REFUSAL = "make live asks a real model: set OPENAI_BASE_URL to an OpenAI-compatible server, and ANALYZER_MODEL to its model"


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "live: asks a real model at OPENAI_BASE_URL; left out by default")


@pytest.hookimpl(trylast=True)  # after -m has chosen
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    live = [item for item in items if item.get_closest_marker("live")]
    if live and not config.option.markexpr:
        config.hook.pytest_deselected(items=live)
        items[:] = [item for item in items if item not in live]
    elif live and not os.environ.get("OPENAI_BASE_URL"):
        pytest.exit(REFUSAL, returncode=2)
