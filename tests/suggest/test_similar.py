import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzer.config import EmbeddingSettings
from analyzer.llm.embedding import Embedder, Vectors, normalise, open_embedder
from analyzer.records import Evidence, Finding, Kind, Metric, Obstacle, Outcome, Provenance
from analyzer.suggest import similar
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


def make(identifier: str, statement: str, kind: Kind = "obstacle", quote: str = "") -> Finding:
    evidence: tuple[Evidence, ...] = ()
    if quote:
        evidence = (Evidence(quote_id="q1", quote=quote, claimed=quote, turn=0, start=0, end=len(quote), side="customer", match="verbatim"),)
    provenance = Provenance(run="r_1", extractor="offline")
    if kind == "metric":
        return Metric(
            id=identifier, interview="i", interview_version="v", statement=statement, evidence=evidence, provenance=provenance, name=statement
        )
    make_kind = Obstacle if kind == "obstacle" else Outcome
    return make_kind(id=identifier, interview="i", interview_version="v", statement=statement, evidence=evidence, provenance=provenance)


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
    pairs = similar_pairs(findings, embedder)
    proposed = [(pair.first, pair.second) for pair in pairs]
    wanted = {(f"f_{group}a", f"f_{group}b") for group in range(len(TOGETHER))}
    assert wanted <= set(proposed)
    assert len(wanted & set(proposed[:5])) >= 3
    assert [pair.score for pair in pairs] == sorted((pair.score for pair in pairs), reverse=True)


def test_kinds_are_never_paired(embedder: Embedder) -> None:
    said = "Close the books in four days"
    assert similar_pairs([make("f_a", said, "outcome"), make("f_b", said, "obstacle"), make("f_c", said, "metric")], embedder) == []


def test_quotes_count_beside_statements(embedder: Embedder) -> None:
    findings = [
        make("f_a", "Closing takes too long", quote="it is nine working days before I can show anything"),
        make("f_b", "Closing takes too long", quote="our cafeteria is being painted"),
        make("f_c", "Closing takes too long", quote="it is nine working days before I can show anything to the board"),
    ]
    best = similar_pairs(findings, embedder)[0]
    assert (best.first, best.second) == ("f_a", "f_c")


def test_two_of_a_kind_are_proposed_and_one_is_not(embedder: Embedder) -> None:
    assert similar_pairs([], embedder) == similar_pairs([make("f_a", "one")], embedder) == []
    [pair] = similar_pairs([make("f_b", "Cash is tight"), make("f_a", "Cash is tight")], embedder)
    assert (pair.first, pair.second) == ("f_a", "f_b")
    assert pair.score == pytest.approx(1.0, abs=1e-4)


KINDS_GIVEN = st.lists(st.sampled_from(["outcome", "obstacle", "metric"]), max_size=40)


@settings(max_examples=40, deadline=None)
@given(KINDS_GIVEN, st.integers(0, 5), st.randoms(use_true_random=False))
def test_pairs_are_of_one_kind_stand_once_and_do_not_depend_on_order(kinds: list[Kind], per_finding: int, shuffler: random.Random) -> None:
    findings = [make(f"f_{place:02}", f"statement {place % 13}", kind) for place, kind in enumerate(kinds)]
    pairs = similar_pairs(findings, Drawn(), per_finding)
    of_kind = {finding.id: finding.kind for finding in findings}
    assert all(pair.first < pair.second and of_kind[pair.first] == of_kind[pair.second] for pair in pairs)
    assert len({(pair.first, pair.second) for pair in pairs}) == len(pairs)
    for identifier in of_kind:
        assert sum(identifier in (pair.first, pair.second) for pair in pairs) <= per_finding
    shuffled = list(findings)
    shuffler.shuffle(shuffled)
    assert similar_pairs(shuffled, Drawn(), per_finding) == pairs


def test_blocks_change_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    findings = [make(f"f_{place:03}", f"statement {place}") for place in range(100)]
    whole = similar_pairs(findings, Drawn())
    monkeypatch.setattr(similar, "BLOCK", 7)
    in_blocks = similar_pairs(findings, Drawn())
    assert [(pair.first, pair.second) for pair in in_blocks] == [(pair.first, pair.second) for pair in whole]
    assert len(whole) > 50
