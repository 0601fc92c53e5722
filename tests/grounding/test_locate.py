"""Where a quote was said, and what may not differ."""

import pytest

from analyzer.extract.grounding import align, locate
from tests.grounding.talk import TEXT


def slices(text: str, pieces: list[tuple[int, int]]) -> list[str]:
    return [text[start:end] for start, end in pieces]


def found(quote: str, text: str = TEXT) -> tuple[str, list[str]]:
    located = locate(text, quote)
    return (located.match, slices(text, located.pieces)) if located else ("not_found", [])


def kind(quote: str) -> str:
    return found(quote)[0]


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("it's that nobody owns the master data", "it's that nobody owns the master data"),
        ("We can't trust the intercompany balances, they don't match", "We can't trust the intercompany balances, they don't match"),
        ("It takes nine - no, sorry, eleven days.", "It takes nine - no, sorry, eleven days."),
        ("our nurses spend half an hour per shift on rosters", "our nurses spend half an hour per shift on rosters"),
    ],
)
def test_verbatim(quote: str, said: str) -> None:
    assert found(quote) == ("verbatim", [said])


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("\u201cWe can\u2019t trust the intercompany balances\u201d", "We can't trust the intercompany balances"),
        ("WE CANNOT TRUST THE INTERCOMPANY BALANCES; they do not match", "We can't trust the intercompany balances, they don't match"),
        ("that costs us about eighteen per cent of the finance team's time", "that costs us about 18 percent of the finance team's time"),
        (
            "about 18% of the finance team's\n  time, roughly 2.4 million dollars a year",
            "about 18 percent of the finance team's time, roughly $2.4 million a year",
        ),
        ("so the plants key it in 3-4 times", "so the plants key it in three or four times"),
        ("We bought a reconciliation tool in 2023 - it did not help", "We bought a reconciliation tool in twenty twenty-three - it didn't help"),
        ("the interfaces drop 3 to 5% of the records", "the interfaces drop between 3 and 5 percent of the records"),
        ("Margin fell from 12% to 8%", "Margin fell from 12 to 8 percent"),
        ("We would need at least 200 more beds", "We'd need at least two hundred more beds"),
        ("and we find out a week too late which is a pain.", "and we find out a week too late (inaudible) which is a pain."),
    ],
)
def test_normalised(quote: str, said: str) -> None:
    assert found(quote) == ("normalised", [said])


@pytest.mark.parametrize(
    ("quote", "said"),
    [
        ("down to four days, because the board wants numbers", "down to four days, you know, because the board, the board wants numbers"),
        ("it's not the ERP; it's that nobody owns the master data", "it's not the ERP, honestly; it's that nobody owns the master data"),
        ("the increase in cost was 300 thousand euros", "the increase in cost was, like, \u20ac300k"),
        ("um, forty-five people touch it, not full time, but still", "forty-five people touch it, I mean, not full time, but still"),
    ],
)  # fmt: skip
def test_disfluency(quote: str, said: str) -> None:
    assert found(quote) == ("disfluency", [said])


def test_a_correction_stands_for_what_was_meant() -> None:
    assert found("It takes eleven days.") == ("normalised", ["It takes nine - no, sorry, eleven days."])
    assert kind("It takes 9 days.") == "meaning_changed"
    assert align(TEXT, "the close takes nine") is None
    assert align(TEXT, "It takes nine") is None


@pytest.mark.parametrize("mark", ["...", "[...]", "\u2026", "(...)", "[\u2026]"])
def test_an_elision_gives_its_pieces(mark: str) -> None:
    match, said = found(f"We can't trust the intercompany balances {mark} roughly $2.4 million a year")
    assert (match, said) == ("elided", ["We can't trust the intercompany balances", "roughly $2.4 million a year"])


def test_elision_marks_at_the_ends_are_no_elision() -> None:
    assert found("... nobody owns the master data, so the plants key it in ...")[0] == "normalised"


def test_what_a_speaker_takes_back_in_the_next_sentence_grounds_nothing() -> None:
    text = "So last year the lag cost us one point four million. No, hold on, one point one. The rest was freight."
    assert align(text, "So last year the lag cost us one point four million.") is None
    assert align(text, "So last year the lag cost us one point one.") == (0, text.index(" The rest"))


def test_a_stutter_ends_with_the_sentence() -> None:
    text = "The offer letter has the old logo on it. It's been three years, we, we just never fixed it."
    assert align(text, "the offer letter has the old logo on it") == (0, text.index(". It"))
    assert align(text, "it's been three years, we just never fixed it") == (text.index("It's"), len(text) - 1)


def test_a_content_word_may_be_left_out_but_not_replaced() -> None:
    text = "The night shift keys carrier invoices into the portal because the nightly interface drops records."
    assert align(text, "The night shift keys carrier invoices into the portal because the interface drops records.") == (0, len(text))
    assert align(text, "The night shift keys carrier invoices into the portal because the whole interface drops records.") is None


def test_synonyms_and_inflections_are_rewording() -> None:
    text = "The company bought a second planning tool and our planners needed a whole year for the roll-out."
    assert align(text, "The company purchased a second planning tool and our planners need an entire year for the roll-out.") == (0, len(text))


def test_an_elision_over_turns_keeps_the_order() -> None:
    assert kind("we want to get the close down to four days [...] Every region has its own definition") == "elided"
    assert kind("Every region has its own definition [...] we want to get the close down to four days") == "not_found"


@pytest.mark.parametrize(
    "quote",
    [
        "We can ... trust the intercompany balances",
        "And it's ... the ERP, honestly; it's that nobody owns the master data",
        "planners key it in [not] three or four times",
    ],
)
def test_an_elision_may_not_hide_a_negation(quote: str) -> None:
    assert align(TEXT, quote) is None


def test_an_elision_may_not_give_a_number_another_unit() -> None:
    text = "We lose 18 percent of the orders and that is 5 days of work for the whole planning team."
    assert align(text, "We lose 18 ... days of work for the whole planning team") is None
    assert align(text, "We lose 18 percent ... 5 days of work") is not None


def test_a_quote_over_turns_skips_the_back_channel() -> None:
    match, said = found("every purchase order needs three signatures before the warehouse may ship it")
    assert match == "normalised"
    assert said == ["every purchase order", "needs three signatures before the warehouse may ship it"]


def test_a_short_interjection_in_between_is_skipped() -> None:
    text = "we lose two hundred orders every month\nsorry, is that all plants?\nbecause the carrier file arrives too late."
    located = locate(text, "we lose two hundred orders every month because the carrier file arrives too late")
    assert located
    assert located.match == "elided"
    assert slices(text, located.pieces) == ["we lose two hundred orders every month", "because the carrier file arrives too late"]


@pytest.mark.parametrize(
    "quote",
    [
        "nobody owns the master data, so the plants are keying it in three or four times",
        "Every region has it's own definition of the open invoices, and we find out a week too late",
        "The dashboards look fine but the planners still trust own spreadsheets more.",
    ],
)
def test_reworded(quote: str) -> None:
    assert kind(quote) == "reworded"


@pytest.mark.parametrize(
    "quote",
    [
        "we want to get the close down to fourteen days",
        "And fifty-four people touch it",
        "that costs us about 80 percent of the finance team's time",
        "that costs us about 18 days of the finance team's time",
        "roughly \u20ac2.4 million a year",
        "roughly $2.4 billion a year",
        "the plants key it in thirty or forty times",
        "the plants key it in four times",
        "We bought a reconciliation tool in twenty twenty-two",
        "the interfaces drop 5 percent of the records overnight",
        "Churn went up by 12 percent",
        "we find out a day too late",
        "Margin fell from 8 to 12 percent",
        "We'd need at most two hundred more beds",
        "We'd need at least two hundred fewer beds",
        "our nurses spend an hour per shift on rosters",
        "the increase in cost was, like, 300 euros",
        "minus 6 points in the first half",
    ],
)
def test_changed_quantities_ground_nothing(quote: str) -> None:
    assert kind(quote) in ("meaning_changed", "not_found")
    assert align(TEXT, quote) is None


@pytest.mark.parametrize(
    "quote",
    [
        "We can trust the intercompany balances",
        "they match, and that costs us about 18 percent",
        "it's the ERP, honestly; it's that nobody owns the master data",
        "And forty-five people do not touch it",
        "it did help, because the interfaces drop between 3 and 5 percent",
        "somebody owns the master data, so the plants key it in three or four times",
        "Churn went down by 12 percentage points",
        "Margin rose from 12 to 8 percent",
        "Few regions have their own definition of an open invoice",
        "The dashboards look fine but planners never trust their own spreadsheets more.",
        "planners still trust their own spreadsheets less",
    ],
)
def test_turned_meanings_ground_nothing(quote: str) -> None:
    assert align(TEXT, quote) is None


def test_a_changed_quote_still_names_its_place() -> None:
    assert found("they don't match, and that costs us about 80 percent of the finance team's time") == (
        "meaning_changed",
        ["they don't match, and that costs us about 18 percent of the finance team's time"],
    )


@pytest.mark.parametrize(
    "quote",
    [
        "Every customer has its own definition of an open invoice",
        "nobody owns the customer data, so the plants key it in three or four times",
        "The auditors love the new portal and want more of it",
        "We bought a forecasting tool in twenty twenty-three",
    ],
)
def test_other_content_words_are_not_found(quote: str) -> None:
    assert align(TEXT, quote) is None


@pytest.mark.parametrize(
    "quote", ["", "   ", "...", "[laughter]", "(inaudible)", "laughter", "Right.", "the board", "we", "it is", "and the", "Yeah.", "of the"]
)
def test_too_little_grounds_nothing(quote: str) -> None:
    assert locate(TEXT, quote) is None


def test_two_content_words_ground_only_where_they_are_said_once() -> None:
    assert kind("intercompany balances") == "verbatim"
    assert kind("master data") == "not_found"


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("It costs two point four million euros a year", "four million euros a year"),
        ("It costs 2.4 million euros for all of them", "4 million euros for all of them"),
        ("The margin moved -5 percent in that quarter", "5 percent in that quarter"),
        ("It came to $450 for every single bed", "450 for every single bed"),
        ("Two or three weeks for every change request", "three weeks for every change request"),
        ("All the planners say that we can't", "All the planners say that we can"),
        ("All the planners say that we can not", "All the planners say that we can"),
        ("In those plants we lose 18% of output", "In those plants we lose 18"),
    ],
)
def test_a_slice_that_cuts_a_number_or_a_not_grounds_nothing(text: str, quote: str) -> None:
    assert align(text, quote) is None


def test_the_window_comes_first_and_near_breaks_ties() -> None:
    first = TEXT.index("nobody owns the master data")
    second = TEXT.rindex("nobody owns the master data")
    anywhere = locate(TEXT, "nobody owns the master data")
    assert anywhere
    assert anywhere.ambiguous
    for place in (first, second):
        inside = locate(TEXT, "nobody owns the master data", window=(place - 40, place + 60))
        beside = locate(TEXT, "nobody owns the master data", near=[place + 90])
        assert inside
        assert (inside.hull[0], inside.ambiguous) == (place, False)
        assert beside
        assert (beside.hull[0], beside.ambiguous) == (place, False)


def test_outside_the_window_the_whole_text_is_searched() -> None:
    located = locate(TEXT, "Forecast meetings take the whole Monday", window=(0, 200))
    assert located
    assert located.match == "verbatim"


def test_the_literal_passage_wins_over_one_with_other_fillers() -> None:
    text = "We, um, close the books in nine days every month.\nAnd again: we close the books in nine days every month."
    located = locate(text, "we close the books in nine days every month")
    assert located
    assert located.hull[0] == text.index("we close")
    assert not located.ambiguous


def test_a_near_duplicate_with_another_number_is_not_taken() -> None:
    text = "The night shift closes 14 tickets an hour.\nThe night shift closes 41 tickets an hour."
    assert align(text, "the night shift closes forty-one tickets an hour") == (text.rindex("The"), len(text) - 1)


def test_only_allowed_spans_are_searched() -> None:
    start = TEXT.index("Forecast meetings")
    assert locate(TEXT, "Forecast meetings take the whole Monday", allowed=[(0, start)]) is None
    assert locate(TEXT, "Forecast meetings take the whole Monday", allowed=[(start, len(TEXT))]) is not None


def test_labels_of_any_text_are_no_speech() -> None:
    said = (
        "Interviewer: What hurts?",
        "Customer: The carrier files come in six formats and",
        "Interviewer: Okay.",
        "Customer: nobody maps them before noon.",
    )
    text = "\n\n".join(said)
    located = locate(text, "The carrier files come in six formats and nobody maps them before noon.")
    assert located
    assert slices(text, located.pieces) == ["The carrier files come in six formats and", "nobody maps them before noon."]
    assert align(text, "Customer: The carrier files come in six formats") == (text.index("The carrier"), text.index(" and\n"))


def test_a_speaker_label_in_front_of_the_quote_is_dropped_but_no_other_words() -> None:
    assert kind("Tom O'Brien: Forecast meetings take the whole Monday") == "normalised"
    assert align(TEXT, "Not true: forecast meetings take the whole Monday") is None


def test_other_scripts() -> None:
    text = "Wir brauchen elf Tage für den Abschluss.\n我们需要更快的月结。\nУ нас нет единого справочника."
    assert align(text, "elf Tage für den Abschluss") is not None
    assert align(text, "更快的月结") is not None
    assert align(text, "нет единого справочника") is not None
    assert align(text, "我们需要更慢的年结") is None
