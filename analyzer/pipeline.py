"""THE FLOW, on one page: joins ingest, index, extract and suggest to the store.

In: a store, settings, paths. Out: events to be shown, one a file, interview or step. Always true: each step is committed
before its event is yielded, so a killed run loses nothing that was reported; stages never see each other or the store.
"""

import functools
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from analyzer.config import IngestSettings, ModelSettings, Settings, Workspace, load_settings
from analyzer.errors import AnalyzerError, IngestError
from analyzer.extract.estimate import Estimate, count_readings, estimate_run
from analyzer.extract.offline import RULES_HASH, extract_offline
from analyzer.extract.plan import Plan, matches, plan_extraction
from analyzer.extract.profiles import Profile
from analyzer.index.chunking import chunk, windows
from analyzer.ingest import Given, as_redacted, find_transcripts, read_interview
from analyzer.ingest.identity import identify
from analyzer.llm.budget import Budget, Price, price_for
from analyzer.llm.chat import open_chat
from analyzer.llm.embedding import CachedEmbedder, Embedder, open_embedder, space_of
from analyzer.llm.ports import AnswerCache, NewAnswers
from analyzer.llm.tokens import counter
from analyzer.records import Chunk, ChunkOutcome, Finding, Interview, Run, Usage, Window, mint_id
from analyzer.review.facts import FACTS, apply_facts
from analyzer.review.quoted import added_findings
from analyzer.review.reanchor import reanchor
from analyzer.review.undo import live_decisions
from analyzer.store import Store
from analyzer.suggest.similar import similar_pairs

if TYPE_CHECKING:
    from analyzer.index.ports import IndexRows
    from analyzer.index.search import SearchResult

OFFLINE = Plan("offline", prompt_hash=RULES_HASH)
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
    changed: tuple[str, ...] = ()
    """Names of facts of a known interview that are different now."""
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


@dataclass(frozen=True)
class Forecast:
    """What a run should take, before it is started."""

    interviews: int
    windows: Mapping[tuple[str, str], Window]
    """(interview, window) ids -> window."""
    tokens_of_speech: int
    readings: int
    """Outcomes to expect: one a window and step, one an interview for the links; one an interview offline."""
    price: Price | None
    """None where the model's price is not known."""
    counted: str
    """What to know about how tokens were counted; empty where the model's own table counts."""
    estimates: Mapping[Profile, Estimate]


# -- file -> Interview ---------------------------------------------------------------------------------------------------


def ingest(store: Store, home: Path, paths: Sequence[Path], given: Given, settings: Settings) -> Iterator[FileEvent]:
    """Read transcripts into the store, their paths kept relative to ``home``; a file that cannot be read is an event, not an exception."""
    work = [(path, root) for root in paths for path in find_transcripts([root])]
    known = {interview.id: interview for interview in store.interviews.all()}
    for number, (path, root) in enumerate(work, 1):
        try:
            if not str(path).isprintable() and any("\ud800" <= char <= "\udfff" for char in str(path)):
                raise IngestError(f"{path.name!a}: the file's name is not valid Unicode", "rename the file")
            read = _read(home, path, root, given, settings.ingest)
            before = next((one for one in known.values() if read.raw_sha256 == one.raw_sha256 or read.source == one.source), None)
            stricter = as_redacted(settings.ingest, before) if before is not None else settings.ingest
            if stricter != settings.ingest:
                read = _read(home, path, root, given, stricter)
            event = _file(store, home, read, known, path, number, len(work))
        except AnalyzerError as error:
            event = FileEvent(path, "refused", number, len(work), reason=error.message, hint=error.hint)
        yield event


def _read(home: Path, path: Path, root: Path, given: Given, settings: IngestSettings) -> Interview:
    read = read_interview(path, given, under=root if root.is_dir() else None, settings=settings)
    inside = path.absolute().is_relative_to(home)
    return read.model_copy(update={"source": path.absolute().relative_to(home).as_posix()}) if inside else read


def _file(store: Store, home: Path, read: Interview, known: dict[str, Interview], path: Path, number: int, of: int) -> FileEvent:
    """Store what was read as a new interview, the next version of a known one, or not at all."""
    identity = identify(read, known.values())
    states: dict[str, FileState] = {"new": "new", "same": "same", "better": "version", "edited": "version", "worse": "worse"}
    state, old = states[identity.kind], known.get(identity.id or "")
    # A file is no news about itself: only of another one is said what it is the same as.
    why = "" if old is not None and state == "same" and read.source == old.source else identity.reason
    if old is None:
        interview = read
    elif state == "worse" or (state == "same" and _copied(home, read, old)):
        return FileEvent(path, state, number, of, _renamed(read, old.id), why or f"the same words as {old.source}")
    elif identity.kind == "edited" and _copied(home, read, old) and read.version in store.interviews.versions(old.id):
        # Two files of one meeting would else take turns, version upon version, each time somebody looks.
        return FileEvent(path, "worse", number, of, _renamed(read, old.id), f"{old.source} came later, with changed words")
    else:
        interview = _with_flags(_renamed(read, old.id), old)
    changed = [] if old is None else [name for name in FACTS if getattr(old, name) != getattr(interview, name)]
    reason = "; ".join(part for part in (why, *(f"{name} is now {getattr(interview, name) or 'not known'}" for name in changed)) if part)
    store.interviews.save(interview)
    known[interview.id] = interview
    stale = _reanchor(store, interview) if state == "version" else 0
    return FileEvent(path, state, number, of, interview, reason, stale=stale, changed=tuple(changed))


def _copied(home: Path, read: Interview, old: Interview) -> bool:
    """Whether the words were read from a second file while the first is still there, and nobody said anything new about them."""
    return read.source != old.source and (home / old.source).is_file() and "flag" not in read.origins.values()


def _with_flags(read: Interview, old: Interview) -> Interview:
    """Return the interview with what earlier flags said of it, where no new flag says otherwise: a flag outranks the file."""
    kept = [name for name in FACTS if old.origins.get(name) == "flag" and read.origins.get(name) != "flag"]
    origins = {**read.origins, **dict.fromkeys(kept, "flag")}
    return read.model_copy(update={**{name: getattr(old, name) for name in kept}, "origins": origins}) if kept else read


def _renamed(interview: Interview, identifier: str) -> Interview:
    """Return the interview under the id it had before; its warnings name ids in the commands they propose."""
    warnings = tuple(warning.replace(interview.id, identifier) for warning in interview.warnings)
    return interview.model_copy(update={"id": identifier, "warnings": warnings})


def _reanchor(store: Store, interview: Interview) -> int:
    """Move the quotes of a known interview's findings into its new version; return how many are stale now."""
    moved: dict[str, list[Finding]] = {}
    for finding in store.findings.all(interview.id):
        moved.setdefault(finding.provenance.run, []).append(reanchor(finding, interview))
    for run, findings in moved.items():
        store.findings.commit(run, ChunkOutcome(chunk=interview.id, step="re-anchor", state="done", findings=tuple(findings)))
    told = [finding for findings in moved.values() for finding in findings] + added_by_hand(store, {interview.id: interview})
    return sum("stale_quote" in finding.flags for finding in told)


def added_by_hand(store: Store, interviews: Mapping[str, Interview]) -> list[Finding]:
    """Return the findings that reviewers added to these interviews; they are in the log, not among the extracted ones."""
    return added_findings(live_decisions(store.decisions.all()), interviews, store.interviews.earlier, {})


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
    present = store.vectors.get_many(space_of(embedder), [c.id for c in chunks])
    missing = [c for c in chunks if c.id not in present]
    if missing:
        vectors = embedder.embed([interview.text[c.start : c.end] for c in missing])
        store.vectors.put_many(space_of(embedder), {c.id: vector for c, vector in zip(missing, vectors, strict=True)})


def search(workspace: Workspace, store: Store, settings: Settings, query: str, segment: str | None, k: int) -> "SearchResult":
    """Return the ``k`` best passages by meaning and by words; from Chroma, or from the database's vectors where Chroma is in use."""
    from analyzer.index.search import open_nearest
    from analyzer.index.search import search as find

    embedder = open_embedder(settings.embedding)
    interviews = present_interviews(store)

    def find_passage(identifier: str) -> tuple[Chunk, Interview] | None:
        held = store.chunks.get([identifier])
        return (held[0], interviews[held[0].interview]) if held and held[0].interview in interviews else None

    with open_nearest(workspace.chroma, embedder, lambda: index_rows(store, embedder)) as nearest:
        return find(
            query, k=k, segment=segment, embedder=embedder, nearest=nearest, find_words=store.chunks.search_words, find_passage=find_passage
        )  # fmt: skip


def refresh_chroma(workspace: Workspace, store: Store, embedder: Embedder) -> str:
    """Bring Chroma's copy up to date; return what a person should know about it, usually nothing."""
    from analyzer.index.search import open_nearest

    with open_nearest(workspace.chroma, embedder, lambda: index_rows(store, embedder)) as nearest:
        return nearest.note


def index_rows(store: Store, embedder: Embedder) -> "IndexRows":
    """Return every chunk of a present version that has a vector: what Chroma is made from."""
    import numpy as np

    from analyzer.index.ports import IndexRows, chunk_metadata

    interviews = present_interviews(store)
    vectors = store.vectors.all(space_of(embedder))
    chunks = [c for c in store.chunks.all() if c.id in vectors and c.interview in interviews]
    rows = np.stack([vectors[c.id] for c in chunks]) if chunks else np.zeros((0, embedder.size), dtype=np.float32)
    return IndexRows(chunks, rows, [chunk_metadata(c, interviews[c.interview]) for c in chunks])


def present_interviews(store: Store) -> dict[str, Interview]:
    """Return the latest version of every interview with people's corrections applied, by id."""
    return apply_facts(store.interviews.all(), live_decisions(store.decisions.all()))


# -- Interview -> Finding ------------------------------------------------------------------------------------------------


def plan(store: Store, workspace: Workspace, settings: Settings) -> Plan:
    """Return which extractor these settings mean in this workspace, and whether somebody must be asked first."""
    named_in_toml = load_settings(workspace.toml, environment={}).model.name is not None
    return plan_extraction(settings, named_in_toml, lambda host: store.facts.get(f"consent:{host}") is not None, os.environ)


def remember_consent(store: Store, plan: Plan) -> None:
    """Keep that interviews of this workspace may be sent to the plan's host."""
    store.facts.put(f"consent:{plan.host}", _now())


def extracted(store: Store, interview: Interview, plan: Plan) -> bool:
    """Whether a finished run already did what the plan would do with this interview."""
    return any(matches(plan, run, interview) for run in store.findings.runs(interview.id))


def forecast(
    settings: Settings, plan: Plan, interviews: Sequence[Interview], profiles: Sequence[Profile] = (), cache: AnswerCache | None = None
) -> Forecast:
    """Return what extracting these interviews should take, in the settings' profile and the others named; nothing is sent."""
    if plan.extractor == "offline":
        return Forecast(len(interviews), {}, 0, len(interviews), None, "", {})
    embedder, note = open_embedder(settings.embedding), counter(plan.model).note
    count = functools.cache(counter(plan.model))  # every request begins with the same prompt
    parts = {i.id: windows(i, chunk(i, embedder.count_tokens), settings.model.window_tokens, count) for i in interviews}
    chosen: Profile = settings.model.profile
    read = [estimate_run(i, parts[i.id], (*profiles, chosen), plan.model or "", count, cache) for i in interviews]
    estimates = {profile: sum((one[profile] for one in read), Estimate()) for profile in dict.fromkeys((*profiles, chosen))}
    return Forecast(
        len(interviews), {(i.id, w.id): w for i in interviews for w in parts[i.id]}, sum(w.tokens for p in parts.values() for w in p),
        sum(count_readings(len(p), chosen) for p in parts.values()), price_for(_model(settings, plan)), note, estimates,
    )  # fmt: skip


def _model(settings: Settings, plan: Plan) -> ModelSettings:
    return settings.model.model_copy(update={"name": plan.model})


def open_extractor(
    settings: Settings, plan: Plan, cache_of: Callable[[str], AnswerCache] | None = None, embedder: Embedder | None = None, *, fresh: bool = False
) -> Extract:
    """Return the planned extractor: offline, or the chain over the windows of an interview; ``embedder`` replaces the settings' own.

    ``fresh`` asks the model even where its answer is kept; the new answer takes the old one's place.
    """
    embedder = embedder or open_embedder(settings.embedding)
    if plan.extractor == "offline":
        return lambda interview, run: extract_offline(interview, embedder, run)
    from analyzer.extract.chain import extract_with_model  # LangChain takes most of a second to load

    count = counter(plan.model)
    model = _model(settings, plan)
    chat = open_chat(model)
    budget = Budget(price=price_for(model), max_cost=model.max_cost, max_seconds=60 * model.max_minutes)

    def run_chain(interview: Interview, run: Run) -> Iterator[ChunkOutcome]:
        parts = windows(interview, chunk(interview, embedder.count_tokens), model.window_tokens, count)
        cache = cache_of(interview.id) if cache_of else None
        cache = NewAnswers(cache) if cache and fresh else cache
        return extract_with_model(interview, parts, chat, run=run, profile=model.profile, cache=cache, budget=budget, count_tokens=count)

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
                store.findings.supersede(outcome.absorbed)
                found |= {finding.id for finding in outcome.findings}
                found -= set(outcome.absorbed)
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


def suggest(store: Store, settings: Settings) -> int:
    """Store which findings of a segment may say the same; return how many pairs."""
    superseded = store.findings.superseded()
    by_segment: dict[str, list[Finding]] = {}
    interviews = present_interviews(store)
    for finding in [*store.findings.all(), *added_by_hand(store, interviews)]:
        if finding.id not in superseded and finding.grounded and finding.interview in interviews:
            by_segment.setdefault(interviews[finding.interview].segment, []).append(finding)
    embedder = CachedEmbedder(open_embedder(settings.embedding), store.vectors)
    pairs = [pair for findings in by_segment.values() for pair in similar_pairs(findings, interviews, embedder)]
    store.pairs.replace(pairs)
    return len(pairs)


# -- forgetting ----------------------------------------------------------------------------------------------------------


def purge(workspace: Workspace, store: Store, interview_id: str, reviewer: str) -> dict[str, int]:
    """Remove an interview from the database, its log's wording, backups and Chroma; return what was removed."""
    import shutil

    from analyzer.index.chroma import delete_folder

    delete_folder(workspace.chroma)  # caches, first: should this fail, nothing is half removed; the next search makes them again
    if workspace.cache.is_dir():
        shutil.rmtree(workspace.cache)
    return store.purge(interview_id, reviewer=reviewer)
