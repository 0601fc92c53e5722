"""Facts about an interview and where each comes from.

In: flags, front matter, sidecar, folder, file name, content. Out: ``Facts`` with an origin for each. Always true: the more
trusted source wins (flag > front matter > sidecar > folder > file name > content); a segment is a slug; a date is ISO 8601 or absent.

File names: a date in the name is the date; ``Organisation -- anything.vtt`` (two hyphens) or ``Organisation__anything.vtt`` names the organisation.
"""

import datetime
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from analyzer.errors import IngestError
from analyzer.ingest.frontmatter import MAX_YAML, Declared, read_declared
from analyzer.ingest.words import clean, squeeze
from analyzer.records import UNSORTED, Origin

SIDECARS = (".yaml", ".yml")
_MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january januar janvier enero gennaio janeiro", "feb february februar février febrero febbraio fevereiro",
    "mar march märz mars marzo março",
         "apr april avril abril aprile", "may mai mayo maggio maio", "jun june juni juin junio giugno junho",
    "jul july juli juillet julio luglio julho",
         "aug august août agosto", "sep sept september septembre septiembre settembre setembro",
    "oct october oktober octobre octubre ottobre outubro",
         "nov november novembre noviembre novembro", "dec december dezember décembre diciembre dicembre dezembro"), 1)
    for name in names.split()
}  # fmt: skip
_LANGUAGES = {
    "english": "en", "german": "de", "deutsch": "de", "french": "fr", "français": "fr", "spanish": "es", "español": "es", "italian": "it",
    "italiano": "it", "portuguese": "pt", "português": "pt", "dutch": "nl", "nederlands": "nl", "polish": "pl", "swedish": "sv", "danish": "da",
    "norwegian": "no", "finnish": "fi", "czech": "cs", "japanese": "ja", "chinese": "zh", "korean": "ko", "russian": "ru", "turkish": "tr",
    "arabic": "ar",
}  # fmt: skip
_ISO = re.compile(r"(?<!\d)(\d{4})[-_./]?(\d{2})[-_./]?(\d{2})(?!\d)")
_DAY_MONTH = re.compile(r"(?<!\d)(\d{1,2})(?:st|nd|rd|th|\.)?\s+(?:of\s+|de\s+)?([^\W\d_]{3,12})\.?,?\s+(?:de\s+)?(\d{4})(?!\d)")
_MONTH_DAY = re.compile(r"([^\W\d_]{3,12})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?!\d)")
_NUMBERS = re.compile(r"(?<!\d)(\d{1,2})([./-])(\d{1,2})\2(\d{4})(?!\d)")


@dataclass(frozen=True)
class Given:
    """What the flags of the command line say; trusted above everything the file says."""

    segment: str | None = None
    organisation: str | None = None
    date: str | None = None


@dataclass
class Facts:
    """What is known about the interview, and whence."""

    values: dict[str, str] = field(default_factory=dict)
    origins: dict[str, Origin] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)


def gather_facts(given: Given, front: Declared, sidecar: Declared, path: Path, under: Path | None, content: dict[str, str]) -> Facts:
    """Return title, segment, organisation, date and language, each from the most trusted source that has it."""
    facts = Facts()
    for origin, source in _sources(given, front, sidecar, path, under, content):
        for key, value in source.items():
            if key in facts.values or not value:
                continue
            kept = _normalise(key, value, origin, facts)
            if kept:
                facts.values[key] = kept
                facts.origins[key] = origin
    facts.values.setdefault("segment", UNSORTED)
    facts.origins.setdefault("segment", "unsorted")
    if "title" not in facts.values:
        facts.values["title"] = squeeze(clean(path.stem)) or "untitled"
        facts.origins["title"] = "file name"
    return facts


def _sources(
    given: Given, front: Declared, sidecar: Declared, path: Path, under: Path | None, content: dict[str, str]
) -> Iterator[tuple[Origin, dict[str, str]]]:
    yield "flag", {"segment": given.segment or "", "organisation": given.organisation or "", "date": given.date or ""}
    yield "front matter", front.facts
    yield "sidecar", sidecar.facts
    yield "folder", {"segment": folder_segment(path, under) or ""}
    yield "file name", read_file_name(path)
    yield "content", content


def _normalise(key: str, value: str, origin: Origin, facts: Facts) -> str:
    value = squeeze(clean(value[:1000]))
    if key == "segment":
        return slug(value)
    if key == "date":
        date = read_date(value)
        if date is None and origin != "content":
            facts.warnings.append(f'{origin}: "{value[:40]}" is no date; write it as 2026-03-02')
        return date or ""
    if key == "language":
        return read_language(value)
    return value[:300]


def read_language(value: str) -> str:
    """Return the primary language code ("en" of "en-US", "de" of "German"); empty where it is none."""
    folded = value.casefold()
    code = _LANGUAGES.get(folded, folded.replace("_", "-").partition("-")[0])
    return code if re.fullmatch("[a-z]{2,3}", code) else ""


def slug(text: str) -> str:
    """Return the segment's slug: lower case, letters and digits of any script, single hyphens; empty where nothing is left."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return re.sub(r"[\W_]+", "-", folded).strip("-")[:80]


def folder_segment(path: Path, under: Path | None) -> str | None:
    """Return the first folder below the folder the user gave, or None."""
    if under is None:
        return None
    try:
        parts = path.absolute().relative_to(under.absolute()).parts
    except ValueError:
        return None
    return slug(parts[0]) or None if len(parts) > 1 else None


def read_file_name(path: Path) -> dict[str, str]:
    """Return date and organisation as the file name gives them."""
    stem = squeeze(clean(path.stem).replace("\n", " "))
    found: dict[str, str] = {}
    if date := read_date(stem):
        found["date"] = date
    first, marker, rest = stem.partition(" -- ")
    if not marker:
        first, marker, rest = stem.partition("__")
    organisation = squeeze(_ISO.sub(" ", first).replace("_", " ")).strip(" -")
    if marker and rest and organisation and any(character.isalpha() for character in organisation):
        found["organisation"] = organisation
    return found


def read_date(text: str) -> str | None:
    """Return the ISO 8601 date in the text; a date that could be read two ways is none."""
    if found := _ISO.search(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _DAY_MONTH.search(text):
        return _date(int(found[3]), _MONTHS.get(found[2].casefold(), 0), int(found[1]))
    if found := _MONTH_DAY.search(text):
        return _date(int(found[3]), _MONTHS.get(found[1].casefold(), 0), int(found[2]))
    if found := _NUMBERS.search(text):
        first, second, year = int(found[1]), int(found[3]), int(found[4])
        if found[2] == "." or first > 12:
            return _date(year, second, first)
        if second > 12 or first == second:
            return _date(year, first, second)
    return None


def _date(year: int, month: int, day: int) -> str | None:
    try:
        return datetime.date(year, month, day).isoformat() if 1950 <= year <= 2200 else None
    except ValueError:
        return None


def read_sidecar(path: Path) -> Declared:
    """Return what the ``.yaml`` or ``.yml`` file beside a transcript declares; nothing where there is none."""
    for suffix in SIDECARS:
        sidecar = path.with_suffix(suffix)
        if sidecar == path or not sidecar.is_file():
            continue
        try:
            with sidecar.open("rb") as stream:
                raw = stream.read(MAX_YAML + 1)
            return read_declared(clean(raw.decode("utf-8-sig", "replace")), f"sidecar {sidecar.name}")
        except (OSError, IngestError) as error:
            return Declared(warnings=[f"sidecar {sidecar.name}: cannot be read: {error}"])
    return Declared()
