import pytest

from analyzer.store import Store
from tests.store.making import make_chunks, make_finding, make_interview, make_outcome, make_run


@pytest.fixture
def filled(store: Store) -> Store:
    interview = make_interview("i_abcaaaaaaa")
    chunks, texts = make_chunks(interview)
    store.interviews.save(interview)
    store.chunks.replace(interview.id, interview.version, chunks, texts, "s")
    store.findings.start_run(make_run(interview, "r_abcaaaaaaa"))
    store.findings.commit("r_abcaaaaaaa", make_outcome(make_finding(interview, "f_abcaaaaaaa"), make_finding(interview, "f_abdaaaaaaa")))
    store.decisions.append("ana", "add_finding", ["f_mineaaaaaa", interview.id])
    return store


@pytest.mark.parametrize(
    ("prefix", "ids"),
    [
        ("i_a", ("i_abcaaaaaaa",)),
        ("c_abc", ("c_abcaaaaaaa", "c_abcaaaaaab")),
        ("f_abc", ("f_abcaaaaaaa",)),
        ("f_ab", ("f_abcaaaaaaa", "f_abdaaaaaaa")),
        ("e_abd", ("e_abdaaaaaaa",)),
        ("f_mine", ("f_mineaaaaaa",)),
        ("e_mine", ("e_mineaaaaaa",)),
        ("r_", ("r_abcaaaaaaa",)),
        (" F_ABC ", ("f_abcaaaaaaa",)),
        ("f_%", ()),
        ("f__bc", ()),
        ("", ()),
        ("  ", ()),
        ("f_abcaaaaaaab", ()),
    ],
)
def test_a_prefix_names_every_record_that_begins_with_it(filled: Store, prefix: str, ids: tuple[str, ...]) -> None:
    assert filled.resolve(prefix) == ids


def test_decisions_are_found_too(filled: Store) -> None:
    (decision,) = filled.decisions.all()
    assert filled.resolve(decision.id[:8]) == (decision.id,)
