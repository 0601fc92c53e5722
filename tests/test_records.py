"""Records describe themselves: developer, editor and model read the same words."""

from analyzer.records import Outcome


def test_the_text_under_a_field_is_its_description_in_the_json_schema() -> None:
    schema = Outcome.model_json_schema()
    assert schema["properties"]["statement"]["description"] == "One sentence in the customer's terms."  # inherited
    assert schema["properties"]["beneficiary"].get("description") is None
    assert schema["properties"]["why_strategic"]["description"].startswith("Why the customer calls it strategic")
    assert schema["$defs"]["Evidence"]["properties"]["end"]["description"] == "Exclusive; code points of the canonical text."
