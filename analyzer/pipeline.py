"""THE FLOW, on one page: joins ingest, index, extract and suggest to the store.

In: a store, settings, paths. Out: events to be shown, one a file, interview or step. Always true: each step is committed
before its event is yielded, so a killed run loses nothing that was reported; stages never see each other or the store.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from analyzer.config import EmbeddingSettings, Settings
from analyzer.errors import AnalyzerError
from analyzer.extract.offline import extract_offline
from analyzer.extract.reanchor import reanchor
from analyzer.index.chunking import chunk
from analyzer.ingest import Given, find_transcripts, read_interview
from analyzer.ingest.identity import identify
from analyzer.llm.embedding import Embedder, open_embedder
from analyzer.records import Chunk, ChunkOutcome, Finding, Interview, Run, Usage, mint_id
from analyzer.store import Store
from analyzer.suggest.similar import similar_pairs

Extract = Callable[[Interview, Run], Iterator[ChunkOutcome]]
FileState = Literal["new", "same", "version", "worse", "refused"]


@dataclass(frozen=True)
class FileEvent:
    """What became of one file."""

    path: Path
    state: FileState
    number: int
    of: int
    interview: Interview | None = None
    reason: str = ""
    hint: str = ""
    stale: int = 0
    """Findings whose quotes are not in the new version."""


@dataclass(frozen=True)
class ExtractEvent:
    """What became of one step of one interview."""

    interview: Interview
    number: int
    of: int
    outcome: ChunkOutcome
    run: Run


# -- file -> Interview ---------------------------------------------------------------------------------------------------


def ingest(store: Store, paths: Sequence[Path], given: Given, settings: Settings) -> Iterator[FileEvent]:
    """Read transcripts into the store; a file that cannot be read is an event, not an exception."""
    work = [(path, root) for root in paths for path in find_transcripts([root])]
    known = {interview.id: interview for interview in store.interviews.all()}
    for number, (path, root) in enumerate(work, 1):
        try:
            read = read_interview(path, given, under=root if root.is_dir() else None, settings=settings.ingest)
            event = _file(store, read, known, path, number, len(work))
        except AnalyzerError as error:
            event = FileEvent(path, "refused", number, len(work), reason=error.message, hint=error.hint)
        yield event


def _file(store: Store, read: Interview, known: dict[str, Interview], path: Path, number: int, of: int) -> FileEvent:
    """Store what was read as a new interview, the next version of a known one, or not at all."""
    identity = identify(read, known.values())
    states: dict[str, FileState] = {"new": "new", "same": "same", "better": "version", "edited": "version", "worse": "worse"}
    state = states[identity.kind]
    if state == "worse":
        return FileEvent(path, state, number, of, known[identity.id or ""], identity.reason)
    interview = read if identity.id is None else read.model_copy(update={"id": identity.id})
    store.interviews.save(interview)
    known[interview.id] = interview
    stale = _reanchor(store, interview) if state == "version" else 0
    return FileEvent(path, state, number, of, interview, identity.reason, stale=stale)


def _reanchor(store: Store, interview: Interview) -> int:
    """Move the quotes of a known interview's findings into its new version; return how many are stale now."""
    moved: dict[str, list[Finding]] = {}
    for finding in store.findings.all(interview.id):
        moved.setdefault(finding.provenance.run, []).append(reanchor(finding, interview))
    for run, findings in moved.items():
        store.findings.commit(run, ChunkOutcome(chunk=interview.id, step="re-anchor", state="done", findings=tuple(findings)))
    return sum("stale_quote" in finding.flags for findings in moved.values() for finding in findings)


# -- Interview -> Chunk --------------------------------------------------------------------------------------------------


def indexed(store: Store, interview: Interview) -> bool:
    """Whether the interview's present version is chunked; vectors of another embedder are added by ``index`` at no cost to words."""
    held = store.chunks.of(interview.id)
    return bool(held) and held[0].version == interview.version


def index(store: Store, interviews: Iterable[Interview], embedder: Embedder) -> Iterator[Interview]:
    """Chunk and embed interviews that the index does not hold in their present version; yields each when it is stored."""
    for interview in interviews:
        held = store.chunks.of(interview.id)
        if not held or held[0].version != interview.version:
            held = chunk(interview, embedder.count_tokens)
            store.chunks.replace(interview.id, interview.version, held, [interview.text[c.start : c.end] for c in held], interview.segment)
        _embed(store, interview, held, embedder)
        yield interview


def _embed(store: Store, interview: Interview, chunks: Sequence[Chunk], embedder: Embedder) -> None:
    """Store the vectors of chunks that have none from this embedder."""
    present = store.vectors.get_many(embedder_key(embedder), [c.id for c in chunks])
    missing = [c for c in chunks if c.id not in present]
    if missing:
        vectors = embedder.embed([interview.text[c.start : c.end] for c in missing])
        store.vectors.put_many(embedder_key(embedder), {c.id: vector for c, vector in zip(missing, vectors, strict=True)})


def embedder_key(embedder: Embedder) -> str:
    """Return the name under which an embedder's vectors are kept: vectors of two embedders are never mixed."""
    return f"{embedder.name}/{embedder.version}"


# -- Interview -> Finding ------------------------------------------------------------------------------------------------


def open_extractor(settings: Settings, plan: Plan, cache: AnswerCache | None = None) -> Extract:
    """Return the planned extractor: offline, or the chain over the windows of an interview."""
    embedder = open_embedder(settings.embedding)
    if plan.extractor == "offline":
        return lambda interview, run: extract_offline(interview, embedder, run)
    from analyzer.extract.chain import extract_with_model  # LangChain takes most of a second to load

    count = counter(plan.model)
    chat = open_chat(settings.model.model_copy(update={"name": plan.model}))
    budget = Budget(plan.model or "", max_cost=settings.model.max_cost)

    def run_chain(interview: Interview, run: Run) -> Iterator[ChunkOutcome]:
        parts = windows(interview, chunk(interview, embedder.count_tokens), settings.model.window_tokens, count)
        return extract_with_model(interview, parts, chat, run=run, profile=settings.model.profile, cache=cache, budget=budget, count_tokens=count)

    return run_chain


def extract(store: Store, interviews: Sequence[Interview], extractor: Extract, plan: Plan) -> Iterator[ExtractEvent]:
    """Extract interview by interview; each outcome is committed before its event. Undecided findings of older runs are superseded."""
    for number, interview in enumerate(interviews, 1):
        before = {finding.id for finding in store.findings.all(interview.id)}
        run = new_run(interview, plan)
        store.findings.start_run(run)
        found: set[str] = set()
        usage, failed = Usage(), 0
        try:
            for outcome in extractor(interview, run):
                store.findings.commit(run.id, outcome)
                found |= {finding.id for finding in outcome.findings}
                usage += outcome.usage
                failed += outcome.state not in ("done", "empty", "split")
                yield ExtractEvent(interview, number, len(interviews), outcome, run)
        except BaseException:
            store.findings.finish_run(_finished(run, "failed" if not found else "partial", usage))
            raise
        store.findings.finish_run(_finished(run, "partial" if failed else "done", usage))
        if not failed:
            store.findings.supersede(before - found)


def new_run(interview: Interview, plan: Plan) -> Run:
    """Return the record of a run that begins now."""
    return Run(
        id=mint_id("r"), interview=interview.id, interview_version=interview.version, extractor=plan.extractor, model=plan.model,
        prompt_hash=plan.prompt_hash, schema_hash=plan.schema_hash, started_at=_now(),
    )  # fmt: skip


def _finished(run: Run, state: Literal["done", "partial", "failed"], usage: Usage) -> Run:
    return run.model_copy(update={"state": state, "usage": usage, "finished_at": _now()})


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds")


# -- findings -> proposals -----------------------------------------------------------------------------------------------


def suggest(store: Store, embedder: Embedder) -> int:
    """Store which findings may say the same; return how many pairs."""
    current = store.findings.superseded()
    pairs = similar_pairs([finding for finding in store.findings.all() if finding.id not in current and finding.grounded], embedder)
    store.pairs.replace(pairs)
    return len(pairs)
