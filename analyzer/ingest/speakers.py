"""Voices -> the interview's speakers, with side, title, organisation and where each comes from.

In: labels of the pieces, what is declared, the settings. Out: ``Speaker`` records in order of first speech and the key of each piece. Always
true: what is declared wins over what a label says; a guess is marked as one; a side without sound evidence stays unknown.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analyzer.config import IngestSettings
from analyzer.ingest.labels import ParsedLabel, parse_label
from analyzer.ingest.reading import UNKNOWN, Piece
from analyzer.ingest.sides import INTERVIEWING_LABELS, guess_pair, measure
from analyzer.ingest.voices import merge_labels, name_key
from analyzer.ingest.words import fold
from analyzer.records import Side, SideBasis, Speaker

_SIDES: dict[str, Side] = {"customer": "customer", "interviewer": "interviewer", "vendor": "vendor"}


@dataclass
class _Voice:
    key: str
    label: str
    aliases: list[str]
    parsed: ParsedLabel
    declared: Mapping[str, str]
    said: list[str]


@dataclass
class Cast:
    """Who speaks."""

    speakers: list[Speaker]
    keys: list[str]
    """The speaker's key of each piece."""
    warnings: list[str]


def cast_speakers(pieces: Sequence[Piece], declared: Mapping[str, Mapping[str, str]], settings: IngestSettings, organisation: str | None) -> Cast:
    """Return the speakers of the pieces; ``organisation`` is the interview's, where it is known."""
    leader, warnings = merge_labels([piece.label for piece in pieces])
    aliases: dict[str, list[str]] = defaultdict(list)
    for label, voice_label in leader.items():
        aliases[voice_label].append(label)
    known = _Declarations(declared)
    voices: dict[str, _Voice] = {}
    keys: list[str] = []
    for piece in pieces:
        label = leader[piece.label]
        voice = voices.get(label)
        if voice is None:
            parsed = _best_parse(aliases[label])
            fields = known.of(aliases[label], parsed)
            voice = voices[label] = _Voice(f"s{len(voices) + 1}", label, aliases[label], parsed, fields, [])
        voice.said.append(piece.text)
        keys.append(voice.key)
    sides = _sides(list(voices.values()), settings, organisation)
    speakers = [_speaker(voice, *sides[voice.key]) for voice in voices.values()]
    return Cast(speakers, keys, warnings)


def _best_parse(labels: Sequence[str]) -> ParsedLabel:
    """Put together what the spellings of one person say."""
    parsed = [parse_label(label) for label in labels if label] or [ParsedLabel("")]
    name = max(parsed, key=lambda each: (each.name != each.email, len(each.name.split()), not each.name.isupper())).name
    return ParsedLabel(
        name,
        next((each.title for each in parsed if each.title), None),
        next((each.organisation for each in parsed if each.organisation), None),
        next((each.email for each in parsed if each.email), None),
    )


class _Declarations:
    """What is declared about the speakers, found by label or by name."""

    def __init__(self, declared: Mapping[str, Mapping[str, str]]) -> None:
        self.by_label = {fold(label): fields for label, fields in declared.items() if label}
        self.by_name: dict[str, list[Mapping[str, str]]] = defaultdict(list)
        for label, fields in declared.items():
            for key in {name_key(parse_label(label).name), name_key(fields.get("name", ""))} - {""}:
                self.by_name[key].append(fields)

    def of(self, labels: Sequence[str], parsed: ParsedLabel) -> Mapping[str, str]:
        """Return what is declared under one of the labels as typed, else under the name, where only one declaration fits."""
        for label in labels:
            if label and fold(label) in self.by_label:
                return self.by_label[fold(label)]
        matching = self.by_name.get(name_key(parsed.name), []) if parsed.name else []
        return matching[0] if len(matching) == 1 else {}


def _sides(voices: Sequence[_Voice], settings: IngestSettings, organisation: str | None) -> dict[str, tuple[Side, SideBasis]]:
    sides: dict[str, tuple[Side, SideBasis]] = {}
    for voice in voices:
        side = _declared_side(voice, settings)
        if side is not None:
            sides[voice.key] = (side, "declared")
    _guess_by_address(voices, settings, organisation, sides)
    for voice in voices:
        if fold(voice.label) in INTERVIEWING_LABELS:
            sides.setdefault(voice.key, ("interviewer", "guessed"))
    named = [voice for voice in voices if voice.label != UNKNOWN]
    open_voices = [voice for voice in named if voice.key not in sides]
    if len(named) == 2 and len(voices) == 2 and open_voices:
        for key, side in _guess_by_talk(named, sides).items():
            sides.setdefault(key, (side, "guessed"))
    return {voice.key: sides.get(voice.key, ("unknown", "guessed")) for voice in voices}


def _declared_side(voice: _Voice, settings: IngestSettings) -> Side | None:
    declared = _SIDES.get(voice.declared.get("side", ""))
    if declared is not None:
        return declared
    email = (voice.declared.get("email") or voice.parsed.email or "").casefold()
    known = {fold(voice.parsed.name), fold(voice.declared.get("name", "")), *(fold(alias) for alias in voice.aliases)} - {""}
    for entry in settings.interviewers:
        wanted = fold(entry)
        if (
            wanted in known
            or name_key(entry) == name_key(voice.parsed.name or "-")
            or (email and (email == entry.casefold() or email.endswith("@" + entry.casefold().lstrip("@"))))
        ):
            return "interviewer"
    organisation = fold(voice.declared.get("organisation") or voice.parsed.organisation or "")
    if organisation and organisation in {fold(name) for name in settings.vendor_organisations}:
        return "vendor"
    return None


def _guess_by_address(voices: Sequence[_Voice], settings: IngestSettings, organisation: str | None, sides: dict[str, tuple[Side, SideBasis]]) -> None:
    """An e-mail domain or an affiliation tells our people from theirs."""
    ours = {entry.casefold().rpartition("@")[2] for entry in settings.interviewers if "." in entry and " " not in entry}
    ours |= {_domain(voice) for voice in voices if voice.key in sides and sides[voice.key][0] == "interviewer"} - {""}
    for voice in voices:
        if voice.key in sides:
            continue
        domain = _domain(voice)
        affiliation = fold(voice.declared.get("organisation") or voice.parsed.organisation or "")
        if domain and domain in ours:
            sides[voice.key] = ("interviewer", "guessed")
        elif (domain and ours) or (organisation and affiliation and affiliation == fold(organisation)):
            sides[voice.key] = ("customer", "guessed")


def _domain(voice: _Voice) -> str:
    return (voice.declared.get("email") or voice.parsed.email or "").casefold().rpartition("@")[2]


def _guess_by_talk(voices: Sequence[_Voice], sides: Mapping[str, tuple[Side, SideBasis]]) -> dict[str, Side]:
    """Guess a pair by how the two talk; where one side is known, the other follows only if the talk agrees."""
    talks = {voice.key: measure(voice.said, opens=voice is voices[0]) for voice in voices}
    guessed = guess_pair(talks, {voice.key: voice.label for voice in voices})
    known = {key: side for key, (side, _) in sides.items()}
    if not known:
        return guessed
    (known_key, known_side), *_ = known.items()
    other = next(voice.key for voice in voices if voice.key != known_key)
    if known_side == "interviewer":
        return {other: "customer"}
    if guessed.get(known_key) == known_side:
        return {other: guessed[other]}
    return {}


def _speaker(voice: _Voice, side: Side, basis: SideBasis) -> Speaker:
    declared = voice.declared
    return Speaker(
        key=voice.key,
        label=voice.label,
        name=declared.get("name") or voice.parsed.name or voice.label,
        side=side,
        side_basis=basis,
        title=declared.get("title") or voice.parsed.title,
        level=declared.get("level"),
        department=declared.get("department"),
        organisation=declared.get("organisation") or voice.parsed.organisation,
    )


def warn_about_sides(speakers: Sequence[Speaker], interview: str) -> list[str]:
    """Return one warning about speakers whose side is unknown, with the command that sets it."""
    unknown = [speaker for speaker in speakers if speaker.side == "unknown"]
    if not unknown:
        return []
    shown = ", ".join(f'"{speaker.label}"' if speaker.label else "the unnamed speaker" for speaker in unknown[:5])
    more = f" and {len(unknown) - 5} more" if len(unknown) > 5 else ""
    return [f'side unknown: {shown}{more}; set it with: analyzer speakers {interview} set "{unknown[0].label}" --side customer']
