"""A workspace and its open store."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer.config import Workspace
from analyzer.store import Store


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return Workspace(tmp_path)


@pytest.fixture
def store(workspace: Workspace) -> Iterator[Store]:
    with Store.open(workspace) as opened:
        yield opened
