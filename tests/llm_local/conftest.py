"""What the tests of local models share: the packaged embedder, and a machine without a network."""

import socket
from typing import NoReturn

import pytest

from analyzer.config import EmbeddingSettings
from analyzer.llm.embedding import Embedder, open_embedder


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    return open_embedder(EmbeddingSettings())


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*args: object, **named: object) -> NoReturn:
        raise AssertionError("the network was asked")

    for name in ("connect", "connect_ex", "bind", "sendto"):
        monkeypatch.setattr(socket.socket, name, refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
