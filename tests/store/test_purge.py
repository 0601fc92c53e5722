"""After a purge no byte of the workspace's data holds a word of the interview; everything else is as before."""

import hashlib
import sqlite3
from contextlib import closing

import numpy as np
import pytest

from analyzer.config import Workspace
from analyzer.errors import StoreError
from analyzer.records import Decision, Interview, SimilarPair
from analyzer.store import Store, database
from analyzer.store.migrations import back_up
from analyzer.store.purge import purge_interview
from tests.store.making import make_chunks, make_finding, make_interview, make_outcome, make_run

WORD = "zyxomma"
"""Planted in everything that comes from the purged interview; a word on its own would survive in a full-text index."""
PURGED = make_interview("i_purgeaaaaa", (f"Our {WORD} ledger is a disgrace.", f"Every {WORD} invoice is late."), raw="1" * 64)
KEPT = make_interview("i_keptaaaaaa", ("The kept plant stands still.", "Nobody knows the kept costs."), raw="2" * 64)
MINE, OLD, OTHER = "f_mineaaaaaa", "f_oldaaaaaaa", "f_otheraaaaa"


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def fill(store: Store, interview: Interview, run: str, *findings: str, word: str) -> None:
    """Put an interview into every place there is."""
    earlier = make_interview(interview.id, (f"An earlier {word} wording.",), raw=interview.raw_sha256)
    chunks, texts = make_chunks(interview)
    store.interviews.save(earlier)
    store.interviews.save(interview.model_copy(update={"title": f"Call about {word}", "organisation": f"{word} Ltd", "warnings": (f"{word}?",)}))
    store.chunks.replace(interview.id, interview.version, chunks, texts, interview.segment)
    store.findings.start_run(make_run(interview, run))
    made = [make_finding(interview, identifier, statement=f"Statement on {word} {identifier}") for identifier in findings]
    store.findings.commit(run, make_outcome(*made, answer=f'{{"quote": "{word}"}}', reason=f"{word} cut"))
    store.cache.of(interview.id).put(f"request {interview.id}", f"answer with {word}")
    keys = [chunks[0].id, sha256(texts[1]), sha256(made[0].statement)]
    store.vectors.put_many("mini", {key: np.ones(4, dtype=np.float32) for key in keys})


def decide(store: Store) -> None:
    append = store.decisions.append
    append("ana", "edit", [MINE], saw={"status": "open"}, before={"statement": f"old {WORD}"}, after={"statement": f"new {WORD}"}, reason=f"{WORD}!")
    append("ana", "edit", [OTHER], after={"statement": "kept words", "level": "tactical"}, reason="kept reason")
    append("ana", "set_speaker", [f"{PURGED.id}/s1"], before={"label": WORD, "side": "unknown"}, after={"name": f"{WORD} Smith", "side": "customer"})
    append("ana", "add_finding", ["f_typedaaaaa"], after={"finding": {"interview": PURGED.id, "statement": f"typed {WORD}"}})
    append("ben", "approve", [MINE, OTHER], before={MINE: "open", OTHER: "open"}, after={"status": "approved"})
    append("ana", "merge", [OTHER, MINE], before={OTHER: "e_otheraaaaa"}, after={"statement": f"merged {WORD}"}, reason=f"same {WORD}")
    append("ana", "edit", ["e_otheraaaaa"], before={"statement": f"merged {WORD}"}, after={"statement": f"both {WORD}", "level": "strategic"})
    append("ana", "edit", ["e_typedaaaaa"], after={"statement": f"retyped {WORD}"})
    append("ana", "link", [OTHER, "f_thirdaaaaa"], after={"type": "blocks"}, reason="plain")


@pytest.fixture
def filled(workspace: Workspace, store: Store) -> Store:
    fill(store, PURGED, "r_purgeaaaaa", MINE, OLD, word=WORD)
    fill(store, KEPT, "r_keptaaaaaa", OTHER, word="kept")
    store.findings.supersede([OLD])
    store.pairs.replace([SimilarPair(first=MINE, second=OTHER, score=0.9), SimilarPair(first=OTHER, second="f_thirdaaaaa", score=0.5)])
    store.cache.put("request nobody knows the interview of", f"answer with {WORD}")
    store.facts.put("agreed", "example.org")
    decide(store)
    back_up(workspace.database, workspace.backups, 1)
    return store


def places(workspace: Workspace, word: str) -> set[str]:
    """The files under the workspace that hold ``word``, in any of SQLite's or a terminal's encodings."""
    wanted = [word.encode(code) for code in ("utf-8", "utf-16-le", "utf-16-be")]
    return {file.name for file in workspace.root.rglob("*") if file.is_file() and any(form in file.read_bytes().lower() for form in wanted)}


def test_no_byte_of_the_interview_is_left_anywhere(workspace: Workspace, filled: Store) -> None:
    assert {"analyzer.db-wal"} < places(workspace, WORD)
    counts = filled.purge(PURGED.id)
    assert places(workspace, WORD) == set()
    assert counts == {
        "interviews": 1, "versions": 2, "chunks": 2, "runs": 1, "steps": 1, "findings": 2, "answers": 2, "pairs": 1, "vectors": 3, "decisions": 7,
        "backups": 1,
    }  # fmt: skip


def test_after_closing_and_for_what_was_already_in_the_main_file(workspace: Workspace, filled: Store) -> None:
    filled.close()
    assert "analyzer.db" in places(workspace, WORD)
    with Store.open(workspace) as store:
        store.purge(PURGED.id)
        assert places(workspace, WORD) == set()
    assert places(workspace, WORD) == set()
    assert places(workspace, PURGED.version) == places(workspace, PURGED.raw_sha256) == set()


def test_the_other_interviews_keep_everything(filled: Store) -> None:
    before = (filled.interviews.all()[1], filled.interviews.versions(KEPT.id), filled.findings.all(KEPT.id), filled.findings.outcomes("r_keptaaaaaa"))
    chunks, texts = make_chunks(KEPT)
    filled.purge(PURGED.id)
    assert (
        filled.interviews.get(KEPT.id),
        filled.interviews.versions(KEPT.id),
        filled.findings.all(),
        filled.findings.outcomes("r_keptaaaaaa"),
    ) == before
    assert filled.interviews.all() == [before[0]]
    assert filled.chunks.all() == chunks
    assert filled.chunks.search_words(f"{WORD} costs", 9) == [chunks[1].id]
    assert set(filled.vectors.all("mini")) == {chunks[0].id, sha256(texts[1]), sha256(f"Statement on kept {OTHER}")}
    assert filled.cache.get(f"request {KEPT.id}") == "answer with kept"
    assert filled.pairs.all() == [SimilarPair(first=OTHER, second="f_thirdaaaaa", score=0.5)]
    assert filled.facts.get("agreed") == "example.org"
    assert filled.findings.superseded() == set()


def test_decisions_stay_without_the_wording(filled: Store) -> None:
    before = filled.decisions.all()
    filled.purge(PURGED.id, reviewer="ana", reason="the customer asked")
    after = filled.decisions.all()

    def skeleton(decision: Decision) -> tuple[object, ...]:
        return decision.seq, decision.id, decision.at, decision.reviewer, decision.action, decision.targets, decision.undoes

    assert [skeleton(decision) for decision in after[:-1]] == [skeleton(decision) for decision in before]
    edit, kept_edit, speaker, typed, approve, merge, later_edit, typed_edit, link, purge = after
    assert (edit.saw, edit.before, edit.after, edit.reason) == ({"status": "open"}, {}, {}, "(purged)")
    assert kept_edit == before[1]
    assert (speaker.before, speaker.after, speaker.reason) == ({"side": "unknown"}, {"side": "customer"}, "")
    assert typed.after == typed_edit.after == {}
    assert (approve.before, approve.after) == ({MINE: "open", OTHER: "open"}, {"status": "approved"})
    assert (merge.before, merge.after, merge.reason) == ({OTHER: "e_otheraaaaa"}, {}, "(purged)")
    assert later_edit.after == {"level": "strategic"}
    assert link.after == {"type": "blocks"}
    assert (purge.action, purge.targets, purge.reviewer, purge.reason) == ("purge", (PURGED.id,), "ana", "the customer asked")
    assert purge.after["removed"]["findings"] == 2


def test_the_log_is_as_closed_as_before(workspace: Workspace, filled: Store) -> None:
    filled.purge(PURGED.id)
    with closing(sqlite3.connect(workspace.database)) as stranger, pytest.raises(sqlite3.IntegrityError, match="never changed"):
        stranger.execute("UPDATE decisions SET reason = 'other'")
    assert filled.decisions.append("ana", "approve", [OTHER]).seq == 11


def test_a_second_purge_finds_nothing_and_logs_nothing(filled: Store) -> None:
    filled.purge(PURGED.id)
    log = filled.decisions.all()
    assert sum(filled.purge(PURGED.id).values()) == 0
    assert filled.decisions.all() == log


def test_what_never_was_there_cannot_be_purged(filled: Store) -> None:
    log = filled.decisions.all()
    with pytest.raises(StoreError, match=r"i_never: no such interview"):
        filled.purge("i_never")
    assert filled.decisions.all() == log


@pytest.mark.parametrize("again", ["purged again", "opened again"])
def test_a_purge_cut_off_by_a_reader_is_completed_later(workspace: Workspace, monkeypatch: pytest.MonkeyPatch, filled: Store, again: str) -> None:
    filled.close()
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.05)
    with Store.open(workspace) as store, closing(sqlite3.connect(workspace.database, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM decisions").fetchone()
        with pytest.raises(StoreError, match="another analyzer reads it"):
            store.purge(PURGED.id)
        assert [interview.id for interview in store.interviews.all()] == [KEPT.id]
        assert places(workspace, WORD)
        reader.execute("COMMIT")
        if again == "purged again":
            store.purge(PURGED.id)
            assert places(workspace, WORD) == set()
    Store.open(workspace).close()
    assert places(workspace, WORD) == set()


def test_a_purge_killed_before_its_bytes_were_gone_is_completed_by_the_next_opening(workspace: Workspace, filled: Store) -> None:
    purge_interview(filled._database, PURGED.id, "ana", "")
    filled.close()
    assert any(name.startswith("analyzer-v1-") for name in places(workspace, WORD))
    Store.open(workspace, read_only=True).close()
    assert places(workspace, WORD)
    Store.open(workspace).close()
    assert places(workspace, WORD) == set()
    assert not list(workspace.backups.iterdir())


def test_a_purge_gives_the_space_back(workspace: Workspace, store: Store) -> None:
    store.interviews.save(KEPT)
    store.close()
    before = workspace.database.stat().st_size
    with Store.open(workspace) as opened:
        opened.interviews.save(make_interview(PURGED.id, ("much to say " * 50000,)))
        opened.purge(PURGED.id)
    assert workspace.database.stat().st_size <= before + 4096


def test_a_purge_that_fails_changes_nothing(workspace: Workspace, filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    log = filled.decisions.all()
    with filled._database.reading() as connection:
        connection.execute("CREATE TEMP TRIGGER refuse BEFORE DELETE ON main.runs BEGIN SELECT raise(ABORT, 'disk on fire'); END")
    with pytest.raises(StoreError, match="disk on fire"):
        filled.purge(PURGED.id)
    assert filled.decisions.all() == log
    assert len(filled.interviews.all()) == 2
    assert list(workspace.backups.iterdir())
