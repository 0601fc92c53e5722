"""Fields of JSON transcripts by what they mean: speech, speaker, times, whoever wrote them.

In: one object of a transcript. Out: its speech, speaker and times, or None. Always true: keys are compared without case, hyphens
and underscores, so ``speaker_name``, ``speakerName`` and ``Speaker Name`` are one key.
"""

import datetime
import re
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any

from analyzer.ingest.times import parse_clock, parse_number
from analyzer.ingest.vocabulary import words_in
from analyzer.ingest.words import clean, squeeze

TEXT = words_in(
    """
    text transcript content utterance sentence punctuatedword word words body speech message display value caption line transcription
    transcriptiontext spokentext snippet quote rawtext what said texto texte inhalt
    """
)
SPEAKER = words_in(
    """
    speakername speakerlabel speaker displayname participantname username speakertitle speakerid speakertag participantid userid participant
    speakeruid attendee author sender voice who person talker sprecher hablante locuteur
    """
)
WEAK_SPEAKER = words_in("name user from role label channel channelid channeltag party source side users")
"""Keys that name speakers in some files and other things in others: believed only where their values recur."""
START = words_in(
    """
    startms startmillis startmilliseconds starttimems starttime start startsec startseconds startsecs begin begintime starttimestamp
    startoffset timestamp time snippettime offset ts t from timestampms offsetms startedat startdatetime at timecode offsetinticks in
    """
)
END = words_in(
    """
    endms endmillis endmilliseconds endtimems endtime end endsec endseconds endsecs stop endtimestamp endoffset endts finish to endedat
    enddatetime out
    """
)
PERSON_NAME = ("name", "fullname", "displayname", "speakername", "speaker", "label", "username", "firstname")
PERSON_ID = ("speakerid", "id", "userid", "participantid", "index", "speaker", "speakertag", "key", "uid", "label", "emailaddress", "email")
_KEY_NOISE = re.compile(r"[\s_\-.]+")


@lru_cache(maxsize=4096)
def fold_key(key: str) -> str:
    """Return the key without case, spaces, hyphens and underscores."""
    return _KEY_NOISE.sub("", key).casefold()


@lru_cache(maxsize=1024)
def _folded_keys(keys: tuple[str, ...]) -> dict[str, str]:
    return {fold_key(key): key for key in keys}


def first_key(item: Mapping[str, Any], names: Iterable[str]) -> str | None:
    """Return the item's own key for the first of the names that it has with a value."""
    folded = _folded_keys(tuple(item))
    return next((folded[name] for name in names if name in folded and item[folded[name]] not in (None, "", [], {})), None)


def speaker_text(value: Any) -> str:
    """Return a speaker's value as a label: text as it is, a number as ``Speaker 0``, an object by its name, a list of one by its one."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, int):
        return f"Speaker {value}" if -1 < value < 10**18 else ""
    if isinstance(value, float):
        return f"Speaker {int(value)}" if 0 <= value < 1e9 and value == int(value) else ""
    if isinstance(value, str):
        text = squeeze(clean(value))[:200]
        return f"Speaker {text}" if re.fullmatch(r"\d{1,2}", text) else text
    if isinstance(value, Mapping):
        return person_name(value)
    return ""


def person_name(person: Mapping[str, Any]) -> str:
    """Return the name an object gives a person; first and last name are put together."""
    first, last = first_key(person, ("firstname", "givenname")), first_key(person, ("lastname", "familyname", "surname"))
    full = first_key(person, ("displayname", "fullname", "speakername", "name"))
    if full and isinstance(person[full], str):
        return squeeze(clean(person[full]))[:200]
    if first and last:
        return squeeze(clean(f"{person[first]} {person[last]}"))[:200]
    key = first_key(person, ("label", "username", "email", "emailaddress", *PERSON_ID))
    return speaker_text(person[key]) if key and not isinstance(person[key], Mapping) else ""


def raw_id(value: Any) -> str:
    """Return the text under which a directory of people may know this speaker."""
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if isinstance(value, Mapping):
        key = first_key(value, PERSON_ID) or first_key(value, PERSON_NAME)
        value = value[key] if key else None
    if isinstance(value, bool) or value is None or isinstance(value, Mapping | list):
        return ""
    return str(value).strip()[:200] if isinstance(value, str) or abs(value) < 10**18 else ""


def read_time(item: Mapping[str, Any], names: Iterable[str]) -> tuple[float | None, int | None, bool]:
    """Return (a number in the file's own unit, milliseconds where the value is unambiguous, whether the key says milliseconds)."""
    key = first_key(item, names)
    if key is None:
        return None, None, False
    value = item[key]
    folded = fold_key(key)
    if isinstance(value, str):
        if folded in ("offset", "start", "end") and value.startswith("PT"):
            return None, parse_clock(value), False
        if ":" in value:
            return None, _clock_or_date(value), False
    if isinstance(value, Mapping):
        return parse_number(value.get("relative")), _protobuf(value), False
    number = parse_number(value)
    if number is not None and folded.endswith("ticks"):
        return None, round(number / 10_000), False
    return number, None, folded.endswith(("ms", "millis", "milliseconds")) and number is not None


def _protobuf(value: Mapping[str, Any]) -> int | None:
    """Return the milliseconds of ``{"seconds": "7", "nanos": 250000000}``."""
    if "seconds" not in value and "nanos" not in value:
        return None
    seconds, nanos = parse_number(value.get("seconds", 0)), parse_number(value.get("nanos", 0))
    return round(seconds * 1000 + (nanos or 0) / 1e6) if seconds is not None else None


def _clock_or_date(value: str) -> int | None:
    clock = parse_clock(value)
    if clock is not None or "-" not in value:
        return clock
    try:
        moment = datetime.datetime.fromisoformat(value.strip())
        return round(moment.timestamp() * 1000)
    except (ValueError, OverflowError, OSError):
        return None
