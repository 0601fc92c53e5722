import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.config import EmbeddingSettings
from analyzer.llm.embedding import Embedder, Vectors, normalise, open_embedder
from analyzer.records import LIKELY, Evidence, Finding, Interview, Kind, Metric, Obstacle, Outcome, Provenance, Quantity, Speaker, Turn, text_version
from analyzer.suggest import likeness, similar
from analyzer.suggest.similar import similar_pairs


@pytest.fixture(scope="module")
def embedder() -> Embedder:
    return open_embedder(EmbeddingSettings())


class Drawn:
    """An embedder whose vectors are drawn from the text itself."""

    name, version, size = "drawn", "1", 5

    def embed(self, texts: Sequence[str]) -> Vectors:
        rows = [[random.Random(f"{text}{place}").gauss(0, 1) for place in range(self.size)] for text in texts]
        return normalise(np.array(rows, dtype=np.float32).reshape(-1, self.size))

    def count_tokens(self, text: str) -> int:
        return len(text.split())


def make(identifier: str, statement: str, kind: Kind = "obstacle", quote: str = "", interview: str = "i") -> Finding:
    evidence: tuple[Evidence, ...] = ()
    if quote:
        evidence = (Evidence(quote_id="q1", quote=quote, claimed=quote, turn=0, start=0, end=len(quote), side="customer", match="verbatim"),)
    provenance = Provenance(run="r_1", extractor="offline")
    if kind == "metric":
        return Metric(
            id=identifier, interview=interview, interview_version="v", statement=statement, evidence=evidence, provenance=provenance, name=statement
        )
    make_kind = Obstacle if kind == "obstacle" else Outcome
    return make_kind(id=identifier, interview=interview, interview_version="v", statement=statement, evidence=evidence, provenance=provenance)


TOGETHER = [
    ("The plant and finance systems do not talk to each other", "Orders are typed into two systems because nothing is integrated"),
    ("Reconciling the sub-ledgers by hand delays the close", "Month end takes too long because ledgers are matched manually"),
    ("Nobody trusts the forecast spreadsheet", "Leadership ignores the forecast because the spreadsheet is full of errors"),
    ("Nurses lose an hour a shift to paper charting", "Bedside staff spend too long on writing charts by hand"),
]
ALONE = [
    "Scrap is noticed only at final inspection", "The board freezes new headcount", "Customs holds our shipments at the border",
    "Machines stop without warning", "Regulation changes every year", "Patients miss their appointments", "Training an operator takes six months",
    "Our pricing confuses regional managers",
]  # fmt: skip


def test_paraphrases_come_out_on_top(embedder: Embedder) -> None:
    findings = [make(f"f_{group}{side}", words) for group, pair in enumerate(TOGETHER) for side, words in zip("ab", pair, strict=True)]
    findings += [make(f"f_x{place}", words) for place, words in enumerate(ALONE)]
    pairs = similar_pairs(findings, {}, embedder)
    proposed = [(pair.first, pair.second) for pair in pairs]
    wanted = {(f"f_{group}a", f"f_{group}b") for group in range(len(TOGETHER))}
    assert wanted <= set(proposed)
    assert len(wanted & set(proposed[:5])) >= 3
    assert [pair.score for pair in pairs] == sorted((pair.score for pair in pairs), reverse=True)


def across(*said: tuple[str, str], interviews: int = 2) -> list[Finding]:
    """Findings of several interviews: each pair in two of them, each lone statement in one."""
    findings = [make(f"f_{group}{side}", words[side], interview=f"i{side}") for group, words in enumerate(said) for side in (0, 1)]
    return findings + [make(f"f_x{place}", words, interview=f"i{place % interviews}") for place, words in enumerate(ALONE)]


def test_only_what_is_each_others_best_in_meaning_and_in_all_across_interviews_is_likely(embedder: Embedder) -> None:
    likely = {(pair.first, pair.second) for pair in similar_pairs(across(*TOGETHER), {}, embedder) if pair.score >= LIKELY}
    assert likely
    assert likely <= {(f"f_{group}0", f"f_{group}1") for group in range(len(TOGETHER))}
    in_one = [one.model_copy(update={"interview": "i"}) for one in across(*TOGETHER)]
    assert all(pair.score < LIKELY for pair in similar_pairs(in_one, {}, embedder))


def test_what_shares_no_telling_word_is_never_likely(embedder: Embedder) -> None:
    # "Two days." twice: one meaning, the same words, and nothing known of what takes two days.
    bare = [make("f_0", "Two days.", interview="i0"), make("f_1", "Two days.", interview="i1")]
    rest = [make(f"f_x{place}", words, interview=f"i{place % 2}") for place, words in enumerate(ALONE)]
    [pair, *others] = similar_pairs([*bare, *rest], {}, embedder)
    assert (pair.first, pair.second) == ("f_0", "f_1")
    assert LIKELY > pair.score > others[0].score


def test_rare_words_find_what_the_meaning_misses() -> None:
    said = ["The kanban board lies", "We threw the kanban out", *ALONE]
    findings = [make(f"f_{place}", words, interview=f"i{place % 2}") for place, words in enumerate(said)]
    # Vectors that know nothing: the words alone bring the two together.
    pairs = {(pair.first, pair.second): pair.reason for pair in similar_pairs(findings, {}, Drawn())}
    assert pairs["f_0", "f_1"] == "both speak of kanban"


def test_what_one_interview_repeats_does_not_take_the_place_of_what_another_says(embedder: Embedder) -> None:
    # Five near-copies in the first interview; a paraphrase in the second, which no cosine puts before them.
    copies = [make(f"f_a{place}", f"Nurses lose an hour a shift to paper charting on ward {place}", interview="i0") for place in range(5)]
    other = make("f_b", "Bedside staff spend too long on writing charts by hand", interview="i1")
    rest = [make(f"f_x{place}", words, interview=f"i{place % 2}") for place, words in enumerate(ALONE)]
    vectors = embedder.embed([copies[0].statement, copies[1].statement, other.statement])
    assert vectors[0] @ vectors[1] > vectors[0] @ vectors[2]
    beside = [pair for pair in similar_pairs([*copies, other, *rest], {}, embedder) if "f_b" in (pair.first, pair.second)]
    assert beside[0].first.startswith("f_a")


def test_the_turn_tells_what_a_short_sentence_is_about(embedder: Embedder) -> None:
    talk = {
        "i0": ["The close of the books eats our month. Eleven days. That is the pain.", "Trucks wait at the gate. Two hours."],
        "i1": ["For closing the books at month end we need fourteen days.", "Agency nurses cost us a fortune."],
        "i2": ["We print labels twice.", "The forecast is off by a fifth."],
    }
    told = {("i0", 0): "That is the pain.", ("i0", 1): "Two hours.", ("i1", 0): "we need fourteen days."}
    interviews = {name: spoken(name, turns) for name, turns in talk.items()}
    findings = [
        quote_of(interviews[name], turn, told.get((name, turn), words), f"f_{name}{turn}")
        for name, turns in talk.items() for turn, words in enumerate(turns)
    ]  # fmt: skip
    [best, *_] = similar_pairs(findings, interviews, embedder)
    assert (best.first, best.second) == ("f_i00", "f_i10")
    assert "books" in best.reason
    [unaided, *_] = similar_pairs(findings, {}, embedder)
    assert (unaided.first, unaided.second) != (best.first, best.second)
    edited = {name: interview.model_copy(update={"version": "another"}) for name, interview in interviews.items()}
    assert "books" not in " ".join(pair.reason for pair in similar_pairs(findings, edited, embedder))


def spoken(identifier: str, turns: Sequence[str]) -> Interview:
    text = "\n".join(turns)
    starts = [len("\n".join(turns[:place])) + (place > 0) for place in range(len(turns))]
    return Interview(
        id=identifier, version=text_version(text), title=identifier, source=f"{identifier}.txt", format="plain", text=text, raw_sha256="",
        kept_share=1,
        segment="s", speakers=(Speaker(key="s1", label="C", name="C", side="customer", side_basis="declared"),),
        turns=tuple(Turn(index=place, speaker="s1", start=start, end=start + len(turns[place])) for place, start in enumerate(starts)),
    )  # fmt: skip


def quote_of(interview: Interview, turn: int, quote: str, identifier: str) -> Finding:
    start = interview.text.index(quote, interview.turns[turn].start)
    piece = Evidence(
        quote_id="q1", quote=quote, claimed=quote, turn=turn, start=start, end=start + len(quote), side="customer", match="verbatim"
    )  # fmt: skip
    return make(identifier, quote, interview=interview.id).model_copy(update={"evidence": (piece,), "interview_version": interview.version})


def test_a_reason_names_rare_words_of_both_and_nothing_else(embedder: Embedder) -> None:
    pairs = similar_pairs(across(*TOGETHER), {}, embedder)
    said = {one.id: one.statement.casefold() for one in across(*TOGETHER)}
    reasons = {(pair.first, pair.second): pair.reason for pair in pairs}
    assert reasons["f_20", "f_21"] == "both speak of forecast, spreadsheet"
    for (first, second), reason in reasons.items():
        for word in reason.removeprefix("both speak of ").split(", ") if reason.startswith("both speak of ") else ():
            assert word in said[first]
            assert word[:5] in said[second]
    assert "alike in meaning, no telling word in common" in reasons.values()


def test_a_reason_names_no_word_that_only_begins_like_one_of_the_other() -> None:
    said = ["Nobody's position on the ledgers is clear", "The positive ledger, nobody sees it", *ALONE]
    findings = [make(f"f_{place}", words, interview=f"i{place % 2}") for place, words in enumerate(said)]
    reasons = {(pair.first, pair.second): pair.reason for pair in similar_pairs(findings, {}, Drawn())}
    assert reasons["f_0", "f_1"] == "both speak of ledgers"


def test_a_reason_says_what_was_said_in_one_breath_and_what_is_counted_in_one_unit(embedder: Embedder) -> None:
    interview = spoken("i0", ["The close takes eleven days. Fourteen days it was in winter.", "Scrap is four percent."])
    value = Quantity(low="11", high="11", unit="day", said="eleven days")
    pieces = [quote_of(interview, 0, "The close takes eleven days.", "f_a"), quote_of(interview, 0, "Fourteen days it was in winter.", "f_b")]
    days = [
        make(one.id, one.statement, "metric", interview="i0").model_copy(
            update={"evidence": one.evidence, "interview_version": one.interview_version, "value": value}
        )
        for one in pieces
    ]
    [pair] = similar_pairs(days, {"i0": interview}, embedder)
    assert pair.reason == "said in the same turn; same unit (day)"


def test_kinds_are_never_paired(embedder: Embedder) -> None:
    said = "Close the books in four days"
    assert similar_pairs([make("f_a", said, "outcome"), make("f_b", said, "obstacle"), make("f_c", said, "metric")], {}, embedder) == []


def test_quotes_count_beside_statements(embedder: Embedder) -> None:
    findings = [
        make("f_a", "Closing takes too long", quote="it is nine working days before I can show anything"),
        make("f_b", "Closing takes too long", quote="our cafeteria is being painted"),
        make("f_c", "Closing takes too long", quote="it is nine working days before I can show anything to the board"),
    ]
    best = similar_pairs(findings, {}, embedder)[0]
    assert (best.first, best.second) == ("f_a", "f_c")


def test_two_of_a_kind_are_proposed_and_one_is_not(embedder: Embedder) -> None:
    assert similar_pairs([], {}, embedder) == similar_pairs([make("f_a", "one")], {}, embedder) == []
    [pair] = similar_pairs([make("f_b", "Cash is tight"), make("f_a", "Cash is tight")], {}, embedder)
    assert (pair.first, pair.second) == ("f_a", "f_b")


KINDS_GIVEN = st.lists(st.tuples(st.sampled_from(["outcome", "obstacle", "metric"]), st.integers(0, 3)), max_size=40)


@settings(max_examples=40, deadline=None)
@given(KINDS_GIVEN, st.integers(0, 5), st.randoms(use_true_random=False))
def test_pairs_are_of_one_kind_stand_once_and_do_not_depend_on_order(
    given_as: list[tuple[Kind, int]], per_finding: int, shuffler: random.Random
) -> None:
    findings = [make(f"f_{place:02}", f"statement {place % 13}", kind, interview=f"i{said}") for place, (kind, said) in enumerate(given_as)]
    pairs = similar_pairs(findings, {}, Drawn(), per_finding)
    of_kind = {finding.id: finding.kind for finding in findings}
    assert all(pair.first < pair.second and of_kind[pair.first] == of_kind[pair.second] for pair in pairs)
    assert len({(pair.first, pair.second) for pair in pairs}) == len(pairs)
    assert all(0 <= pair.score <= 1 for pair in pairs)
    for identifier in of_kind:
        assert sum(identifier in (pair.first, pair.second) for pair in pairs) <= per_finding
        assert sum(identifier in (pair.first, pair.second) and pair.score >= LIKELY for pair in pairs) <= 1
    shuffled = list(findings)
    shuffler.shuffle(shuffled)
    assert similar_pairs(shuffled, {}, Drawn(), per_finding) == pairs


def many(count: int) -> list[Finding]:
    """Findings of four interviews, each sharing a word with some others."""
    topics, places = ("ledger", "forecast", "roster", "scrap", "freight", "margin", "vacancy"), ("Cork", "Telford", "Portage", "Mobile", "Leeds")
    return [
        make(f"f_{place:03}", f"{topics[place % 7]} of {places[place % 5]}, case {place}", interview=f"i{place % 4}") for place in range(count)
    ]  # fmt: skip


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    findings = many(100)
    whole = similar_pairs(findings, {}, Drawn())
    monkeypatch.setattr(similar, "BLOCK", 7)
    in_blocks = similar_pairs(findings, {}, Drawn())
    assert [(pair.first, pair.second) for pair in in_blocks] == [(pair.first, pair.second) for pair in whole]
    assert len(whole) > 50


def test_a_sample_of_a_large_group_stands_for_the_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    findings = many(300)
    whole = {(pair.first, pair.second) for pair in similar_pairs(findings, {}, Drawn())}
    monkeypatch.setattr(likeness, "SAMPLE", 60)
    sampled = {(pair.first, pair.second) for pair in similar_pairs(findings, {}, Drawn())}
    assert len(whole & sampled) > 0.9 * len(whole)
