"""Polarity words."""

from analyzer.language.negation import negations, signature


def test_contractions_are_negations() -> None:
    assert signature("we can't") == signature("we cannot") == signature("we can\u2019t") == signature("we can not") == ("not",)
    assert signature("we can") == ()


def test_an_interjection_is_none() -> None:
    assert signature("No, we close in four days. No!") == ()
    assert signature("we have no data") == ("no",)


def test_groups_of_equal_meaning() -> None:
    assert signature("nobody owns it") == signature("no one owns it")
    assert signature("hardly anyone") != signature("everyone")


def test_spans() -> None:
    text = "It doesn't work without Ana"
    assert [text[start:end] for _, start, end in negations(text)] == ["doesn't", "without"]
