"""Double review: which findings, and what each reviewer may see of the log until two verdicts are in."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from analyzer.records import Decision, Provenance
from analyzer.review import fold
from analyzer.review.double import Blind, Shown, double_findings, lot
from tests.factories import make_finding, make_interview
from tests.review.deciding import Written

INTERVIEW = make_interview()
DOUBLE = frozenset({"f_a", "f_b"})


def seen_by(onlooker: str | None, log: list[Decision]) -> list[tuple[str, str, tuple[str, ...]]]:
    return [(one.reviewer, one.action, one.targets) for one in Blind(DOUBLE, onlooker).look(log).live]


@given(st.lists(st.from_regex(r"f_[a-z2-7]{10}", fullmatch=True), unique=True, max_size=30), st.floats(0, 1), st.floats(0, 1))
def test_which_findings_are_double_follows_from_ids_alone_and_more_of_them_keeps_the_first(ids: list[str], one: float, other: float) -> None:
    findings = [make_finding(INTERVIEW, "close the books in four days", identifier=identifier) for identifier in ids]
    few, many = double_findings(findings, min(one, other)), double_findings(reversed(findings), max(one, other))
    assert few <= many
    assert double_findings(findings, 1) == set(ids)
    assert double_findings(findings, 0) == frozenset()


def test_about_the_share_asked_for_is_double() -> None:
    names = ["".join(letters) for letters in itertools.product("abcdefgh", repeat=4)]
    assert 0.18 < sum(lot(f"f_{name}") < 0.2 for name in names) / len(names) < 0.22


def test_lots_are_the_same_on_every_machine_and_in_every_version() -> None:
    """The first 8 bytes of the sha256 as a share, by sha256sum; another hash would change who is asked in the middle of a review."""
    assert [round(lot(f"f_{name}"), 6) for name in ("aaaaaaaaaa", "bbbbbbbbbb")] == [0.684685, 0.09682]


def test_what_a_person_added_or_nobody_is_asked_about_is_not_double() -> None:
    added = make_finding(INTERVIEW, "close the books", identifier="f_added").model_copy(
        update={"provenance": Provenance(run="d_1", extractor="person")}
    )
    lost = make_finding(INTERVIEW, "nobody said this", identifier="f_lost")
    stale = make_finding(INTERVIEW, "nine days", identifier="f_stale", flags=("stale_quote",))
    assert double_findings([added, lost, stale], 1) == frozenset()


def test_others_decisions_about_a_double_finding_show_once_two_verdicts_are_in() -> None:
    written = Written()
    written.add("ann", "retype", ["f_a"], after={"kind": "metric"})
    written.add("ann", "edit", ["f_a"], after={"statement": "Close sooner"})
    written.judge("ann", "-", "f_z")
    assert seen_by("bob", written.log) == seen_by(None, written.log) == [("ann", "reject", ("f_z",))]
    assert len(seen_by("ann", written.log)) == 3
    written.judge("bob", ".", "f_a")
    assert len(seen_by("ann", written.log)) == 3
    written.judge("bob", "-", "f_a")
    assert [len(seen_by(onlooker, written.log)) for onlooker in ("ann", "bob", "carl", None)] == [5, 5, 5, 5]


def test_a_decision_about_several_findings_shows_what_it_says_about_the_others() -> None:
    written = Written()
    written.judge("ann", "+", "f_a", "f_z")
    merge = written.add("ann", "merge", ["f_a", "e_z"], after={"statement": "Both in new words"}, before={"f_a": "open", "f_z": "e_z"})
    written.add("ann", "merge", ["f_x", "f_y", "f_b"], after={"statement": "Three in new words"})
    view = Blind(DOUBLE, "bob").look(written.log)
    assert [(one.action, one.targets) for one in view.live] == [("approve", ("f_z",)), ("approve", ("e_z",)), ("merge", ("f_x", "f_y"))]
    shown = " ".join(one.model_dump_json() for one in view.live)
    assert "new words" not in shown
    assert "f_a" not in shown
    assert "f_b" not in shown
    own = Blind(DOUBLE, "ann").look(written.log)
    assert own.live[1] == merge
    assert [(one.action, one.targets) for one in own.counted if one.id == merge.id] == [("approve", ("f_a",)), ("approve", ("e_z",))]


def test_a_link_to_a_veiled_finding_is_a_word_about_it() -> None:
    written = Written()
    written.add("ann", "link", ["f_z", "f_a"], after={"type": "blocks"})
    written.add("ann", "not_same", ["f_z", "f_a"])
    written.add("ann", "link", ["f_z", "f_y"], after={"type": "blocks"})
    assert seen_by("bob", written.log) == [("ann", "link", ("f_z", "f_y"))]


def test_what_is_in_the_log_shows_no_more_than_the_state() -> None:
    written = Written()
    written.judge("ann", "+", "f_a")
    written.undo("ann")
    written.add("ann", "merge", ["f_z", "f_y", "f_a"], after={"statement": "In new words"})
    written.undo("ann")
    shown = [one for decision in written.log if (one := Blind(DOUBLE, "bob").show(decision, DOUBLE)) is not None]
    assert [(one.action, one.targets) for one in shown] == [("merge", ("f_z", "f_y")), ("undo", ("f_z", "f_y"))]
    assert "new words" not in " ".join(one.model_dump_json() for one in shown)


def test_a_merge_somebody_took_apart_is_no_verdict_any_more() -> None:
    written = Written()
    merge = written.add("ann", "merge", ["f_a", "f_z"])
    written.judge("bob", "-", "f_a")
    assert Blind(DOUBLE, "ann").look(written.log).veiled == {"f_b"}
    written.add("bob", "unmerge", ["f_a", "f_z"], after={"merge": merge.id})
    view = Blind(DOUBLE, "ann").look(written.log)
    assert (view.veiled, view.begun) == (DOUBLE, frozenset({"f_a"}))
    assert [one.action for one in view.live] == ["merge", "unmerge"]


def test_putting_off_after_a_verdict_takes_the_verdict_back() -> None:
    written = Written()
    written.judge("ann", "+", "f_a")
    written.judge("ann", ".", "f_a")
    assert Blind(DOUBLE, "bob").look(written.log).begun == frozenset()
    written.judge("bob", "+", "f_a")
    assert "f_a" in Blind(DOUBLE, "ann").look(written.log).veiled


def test_a_merge_with_a_veiled_finding_comes_apart_for_everybody() -> None:
    one, other = (make_finding(INTERVIEW, words, identifier=name) for words, name in (("four days", "f_a"), ("nine days", "f_z")))
    written = Written()
    merge = written.add("ann", "merge", ["f_a", "f_z"], after={"statement": "Both in new words"})
    written.add("ann", "unmerge", ["f_a", "f_z"], after={"merge": merge.id})
    for onlooker in ("ann", "bob", None):
        state = fold([INTERVIEW], [one, other], written.log, blind=Blind(DOUBLE, onlooker))
        assert [item.status for item in state.findings.values()] == ["open", "open"], onlooker
        assert state.entries == {}


def test_a_finding_somebody_decided_outlives_an_extraction_for_the_second_reviewer_too() -> None:
    """Otherwise it would wait for ever: nobody is asked about what a later run replaced, and the later run's twin would be asked about instead."""
    first = make_finding(INTERVIEW, "close the books in four days", identifier="f_a")
    again = make_finding(INTERVIEW, "close the books in four days.", identifier="f_again", run="r_two")
    untouched = make_finding(INTERVIEW, "takes nine days", identifier="f_b")
    written = Written()
    written.judge("ann", "-", "f_a")
    for onlooker, status in (("ann", "awaiting"), ("bob", "open"), (None, "open")):
        state = fold([INTERVIEW], [first, untouched, again], written.log, frozenset({"f_a", "f_b"}), blind=Blind(DOUBLE, onlooker))
        assert [item.status for item in state.findings.values()] == [status, "superseded", "superseded"], onlooker
    written.judge("bob", "-", "f_a")
    state = fold([INTERVIEW], [first, untouched, again], written.log, frozenset({"f_a", "f_b"}), blind=Blind(DOUBLE, "bob"))
    assert [item.status for item in state.findings.values()] == ["rejected", "superseded", "superseded"]


def test_looking_again_gives_the_same_objects_where_nothing_changed() -> None:
    """A part made anew at every look would be a changed decision to every fold."""
    written = Written()
    written.judge("ann", "+", "f_a", "f_z")
    kept: Shown = {}
    before = Blind(DOUBLE, "bob").look(written.log, kept)
    written.judge("bob", "+", "f_b")
    after = Blind(DOUBLE, "bob").look(written.log, kept)
    assert before.counted[0] is after.counted[0]
    written.judge("bob", "+", "f_a")
    assert Blind(DOUBLE, "bob").look(written.log, kept).counted[0].targets == ("f_a", "f_z")


def test_settling_brings_a_finding_out_for_good() -> None:
    written = Written()
    written.judge("ann", "+", "f_a")
    written.judge("bob", "-", "f_a")
    written.add("carl", "settle", ["f_a"], after={"status": "approved"})
    written.judge("ann", ".", "f_a")
    written.judge("bob", ".", "f_a")
    assert Blind(DOUBLE, None).look(written.log).veiled == {"f_b"}


def test_without_double_findings_everything_shows() -> None:
    written = Written()
    written.judge("ann", "+", "f_a")
    view = Blind(frozenset(), "bob").look(written.log)
    assert view.live is view.counted is written.log
