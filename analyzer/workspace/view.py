"""The reading half of a session: what one reviewer sees of a workspace.

In: an open store. Out: the present review state, views of quotes in context, segment models. Always true: what is shown is the fold of the log, as
this reviewer may see it; models are built from what holds for everybody.
"""

from dataclasses import dataclass
from types import TracebackType
from typing import Literal, Self

from analyzer.config import Settings, Workspace
from analyzer.errors import ReviewError, SegmentError
from analyzer.records import (
    UNSORTED,
    Decision,
    Entry,
    Evidence,
    Finding,
    Interview,
    Prevalence,
    Product,
    ReviewedFinding,
    SegmentModel,
    SimilarPair,
)
from analyzer.review import (
    Blind,
    Memo,
    Order,
    Progress,
    Reliability,
    ReviewState,
    double_findings,
    fold,
    group_queue,
    measure_agreement,
    measure_progress,
    order_queue,
)
from analyzer.review.agreement_words import standing_words
from analyzer.review.context import QuoteView, view_quote
from analyzer.review.draft import require
from analyzer.segment.build import build_segment
from analyzer.segment.prevalence import count_prevalence, cover_segment
from analyzer.store import Store
from analyzer.workspace.facts import account_name


@dataclass(frozen=True)
class SegmentSummary:
    """One line of the list of segments."""

    slug: str
    title: str
    owner: str | None
    interviews: int
    organisations: int
    progress: Progress


class SessionView:
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
        self._pairs_of: dict[str, list[SimilarPair]] = {}
        for pair in self.pairs:
            for identifier in (pair.first, pair.second):
                self._pairs_of.setdefault(identifier, []).append(pair)
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
        for pair in self._pairs_of.get(item.id, []):
            if frozenset((pair.first, pair.second)) in self.state.not_same:
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

    def why_similar(self, one: str, other: str) -> str:
        """Return why two findings are proposed as saying the same, in words; empty where they are not, or nobody wrote down why."""
        return next((pair.reason for pair in self._pairs_of.get(one, []) if {pair.first, pair.second} == {one, other}), "")

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
