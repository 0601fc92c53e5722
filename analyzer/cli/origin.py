"""Where a finding comes from, for people: extractor, model, step, time, and what the model claimed beyond what was kept.

In: a session and a finding. Out: lines. Always true: the model's words are shown as claims, never as what was said.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from analyzer.records import ChunkOutcome, Finding, Run

if TYPE_CHECKING:
    from analyzer.workspace import ReviewSession

READ_STATES = ("done", "empty", "split")
READING_STEPS = ("outcomes_obstacles", "metrics", "coverage", "offline")


def origin_lines(session: "ReviewSession", finding: Finding) -> Iterator[str]:
    """Yield what else the model claimed of a finding, and how the finding came about."""
    origin = finding.provenance
    run = next((run for run in session.store.findings.runs(finding.interview) if run.id == origin.run), None)
    outcome = _reading(session, finding)
    if outcome is not None and outcome.answer:
        from analyzer.extract.claimed import unkept_claims

        for name, words in unkept_claims(finding, outcome.answer):
            yield f'not kept: the model\'s {name} "{" ".join(words.split())}", which its quote does not carry'
    hashed = {"offline": "rules", "llm": "prompts"}.get(origin.extractor, "")
    parts = (
        origin.model or origin.extractor, f"step {outcome.step.replace('_', ', ')}" if outcome and origin.model else "", _when(run),
        f"{hashed} {origin.prompt_hash[:12]}" if origin.prompt_hash else "", origin.run,
    )  # fmt: skip
    yield "from: " + ", ".join(part for part in parts if part)


def extraction_lines(session: "ReviewSession", interview: str) -> Iterator[str]:
    """Yield how the latest extraction of an interview went, and what it could not read, each with its class and reason."""
    runs = [run for run in session.store.findings.runs(interview) if run.extractor != "person"]
    if not runs:
        yield "not extracted yet: analyzer extract"
        return
    latest = runs[-1]
    lost = [one for one in session.store.findings.outcomes(latest.id) if one.state not in READ_STATES]
    ended = {
        "done": "everything was read",
        "running": "not ended",
        "partial": "not everything was read",
        "failed": "stopped before anything was found",
    }
    # What was done once is passed over until somebody asks for it again.
    passed = any(run.state == "done" and (run.interview_version, run.prompt_hash) == (latest.interview_version, latest.prompt_hash) for run in runs)
    again = "" if latest.state == "done" else f"; analyzer extract{' --again' if passed else ''} goes on from there"
    yield f"extracted by {latest.model or latest.extractor}, {_when(latest)}, {latest.id}: {ended[latest.state]}{again}"
    for one in lost:
        yield f"not read: {one.step.replace('_', ', ')} of {one.chunk}: {one.state.replace('_', ' ')}: {one.reason}"


def _reading(session: "ReviewSession", finding: Finding) -> ChunkOutcome | None:
    """Return the outcome of the window the finding was read in."""
    outcomes = session.store.findings.outcomes(finding.provenance.run)
    return next((one for one in outcomes if one.step in READING_STEPS and any(found.id == finding.id for found in one.findings)), None)


def _when(run: Run | None) -> str:
    return f"{run.started_at[:16].replace('T', ' ')} UTC" if run else ""
