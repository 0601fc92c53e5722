import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.config import Workspace
from analyzer.errors import StoreError
from analyzer.records import ChunkOutcome, Interview, Usage
from analyzer.store import Store
from tests.store.making import findings, interviews, make_finding, make_interview, make_outcome, make_run


@pytest.fixture
def interview(store: Store) -> Interview:
    saved = make_interview()
    store.interviews.save(saved)
    store.findings.start_run(make_run(saved))
    return saved


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace(tmp_path_factory.mktemp("findings"))


@settings(deadline=None, max_examples=40)
@given(drawn=st.data(), interview=interviews())
def test_any_finding_comes_back_with_its_slices(shared: Workspace, drawn: st.DataObject, interview: Interview) -> None:
    found = drawn.draw(st.lists(findings(interview), max_size=4))
    run = make_run(interview, f"r_{interview.id[2:]}")
    outcome = make_outcome(*found, answer="raw \0 answer", usage=Usage(prompt_tokens=3, cost=0.01), reason="because")
    with Store.open(shared) as store:
        store.interviews.save(interview)
        store.findings.start_run(run)
        store.findings.commit(run.id, outcome)
    with Store.open(shared) as store:
        assert store.findings.all(interview.id) == found
        assert store.findings.outcomes(run.id) == [outcome]
        located = [
            (interview.text[piece.start : piece.end], piece.quote)
            for item in store.findings.all(interview.id)
            for piece in item.evidence
            if piece.grounds
        ]
    assert all(source == quote for source, quote in located)


def test_a_finding_committed_again_is_replaced_in_its_place(store: Store, interview: Interview) -> None:
    first, second = make_finding(interview, "f_aaaaaaaaaa"), make_finding(interview, "f_bbbbbbbbbb", turn=1)
    better = first.model_copy(update={"statement": "Close in four days"})
    store.findings.commit("r_aaaaaaaaaa", make_outcome(first, second))
    store.findings.commit("r_aaaaaaaaaa", make_outcome(better, step="consolidate"))
    assert store.findings.all() == [better, second]
    assert [item.findings for item in store.findings.outcomes("r_aaaaaaaaaa")] == [(better, second), (better,)]


def test_a_step_done_again_in_a_run_replaces_what_it_left(store: Store, interview: Interview) -> None:
    failed = ChunkOutcome(chunk="w_aaaaaaaaaa", step="obstacles", state="timed_out", reason="180 s")
    done = make_outcome(make_finding(interview))
    store.findings.commit("r_aaaaaaaaaa", failed)
    store.findings.commit("r_aaaaaaaaaa", done)
    assert store.findings.outcomes("r_aaaaaaaaaa") == [done]


def test_only_done_and_empty_steps_with_the_same_text_extractor_model_and_prompts_count_as_done(store: Store, interview: Interview) -> None:
    store.findings.start_run(make_run(interview, "r_bbbbbbbbbb", model="m1"))
    for chunk, state in (("w_1", "done"), ("w_2", "empty"), ("w_3", "failed"), ("w_4", "split"), ("w_5", "refused")):
        store.findings.commit("r_bbbbbbbbbb", make_outcome(chunk=chunk, state=state))
    store.findings.commit("r_aaaaaaaaaa", make_outcome(chunk=interview.id, step="offline"))
    done = store.findings.done_steps
    assert done(interview.id, interview.version, "llm", "m1", "p1") == {("w_1", "obstacles"), ("w_2", "obstacles")}
    assert done(interview.id, interview.version, "offline", None, None) == {(interview.id, "offline")}
    for other in (("m2", "p1"), ("m1", "p2"), (None, "p1")):
        assert done(interview.id, interview.version, "llm", *other) == set()
    assert done(interview.id, "another text", "llm", "m1", "p1") == set()


def test_runs_are_kept_in_order_with_how_they_ended(store: Store, interview: Interview) -> None:
    other = make_interview("i_bbbbbbbbbb")
    store.interviews.save(other)
    store.findings.start_run(make_run(other, "r_bbbbbbbbbb"))
    ended = make_run(interview).model_copy(update={"state": "partial", "finished_at": "2026-03-02T10:01:00.000+00:00"})
    store.findings.finish_run(ended)
    assert store.findings.runs() == [ended, make_run(other, "r_bbbbbbbbbb")]
    assert store.findings.runs(interview.id) == [ended]


def test_superseded_findings_return_only_when_a_later_run_finds_them(store: Store, interview: Interview) -> None:
    old, other = make_finding(interview, "f_aaaaaaaaaa"), make_finding(interview, "f_bbbbbbbbbb")
    store.findings.commit("r_aaaaaaaaaa", make_outcome(old, other))
    store.findings.supersede([old.id, other.id, "f_unknownnnn"])
    assert store.findings.superseded() == {old.id, other.id}
    store.findings.commit("r_aaaaaaaaaa", make_outcome(old, step="re-anchor"))
    assert store.findings.superseded() == {old.id, other.id}
    store.findings.start_run(make_run(interview, "r_bbbbbbbbbb"))
    store.findings.commit("r_bbbbbbbbbb", make_outcome(old))
    assert store.findings.superseded() == {other.id}


def test_a_step_is_saved_whole_or_not_at_all(store: Store, interview: Interview) -> None:
    stranger = make_finding(make_interview("i_bbbbbbbbbb"), "f_bbbbbbbbbb")
    with pytest.raises(StoreError, match="f_bbbbbbbbbb: is of interview i_bbbbbbbbbb"):
        store.findings.commit("r_aaaaaaaaaa", make_outcome(make_finding(interview), stranger))
    assert store.findings.all() == []
    assert store.findings.outcomes("r_aaaaaaaaaa") == []


def test_what_has_no_run_or_no_interview_is_refused(store: Store, interview: Interview) -> None:
    with pytest.raises(StoreError, match="r_zzzzzzzzzz: no such run"):
        store.findings.commit("r_zzzzzzzzzz", make_outcome())
    with pytest.raises(StoreError, match="r_zzzzzzzzzz: no such run"):
        store.findings.finish_run(make_run(interview, "r_zzzzzzzzzz"))
    with pytest.raises(StoreError, match="i_zzzzzzzzzz: no such interview"):
        store.findings.start_run(make_run(make_interview("i_zzzzzzzzzz"), "r_bbbbbbbbbb"))


def test_text_that_is_not_unicode_is_refused_with_the_reason(store: Store, interview: Interview) -> None:
    with pytest.raises(StoreError, match="not valid Unicode"):
        store.findings.commit("r_aaaaaaaaaa", make_outcome(answer="\ud800"))
    assert store.findings.outcomes("r_aaaaaaaaaa") == []
