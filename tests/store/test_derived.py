import numpy as np
import pytest

from analyzer.records import SimilarPair
from analyzer.store import Store
from tests.store.making import make_chunks, make_interview


def test_vectors_come_back_bit_by_bit_and_apart_by_embedder(store: Store) -> None:
    first, second = np.array([0.1, -2.5, 3e-9], dtype=np.float32), np.array([np.inf, 0.0, -0.0], dtype=np.float32)
    store.vectors.put_many("mini", {"k2": second, "k1": first})
    store.vectors.put_many("large", {"k1": second})
    read = store.vectors.get_many("mini", ["k1", "missing", "k2"])
    assert list(read) == ["k1", "k2"]
    assert read["k1"].tobytes() == first.tobytes()
    assert read["k1"].dtype == np.float32
    assert read["k1"].flags.writeable
    assert set(store.vectors.all("mini")) == {"k1", "k2"}
    assert set(store.vectors.all("large")) == {"k1"}
    store.vectors.put_many("mini", {"k1": second})
    assert store.vectors.all("mini")["k1"].tobytes() == second.tobytes()


def test_a_matrix_is_no_vector_and_nothing_of_the_batch_is_saved(store: Store) -> None:
    with pytest.raises(ValueError, match="k2: a vector has one dimension"):
        store.vectors.put_many("mini", {"k1": np.zeros(3, dtype=np.float32), "k2": np.zeros((2, 2), dtype=np.float32)})
    assert store.vectors.all("mini") == {}


def test_vectors_of_chunks_that_are_gone_go_with_them(store: Store) -> None:
    interview = make_interview()
    chunks, texts = make_chunks(interview)
    store.interviews.save(interview)
    store.chunks.replace(interview.id, interview.version, chunks, texts, "s")
    store.vectors.put_many("mini", {key: np.ones(2, dtype=np.float32) for key in (chunks[0].id, chunks[1].id, "sha of a statement")})
    store.chunks.replace(interview.id, interview.version, chunks[:1], texts[:1], "s")
    assert set(store.vectors.all("mini")) == {chunks[0].id, "sha of a statement"}


def test_pairs_are_replaced_as_a_whole_in_order(store: Store) -> None:
    store.pairs.replace([SimilarPair(first="f_a", second="f_b", score=0.4), SimilarPair(first="f_a", second="f_c", score=0.9)])
    latest = [SimilarPair(first="f_d", second="f_e", score=-0.125), SimilarPair(first="f_a", second="f_b", score=0.7, reason="both speak of ledgers")]
    store.pairs.replace(latest)
    assert store.pairs.all() == latest


def test_answers_and_facts_are_kept_by_key(store: Store) -> None:
    store.cache.put("k", "answer")
    store.cache.of("i_aaaaaaaaaa").put("k2", "other")
    store.facts.put("k", "agreed")
    store.facts.put("k", "withdrawn")
    assert (store.cache.get("k"), store.cache.get("k2"), store.cache.get("k3")) == ("answer", "other", None)
    assert store.cache.of("i_bbbbbbbbbb").get("k2") == "other"
    assert (store.facts.get("k"), store.facts.get("k2")) == ("withdrawn", None)
