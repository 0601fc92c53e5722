"""Joins store, review and segment: the ``ReviewSession`` that terminal UI, ``--plain``, export and report share.

In: a workspace on disk. Out: the present review state, views of quotes in context, segment models; decisions appended.
Always true: a decision is durable before the call that made it returns; what is shown is the fold of the log; no model
library is loaded.
"""

import datetime
import getpass
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Any, Literal, Self

from analyzer.config import Settings, Workspace
from analyzer.errors import ConfigError, ReviewError, SegmentError
from analyzer.records import (
    UNSORTED,
    Decision,
    Entry,
    Evidence,
    Finding,
    Interview,
    Kind,
    LinkType,
    Prevalence,
    Product,
    ReviewedFinding,
    Role,
    SegmentModel,
    SimilarPair,
    mint_id,
)
from analyzer.review import (
    Blind,
    Draft,
    Memo,
    Order,
    Progress,
    Reliability,
    ReviewState,
    Selection,
    double_findings,
    draft_add,
    draft_confirm,
    draft_edit,
    draft_link,
    draft_merge,
    draft_quote,
    draft_retype,
    draft_settle,
    draft_undo,
    draft_unmerge,
    draft_verdict,
    find_redo,
    find_undo,
    fold,
    group_queue,
    mark_blind,
    measure_agreement,
    measure_progress,
    order_queue,
    preview_finding,
)
from analyzer.review.agreement_words import standing_words
from analyzer.review.context import QuoteView, view_quote
from analyzer.review.draft import require
from analyzer.segment.build import build_segment
from analyzer.segment.prevalence import count_prevalence, cover_segment
from analyzer.store import Store


@dataclass(frozen=True)
class SegmentSummary:
    """One line of the list of segments."""

    slug: str
    title: str
    owner: str | None
    interviews: int
    organisations: int
    progress: Progress


class ReviewSession:
    """What one reviewer sees and does; one per open screen, prompt or export."""

    def __init__(self, store: Store, settings: Settings, reviewer: str, segment: str | None = None) -> None:
        self.store = store
        self.settings = settings
        self.reviewer = reviewer
        self.segment = segment
        self._models: dict[str, SegmentModel] = {}
        self._public: ReviewState | None = None
        self.refresh()

    @classmethod
    def open(
        cls, workspace: Workspace, settings: Settings, *, reviewer: str | None = None, segment: str | None = None, read_only: bool = False
    ) -> Self:
        """Open the workspace's database for one reviewer (default: ``[review] reviewer``, else the account's name)."""
        return cls(Store.open(workspace, read_only=read_only), settings, reviewer or settings.review.reviewer or account_name(), segment)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Close the database; nothing is pending, for every decision is durable when made."""
        self.store.close()

    # -- reading ---------------------------------------------------------------------------------------------------------

    def refresh(self) -> None:
        """Read interviews, findings, pairs and the log again (after an extraction, or at the start)."""
        self._memo, self._public_memo = Memo(), Memo()
        self._raw_interviews: list[Interview] = self.store.interviews.all()
        self._raw_findings: list[Finding] = self.store.findings.all()
        self._superseded = frozenset(self.store.findings.superseded())
        self._double = double_findings(self._raw_findings, self.settings.review.double_share)
        self.pairs: list[SimilarPair] = self.store.pairs.all()
        self._log: list[Decision] = self.store.decisions.all()
        self._fold()

    def catch_up(self) -> bool:
        """Take in decisions that others made since; return whether there were any."""
        news = self.store.decisions.since(self.last_seq)
        if any(decision.action == "purge" for decision in news):
            self.refresh()  # a purge rewrites older rows and removes findings
        elif news:
            self._log.extend(news)
            self._fold()
        return bool(news)

    def _fold(self) -> None:
        self.state: ReviewState = self._folded(self._memo, self.reviewer)
        self._public = None
        self._models.clear()

    def _folded(self, memo: Memo, onlooker: str | None) -> ReviewState:
        blind, earlier = Blind(self._double, onlooker), self.store.interviews.earlier
        return fold(self._raw_interviews, self._raw_findings, self._log, self._superseded, memo, earlier, blind)

    @property
    def public(self) -> ReviewState:
        """What holds for everybody: nothing of a double finding before it is out. Models and reports are built from it."""
        if self._public is None:
            self._public = self._folded(self._public_memo, None) if self._double else self.state
        return self._public

    @property
    def log(self) -> list[Decision]:
        """The decisions this reviewer may see, in log order."""
        if not self.state.veiled:
            return self._log
        blind = Blind(self._double, self.reviewer)
        return [shown for decision in self._log if (shown := blind.show(decision, self.state.veiled)) is not None]

    @property
    def last_seq(self) -> int:
        """Sequence number of the latest decision taken in; 0 before the first."""
        return self._log[-1].seq if self._log else 0

    def whole_log(self) -> list[Decision]:
        """Return every decision as it was made, blind verdicts of others among them: the record, for no eyes that still review."""
        return self._log

    def agreement(self) -> Reliability:
        """Return how far two reviewers agree who decided the same findings blind, of the session's segment."""
        among = [item.id for item in self.state.findings.values() if self.segment in (None, item.segment)]
        return measure_agreement(self._log, set(among))

    def standing(self, identifier: str) -> list[str]:
        """Return what a finding that awaits a second reviewer, or that two disagree on, waits for, in words; nothing for others."""
        return standing_words(self.finding(identifier), self.state.live)

    def disputes(self) -> list[ReviewedFinding]:
        """Return the findings that two reviewers decided differently and nobody settled, of the session's segment."""
        return [item for item in self.state.findings.values() if item.status == "disputed" and self.segment in (None, item.segment)]

    def queue(self, order: Order = "grouped") -> list[ReviewedFinding]:
        """Return the findings this reviewer is asked about, of the session's segment."""
        return order_queue(self.state, order, self.pairs, self.segment)

    def queue_groups(self) -> list[list[str]]:
        """Return the ids of these findings in the grouped order, similar ones together."""
        return group_queue(self.state, self.pairs, self.segment)

    def aside(self, status: Literal["ungrounded", "stale", "superseded"]) -> list[ReviewedFinding]:
        """Return the findings of a status that is kept out of the queue."""
        return [item for item in self.state.findings.values() if item.status == status and self.segment in (None, item.segment)]

    def progress(self) -> Progress:
        """Return how far review is, of the session's segment."""
        return measure_progress(self.state, self.segment)

    def finding(self, identifier: str) -> ReviewedFinding:
        """Return a finding, or the lead of an entry; ReviewError where there is none."""
        return require(self.state, identifier)

    def entry(self, identifier: str) -> Entry | None:
        """Return the entry of this id, or the one a finding belongs to."""
        item = self.state.findings.get(identifier)
        return self.state.entries.get(item.entry or "" if item else identifier)

    def similar(self, identifier: str) -> list[tuple[ReviewedFinding, float]]:
        """Return the findings that may say the same, most similar first: same kind and segment, not yet united, not declared different."""
        item = self.finding(identifier)
        hits: list[tuple[ReviewedFinding, float]] = []
        for pair in self.pairs:
            if item.id not in (pair.first, pair.second) or frozenset((pair.first, pair.second)) in self.state.not_same:
                continue
            other = self.state.findings.get(pair.second if pair.first == item.id else pair.first)
            if (
                other is None
                or other.kind != item.kind
                or other.segment != item.segment
                or other.status in ("ungrounded", "stale", "superseded", "rejected")
            ):
                continue
            if other.entry is None or other.entry != item.entry:
                hits.append((other, pair.score))
        return sorted(hits, key=lambda hit: -hit[1])

    def interview(self, identifier: str) -> Interview:
        """Return an interview with corrections applied; ReviewError where there is none."""
        if identifier not in self.state.interviews:
            raise ReviewError(f"no interview {identifier}", "analyzer interviews list")
        return self.state.interviews[identifier]

    def quotes(self, identifier: str, around: int = 1) -> list[QuoteView]:
        """Return the quotes of a finding, statement first, each with ``around`` turns before and after it."""
        return self.quotes_in(self.finding(identifier).finding, around)

    def quotes_in(self, finding: Finding, around: int = 1) -> list[QuoteView]:
        """Return the quotes of this finding, which need not be in the log yet."""
        interview = self.interview(finding.interview)
        by_quote: dict[str, list[Evidence]] = {}
        for piece in finding.evidence:
            by_quote.setdefault(piece.quote_id, []).append(piece)
        return [view_quote(interview, pieces, number, len(by_quote), around) for number, pieces in enumerate(by_quote.values(), 1)]

    def segments(self) -> list[SegmentSummary]:
        """Return every segment that has interviews or is named in ``analyzer.toml``, in alphabetical order, unsorted last."""
        interviews: dict[str, list[Interview]] = {slug: [] for slug in self.settings.segments}
        for interview in self.state.interviews.values():
            interviews.setdefault(interview.segment, []).append(interview)
        summaries = []
        for slug in sorted(interviews, key=lambda name: (name == UNSORTED, name)):
            organisations = cover_segment(slug, interviews[slug]).organisations
            title, owner = self._named(slug)
            summaries.append(SegmentSummary(slug, title, owner, len(interviews[slug]), len(organisations), measure_progress(self.state, slug)))
        return summaries

    def segment_model(self, slug: str) -> SegmentModel:
        """Build the segment model of approved findings; SegmentError where no such segment exists."""
        if slug not in self._models:
            known = [summary.slug for summary in self.segments()]
            if slug not in known:
                raise SegmentError(f"no segment {slug!r}", f"segments: {', '.join(known) or 'none yet: analyzer ingest'}")
            title, owner = self._named(slug)
            self._models[slug] = build_segment(
                slug,
                reviewed=[item for item in self.public.findings.values() if item.segment == slug],
                entries=[entry for entry in self.public.entries.values() if entry.segment == slug],
                interviews=[interview for interview in self.public.interviews.values() if interview.segment == slug],
                title=title,
                owner=owner,
                products=[Product(id=product.id, name=product.name, description=product.description) for product in self.settings.products],
                roles=self.public.roles,
                decisions_stamp=self._latest_public(),
            )
        return self._models[slug]

    def _latest_public(self) -> str:
        blind, veiled = Blind(self._double), self.public.veiled
        return next((decision.id for decision in reversed(self._log) if blind.show(decision, veiled) is not None), "")

    def prevalence(self, entry: Entry) -> Prevalence:
        """Return in how many organisations of its segment an entry was said."""
        return count_prevalence(entry, cover_segment(entry.segment, list(self.state.interviews.values())))

    def _named(self, slug: str) -> tuple[str, str | None]:
        section = self.settings.segments.get(slug)
        title = (section.title if section else None) or slug.replace("-", " ").capitalize()
        return title, section.owner if section else None

    # -- deciding --------------------------------------------------------------------------------------------------------
    def approve(self, *ids: str) -> Decision:
        """Approve findings, one decision for all of them."""
        return self._append(draft_verdict(self._current(), ids, "approve"))

    def reject(self, *ids: str, reason: str = "") -> Decision:
        """Reject findings."""
        return self._append(draft_verdict(self._current(), ids, "reject", reason))

    def later(self, *ids: str) -> Decision:
        """Put findings off."""
        return self._append(draft_verdict(self._current(), ids, "later"))

    def edit(self, identifier: str, changes: Mapping[str, Any]) -> Decision:
        """Change fields of a finding, which approves it."""
        return self._append(draft_edit(self._current(), identifier, changes))

    def confirm(self, identifier: str) -> Decision:
        """Take responsibility for a wording that no quote carries in full, so that it may be printed; approves."""
        return self._append(draft_confirm(self._current(), identifier))

    def preview(self, selection: Selection, kind: Kind) -> ReviewedFinding:
        """Return the finding that marked words would carry, before anything is decided; ReviewError where they cannot be evidence."""
        return preview_finding(self.state, selection, kind)

    def add_finding(self, selection: Selection, kind: Kind, fields: Mapping[str, Any]) -> Decision:
        """Add a finding that rests on marked words, approved at once; its id is the decision's target."""
        return self._append(draft_add(self._current(), mint_id("f"), selection, kind, fields))

    def choose_quote(self, identifier: str, selection: Selection) -> Decision:
        """Give a finding that is not grounded (or stale) these words as its quote, which approves it."""
        return self._append(draft_quote(self._current(), identifier, selection))

    def retype(self, identifier: str, kind: Kind) -> Decision:
        """Turn a finding into another kind."""
        return self._append(draft_retype(self._current(), identifier, kind))

    def merge(self, identifier: str, other: str, statement: str | None = None) -> Decision:
        """Unite two findings or their entries, which approves them."""
        return self._append(draft_merge(self._current(), identifier, other, statement))

    def merge_all(self, ids: Sequence[str], statement: str | None = None) -> Decision:
        """Unite two or more findings or their entries by one decision; the first one leads where none is approved yet."""
        drafts = [draft_merge(self._current(), ids[0], other, statement) for other in ids[1:]]
        if not drafts:
            raise ReviewError(f"{', '.join(ids) or 'nothing'}: a merge needs two findings", "choose another one")
        before = {name: value for draft in drafts for name, value in draft.before.items()}
        return self._append(replace(drafts[0], targets=tuple(before), before=before))

    def unmerge(self, identifier: str) -> Decision:
        """Take the latest merge of an entry apart."""
        return self._append(draft_unmerge(self._current(), identifier))

    def not_same(self, identifier: str, other: str) -> Decision:
        """Record that two findings are not the same, so that they are not proposed again."""
        first, second = require(self._current(), identifier), require(self.state, other)
        return self._append(Draft("not_same", (first.id, second.id)))

    def link(self, source: str, target: str, link: LinkType, *, remove: bool = False) -> Decision:
        """Link two findings, or remove the link."""
        return self._append(draft_link(self._current(), source, target, link, remove=remove))

    def settle(self, identifier: str, status: Literal["approved", "rejected"]) -> Decision:
        """End a dispute."""
        return self._append(draft_settle(self._current(), identifier, status))

    def set_role(self, product: str, entry: str, role: Role) -> Decision:
        """Record what a product of ``analyzer.toml`` does about an obstacle entry."""
        if entry not in self._current().entries or all(product != one.id for one in self.settings.products):
            raise ReviewError(f"{product}/{entry}: no such product or entry", "products are declared in analyzer.toml: [[products]]")
        before = {(one.product, one.obstacle): one.role for one in self.state.roles}.get((product, entry))
        return self._append(Draft("set_role", (f"{product}/{entry}",), before={"role": before}, after={"role": role}))

    def set_speaker(self, interview: str, key: str, **facts: str | None) -> Decision:
        """Correct facts of a speaker (name, side, title, level, department, organisation)."""
        self._current()
        speaker = next((one for one in self.interview(interview).speakers if key in (one.key, one.label, one.name)), None)
        if speaker is None:
            raise ReviewError(f"{interview} has no speaker {key!r}", f"analyzer speakers {interview}")
        before = {"label": speaker.label, **{name: getattr(speaker, name) for name in facts}}
        return self._append(
            Draft("set_speaker", (f"{interview}/{speaker.key}",), before=before, after={name: value or None for name, value in facts.items()})
        )

    def set_interview(self, interview: str, **facts: str | None) -> Decision:
        """Correct facts of an interview (title, segment, organisation, date)."""
        self._current()
        present = self.interview(interview)
        before = {name: getattr(present, name) for name in facts}
        after = {name: read_fact(name, value) for name, value in facts.items()}
        return self._append(Draft("set_interview", (interview,), before=before, after=after))

    def undo(self) -> Decision | None:
        """Take back the reviewer's own latest live decision and return it; None where there is none."""
        self._current()
        return self._take_back(find_undo(self._log, self.reviewer))

    def redo(self) -> Decision | None:
        """Bring back what the reviewer's latest undo took back and return that decision; None where there is none."""
        self._current()
        undo = find_redo(self._log, self.reviewer)
        if undo is None:
            return None
        self._take_back(undo)
        return next((decision for decision in self._log if decision.id == undo.undoes), None)

    def _take_back(self, decision: Decision | None) -> Decision | None:
        if decision is not None:
            self._append(draft_undo(decision))
        return decision

    def _current(self) -> ReviewState:
        self.catch_up()
        return self.state

    def _append(self, draft: Draft) -> Decision:
        decision = self.store.decisions.append(
            self.reviewer,
            draft.action,
            draft.targets,
            saw=mark_blind(draft, self.state.veiled).saw,
            before=draft.before,
            after=draft.after,
            reason=draft.reason,
            undoes=draft.undoes,
        )
        self.catch_up()  # reads it back from the log, with whatever others decided in between
        return decision


def read_fact(name: str, value: str | None) -> str | None:
    """Return a corrected fact as it is kept: a segment as slug, a date in ISO 8601, blank as none. Raises ConfigError."""
    words = (value or "").strip()
    if name == "segment":
        return re.sub(r"[\W_]+", "-", unicodedata.normalize("NFKC", words).casefold()).strip("-") or UNSORTED
    if name == "date" and words:
        try:
            return datetime.date.fromisoformat(words).isoformat()
        except ValueError as error:
            raise ConfigError(f"{words!r} is no date", "write it as 2026-03-02") from error
    return words or None


def account_name() -> str:
    """Return the name of the account, or "reviewer" where the system knows none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return "reviewer"
