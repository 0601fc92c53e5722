import csv
import io
import json

from analyzer.records import SegmentModel
from analyzer.report.tables import COLUMNS, write_csv, write_json
from tests.report.hostile import hostile_model
from tests.report.mills import mills, mills_model


def rows_of(model: SegmentModel) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(write_csv(model), newline="")))


def test_the_table_has_a_row_for_every_place_in_the_tree() -> None:
    rows = rows_of(mills_model())
    assert [(row["part"], row["place"], row["entry"]) for row in rows] == [
        ("strategy", "1", "e_cash"), ("strategy", "1.1", "e_ledger"), ("strategy", "1.1m1", "e_late"), ("strategy", "1.2", "e_terms"),
        ("strategy", "1m1", "e_dso"), ("strategy", "2", "e_calm"), ("enhancement lane", "e1", "e_button"), ("not linked yet", "u1", "e_alone"),
        ("not linked yet", "um1", "e_wish"),
    ]  # fmt: skip


def test_the_table_carries_counts_sizes_and_quotes() -> None:
    rows = {row["entry"]: row for row in rows_of(mills_model())}
    ledger = rows["e_ledger"]
    assert (ledger["said_in"], ledger["of"], ledger["too_thin"]) == ("2", "5", "no")
    assert (ledger["effect_basis"], ledger["effect_median"], ledger["effect_low"], ledger["effect_high"], ledger["effect_unit"]) == (
        "stated", "6.5", "4", "9", "day",
    )  # fmt: skip
    assert rows["e_terms"]["effect_basis"] == "at most"
    assert rows["e_wish"]["size"] == "not quantified"
    assert (rows["e_dso"]["now"], rows["e_dso"]["target"], rows["e_dso"]["outcome"]) == ("61 days", "45 days", "e_cash")
    assert "\u201cthree ledgers never match\u201d (Petra Vann, interviews/grain-mills/i_0.md, turn 4, 0:04:04)" in ledger["quotes"]


def test_no_cell_is_a_formula() -> None:
    for row in rows_of(hostile_model()):
        assert set(row) == set(COLUMNS)
        assert not [cell for cell in row.values() if cell[:1] in ("=", "+", "-", "@", "\t", "\r")]


def test_wordings_that_are_held_back_are_in_no_cell_and_null_in_the_data() -> None:
    hearing = mills()
    finding, status = hearing.findings["f_cash"]
    claimed = finding.model_copy(update={"statement": "CLAIMED statement", "why_strategic": "CLAIMED why", "flags": ("unsupported_claim",)})
    hearing.findings["f_cash"] = (claimed, status)
    assert "CLAIMED" not in write_csv(hearing.model())
    data = json.loads(write_json(hearing.model()))
    assert data.pop("held_back") == [{"id": "e_cash", "statement": "CLAIMED statement"}]
    assert "CLAIMED" not in json.dumps(data)
    outcome = next(line for line in data["outcomes"] if line["entry"]["id"] == "e_cash")
    assert outcome["entry"]["statement"] is None
    assert outcome["why"] == [["f_cash", None], ["f_cash2", "The bank watches it"]]


def test_the_data_is_the_model() -> None:
    model = mills_model()
    data = json.loads(write_json(model))
    assert data.pop("schema") == "analyzer.segment/1"
    assert data.pop("held_back") == []
    assert SegmentModel.model_validate(data) == model
