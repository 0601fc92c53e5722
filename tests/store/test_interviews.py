import pytest
from hypothesis import given, settings

from analyzer.config import Workspace
from analyzer.errors import StoreError
from analyzer.records import Interview
from analyzer.store import Store
from tests.store.making import interviews, make_interview


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace(tmp_path_factory.mktemp("interviews"))


@settings(deadline=None, max_examples=60)
@given(interview=interviews())
def test_any_text_comes_back_with_every_offset(shared: Workspace, interview: Interview) -> None:
    with Store.open(shared) as store:
        store.interviews.save(interview)
    with Store.open(shared) as store:
        read = store.interviews.get(interview.id)
    assert read == interview
    assert [read.said(turn) for turn in read.turns] == [interview.said(turn) for turn in interview.turns]


def test_interviews_come_in_order_of_first_ingest_in_their_current_version(store: Store) -> None:
    old, other = make_interview("i_bbbbbbbbbb"), make_interview("i_aaaaaaaaaa", segment="health")
    new = make_interview("i_bbbbbbbbbb", ("We close in eight days.",))
    for interview in (old, other, new):
        store.interviews.save(interview)
    assert store.interviews.all() == [new, other]
    assert store.interviews.all("health") == [other]
    assert store.interviews.get(old.id) == new
    assert store.interviews.get(old.id, old.version) == old
    assert store.interviews.versions(old.id) == [old.version, new.version]


def test_saving_a_known_version_replaces_its_metadata_only(store: Store) -> None:
    interview = make_interview()
    moved = interview.model_copy(update={"segment": "health", "title": "Renamed"})
    store.interviews.save(interview)
    store.interviews.save(moved)
    assert store.interviews.all() == [moved]
    assert store.interviews.all("mid-market") == []
    assert store.interviews.versions(interview.id) == [interview.version]


def test_a_file_that_was_changed_back_is_current_again(store: Store) -> None:
    first, second = make_interview(), make_interview(turns=("Changed by mistake.",))
    for interview in (first, second, first):
        store.interviews.save(interview)
    assert store.interviews.get(first.id) == first
    assert store.interviews.versions(first.id) == [second.version, first.version]


def test_a_file_is_known_by_its_bytes_and_by_its_text_in_any_version(store: Store) -> None:
    first, second = make_interview(raw="1" * 64), make_interview(turns=("Said again.",), raw="2" * 64)
    store.interviews.save(first)
    store.interviews.save(second)
    assert store.interviews.by_raw_sha256("1" * 64) == store.interviews.by_raw_sha256("2" * 64) == first.id
    assert store.interviews.by_version(first.version) == store.interviews.by_version(second.version) == first.id
    assert store.interviews.by_raw_sha256("3" * 64) is None
    assert store.interviews.by_version("3" * 64) is None


def test_unknown_interviews_and_versions_are_named_with_the_next_step(store: Store) -> None:
    store.interviews.save(make_interview())
    with pytest.raises(StoreError, match=r"i_zzzzzzzzzz: no such interview - .*analyzer interviews list"):
        store.interviews.get("i_zzzzzzzzzz")
    with pytest.raises(StoreError, match="i_aaaaaaaaaa: no version ffff"):
        store.interviews.get("i_aaaaaaaaaa", "f" * 64)


def test_a_prefix_finds_interviews_and_is_never_a_pattern(store: Store) -> None:
    for identifier in ("i_abcaaaaaaa", "i_abdaaaaaaa", "i_xbcaaaaaaa"):
        store.interviews.save(make_interview(identifier))
    assert store.interviews.find("i_ab") == ["i_abcaaaaaaa", "i_abdaaaaaaa"]
    assert store.interviews.find("i_%") == store.interviews.find("i__") == []
