"""What a transcript is once it is read: an Interview of speakers and turns over one canonical text.

In: nothing. Out: ``Interview``, ``Speaker``, ``Turn``, ``Exclusion``. Always true of an Interview: the turns tile
the canonical text (``turns[0].start == 0``, ``turns[n+1].start == turns[n].end + 1``, last ``end == len(text)``),
the character between two turns is one ``\\n``, every turn's speaker exists, ``version`` is the text's sha256.
"""

import hashlib
from typing import Literal, Self

from pydantic import model_validator

from analyzer.records.base import Record, Side, SideBasis

Origin = Literal["correction", "flag", "front matter", "sidecar", "folder", "file name", "content", "unsorted"]
"""Where a fact about an interview comes from, in falling order of trust."""

UNSORTED = "unsorted"
"""The segment of an interview for which nobody named one."""


class Speaker(Record):
    """One voice of one interview."""

    key: str
    """Short and stable within the interview: s1, s2, ... in order of first speech."""
    label: str
    """The label as typed in the file, e.g. "Tom O'Brien (Acme, CFO)"; empty where the file names none."""
    name: str
    """The person's name without title, organisation and pronouns; the label where nothing could be parsed."""
    side: Side
    side_basis: SideBasis
    title: str | None = None
    level: str | None = None
    """Seniority as declared, free text (executive, manager, staff)."""
    department: str | None = None
    organisation: str | None = None


class Turn(Record):
    """One uninterrupted stretch of one speaker; a slice of the canonical text."""

    index: int
    """0-based position in file order."""
    speaker: str
    """Key of the speaker."""
    start: int
    """Code points of the canonical text, 0-based."""
    end: int
    """Exclusive."""
    start_ms: int | None = None
    end_ms: int | None = None


class Exclusion(Record):
    """Text of the file that is not speech and therefore in no turn."""

    kind: Literal["header", "footer", "summary", "chat", "notes", "cue settings", "markup", "front matter", "repetition", "deleted", "other"]
    words: int
    """How many words were left out."""
    where: str
    """For a person: line, cue or paragraph, e.g. "lines 1-4"."""


class Interview(Record):
    """One conversation, in one version of its text."""

    id: str
    version: str
    """sha256 (hex) of the canonical text in UTF-8."""
    title: str
    source: str
    """The file's path as given, relative to the workspace where it lies inside."""
    format: str
    """The reader's name for what the file was: "zoom vtt", "teams docx", "plain text", ..."""
    language: str = "en"
    segment: str = UNSORTED
    organisation: str | None = None
    date: str | None = None
    """ISO 8601 date of the conversation."""
    origins: dict[str, Origin] = {}
    """For title, segment, organisation, date: where the value comes from."""
    text: str
    """Canonical text: the spoken words of the turns, joined by one line feed; NFC, no labels, no times."""
    raw_sha256: str
    """sha256 (hex) of the file's bytes; the bytes themselves are not kept."""
    kept_share: float
    """Words in turns divided by words in the file that are neither metadata nor named exclusions, 0 to 1."""
    exclusions: tuple[Exclusion, ...] = ()
    warnings: tuple[str, ...] = ()
    speakers: tuple[Speaker, ...]
    turns: tuple[Turn, ...]

    @model_validator(mode="after")
    def check_tiling(self) -> Self:
        """Refuse an interview whose turns do not tile its text or name a speaker that does not exist."""
        keys = {speaker.key for speaker in self.speakers}
        position = 0
        for number, turn in enumerate(self.turns):
            if turn.index != number or turn.start != position or turn.end < turn.start:
                raise ValueError(f"turn {number} does not follow its predecessor: {turn.start}-{turn.end}, expected start {position}")
            if turn.speaker not in keys:
                raise ValueError(f"turn {number} names the unknown speaker {turn.speaker}")
            if number and self.text[turn.start - 1] != "\n":
                raise ValueError(f"turn {number} is not preceded by a line feed")
            position = turn.end + 1
        if self.turns and self.turns[-1].end != len(self.text):
            raise ValueError(f"the turns end at {self.turns[-1].end}, the text at {len(self.text)}")
        if self.version != text_version(self.text):
            raise ValueError("version is not the sha256 of the text")
        return self

    def speaker(self, key: str) -> Speaker:
        """Return the speaker with this key; KeyError where there is none."""
        for speaker in self.speakers:
            if speaker.key == key:
                return speaker
        raise KeyError(key)

    def said(self, turn: Turn) -> str:
        """Return the words of a turn: its slice of the canonical text."""
        return self.text[turn.start : turn.end]

    def turn_at(self, position: int) -> Turn:
        """Return the turn that holds this code point (the line feed after a turn belongs to it); IndexError outside."""
        low, high = 0, len(self.turns) - 1
        while low <= high:
            middle = (low + high) // 2
            turn = self.turns[middle]
            if position < turn.start:
                high = middle - 1
            elif position > turn.end:
                low = middle + 1
            else:
                return turn
        raise IndexError(position)


def text_version(text: str) -> str:
    """Return the version of a canonical text: sha256 of its UTF-8 bytes, hex."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
