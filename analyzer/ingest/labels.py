"""Labels: whether a piece of text can name a speaker, and what it says about one.

In: a label as typed. Out: whether it may be a label and looks like a name; name, title, organisation, pronouns and
e-mail address parsed off it. Always true: letters of every script are letters; a label is never changed, only read.
"""

import re
from dataclasses import dataclass
from functools import lru_cache

from analyzer.ingest.vocabulary import DISCOURSE, METADATA_KEYS, PLACEHOLDER, ROLES, STAGE, word_set
from analyzer.ingest.words import fold, squeeze

MAX_LABEL = 100
_REMEMBERED = 2048
"""Labels come again and again: what was found out about the last ones is kept."""
_MAX_WORDS = 12
_MAX_NAME_WORDS = 6
_PARTICLES = word_set(
    """
    de del della di da do dos das du van von der den ten ter la le les el al bin ibn abu y e und and & of af av zu zur zum mc st the i
    """
)
_TITLES = re.compile(
    r"\b(?:c[efimopt]o|ceo|cfo|coo|cto|cio|ciso|cmo|cpo|chro|cno|cro|c-level|vp|svp|evp|avp|gm|md|pm|chief|president|director|head|manager|lead|leader|officer|engineer|analyst|"
    r"consultant|partner|founder|owner|controller|treasurer|architect|designer|researcher|product|sales|finance|marketing|operations|developer|administrator|"
    r"coordinator|supervisor|specialist|executive|assistant|accountant|planner|buyer|nurse|doctor|professor|minister|chair|secretary|host|interviewer|moderator|"
    r"facilitator|leiter|leiterin|geschäftsführer|geschäftsführerin|directeur|directrice|directora|gerente|direttore|diretor|representative|advisor|scientist)\b",
    re.IGNORECASE,
)
_PRONOUNS = re.compile(
    r"(?:she|he|they|her|him|them|his|hers|theirs|ze|hir|any|er|sie|ihr|ihm|elle|il|ella|él)(?:\s*[/,|]\s*(?:\w+))+|any pronouns", re.IGNORECASE
)
_EMAIL = re.compile(r"[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}")
_BRACKETED = re.compile(r"[\(\[<\uff08\u3010]([^()\[\]<>\uff08\uff09\u3010\u3011]*)[\)\]>\uff09\u3011]")
_NESTED = re.compile(r"\(((?:[^()]|\([^()]*\))*)\)")
_NOT_IN_LABELS = re.compile(r"[!?;:\uff1a\"\u201c\u201d\u201e\u00bb\u00ab\u2026=\u3002\uff01\uff1f]|\.\.|://")
_LATIN_SENTENCE = re.compile(r"[^\W\d_]{4,}\.\s+[^\W\d_]")


@dataclass(frozen=True)
class ParsedLabel:
    """What a label says."""

    name: str
    title: str | None = None
    organisation: str | None = None
    email: str | None = None
    alias: str | None = None
    """A short form the label itself gives: "AvW" in "Aaron van Wirdum (AvW)"."""


def may_be_label(text: str) -> bool:
    """Whether the text could name a speaker at all: short, with a letter, without the signs of a sentence."""
    return len(text) <= MAX_LABEL and _may_be_label(text)


@lru_cache(maxsize=_REMEMBERED)
def _may_be_label(text: str) -> bool:
    if not any(character.isalpha() for character in text):
        return False
    if _NOT_IN_LABELS.search(text) or (text[-1] in ".," and not re.search(r"\b(?:jr|sr|dr|inc|ltd|co|\w)\.$", text, re.IGNORECASE)):
        return False
    outside = core(text)
    words = outside.split()
    return len(text.split()) <= _MAX_WORDS and len(words) <= _MAX_NAME_WORDS + 2 and not _LATIN_SENTENCE.search(outside)


@lru_cache(maxsize=_REMEMBERED)
def core(label: str) -> str:
    """Return the label without what stands in brackets or behind a bar: the part that names the person."""
    outside = _BRACKETED.sub(" ", _NESTED.sub(" ", label))
    outside = re.split(r"\s*[|\u2502]\s*|\s+[\u2013\u2014-]\s+|\s*/\s*(?=\D)|,\s", outside)[0]
    return squeeze(outside) or squeeze(label)


@lru_cache(maxsize=_REMEMBERED)
def looks_like_name(label: str) -> bool:
    """Whether the label is written as names are: capitals or a script without case, a placeholder, initials, an address."""
    if not may_be_label(label):
        return False
    if is_placeholder(label) or _EMAIL.fullmatch(label.strip()):
        return True
    words = core(label).split()
    if not words or len(words) > _MAX_NAME_WORDS:
        return False
    return all(_is_name_word(word) for word in words) and any(not _is_particle(word) for word in words)


def _is_name_word(word: str) -> bool:
    letters = [character for character in word if character.isalpha()]
    if not letters:
        return word.strip("#.-").isdigit() or word in "&-"
    first = letters[0]
    return (
        _is_particle(word)
        or first.isupper()
        or first.istitle()
        or not (first.islower() or first.isupper())
        or any(letter.isupper() for letter in letters)
    )


def _is_particle(word: str) -> bool:
    return word.casefold().rstrip(".'") in _PARTICLES


def is_handle(label: str) -> bool:
    """Whether the label is one word as user names are (``soispoke``, ``spk_1``)."""
    return bool(re.fullmatch(r"[^\W\d][\w.\-]{1,30}", label.strip()))


@lru_cache(maxsize=_REMEMBERED)
def is_placeholder(label: str) -> bool:
    """Whether the label is a tool's name for a voice it cannot name; a single letter names nobody either."""
    return len(label.strip()) == 1 or bool(PLACEHOLDER.fullmatch(core(label).strip("[]() ")))


@lru_cache(maxsize=_REMEMBERED)
def is_stop_word(label: str, count: int = 1) -> bool:
    """Whether the label is a word that stands before a colon in heads of files or in speech; ``count`` is how often it comes."""
    folded = fold(label).strip(" *_#-.")
    if folded in ROLES and count >= 2:
        return False
    return folded in METADATA_KEYS or folded in DISCOURSE


def is_metadata_key(label: str) -> bool:
    """Whether the label is a key of a file's head: Date, Attendees, Subject."""
    return fold(label).strip(" *_#-.") in METADATA_KEYS


@lru_cache(maxsize=_REMEMBERED)
def is_stage_direction(label: str) -> bool:
    """Whether the label announces a break, music, an advertisement."""
    return fold(label).strip(" *_#-.:[]()") in STAGE


def parse_label(label: str) -> ParsedLabel:
    """Read name, title, organisation and e-mail address off a label.

    ``Tom O'Brien (Acme, CFO)``, ``Tom O'Brien | Acme``, ``Tom O'Brien, CFO``, ``O'Brien, Tom``, ``Tom <tom@acme.com> (he/him)``.
    """
    text = squeeze(label)
    email = found.group() if (found := _EMAIL.search(text)) else None
    if email and text == email:
        return ParsedLabel(email, email=email)
    if email:
        text = squeeze(text.replace(email, ""))
    asides = [inner for match in _NESTED.finditer(text) for inner in [match.group(1)]]
    text = _NESTED.sub(" ", text)
    asides += [match.group(1) for match in _BRACKETED.finditer(text)]
    text = squeeze(_BRACKETED.sub(" ", text)).strip(" <>")
    head, *behind = re.split(r"\s*[|\u2502\u2022]\s*|\s+[\u2013\u2014-]\s+", text)
    name, after_comma = _split_comma(head)
    parts = [part for aside in [*after_comma, *behind, *asides] for part in _affiliation_parts(aside)]
    alias = next((part for part in parts if _are_initials(part, name)), None)
    parts = [part for part in parts if part != alias]
    title = next((part for part in parts if _TITLES.search(part)), None)
    organisation = next((part for part in parts if part != title), None)
    name = squeeze(name).strip(" ,:") or squeeze(label)
    return ParsedLabel(name, title, organisation, email, alias)


def _are_initials(short: str, name: str) -> bool:
    letters = "".join(word[0] for word in name.split() if word[0].isalpha()).casefold()
    return 2 <= len(short) <= 5 and " " not in short and short.casefold() == letters


def _split_comma(head: str) -> tuple[str, list[str]]:
    """``O'Brien, Tom`` is a name turned round, ``Tom O'Brien, CFO`` a name with a title behind it."""
    first, comma, rest = head.partition(",")
    if not comma:
        return head, []
    rest = rest.strip()
    if rest.casefold().rstrip(".") in ("jr", "sr", "phd", "md", "ii", "iii"):
        return head, []
    if (
        not _TITLES.search(rest)
        and len(first.split()) <= 2
        and len(rest.split()) <= 2
        and looks_like_name(rest)
        and "," not in rest
        and len(first.split()) == 1
    ):
        return f"{rest} {first}", []
    return first, [rest]


def _affiliation_parts(aside: str) -> list[str]:
    parts = [squeeze(part) for part in re.split(r"[,;|\u00b7]|\s+(?:at|bei|chez|@)\s+|\s+[\u2013\u2014-]\s+", aside)]
    return [
        part.lstrip("@ ")
        for part in parts
        if part and not _PRONOUNS.fullmatch(part) and any(character.isalpha() for character in part) and not _is_role_mark(part)
    ]


def _is_role_mark(part: str) -> bool:
    return part.casefold() in (
        "guest",
        "host",
        "external",
        "internal",
        "you",
        "me",
        "unverified",
        "organizer",
        "organiser",
        "presenter",
        "extern",
        "gast",
        "invité",
        "invitado",
    )
