import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from analyzer.config import Workspace
from analyzer.records import Interview
from analyzer.store import Store
from analyzer.store.chunks import MOST_TERMS, quote_terms
from tests.store.making import make_chunks, make_interview

HOSTILE = [
    '"',
    '""',
    "NEAR(",
    "text:close",
    "-close",
    "close*",
    "a AND",
    "OR OR",
    "^close",
    "{close",
    "(close",
    "\0",
    "\ud800",
    "'; DROP TABLE words;--",
]


def put(store: Store, interview: Interview) -> list[str]:
    chunks, texts = make_chunks(interview)
    store.interviews.save(interview)
    store.chunks.replace(interview.id, interview.version, chunks, texts, interview.segment)
    return [chunk.id for chunk in chunks]


def test_chunks_are_read_in_order_and_as_asked_for(store: Store) -> None:
    later, sooner = make_interview("i_bbbbbbbbbb"), make_interview("i_aaaaaaaaaa")
    first, second = put(store, later)
    third, fourth = put(store, sooner)
    assert [chunk.id for chunk in store.chunks.all()] == [first, second, third, fourth]
    assert [chunk.id for chunk in store.chunks.of(sooner.id)] == [third, fourth]
    assert [chunk.id for chunk in store.chunks.get([fourth, "c_gone", first])] == [fourth, first]
    assert store.chunks.of(sooner.id) == make_chunks(sooner)[0]


def test_a_new_version_takes_the_place_of_the_old_chunks_and_words(store: Store) -> None:
    put(store, make_interview())
    (new,) = put(store, make_interview(turns=("Invoices pile up.",)))
    assert [chunk.id for chunk in store.chunks.all()] == [new]
    assert store.chunks.search_words("ledgers", 9) == []
    assert store.chunks.search_words("invoices", 9) == [new]


def test_chunks_without_a_text_each_or_of_another_version_are_refused_and_nothing_changes(store: Store) -> None:
    kept = put(store, interview := make_interview())
    chunks, texts = make_chunks(interview)
    with pytest.raises(ValueError, match="argument 2 is shorter"):
        store.chunks.replace(interview.id, interview.version, chunks, texts[:1], "s")
    with pytest.raises(ValueError, match="is not of i_aaaaaaaaaa in version other"):
        store.chunks.replace(interview.id, "other", chunks, texts, "s")
    assert [chunk.id for chunk in store.chunks.all()] == kept


def test_words_are_found_whatever_their_case_and_accents_best_first(store: Store) -> None:
    both, one, none = put(store, make_interview(turns=("Café trésorerie.", "The CAFE is far away from here, and we walk.", "Nothing.")))
    assert store.chunks.search_words("cafe Tresorerie", 9) == [both, one]
    assert store.chunks.search_words("cafe tresorerie", 1) == [both]
    assert store.chunks.search_words("cafe", 0) == []


def test_search_can_be_kept_to_a_segment(store: Store) -> None:
    put(store, make_interview("i_aaaaaaaaaa", segment="health"))
    wanted = put(store, make_interview("i_bbbbbbbbbb", segment="mid-market"))
    assert store.chunks.search_words("ledgers", 9, "mid-market") == wanted[1:]


def test_a_pasted_transcript_is_looked_up_by_its_first_terms(store: Store) -> None:
    chunk, _ = put(store, make_interview())
    pasted = " ".join(["books", *(f"word{n}" for n in range(5000))])
    assert store.chunks.search_words(pasted, 3) == [chunk]
    assert quote_terms(pasted).count('"') == 2 * MOST_TERMS


@pytest.fixture(scope="module")
def searched(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store.open(Workspace(tmp_path_factory.mktemp("chunks")))
    put(store, make_interview())
    return store


@settings(deadline=None, max_examples=150)
@given(query=st.text(st.characters(), max_size=60) | st.lists(st.sampled_from(HOSTILE), max_size=6).map(" ".join))
@example("close AND NOT books")
def test_no_query_is_syntax(searched: Store, query: str) -> None:
    first, _ = make_chunks(make_interview())[0]
    assert first.id in searched.chunks.search_words(query + " books", 9)


@pytest.mark.parametrize("query", ["zebra OR nothing", "close-nothing", "text:zebra", "zebra NOT whale", "clos*", '"', "", " \n", "--", "(", "*"])
def test_operators_find_nothing_by_themselves(searched: Store, query: str) -> None:
    assert searched.chunks.search_words(query, 9) == []
