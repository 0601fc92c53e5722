"""Entries: approved findings, united where people merged them.

In: approved findings and merge decisions. Out: ``Entry`` records with lifted links. Always true: an entry's id is that of
its member approved first (``f_x`` -> ``e_x``), so the oldest id survives a merge; every approved finding is in exactly
one entry; a link whose target is not approved is dangling, never dropped.
"""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from analyzer.records import Decision, Entry, Link, ReviewedFinding

if TYPE_CHECKING:
    from analyzer.review.track import Track


def entry_of(finding_id: str) -> str:
    """Return the id of the entry that a finding founds."""
    return "e_" + finding_id.removeprefix("f_")


def finding_of(identifier: str) -> str:
    """Return the finding id behind an entry id; other ids unchanged."""
    return "f_" + identifier.removeprefix("e_") if identifier.startswith("e_") else identifier


class Groups:
    """Which findings people merged (a union-find over live merges)."""

    def __init__(self) -> None:
        self._parent: dict[str, str] = {}
        self.merges: dict[str, list[Decision]] = {}
        """Merges by any of their targets."""

    def find(self, identifier: str) -> str:
        """Return the representative of the group; the identifier itself where it was never merged."""
        while (parent := self._parent.get(identifier, identifier)) != identifier:
            identifier = parent
        return identifier

    def around(self, identifiers: Iterable[str]) -> set[str]:
        """Return the findings that are in one group with any of these, these among them where they were merged."""
        roots = {self.find(identifier) for identifier in identifiers if identifier in self._parent}
        return {identifier for identifier in self._parent if self.find(identifier) in roots} if roots else set()

    def unite(self, targets: list[str], decision: Decision) -> None:
        """Put the targets of a merge into one group."""
        first = self.find(targets[0])
        for target in targets:
            self._parent[self.find(target)] = first
            self.merges.setdefault(target, []).append(decision)

    def entries_of(self, approved: Mapping[str, ReviewedFinding], tracks: Mapping[str, "Track"]) -> dict[str, list[str]]:
        """Return entry id -> member finding ids, lead first, in order of first approval.

        A merge unites findings of one kind and segment; members that were retyped or moved since stand alone.
        """
        when = {identifier: tracks[identifier].approved_at or 0 for identifier in approved}
        order = sorted(approved, key=lambda identifier: when[identifier])
        grouped: dict[tuple[str, str, str], list[str]] = {}
        for identifier in order:
            item = approved[identifier]
            grouped.setdefault((self.find(identifier), item.kind, item.segment), []).append(identifier)
        return {entry_of(members[0]): members for members in grouped.values()}


def build_entries(
    membership: Mapping[str, list[str]], reviewed: Mapping[str, ReviewedFinding], groups: Groups, built: dict[str, Entry]
) -> dict[str, Entry]:
    """Return the entries with their links lifted from findings to entries; ``reviewed`` are all findings, those of entries placed.

    ``built`` saves rebuilding what is unchanged.
    """
    entries: dict[str, Entry] = {}
    for entry_id, members in membership.items():
        items = tuple(reviewed[identifier] for identifier in members)
        statement = merged_statement(members, groups) or items[0].finding.statement
        links, dangling = _lift_links(entry_id, items, reviewed)
        old = built.get(entry_id)
        if old is None or not _same_members(old.members, items) or (old.statement, old.links, old.dangling) != (statement, links, dangling):
            lead = items[0]
            old = Entry(
                id=entry_id, segment=lead.segment, kind=lead.kind, statement=statement, level=lead.finding.level, members=items, links=links,
                dangling=dangling,
            )  # fmt: skip
            built[entry_id] = old
        entries[entry_id] = old
    return entries


def _same_members(old: tuple[ReviewedFinding, ...], new: tuple[ReviewedFinding, ...]) -> bool:
    return len(old) == len(new) and all(one is other for one, other in zip(old, new, strict=True))


def _lift_links(
    entry_id: str, items: tuple[ReviewedFinding, ...], reviewed: Mapping[str, ReviewedFinding]
) -> tuple[tuple[Link, ...], tuple[Link, ...]]:
    """Return the members' links to other entries, and those to findings that are not approved."""
    links: dict[Link, None] = {}
    dangling: dict[Link, None] = {}
    for item in items:
        for link in item.finding.links:
            linked = reviewed.get(link.to)
            target = linked.entry if linked else None
            if target is None:
                dangling[link] = None
            elif target != entry_id:
                links[Link(type=link.type, to=target)] = None
    return tuple(links), tuple(dangling)


def merged_statement(members: list[str], groups: Groups) -> str | None:
    """Return the wording a reviewer chose in the latest merge of these members; None where none was chosen."""
    if not groups.merges:
        return None
    merges = {decision.seq: decision for member in members for decision in groups.merges.get(member, ())}
    for seq in sorted(merges, reverse=True):
        if statement := merges[seq].after.get("statement"):
            return str(statement)
    return None
