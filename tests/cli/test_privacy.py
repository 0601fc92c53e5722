"""Redaction before anything is kept, and purge from every place."""

from pathlib import Path

from analyzer.config import Workspace
from tests.cli.conftest import Call

PLANTED = "zanzibar umbrella covenant"
TALK = f"""Dana: What do you want this year?
Tom: We want to close the {PLANTED} in four days, it takes us nine days. Write to tom@acme.example or call +49 170 1234567.
Dana: And what is in the way?
Tom: The problem is that nobody owns the {PLANTED}, we do it by hand.
"""
SIDES = "speakers:\n  Dana: {side: interviewer}\n  Tom: {side: customer}\n"


def holding(workspace: Path, words: str) -> list[str]:
    """Return the files of the workspace's own folder that hold these bytes."""
    folder = Workspace(workspace).folder
    return [str(path) for path in folder.rglob("*") if path.is_file() and words.encode() in path.read_bytes()]


def test_a_purged_interview_is_in_no_byte_we_keep(call: Call, workspace: Path) -> None:
    source = workspace / "interviews" / "mid-market" / "secret.txt"
    source.write_text(TALK, encoding="utf-8")
    source.with_suffix(".yaml").write_text(SIDES, encoding="utf-8")
    assert call("run", "--workspace", workspace).code == 0
    call("search", PLANTED, "--workspace", workspace)
    finding = next(f for f in call("export", "findings", "--workspace", workspace).records if PLANTED in str(f["statement"]))
    assert holding(workspace, PLANTED)
    answer = call("purge", finding["interview"], "--yes", "--workspace", workspace)
    assert answer.code == 0
    assert answer.out.startswith(f"removed {finding['interview']} (interviews/mid-market/secret.txt): ")
    assert "1 interview," in answer.out
    assert holding(workspace, PLANTED) == []
    assert PLANTED not in call("search", PLANTED, "--workspace", workspace).out
    assert len(call("export", "interviews", "--workspace", workspace).records) == 3


def test_purge_asks_first(call: Call, workspace: Path) -> None:
    identifier = call("export", "interviews", "--workspace", workspace).records[0]["id"]
    answer = call("purge", identifier, "--workspace", workspace)
    assert answer.code == 2
    assert "--yes" in answer.err
    assert len(call("export", "interviews", "--workspace", workspace).records) == 3


def test_redacted_identifiers_never_reach_the_disk_and_metrics_stay(call: Call, tmp_path: Path) -> None:
    call("init", tmp_path)
    source = tmp_path / "elsewhere" / "talk.txt"
    source.parent.mkdir()
    source.write_text(TALK, encoding="utf-8")
    assert call("ingest", source, "--redact", "--redact-names", "--no-index", "--workspace", tmp_path).code == 0
    for secret in ("tom@acme.example", "170 1234567", "Tom"):
        assert holding(tmp_path, secret) == []
    assert "nine days" in str(call("export", "interviews", "--workspace", tmp_path).records[0]["text"])


def test_what_was_redacted_once_stays_so_until_it_is_purged(call: Call, tmp_path: Path) -> None:
    call("init", tmp_path)
    source = tmp_path / "interviews" / "my-first-segment" / "talk.txt"
    source.write_text(TALK, encoding="utf-8")
    call("ingest", "--redact-names", "--no-index", "--workspace", tmp_path)
    answer = call("ingest", "--no-index", "--workspace", tmp_path)
    assert answer.err.strip() == "read: 1 known already"
    source.write_text(TALK.replace("this year", "next year"), encoding="utf-8")
    (source.parent / "copy.txt").write_text(TALK, encoding="utf-8")
    call("ingest", "--no-index", "--workspace", tmp_path)
    [interview] = call("export", "interviews", "--workspace", tmp_path).records
    assert "next year" in str(interview["text"])
    assert [holding(tmp_path, secret) for secret in ("tom@acme.example", "170 1234567", "Tom")] == [[], [], []]
    call("purge", interview["id"], "--yes", "--workspace", tmp_path)
    call("ingest", "--no-index", "--workspace", tmp_path)
    assert holding(tmp_path, "tom@acme.example")
