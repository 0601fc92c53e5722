import json
from typing import Any

import pytest

from analyzer.errors import ReportError
from analyzer.records import Decision
from analyzer.report.lines import decision_line, entry_line, finding_line, interview_line
from analyzer.segment import count_prevalence, cover_segment
from tests.report.mills import mills

FINDING = (
    "schema id entry kind statement original_statement status level department segment organisation interview interview_version source evidence "
    "flags links blocks measures outcome obstacle metric run extractor model prompt_hash"
)
INTERVIEW = (
    "schema id version title source format language segment organisation date origins text text_sha256 raw_sha256 kept_share exclusions warnings "
    "speakers turns"
)


def fields(names: str) -> list[str]:
    return names.split()


def written(line: dict[str, Any]) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(json.dumps(line))
    assert read == line
    return read


def finding_lines() -> dict[str, dict[str, Any]]:
    hearing = mills()
    interviews = {interview.id: interview for interview in hearing.interviews()}
    return {item.id: written(finding_line(item, interviews[item.finding.interview])) for item in hearing.reviewed()}


def test_a_finding_has_the_fields_of_the_contract() -> None:
    lines = finding_lines()
    for line in lines.values():
        assert set(line) == set(fields(FINDING))
        assert line["schema"] == "analyzer.finding/1"
        for piece in line["evidence"]:
            assert set(piece) == set(fields("quote_id supports quote claimed turn start end start_ms speaker side match"))
    assert set(lines["f_cash"]["outcome"]) == {"why_strategic", "deemed_by", "beneficiary"}
    assert lines["f_cash"]["obstacle"] is lines["f_cash"]["metric"] is None
    assert lines["f_ledger"]["obstacle"] == {"cause": "no common key", "nature": "data"}
    assert set(lines["f_dso"]["metric"]) == set(fields("name direction role value baseline target money period basis"))


def test_a_finding_says_where_it_stands() -> None:
    lines = finding_lines()
    assert (lines["f_cash2"]["entry"], lines["f_cash2"]["status"]) == ("e_cash", "merged")
    assert (lines["f_waiting"]["entry"], lines["f_waiting"]["status"]) == (None, "open")
    assert (lines["f_ledger"]["blocks"], lines["f_ledger"]["measures"]) == (["e_cash"], [])
    assert lines["f_dso"]["measures"] == ["e_cash"]
    assert lines["f_dso"]["metric"]["baseline"]["low"] == "61"
    assert lines["f_dso"]["metric"]["value"] is None


def test_the_quotes_of_a_finding_are_slices_of_the_exported_text() -> None:
    texts = {interview.id: interview_line(interview)["text"] for interview in mills().interviews()}
    pieces = [(line["interview"], piece) for line in finding_lines().values() for piece in line["evidence"]]
    assert pieces
    assert all(texts[interview][piece["start"] : piece["end"]] == piece["quote"] for interview, piece in pieces)


def test_a_quote_that_is_not_there_is_not_exported() -> None:
    hearing = mills()
    item = hearing.reviewed()[0]
    interview = hearing.interviews()[0]
    start = item.finding.evidence[0].start
    assert start is not None
    moved = item.finding.evidence[0].model_copy(update={"start": start + 1, "end": start + 1 + len(item.finding.evidence[0].quote)})
    with pytest.raises(ReportError, match="f_cash: quote q1 is not what interviews/grain-mills/i_0"):
        finding_line(item.model_copy(update={"finding": item.finding.model_copy(update={"evidence": (moved,)})}), interview)


def test_a_finding_is_not_exported_with_another_interview() -> None:
    hearing = mills()
    with pytest.raises(ReportError, match="f_cash quotes interview i_0, not i_1"):
        finding_line(hearing.reviewed()[0], hearing.interviews()[1])


def test_an_interview_has_the_fields_of_the_contract_and_its_turns_tile_the_text() -> None:
    line = written(interview_line(mills().interviews()[0]))
    assert set(line) == set(fields(INTERVIEW))
    assert line["schema"] == "analyzer.interview/1"
    assert set(line["speakers"][0]) == set(fields("key label name side side_basis title level department organisation"))
    assert "\n".join(line["text"][turn["start"] : turn["end"]] for turn in line["turns"]) == line["text"]


def test_an_entry_carries_its_prevalence() -> None:
    hearing = mills()
    entry = hearing.entries()[0]
    line = written(entry_line(entry, count_prevalence(entry, cover_segment("grain-mills", hearing.interviews()))))
    assert {"schema", "id", "segment", "kind", "statement", "members", "links", "prevalence"} <= set(line)
    assert line["members"] == ["f_cash", "f_cash2"]
    assert {name: line["prevalence"][name] for name in ("organisations", "n", "of")} == {"organisations": ["Alm Mill", "Brook Mill"], "n": 2, "of": 5}
    assert 0 < line["prevalence"]["low"] < 0.4 < line["prevalence"]["high"] < 1


def test_a_decision_is_exported_whole() -> None:
    decision = Decision(seq=3, id="d_1", at="2026-03-02T10:00:00.000Z", reviewer="rosa", action="edit", targets=("f_1",), after={"statement": "x"})
    line = written(decision_line(decision))
    assert set(line) == {"schema", "seq", "id", "at", "reviewer", "action", "targets", "saw", "before", "after", "reason", "undoes"}
    assert line["schema"] == "analyzer.decision/1"
