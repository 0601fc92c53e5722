import sqlite3
from contextlib import closing
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.config import Workspace
from analyzer.errors import StoreError
from analyzer.store import Store
from tests.store.making import words

TARGET = "f_aaaaaaaaaa"
json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**12), 10**12) | words,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(words, inner, max_size=3),
)


def test_decisions_are_numbered_from_one_without_gap(store: Store) -> None:
    returned = [store.decisions.append("ana", "approve", [TARGET]) for _ in range(5)]
    assert [decision.seq for decision in returned] == [1, 2, 3, 4, 5]
    assert len({decision.id for decision in returned}) == 5
    assert store.decisions.all() == returned
    assert store.decisions.since(3) == returned[3:]
    assert store.decisions.since(5) == []


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Store:
    return Store.open(Workspace(tmp_path_factory.mktemp("decisions")))


@settings(deadline=None, max_examples=60)
@given(reviewer=words, targets=st.lists(words, max_size=3), after=st.dictionaries(words, json_values, max_size=3), reason=words)
def test_what_was_returned_is_what_is_read(shared: Store, reviewer: str, targets: list[str], after: dict[str, Any], reason: str) -> None:
    returned = shared.decisions.append(reviewer, "edit", targets, saw={"status": "open"}, before={"n": (1, 2)}, after=after, reason=reason)
    (read,) = shared.decisions.since(returned.seq - 1)
    assert read == returned
    assert (read.reviewer, read.targets, read.after, read.reason, read.before) == (reviewer, tuple(targets), after, reason, {"n": [1, 2]})


def test_times_are_utc_with_milliseconds(store: Store) -> None:
    assert store.decisions.append("ana", "later", [TARGET]).at[-10:].endswith("+00:00")
    assert len(store.decisions.all()[0].at) == len("2026-03-02T10:00:00.123+00:00")


def test_an_undo_names_a_decision_there_is(store: Store) -> None:
    approved = store.decisions.append("ana", "approve", [TARGET])
    undo = store.decisions.append("ana", "undo", [TARGET], undoes=approved.id)
    assert undo.undoes == approved.id
    with pytest.raises(StoreError, match="d_zzzzzzzzzz: no such decision"):
        store.decisions.append("ana", "undo", [TARGET], undoes="d_zzzzzzzzzz")
    assert len(store.decisions.all()) == 2


@pytest.mark.parametrize(
    ("fields", "why"),
    [
        ({"action": "forget"}, "action"),
        ({"reason": "\udc80"}, "not valid Unicode"),
        ({"after": {"x": object()}}, "JSON cannot hold"),
        ({"targets": [3]}, "targets"),
    ],
)
def test_what_cannot_be_kept_is_refused_and_takes_no_number(store: Store, fields: dict[str, Any], why: str) -> None:
    given = {"reviewer": "ana", "action": "approve", "targets": [TARGET], **fields}
    with pytest.raises(StoreError, match=why):
        store.decisions.append(given.pop("reviewer"), given.pop("action"), given.pop("targets"), **given)
    assert store.decisions.append("ana", "approve", [TARGET]).seq == 1


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM decisions",
        "DELETE FROM decisions WHERE seq = 2",
        "UPDATE decisions SET reviewer = 'ben'",
        "UPDATE decisions SET seq = 9 WHERE seq = 2",
        "UPDATE decisions SET after = '{}'",
        "UPDATE decisions SET reason = '' WHERE seq = 1",
        "UPDATE decisions SET undoes = id",
        "INSERT OR REPLACE INTO decisions VALUES (2, 'd_new', '', 'ben', 'reject', '[]', '{}', '{}', '{}', '', NULL)",
        "INSERT OR REPLACE INTO decisions SELECT 3, id, at, 'ben', action, targets, '{}', '{}', '{}', '', NULL FROM decisions WHERE seq = 2",
        "INSERT INTO decisions VALUES (7, 'd_new', '', 'ben', 'reject', '[]', '{}', '{}', '{}', '', NULL)",
    ],
)
def test_the_file_itself_refuses_to_change_the_log_whoever_asks(store: Store, workspace: Workspace, statement: str) -> None:
    log = [store.decisions.append("ana", "approve", [TARGET], reason="said twice") for _ in range(2)]
    with closing(sqlite3.connect(workspace.database)) as stranger, pytest.raises(sqlite3.IntegrityError, match="a decision is"):
        stranger.execute(statement)
    assert store.decisions.all() == log
