"""From files to findings as a user runs it."""

import json
import shlex
from pathlib import Path

import pytest

from analyzer.config import Workspace
from analyzer.store import Store
from tests.cli.conftest import MARKDOWN, Call


def interview_texts(call: Call, workspace: Path) -> dict[object, dict[str, object]]:
    return {record["id"]: record for record in call("export", "interviews", "--workspace", workspace).records}


def test_every_quote_is_a_slice_of_its_interview_and_never_an_interviewers(call: Call, workspace: Path) -> None:
    interviews = interview_texts(call, workspace)
    findings = call("export", "findings", "--workspace", workspace).records
    assert len(interviews) == 3
    kinds = {finding["kind"] for finding in findings}
    assert kinds == {"outcome", "obstacle", "metric"}
    for finding in findings:
        text = str(interviews[finding["interview"]]["text"])
        for piece in finding["evidence"]:  # type: ignore[attr-defined]
            assert text[piece["start"] : piece["end"]] == piece["quote"]
            assert piece["side"] == "customer"


def test_the_same_files_again_are_the_same_interviews_whatever_their_name(call: Call, workspace: Path) -> None:
    folder = workspace / "interviews" / "mid-market"
    (folder / "acme.md").rename(folder / "renamed.md")
    first, last = call("--workspace", workspace, "ingest").err.splitlines()
    assert "renamed.md" in first
    assert "the same words as interviews/mid-market/acme.md" in first
    assert last == "read: 3 known already"
    answer = call("--workspace", workspace, "ingest")
    assert (answer.code, answer.err.strip()) == (0, "read: 3 known already")
    assert len(interview_texts(call, workspace)) == 3


def test_an_edited_file_is_the_next_version_and_decisions_stay(call: Call, workspace: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def find(words: str) -> dict[str, object]:
        findings = call("export", "findings", "--workspace", workspace).records
        return next(f for f in findings if any(words in piece["claimed"] for piece in f["evidence"]))  # type: ignore[attr-defined]

    kept, lost = find("three ledgers never match"), find("close the books in four days")
    monkeypatch.setattr("sys.stdin", open_lines([]))
    path = workspace / "interviews" / "mid-market" / "acme.md"
    path.write_text(
        MARKDOWN.replace("close the books in four days", "close the books within a week").replace("What are", "So, what are"), encoding="utf-8"
    )
    answer = call("ingest", "--workspace", workspace)
    assert answer.code == 0
    assert "new version" in answer.err
    assert find("three ledgers never match")["id"] == kept["id"]
    assert find("three ledgers never match")["status"] == "open"
    statuses = {f["id"]: f["status"] for f in call("export", "findings", "--workspace", workspace).records}
    assert statuses[lost["id"]] == "stale"


def test_a_file_that_cannot_be_read_is_named_and_the_others_go_on(call: Call, workspace: Path) -> None:
    folder = workspace / "interviews" / "mid-market"
    (folder / "broken.json").write_text('{"segments": [', encoding="utf-8")
    (folder / "empty.txt").write_text("", encoding="utf-8")
    (folder / "delta.txt").write_text(
        "Ann: What do you want?\nBo: We want to ship in two days, nine times of ten.\nAnn: Why?\nBo: Customers leave us otherwise.\n",
        encoding="utf-8",
    )
    answer = call("ingest", "--workspace", workspace, "--no-index")
    assert answer.code == 1
    problems = [line for line in answer.err.splitlines() if line.startswith("analyzer:")]
    assert len(problems) == 2
    assert "broken.json" in problems[0]
    assert "empty.txt" in problems[1]
    assert len(interview_texts(call, workspace)) == 4


def test_without_a_workspace_the_answer_is_init(call: Call, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    answer = call("run")
    assert answer.code == 2
    assert "analyzer init" in answer.err


def test_an_empty_workspace_says_where_to_drop_files(call: Call, tmp_path: Path) -> None:
    assert call("init", tmp_path).code == 0
    answer = call("run", "--workspace", tmp_path)
    assert answer.code == 2
    assert str(tmp_path / "interviews") in answer.err
    assert "analyzer run" in call("interviews", "--workspace", tmp_path).out


def test_extracting_again_changes_nothing_and_asks_nothing_twice(call: Call, workspace: Path) -> None:
    before = call("export", "findings", "--workspace", workspace).records
    assert "already" in call("extract", "--workspace", workspace).err
    assert call("extract", "--workspace", workspace, "--again").code == 0
    after = call("export", "findings", "--workspace", workspace).records
    assert [f["id"] for f in after] == [f["id"] for f in before]
    assert {f["status"] for f in after} == {f["status"] for f in before}


def test_proposals_a_newer_program_dropped_are_made_anew_by_the_next_run(call: Call, workspace: Path) -> None:
    with Store.open(Workspace(workspace)) as store:
        before = store.pairs.all()
        store.pairs.replace([])
    assert before
    assert call("run", "--workspace", workspace).code == 0
    with Store.open(Workspace(workspace), read_only=True) as store:
        assert store.pairs.all() == before


def test_a_flag_holds_until_another_flag_and_a_change_is_told(call: Call, workspace: Path) -> None:
    path = workspace / "interviews" / "mid-market" / "acme.md"
    answer = call("ingest", path, "--segment", "Seg A", "--organisation", "Northwind", "--workspace", workspace)
    assert "segment is now seg-a" in answer.err
    call("ingest", path, "--date", "2026-05-01", "--workspace", workspace)
    call("ingest", "--workspace", workspace)
    interview = next(one for one in interview_texts(call, workspace).values() if one["organisation"] == "Northwind")
    assert (interview["segment"], interview["date"]) == ("seg-a", "2026-05-01")


def test_a_copy_elsewhere_does_not_take_over_the_interview(call: Call, workspace: Path) -> None:
    copy = workspace / "interviews" / "other" / "copy.json"
    copy.parent.mkdir()
    copy.write_bytes((workspace / "interviews" / "mid-market" / "gamma.json").read_bytes())
    answer = call("ingest", "--workspace", workspace)
    assert answer.code == 0
    assert sorted(str(one["source"]) for one in interview_texts(call, workspace).values()) == [
        f"interviews/mid-market/{name}" for name in ("acme.md", "beta.vtt", "gamma.json")
    ]


def test_two_files_of_one_meeting_do_not_take_turns(call: Call, workspace: Path) -> None:
    folder = workspace / "interviews" / "mid-market"
    changed = folder / "acme corrected.md"
    changed.write_text(MARKDOWN.replace("in four days", "in five days"), encoding="utf-8")
    assert "in five days" in str(text_of(call, workspace, "acme corrected.md"))
    answer = call("ingest", "--no-index", "--workspace", workspace)
    line = next(line for line in answer.err.splitlines() if line.startswith("not needed: interviews/mid-market/acme.md"))
    assert "acme corrected.md came later, with changed words" in line
    assert answer.err.splitlines()[-1] == "read: 3 known already, 1 not needed"
    changed.unlink()
    assert "in four days" in str(text_of(call, workspace, "acme.md"))


def text_of(call: Call, workspace: Path, name: str) -> object:
    """Read what lies there and return the words of the interview that this file gave."""
    call("ingest", "--no-index", "--workspace", workspace)
    return next(one["text"] for one in interview_texts(call, workspace).values() if str(one["source"]).endswith(f"/{name}"))


def test_facts_are_checked_before_they_are_kept(call: Call, workspace: Path) -> None:
    identifier = next(iter(interview_texts(call, workspace)))
    assert call("interviews", "set", identifier, "--date", "tomorrow", "--workspace", workspace).code == 2
    assert call("ingest", "--date", "2026-02-30", "--workspace", workspace).code == 2
    told = call("interviews", "set", identifier, "--segment", "New Seg/x", "--organisation", "", "--workspace", workspace)
    interview = interview_texts(call, workspace)[identifier]
    assert (interview["segment"], interview["organisation"]) == ("new-seg-x", None)
    assert told.out.strip() == f"{identifier}: segment = new-seg-x, organisation = not known"


def test_only_a_segment_that_is_there_is_exported_and_the_log_only_whole(call: Call, workspace: Path) -> None:
    answer = call("export", "findings", "--segment", "mid-markt", "--workspace", workspace)
    assert (answer.code, answer.out, "analyzer segment list" in answer.err) == (2, "", True)
    assert call("export", "findings", "--segment", "mid-market", "--workspace", workspace).records
    answer = call("export", "decisions", "--segment", "mid-market", "--workspace", workspace)
    assert (answer.code, answer.out) == (2, "")


def test_a_guess_that_found_no_side_is_not_called_one(call: Call, workspace: Path) -> None:
    talk = "Tom: We want to close the books in five days.\nAnna: The ledgers never match.\nTom: And the bank waits.\nAnna: It does.\n"
    (workspace / "interviews" / "mid-market" / "twosome.txt").write_text(talk, encoding="utf-8")
    call("ingest", "--no-index", "--workspace", workspace)
    rows = call("speakers", "twosome.txt", "--workspace", workspace).out.splitlines()[1:]
    assert [row.split()[3:5] for row in rows] == [["unknown", "-"], ["unknown", "-"]]
    assert "s1: Tom: unknown\n" in call("show", "twosome.txt", "--workspace", workspace).out


def test_what_explain_says_to_type_can_be_typed_once_the_file_is_ingested(call: Call, workspace: Path) -> None:
    path = workspace / "interviews" / "mid-market" / "two some.txt"
    path.write_text("Tom: We want to close in five days.\nAnna: It is late.\nTom: And slow.\nAnna: It is.\n", encoding="utf-8")
    told = call("ingest", "--explain", path).out
    command = told.partition("set it with: analyzer ")[2].splitlines()[0]
    call("ingest", "--no-index", "--workspace", workspace)
    assert call("--workspace", workspace, *shlex.split(command)).code == 0


def test_a_decision_is_shown_in_words(call: Call, workspace: Path) -> None:
    identifier = next(iter(interview_texts(call, workspace)))
    call("interviews", "set", identifier, "--segment", "new-seg", "--organisation", "", "--workspace", workspace)
    [decision] = call("export", "decisions", "--workspace", workspace).records
    told = {line.split()[0]: line for line in call("show", str(decision["id"]), "--workspace", workspace).out.splitlines()}
    assert told["targets"].split() == ["targets", identifier]
    assert told["after"].split(maxsplit=1)[1] == "segment = new-seg, organisation = -"
    assert "undoes" not in told


def test_the_doctor_tells_of_settings_that_nothing_else_can_read(call: Call, workspace: Path) -> None:
    assert call("doctor", "--workspace", workspace).code == 0
    (workspace / "analyzer.toml").write_text("broken = [", encoding="utf-8")
    answer = call("doctor", "--workspace", workspace)
    assert (answer.code, "broken  settings: " in answer.out) == (1, True)


def test_json_callers_get_json_for_problems_too(call: Call, workspace: Path) -> None:
    answer = call("segment", "show", "nowhere", "--json", "--workspace", workspace)
    assert answer.code == 2
    assert json.loads(answer.err)["schema"] == "analyzer.problem/1"
    assert json.loads(call("report", "mid-market", "--json", "--workspace", workspace).out)["segment"] == "mid-market"


def test_search_finds_by_words_and_by_meaning(call: Call, workspace: Path) -> None:
    answer = call("search", "spreadsheet", "--json", "--workspace", workspace)
    assert answer.code == 0
    best = answer.records[0]
    assert "spreadsheet" in str(best["text"])
    assert best["found_by"] == ["meaning", "words"]


def test_a_wrong_call_is_one_line_and_exit_2(call: Call, workspace: Path) -> None:
    for wrong in (
        ["export", "nonsense"],
        ["segment", "show", "no-such"],
        ["speakers", "i_zzz"],
        ["report", "mid-market", "--format", "pptx"],
        ["--no-such-option"],
    ):
        answer = call("--workspace", workspace, *wrong)
        assert answer.code in (1, 2)
        assert len(answer.err.strip().splitlines()) == 1
        assert "Traceback" not in answer.err
    assert call("report").err.strip() == "analyzer: Missing argument 'S' - analyzer report --help"


def open_lines(lines: list[str]) -> object:
    import io

    return io.StringIO("".join(f"{line}\n" for line in lines))
