"""Words chosen by hand, through the database and the flow: other sessions, a file read again, a later run, a purge."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from analyzer import pipeline
from analyzer.config import Settings, Workspace
from analyzer.errors import ReviewError
from analyzer.ingest import Given
from analyzer.records import ChunkOutcome
from analyzer.report.lines import finding_line
from analyzer.review import Selection
from analyzer.store import Store
from analyzer.workspace import ReviewSession
from tests.factories import make_finding
from tests.index.conftest import LetterEmbedder

FILE = """---
segment: mid-market
organisation: Acme
speakers:
  Dana Ruiz: {side: interviewer}
  Tom O'Brien: {side: customer}
---

**Dana Ruiz:** What is in the way?

**Tom O'Brien:** Well, it is the zyxomma ledgers. They never agree with each other at month end, and nobody knows why that is.

**Dana Ruiz:** And the people?

**Tom O'Brien:** They are tired of it. We all are, to be honest with you, and the auditors ask about it every single year.
"""
WORDS = "They never agree with each other at month end"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = Workspace(tmp_path)
    made.toml.write_text("", encoding="utf-8")
    made.interviews.mkdir()
    return made


@pytest.fixture
def store(workspace: Workspace) -> Iterator[Store]:
    with Store.open(workspace) as opened:
        read(workspace, opened, FILE)
        yield opened


def read(workspace: Workspace, store: Store, text: str) -> pipeline.FileEvent:
    (workspace.interviews / "acme.md").write_text(text, encoding="utf-8")
    (event,) = pipeline.ingest(store, workspace.root, [workspace.interviews], Given(), Settings())
    return event


def marked(session: ReviewSession, words: str = WORDS) -> Selection:
    (interview,) = session.state.interviews.values()
    start = interview.text.index(words)
    return Selection(interview.id, interview.version, start, start + len(words))


def add(session: ReviewSession) -> str:
    return session.add_finding(marked(session), "obstacle", {"statement": "Ledgers disagree"}).targets[0]


def run_offline(store: Store, interview_id: str, quote: str, run_id: str) -> str:
    """Store what a run found at these words, as the pipeline does."""
    interview = store.interviews.get(interview_id)
    run = pipeline.new_run(interview, pipeline.OFFLINE).model_copy(update={"id": run_id})
    finding = make_finding(interview, quote, "obstacle", run=run_id)
    store.findings.start_run(run)
    store.findings.commit(run_id, ChunkOutcome(chunk=interview_id, step="offline", state="done", findings=(finding,)))
    return finding.id


def test_an_added_finding_is_seen_by_others_in_report_model_and_export(store: Store) -> None:
    ann, bob = (ReviewSession(store, Settings(), name) for name in ("ann", "bob"))
    identifier = add(ann)
    assert bob.catch_up()
    item = bob.finding(identifier)
    assert [entry.members[0].id for entry in bob.state.entries.values()] == [identifier]
    assert [line.entry.statement for line in bob.segment_model("mid-market").unlinked_obstacles] == ["Ledgers disagree"]
    line = finding_line(item, bob.interview(item.finding.interview))
    assert (line["extractor"], line["status"], line["evidence"][0]["quote"]) == ("person", "approved", WORDS)
    assert bob.quotes(identifier)[0].quote == WORDS
    assert store.resolve(identifier[:6]) == (identifier,)
    bob.reject(identifier)
    ann.catch_up()
    assert ann.finding(identifier).status == "disputed"


def test_undo_in_a_later_session_takes_it_back_and_redo_brings_it(workspace: Workspace, store: Store) -> None:
    identifier = add(ReviewSession(store, Settings(), "ann"))
    with ReviewSession.open(workspace, Settings(), reviewer="ann") as later:
        later.undo()
        assert identifier not in later.state.findings
        with pytest.raises(ReviewError):
            later.finding(identifier)
        later.redo()
        assert later.finding(identifier).status == "approved"


def test_a_preview_decides_nothing(store: Store) -> None:
    session = ReviewSession(store, Settings(), "ann")
    item = session.preview(marked(session), "metric")
    assert (item.kind, item.finding.statement, session.quotes_in(item.finding)[0].quote) == ("metric", "", WORDS)
    assert session.log == []


def test_an_edited_file_moves_the_quote_and_one_without_it_makes_the_finding_stale(workspace: Workspace, store: Store) -> None:
    identifier = add(ReviewSession(store, Settings(), "ann"))
    moved = FILE.replace("Well, it is", "Well, since you ask me that, it is")
    assert read(workspace, store, moved).stale == 0
    item = ReviewSession(store, Settings(), "ann").finding(identifier)
    assert (item.status, item.finding.evidence[0].quote) == ("approved", WORDS)
    gone = moved.replace("They never agree with each other", "They disagree")
    assert read(workspace, store, gone).stale == 1
    assert ReviewSession(store, Settings(), "ann").finding(identifier).status == "stale"
    assert read(workspace, store, FILE).stale == 0
    assert ReviewSession(store, Settings(), "ann").finding(identifier).status == "approved"


def test_words_marked_before_the_file_was_read_again_are_refused(workspace: Workspace, store: Store) -> None:
    session = ReviewSession(store, Settings(), "ann")
    before = marked(session)
    read(workspace, store, FILE.replace("tired of it", "tired of all this"))
    session.refresh()
    with pytest.raises(ReviewError, match="its text changed"):
        session.add_finding(before, "obstacle", {"statement": "Ledgers disagree"})
    assert session.log == []


def test_what_a_run_finds_later_at_the_same_words_joins_the_added_finding(store: Store) -> None:
    session = ReviewSession(store, Settings(), "ann")
    interview = next(iter(session.state.interviews))
    earlier = run_offline(store, interview, "nobody knows why that is", "r_aaaaaaaaaa")
    identifier = add(session)
    found = run_offline(store, interview, WORDS, "r_bbbbbbbbbb")
    session.refresh()
    assert {item.id: item.status for item in session.state.findings.values()} == {identifier: "approved", found: "superseded", earlier: "open"}


def test_an_added_finding_is_compared_with_the_others_like_any_other(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    session = ReviewSession(store, Settings(), "ann")
    identifier = add(session)
    found = run_offline(store, next(iter(session.state.interviews)), "nobody knows why that is", "r_aaaaaaaaaa")
    monkeypatch.setattr(pipeline, "open_embedder", lambda settings: LetterEmbedder())
    assert pipeline.suggest(store, Settings()) == 1
    assert {store.pairs.all()[0].first, store.pairs.all()[0].second} == {identifier, found}
    session.undo()
    assert pipeline.suggest(store, Settings()) == 0


def test_a_finding_nobody_said_is_grounded_by_hand_and_holds_when_the_file_is_read_again(workspace: Workspace, store: Store) -> None:
    session = ReviewSession(store, Settings(), "ann")
    lost = run_offline(store, next(iter(session.state.interviews)), "the ledgers are a mess", "r_aaaaaaaaaa")
    session.refresh()
    with pytest.raises(ReviewError, match="choose a quote by hand"):
        session.approve(lost)
    session.choose_quote(lost, marked(session))
    assert (session.finding(lost).status, len(session.log)) == ("approved", 1)
    read(workspace, store, FILE.replace("Well, it is", "Well, as I said, it is"))
    session.refresh()
    assert session.finding(lost).status == "approved"
    session.undo()
    assert session.finding(lost).status == "ungrounded"


def test_a_purge_leaves_no_word_that_was_typed_or_quoted(workspace: Workspace, store: Store) -> None:
    session = ReviewSession(store, Settings(), "ann")
    add(session)
    session.undo()
    session.redo()
    store.purge(next(iter(session.state.interviews)))
    kept = b"".join(file.read_bytes() for file in workspace.database.parent.rglob("*") if file.is_file())
    assert b"Ledgers disagree" not in kept
    assert b"never agree" not in kept
    session.catch_up()
    assert (session.state.findings, session.state.entries) == ({}, {})
