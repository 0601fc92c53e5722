"""What ``analyzer show ID`` prints of each record.

In: a session and an id. Out: text for a person. Always true: quotes are the source's slices; what the extractor claimed is shown
beside them where it differs.
"""

from collections.abc import Mapping

from analyzer.cli.console import Console
from analyzer.cli.origin import extraction_lines, origin_lines
from analyzer.cli.quoting import fill, show_turns
from analyzer.cli.reading import basis_of, resolve
from analyzer.records import LINK_NAMES, ReviewedFinding, clock
from analyzer.report.phrases import count
from analyzer.review.agreement_words import agreement_record, describe
from analyzer.review.context import QuoteView
from analyzer.tui.words import FLAG, filled_fields
from analyzer.workspace import ReviewSession

MATCH_WORDS = {
    "verbatim": "found word for word",
    "normalised": "found; differs in case, punctuation or spelling of numbers only",
    "disfluency": "found; hesitations left out",
    "elided": "found in pieces",
    "reworded": "found with small rewording",
    "meaning_changed": "NOT SUPPORTED: number, unit or negation differs from what was said",
    "not_found": "NOT FOUND in customer speech",
}


def show_anything(console: Console, session: ReviewSession, identifier: str) -> None:
    """Print the record with this id."""
    found = resolve(session, identifier)
    if found.startswith("i_"):
        _interview(console, session, found)
    elif found.startswith("d_"):
        decision = next(decision for decision in session.log if decision.id == found)
        for name, value in decision.model_dump().items():
            if value not in (None, "", (), {}):
                console.data(f"{name:10} {_in_words(value)}")
        console.record("analyzer.decision/1", **decision.model_dump())
    elif found.startswith("e_"):
        entry = session.state.entries[found]
        console.data(f"{entry.id}  {entry.kind}  {entry.segment}  {count(len(entry.members), 'finding')}")
        console.data(entry.statement)
        for member in entry.members:
            console.data("")
            show_finding(console, session, member)
    else:
        show_finding(console, session, session.finding(found))


def show_finding(console: Console, session: ReviewSession, item: ReviewedFinding) -> None:
    """Print a finding with its quotes in context, the claimed wording where it differs, flags and provenance."""
    finding = item.finding
    console.data(f"{finding.id}  {finding.kind}  {item.status}{'  edited' if item.edited else ''}  {finding.level or 'level not known'}")
    console.data(fill(finding.statement, "  ", "  "))
    if item.original_statement != finding.statement:
        console.data(fill(f"originally: {item.original_statement}", "  ", "  "))
    for line in session.standing(finding.id):
        console.data(f"  {line}")
    if finding.department:
        console.data(f"  department: {finding.department}")
    for name, value in filled_fields(item):
        console.data(fill(f"{name}: {value}", "  ", "    "))
    for link in finding.links:
        target = session.state.findings.get(link.to)
        console.data(fill(f"{LINK_NAMES[link.type]}: {link.to}  {target.finding.statement if target else '(not there)'}", "  ", "    "))
    for flag in finding.flags:
        console.data(fill(f"flag: {flag.replace('_', ' ')} - {FLAG[flag]}", "  ", "    "))
    for view in session.quotes(finding.id):
        _quote(console, view)
    for line in origin_lines(session, finding):
        console.data(fill(line, "  ", "    "))
    console.record("analyzer.finding.shown/1", **item.model_dump(mode="json"))


def tell_agreement(console: Console, session: ReviewSession) -> None:
    """Print how far two reviewers agree, and what they disagree on."""
    reliability, disputes = session.agreement(), session.disputes()
    for line in describe(reliability, asked=session.settings.review.double_share > 0):
        console.data(line)
    console.data(f"{len(disputes)} to settle" + (":" if disputes else ""))
    for item in disputes:
        console.data(fill(f"{item.id}  {item.finding.statement}", "  ", "    "))
        for line in session.standing(item.id):
            console.data(f"    {line}")
    console.record("analyzer.agreement/1", **agreement_record(reliability), disputed=[item.id for item in disputes])


def _in_words(value: object) -> str:
    """Return a field of a decision as a reader writes it: "a, b", "status = open"."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name} = {_in_words(one)}" for name, one in value.items())
    if isinstance(value, list | tuple):
        return ", ".join(_in_words(one) for one in value)
    return "-" if value is None else str(value)


def _quote(console: Console, view: QuoteView) -> None:
    piece = view.pieces[0]
    place = ", ".join(
        part for part in (view.source, f"turn {view.turn}" if view.turn is not None else "", view.speaker, view.side, clock(view.start_ms)) if part
    )
    gone = view.turn is None and any(part.quote for part in view.pieces)
    words = "NO LONGER in the transcript, an earlier version held it" if gone else MATCH_WORDS[piece.match]
    console.data(fill(f"quote {view.number} of {view.of} ({piece.supports}; {words}): {place}", "  ", "     "))
    if gone:
        console.data(fill(f"was said: {view.quote}", "     ", "     "))
    for line in view.lines:
        text, offset = line.text, 0
        for start, end in line.marks:
            text = text[: start + offset] + "«" + text[start + offset : end + offset] + "»" + text[end + offset :]
            offset += 2
        mark = ">" if line.marks else " "
        console.data(fill(f"{line.speaker}: {text}", f"   {mark} ", "     "))
    if piece.claimed != view.quote:
        console.data(fill(f"claimed: {piece.claimed}", "     ", "     "))


def _interview(console: Console, session: ReviewSession, identifier: str) -> None:
    interview = session.interview(identifier)
    console.data(f"{interview.id}  {interview.title}")
    for name in ("source", "format", "segment", "organisation", "date"):
        origin = interview.origins.get(name)
        console.data(f"  {name}: {getattr(interview, name) or '-'}" + (f"  (from {origin})" if origin else ""))
    kept = f"{count(len(interview.turns), 'turn')}, {count(len(interview.text.split()), 'word')}"
    console.data(f"  {kept}, {100 * interview.kept_share:.1f} % of the file's words kept")
    for exclusion in interview.exclusions:
        console.data(f"  left out: {exclusion.kind}, {count(exclusion.words, 'word')}, {exclusion.where}")
    for warning in interview.warnings:
        console.data(f"  warning: {warning}")
    for line in extraction_lines(session, interview.id):
        console.data(fill(line, "  ", "    "))
    for speaker in interview.speakers:
        basis = f" ({basis_of(speaker)})" if basis_of(speaker) else ""
        console.data(f"  {speaker.key}: {speaker.label or '(no label)'}: {speaker.side}{basis} {speaker.title or ''}".rstrip())
    show_turns(console, interview)
    console.record("analyzer.interview/1", **interview.model_dump(mode="json"))
