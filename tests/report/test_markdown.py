from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from markdown_it import MarkdownIt
from markdown_it.token import Token

from analyzer.records import SegmentModel
from analyzer.report.blocks import Section
from analyzer.report.escape import one_line
from analyzer.report.markdown import write_markdown
from analyzer.segment import build_segment
from tests.report.hostile import hostile_model
from tests.report.mills import mills, mills_model
from tests.report.reading import blocks_of, quotes_of, texts_of
from tests.segment.making import Hearing, amount
from tests.segment.segments import hearings

MARKDOWN = MarkdownIt("commonmark", {"linkify": True}).enable(["table", "strikethrough", "linkify"])


def tokens_of(markdown: str) -> Iterator[Token]:
    for token in MARKDOWN.parse(markdown):
        yield token
        yield from token.children or []


def part(markdown: str, title: str) -> str:
    """The part of the document under this second-level heading."""
    found = [text for text in markdown.split("\n## ") if text.startswith(title)]
    assert len(found) == 1, (title, len(found))
    return found[0]


def test_it_leads_with_what_why_why_they_struggle_and_metrics() -> None:
    outcome = part(write_markdown(mills_model()), "1. Free cash for the new silo")
    order = ["we must free cash for the new silo", "### Why it is strategic", "The silo decides who gets the contract", "no silo, no contract",
             "### Why they struggle", "#### 1.1 Three ledgers never match", "#### 1.2 Large buyers set the terms", "### Metrics that define success",
             "Days sales outstanding (to fall)", "61 days", "45 days", "### Enhancements that serve it"]  # fmt: skip
    places = [outcome.find(text) for text in order]
    assert -1 not in places
    assert places == sorted(places)


def test_every_line_carries_its_size_its_prevalence_and_its_ids() -> None:
    outcome = part(write_markdown(mills_model()), "1. Free cash")
    assert "- **Effect:** **median 6.5 days \\[4\u20139\\], stated by 2 organisations**" in outcome
    assert "\u25cf\u25cf\u25cb\u25cb\u25cb 2 of 5 organisations (95 % interval 12\u201377 %)" in outcome
    assert "- **Effect:** **at most 16 days (the outcome's whole gap in 1 organisation; no size of its own was stated)**" in outcome
    assert "`e_ledger` from `f_ledger`, `f_ledger2`" in outcome
    assert "- **Products:** MatchBook leads" in outcome


def test_a_quote_says_who_said_it_where_and_when() -> None:
    assert (
        "> \u201cthree ledgers never match\u201d\n>\n> \u2014 **Petra Vann**, Mill director, Alm Mill \u00b7 "
        "interviews/grain-mills/i_0.md, turn 4, 0:04:04 \u00b7 `f_ledger`"
    ) in write_markdown(mills_model())


def test_values_are_shown_as_said_beside_their_number() -> None:
    assert "cost 9 days (\u201cnine days\u201d)" in write_markdown(mills_model())


def test_the_header_says_how_much_it_rests_on() -> None:
    model = mills_model()
    markdown = write_markdown(model)
    assert "- **Portfolio manager:** Rosa Oduya" in markdown
    assert "- **Interviews:** **5**" in markdown
    assert "- **Findings decided:** **12 of 13** *(1 still open)*" in markdown
    assert f"`{model.version[:12]}`" in markdown
    assert f"`{model.version}`" in markdown
    assert "1 finding is still open and may change what stands here: `analyzer review --segment grain-mills`" in markdown


def test_too_thin_is_said_aloud() -> None:
    assert "Too thin to speak of shares" in write_markdown(mills_model(4))
    assert "2 of 4 organisations (95 % interval 15\u201385 %; too thin to speak of a share)" in write_markdown(mills_model(4))
    assert "oo thin to speak" not in write_markdown(mills_model(5))


def test_what_nobody_quantified_is_called_so_and_never_zero() -> None:
    hearing = Hearing()
    (talk,) = hearing.talks_in("Alm")
    outcome = hearing.outcome("calm", talk, "we want calm")
    hearing.obstacle("rush", talk, outcome, "everybody rushes")
    hearing.metric("mood", talk, outcome, "a better mood", name="Mood")
    markdown = part(write_markdown(hearing.model()), "1. we want calm")
    assert "| Mood | Alm | not quantified |" in markdown
    assert "- **Effect:** **not quantified**" in markdown
    assert " 0 " not in markdown.replace(" 0:0", "")


def test_numbers_in_other_units_are_not_called_unquantified() -> None:
    hearing = Hearing()
    (talk,) = hearing.talks_in("Alm")
    rush = hearing.obstacle("rush", talk, hearing.outcome("calm", talk, "we want calm"), "everybody rushes")
    hearing.metric("hours", talk, rush, "9 hours each", value=amount("9", "hour"))
    assert "**numbers, but none in a unit of the outcome's metrics; see its metrics**" in write_markdown(hearing.model())


def test_a_value_no_quote_carries_is_marked() -> None:
    hearing = Hearing()
    (talk,) = hearing.talks_in("Alm")
    hearing.metric("typed", talk, hearing.outcome("calm", talk), "far too long", value=amount("9", "day", said="9 days"))
    assert "9 days (entered, in no quote)" in write_markdown(hearing.model())


def test_cautions_and_inferred_levels_are_said() -> None:
    hearing = Hearing()
    (talk,) = hearing.talks_in("Alm")
    hearing.outcome("ours", talk, "you want more of us on your module", flags=("vendor_outcome", "hedged", "level_inferred"))
    markdown = write_markdown(hearing.model())
    assert "- **Caution:** its subject is the vendor, not the customer; said with reservation" in markdown
    assert "- **Level:** strategic *(concluded, not said)*" in markdown


def test_enhancements_have_their_lane_and_no_rank() -> None:
    markdown = write_markdown(mills_model())
    assert "### Fewer buttons" in part(markdown, "Enhancement lane")
    assert "- **Serves:** 1. Free cash for the new silo" in part(markdown, "Enhancement lane").replace("\\.", ".")
    assert "Fewer buttons" not in part(markdown, "At a glance")


def test_loose_ends_and_gaps_are_listed_with_what_to_do() -> None:
    markdown = write_markdown(mills_model())
    loose = part(markdown, "Not linked yet")
    assert "### Trucks queue at the gate" in loose
    assert "| Complaints |" in loose
    assert "Trucks queue at the gate (`e_alone`) blocks `f_waiting`: `analyzer show f_waiting`" in loose
    missing = part(markdown, "What is still missing")
    assert "Outcome 2 (`e_calm`): No obstacle is linked to this outcome yet." in missing
    assert "Outcome 2 (`e_calm`): No metric defines success yet." in missing
    assert "Outcome 2 (`e_calm`): Nobody has said yet why this is strategic to them." in missing
    assert "Obstacle `e_alone`: It blocks no outcome yet." in missing
    assert "Outcome 1" not in missing


def test_a_reason_without_a_quote_of_its_own_is_marked() -> None:
    assert "The bank watches it *(no quote of its own)* `f_cash2`" in write_markdown(mills_model())


def test_products_without_a_role_leave_a_gap() -> None:
    table = part(write_markdown(mills_model()), "Role of each product")
    assert "| Obstacle | GateKeeper | MatchBook | Cover |" in table
    assert "| 1.1 Three ledgers never match | \u2013 | leads |  |" in table
    assert "| 1.2 Large buyers set the terms | \u2013 | \u2013 | **gap: no product** |" in table


@pytest.mark.parametrize("kind", ["outcome", "obstacle", "metric"])
def test_a_wording_no_quote_carries_is_held_back(kind: str) -> None:
    hearing = mills()
    finding, status = hearing.findings[f"f_{ {'outcome': 'calm', 'obstacle': 'ledger', 'metric': 'dso'}[kind] }"]
    worded = {"statement": "CLAIMED statement", **{"outcome": {"why_strategic": "CLAIMED why", "beneficiary": "CLAIMED for"},
              "obstacle": {"cause": "CLAIMED cause"}, "metric": {"name": "CLAIMED name"}}[kind]}  # fmt: skip
    hearing.findings[finding.id] = (finding.model_copy(update={**worded, "flags": ("unsupported_claim",)}), status)
    markdown = write_markdown(hearing.model())
    held = part(markdown, "Held back until reworded or confirmed")
    assert "CLAIMED" not in markdown.replace(held, "")
    assert "CLAIMED statement" in held
    assert finding.evidence[0].quote in held
    assert "1 wording held back" in markdown


def test_a_single_members_reason_is_held_back_while_the_entry_stands() -> None:
    hearing = mills()
    finding, status = hearing.findings["f_cash2"]
    hearing.findings["f_cash2"] = (finding.model_copy(update={"flags": ("unsupported_claim",), "why_strategic": "CLAIMED why"}), status)
    markdown = write_markdown(hearing.model())
    assert "## 1. Free cash for the new silo" in markdown
    assert "CLAIMED why" not in markdown
    assert "Reason held back until reworded or confirmed* `f_cash2`" in markdown


def test_a_wording_chosen_in_a_merge_is_checked_against_the_quotes() -> None:
    hearing = mills()
    hearing.statements["e_cash"] = "Free 40 million EUR for the new silo"
    markdown = write_markdown(hearing.model())
    assert "40 million" not in markdown.split("## Held back until")[0]
    assert "Free 40 million EUR for the new silo" in part(markdown, "Held back until")
    hearing.statements["e_cash"] = "Free the cash a new silo takes"
    assert "## 1. Free the cash a new silo takes" in write_markdown(hearing.model())


def test_nothing_is_quoted_from_those_who_ask() -> None:
    hearing = mills()
    finding, status = hearing.findings["f_terms"]
    asked = finding.evidence[0].model_copy(update={"side": "interviewer", "quote_id": "q9"})
    hearing.findings["f_terms"] = (finding.model_copy(update={"evidence": (asked,)}), status)
    assert "the big bakers pay when they like" not in write_markdown(hearing.model())


def test_words_of_an_earlier_version_of_the_transcript_say_so() -> None:
    hearing = mills()
    finding, status = hearing.findings["f_terms"]
    hearing.findings["f_terms"] = (finding.model_copy(update={"interview_version": "0" * 64, "flags": ("stale_quote",)}), status)
    assert "(quoted from an earlier version of the transcript)" in write_markdown(hearing.model())


def empty(*, interviews: bool, findings: bool) -> SegmentModel:
    hearing = Hearing()
    if interviews:
        (talk,) = hearing.talks_in("Alm")
        if findings:
            hearing.outcome("waiting", talk, status="open")
    return build_segment(hearing.segment, reviewed=hearing.reviewed(), entries=(), interviews=hearing.interviews())


@pytest.mark.parametrize(
    ("interviews", "findings", "commands"),
    [(False, False, ["analyzer run", "analyzer review --segment grain-mills"]), (True, True, ["analyzer review --segment grain-mills"]),
     (True, False, ["analyzer extract --segment grain-mills", "analyzer review --segment grain-mills"])],
)  # fmt: skip
def test_an_empty_segment_says_what_to_do_next(interviews: bool, findings: bool, commands: list[str]) -> None:
    markdown = write_markdown(empty(interviews=interviews, findings=findings))
    assert "Nothing is approved in this segment yet" in markdown
    typed = [token.content for token in tokens_of(markdown) if token.type == "code_inline" and token.content.startswith("analyzer")]
    assert typed == commands


def test_hostile_text_stays_text() -> None:
    model = hostile_model()
    markdown = write_markdown(model)
    tokens = list(tokens_of(markdown))
    assert not {token.type for token in tokens} & {"html_block", "html_inline", "link_open", "image", "fence", "code_block", "s_open"}
    assert sum(token.type == "heading_open" for token in tokens) == 1 + sum(isinstance(block, Section) for block in blocks_of(model))
    assert sum(token.type == "hr" for token in tokens) == 1
    rendered = "".join(token.content for token in tokens if token.type in ("text", "code_inline"))
    for text in texts_of(model):
        assert one_line(text) in rendered
    assert not any(ord(character) < 32 for character in markdown.replace("\n", ""))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(hearings())
def test_every_quote_printed_is_a_slice_of_the_interview_it_names(hearing: Hearing) -> None:
    model = hearing.model()
    findings = {item.id: item.finding for item in hearing.reviewed()}
    texts = {interview.id: interview.text for interview in hearing.interviews()}
    markdown = write_markdown(model)
    for quote in quotes_of(model):
        finding = findings[quote.finding]
        slices = [texts[finding.interview][piece.start : piece.end] for piece in finding.evidence]
        assert set(quote.slices) <= set(slices)
        assert f"\u201c{quote.words}\u201d" in markdown
    printed = {quote.finding for quote in quotes_of(model)}
    assert printed <= {member for members in hearing.groups.values() for member in members}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(hearings())
def test_everything_approved_is_in_the_document(hearing: Hearing) -> None:
    markdown = write_markdown(hearing.model())
    for entry, members in hearing.groups.items():
        assert f"`{entry}`" in markdown
        assert all(f"`{member}`" in markdown for member in members)
