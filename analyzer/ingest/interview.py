"""One file -> one Interview: the stages of ingest in order.

In: a path, flags, settings. Out: an ``Interview``, or IngestError naming the file and the reason. Always true: the
turns tile the canonical text; every word of the file is speech, metadata, or a named exclusion; less than 95 % kept is a warning.
"""

from dataclasses import dataclass
from pathlib import Path

from analyzer.config import IngestSettings
from analyzer.errors import IngestError
from analyzer.ingest.facts import Facts, Given, gather_facts, read_sidecar
from analyzer.ingest.labels import is_placeholder
from analyzer.ingest.reading import UNKNOWN, Reading
from analyzer.ingest.registry import SURE_ENOUGH, Judged, judge_all
from analyzer.ingest.source import Source, open_source
from analyzer.ingest.speakers import Cast, cast_speakers, warn_about_sides
from analyzer.ingest.turns import build_turns, odd_times
from analyzer.ingest.words import count_words, fold
from analyzer.records import Interview, mint_id, text_version

ENOUGH_KEPT = 0.95
_REDACTED = "replaced by pseudonyms: "
_HINT = "`analyzer ingest --explain FILE` shows how the file was judged"


@dataclass(frozen=True)
class Read:
    """A file that was judged and read, before facts and speakers."""

    source: Source
    judged: list[Judged]
    reading: Reading


def read_interview(path: Path, given: Given = Given(), *, under: Path | None = None, settings: IngestSettings = IngestSettings()) -> Interview:
    """Return the interview a file holds, under a new id.

    ``under`` is the folder the user gave: the first folder below it names the segment where nothing more trusted does.
    Raises IngestError where the file cannot be read or holds no conversation.
    """
    sidecar = read_sidecar(path)
    read = read_file(path, tuple(sidecar.speakers))
    reading = read.reading
    facts = gather_facts(given, reading.declared, sidecar, path, under, reading.facts)
    facts.warnings.extend([*reading.declared.warnings, *sidecar.warnings])
    return _assemble(read, facts, merge_people(reading.people, sidecar.speakers, reading.declared.speakers), settings, show_source(path))


def merge_people(*sources: dict[str, dict[str, str]]) -> dict[str, dict[str, str]]:
    """Put together what several sources say about the speakers; a later source is trusted more, field by field."""
    merged: dict[str, dict[str, str]] = {}
    labels: dict[str, str] = {}
    for source in sources:
        for label, fields in source.items():
            known = merged.setdefault(labels.setdefault(fold(label), label), {})
            known.update({key: value for key, value in fields.items() if value})
    return merged


def read_file(path: Path, declared_labels: tuple[str, ...] = ()) -> Read:
    """Open, judge and read a file; any failure of a reader is an IngestError."""
    source = open_source(path)
    source.declared_labels = declared_labels
    try:
        judged = judge_all(source)
        if judged[0].judgement.score < SURE_ENOUGH:
            reason = "; ".join(judged[0].judgement.reasons) or "no reader knows it"
            raise IngestError(f"{source.name}: not a transcript we can read: {reason}", "export it as .vtt, .docx, .txt or .json")
        reading = judged[0].reader.read(source)
    except RecursionError as error:
        raise IngestError(f"{source.name}: nested too deeply to be a transcript", _HINT) from error
    reading.pieces = [piece for piece in reading.pieces if piece.text.strip()]
    if not any(character.isalpha() for piece in reading.pieces for character in piece.text):
        raise IngestError(f"{source.name}: no speech found in it{_left_out(reading)}", _HINT)
    return Read(source, judged, reading)


def _left_out(reading: Reading) -> str:
    kinds = ", ".join(sorted({exclusion.kind for exclusion in reading.exclusions}))
    return f" (only {kinds})" if kinds else ""


def _assemble(read: Read, facts: Facts, declared: dict[str, dict[str, str]], settings: IngestSettings, source: str) -> Interview:
    reading = read.reading
    identifier = mint_id("i")
    cast = cast_speakers(reading.pieces, declared, settings, facts.values.get("organisation"))
    _organisation_of_labels(cast, facts)
    share = kept_share(reading)
    if settings.redact:
        redact_reading(reading, cast, facts, settings)
    text, turns = build_turns(reading.pieces, cast.keys)
    warnings = [*read.source.warnings, *facts.warnings, *reading.warnings, *cast.warnings, *odd_times(reading.pieces)]
    warnings += _warn_about_voices(reading, len(cast.speakers)) + warn_about_sides(cast.speakers, identifier)
    if share < ENOUGH_KEPT:
        left = "; ".join(
            f"{exclusion.words} words of {exclusion.kind} ({exclusion.where})" for exclusion in reading.exclusions if exclusion.kind == "other"
        )
        warnings.append(f"only {share:.0%} of the words are in turns; left out: {left or 'text that no rule names'}")
    return Interview(
        id=identifier,
        version=text_version(text),
        title=facts.values["title"],
        source=source,
        format=reading.format,
        language=facts.values.get("language", "en"),
        segment=facts.values["segment"],
        organisation=facts.values.get("organisation"),
        date=facts.values.get("date"),
        origins={key: origin for key, origin in facts.origins.items() if key in ("title", "segment", "organisation", "date")},
        text=text,
        raw_sha256=read.source.sha256,
        kept_share=share,
        exclusions=tuple(reading.exclusions),
        warnings=tuple(dict.fromkeys(warnings)),
        speakers=tuple(cast.speakers),
        turns=tuple(turns),
    )


def _organisation_of_labels(cast: Cast, facts: Facts) -> None:
    """Take the organisation off the customers' labels where nothing else names one and they agree: "Tom O'Brien (Acme, CFO)"."""
    named = {speaker.organisation for speaker in cast.speakers if speaker.side == "customer" and speaker.organisation}
    if "organisation" not in facts.values and len(named) == 1:
        facts.values["organisation"] = str(named.pop())
        facts.origins["organisation"] = "content"


def redact_reading(reading: Reading, cast: Cast, facts: Facts, settings: IngestSettings) -> None:
    """Replace personal identifiers in everything of the interview that will be kept."""
    from analyzer.ingest.redact import Redactor, name_pseudonym

    named = [speaker for speaker in cast.speakers if speaker.label and not is_placeholder(speaker.name)] if settings.redact_names else []
    redactor = Redactor(speaker.name for speaker in named)
    for piece in reading.pieces:
        piece.text = redactor.redact(piece.text)
    for index, speaker in enumerate(cast.speakers):
        name = name_pseudonym(speaker.name) if speaker in named else redactor.redact(speaker.name)
        label = name if speaker in named else redactor.redact(speaker.label)
        cast.speakers[index] = speaker.model_copy(update={"name": name, "label": label})
    facts.values["title"] = redactor.redact(facts.values["title"])
    for warnings in (reading.warnings, cast.warnings, facts.warnings):
        warnings[:] = [redactor.redact(warning) for warning in warnings]
    replaced = ["speakers' names"] if settings.redact_names else []
    replaced += [f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in sorted(redactor.replaced.items())]
    reading.warnings.append(f"{_REDACTED}{', '.join(replaced) or 'nothing found'}; this is not anonymisation")


def as_redacted(settings: IngestSettings, before: Interview) -> IngestSettings:
    """Return the settings that replace at least what was replaced in ``before``, so that no text comes back unasked."""
    told = next((warning for warning in before.warnings if warning.startswith(_REDACTED)), "")
    return settings.model_copy(update={"redact": settings.redact or bool(told), "redact_names": settings.redact_names or "name" in told})


def kept_share(reading: Reading) -> float:
    """Return words in turns / words that are neither metadata nor named exclusions, 0 to 1, four decimals."""
    named = sum(exclusion.words for exclusion in reading.exclusions if exclusion.kind != "other")
    speech = reading.source_words - reading.metadata_words - named
    kept = sum(count_words(piece.text) for piece in reading.pieces)
    return round(min(kept / speech, 1.0), 4) if speech > 0 else 1.0


def _warn_about_voices(reading: Reading, voices: int) -> list[str]:
    labels = {piece.label for piece in reading.pieces}
    if labels == {UNKNOWN}:
        return ["the file names no speaker: all speech belongs to one unknown speaker and is evidence only after you say whose it is"]
    if UNKNOWN in labels:
        return ["some speech has no speaker named: it belongs to an unknown speaker"]
    if voices == 1:
        return ["only one speaker is named: perhaps an account or a room that several people spoke through; it is never split by guess"]
    return []


def show_source(path: Path) -> str:
    """Return the path as given; relative to the working directory where it lies inside."""
    if path.is_absolute():
        try:
            return str(path.relative_to(Path.cwd()))
        except (ValueError, OSError):
            return str(path)
    return str(path)
