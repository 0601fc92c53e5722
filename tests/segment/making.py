"""Segments made by hand: say what was heard where, get interviews, findings and entries that fit together.

Every quote becomes a turn of a customer, with words before and behind it, so that evidence is a real slice of a real text.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from analyzer.records import (
    FINDING,
    Entry,
    Evidence,
    Finding,
    Interview,
    Kind,
    Link,
    LinkType,
    Product,
    ProductRole,
    Provenance,
    Quantity,
    ReviewedFinding,
    SegmentModel,
    Speaker,
    Status,
    Supports,
    Turn,
    text_version,
)
from analyzer.segment import build_segment

SLUG = "grain-mills"
BEFORE, BEHIND = "Well, ", ", you know."


def amount(low: str, unit: str | None = None, *, high: str | None = None, currency: str | None = None, said: str | None = None) -> Quantity:
    """A quantity whose words are its digits, unless ``said`` says otherwise."""
    return Quantity(low=low, high=high or low, unit=unit, currency=currency, said=said or low)


class Talk:
    """One interview that grows by the turn."""

    def __init__(self, identifier: str, organisation: str | None, segment: str, date: str | None, speaker: str) -> None:
        self.id, self.organisation, self.segment, self.date, self.speaker = identifier, organisation, segment, date, speaker
        self.turns: list[str] = ["Thanks for having us. What is on your plate this year?"]

    def say(self, quote: str) -> tuple[int, int, int]:
        """Add a turn with the quote in it; return turn, start and end of the quote."""
        start = len("\n".join(self.turns)) + 1 + len(BEFORE)
        self.turns.append(f"{BEFORE}{quote}{BEHIND}")
        return len(self.turns) - 1, start, start + len(quote)

    def interview(self) -> Interview:
        """The interview as it stands now."""
        text, turns, position = "\n".join(self.turns), [], 0
        for index, words in enumerate(self.turns):
            turns.append(Turn(index=index, speaker="s2" if index else "s1", start=position, end=position + len(words), start_ms=index * 61_000))
            position += len(words) + 1
        speakers = (
            Speaker(key="s1", label="Ida Holm", name="Ida Holm", side="interviewer", side_basis="declared"),
            Speaker(key="s2", label=self.speaker, name=self.speaker, side="customer", side_basis="declared", title="Mill director"),
        )
        return Interview(
            id=self.id, version=text_version(text), title=f"Talk {self.id}", source=f"interviews/{self.segment}/{self.id}.md", format="plain text",
            segment=self.segment, organisation=self.organisation, date=self.date, text=text, raw_sha256="0" * 64, kept_share=1.0,
            speakers=speakers, turns=tuple(turns),
        )  # fmt: skip


class Hearing:
    """A segment in the making."""

    def __init__(self, segment: str = SLUG) -> None:
        self.segment = segment
        self.talks: dict[str, Talk] = {}
        self.findings: dict[str, tuple[Finding, Status]] = {}
        self.groups: dict[str, list[str]] = {}
        self.dangling: dict[str, list[Link]] = {}
        self.statements: dict[str, str] = {}

    def talk(
        self, identifier: str, organisation: str | None, *, date: str | None = None, segment: str | None = None, speaker: str = "Petra Vann"
    ) -> str:
        """Hold an interview; return its id."""
        self.talks[identifier] = Talk(identifier, organisation, segment or self.segment, date, speaker)
        return identifier

    def talks_in(self, *organisations: str | None) -> list[str]:
        """Hold one interview in each organisation; return their ids."""
        return [self.talk(f"i_{len(self.talks)}", organisation) for organisation in organisations]

    def hear(
        self, identifier: str, kind: Kind, talk: str, quote: str, *, status: Status = "approved", why_quote: str | None = None,
        links: Iterable[tuple[LinkType, str]] = (), joins: str | None = None, **fields: Any,
    ) -> str:  # fmt: skip
        """Find something in an interview; an approved finding founds entry ``e_<identifier>`` or joins another. Returns the entry's id."""
        pieces = [self._piece(talk, "q1", "statement", quote)]
        if why_quote is not None:
            pieces.append(self._piece(talk, "q2", "why", why_quote))
        plain: dict[str, Any] = {"statement": quote, "name": quote} if kind == "metric" else {"statement": quote}
        finding = FINDING.validate_python(
            {
                **plain, "kind": kind, "id": f"f_{identifier}", "interview": talk, "interview_version": "", "evidence": pieces,
                "links": [Link(type=type_, to=to) for type_, to in links],
                "provenance": Provenance(run="r_1", extractor="offline"), **fields,
            }
        )  # fmt: skip
        entry = f"e_{joins or identifier}"
        merged: Status = "merged" if joins and status == "approved" else status
        self.findings[finding.id] = (finding, merged)
        if status == "approved":
            self.groups.setdefault(entry, []).append(finding.id)
        return entry

    def _piece(self, talk: str, quote_id: str, supports: Supports, quote: str) -> Evidence:
        turn, start, end = self.talks[talk].say(quote)
        return Evidence(
            quote_id=quote_id, supports=supports, quote=quote, claimed=quote, turn=turn, start=start, end=end, start_ms=turn * 61_000,
            speaker="s2", side="customer", match="verbatim",
        )  # fmt: skip

    def outcome(self, identifier: str, talk: str, quote: str = "we want steadier cash", **fields: Any) -> str:
        """Hear an outcome, strategic unless said otherwise."""
        return self.hear(identifier, "outcome", talk, quote, **{"level": "strategic", **fields})

    def obstacle(self, identifier: str, talk: str, blocks: str | None = None, quote: str = "nobody owns the ledger", **fields: Any) -> str:
        """Hear an obstacle that blocks an outcome's entry."""
        return self.hear(identifier, "obstacle", talk, quote, links=[("blocks", blocks)] if blocks else (), **{"level": "operational", **fields})

    def metric(self, identifier: str, talk: str, measures: str | None = None, quote: str = "it takes 9 days", **fields: Any) -> str:
        """Hear a metric that measures an entry."""
        return self.hear(identifier, "metric", talk, quote, **{"links": [("measures", measures)] if measures else (), **fields})

    def interviews(self) -> list[Interview]:
        """All interviews as they stand."""
        return [talk.interview() for talk in self.talks.values()]

    def reviewed(self) -> list[ReviewedFinding]:
        """All findings, reviewed."""
        home = {member: entry for entry, members in self.groups.items() for member in members}
        found = []
        for finding, status in self.findings.values():
            interview = self.talks[finding.interview].interview()
            present = finding.model_copy(update={"interview_version": finding.interview_version or interview.version})
            found.append(
                ReviewedFinding(
                    finding=present, original_statement=finding.statement, status=status, entry=home.get(finding.id), segment=interview.segment,
                    organisation=interview.organisation, source=interview.source, interview_title=interview.title,
                )
            )  # fmt: skip
        return found

    def entries(self) -> list[Entry]:
        """All entries, links as given (tests name entries, as the fold does)."""
        reviewed = {item.id: item for item in self.reviewed()}
        entries = []
        for entry, members in self.groups.items():
            items = tuple(reviewed[member] for member in members)
            links = dict.fromkeys(link for item in items for link in item.finding.links)
            entries.append(
                Entry(
                    id=entry, segment=items[0].segment, kind=items[0].kind, statement=self.statements.get(entry, items[0].finding.statement),
                    level=items[0].finding.level, members=items, links=tuple(links), dangling=tuple(self.dangling.get(entry, ())),
                )
            )  # fmt: skip
        return entries

    def model(self, *, products: Sequence[Product] = (), roles: Sequence[ProductRole] = (), **settings: Any) -> SegmentModel:
        """The segment model of everything heard."""
        return build_segment(
            self.segment, reviewed=self.reviewed(), entries=self.entries(), interviews=self.interviews(), products=products, roles=roles, **settings
        )
