"""What a JSON file says beside the conversation, so that no word goes without a name.

In: the walked file, the chosen group, its pieces. Out: named exclusions and the number of other words (labels, ids, names). Always true: prose
that repeats the conversation is repetition, prose under a key of summaries is summary, other prose is notes; linear in the size.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence

from analyzer.ingest.readers.json_fields import fold_key
from analyzer.ingest.readers.json_groups import Contents, Group
from analyzer.ingest.reading import Piece
from analyzer.ingest.vocabulary import word_set
from analyzer.ingest.words import count_words
from analyzer.records import Exclusion

_SUMMARY_KEYS = word_set(
    """
    summary summaries gist headline chapters topics topiclist keywords actionitems action_items highlights outline overview notes answer
    query generalquerylist specificquerylist takeaways keypoints insights questions sentiment entities bullets shorthandbullet nextsteps
    actions tasks todos decisions followups agenda recap
    """
)  # fmt: skip
PROSE = 5
"""Shorter strings are names, ids and words with times."""


def account(contents: Contents, group: Group, pieces: Sequence[Piece]) -> tuple[list[Exclusion], int]:
    """Return what the file says outside the conversation: prose as named exclusions, and the number of other words (labels, ids, names)."""
    spoken = _shingles(" ".join(piece.text for piece in pieces))
    left: dict[tuple[str, str], int] = defaultdict(int)
    metadata = 0
    own = f"{group.path}.{group.text_key}"
    for path, text in contents.strings:
        if path == own:
            continue
        words = count_words(text)
        if len(text.split()) < PROSE or path.startswith(f"{group.path}."):
            metadata += words
        elif _contained(text, spoken):
            left["repetition", path] += words
        else:
            left["summary" if is_summary(path) else "notes", path] += words
    totals: Counter[str] = Counter()
    places: dict[str, list[str]] = defaultdict(list)
    for (kind, path), words in left.items():
        totals[kind] += words
        places[kind].append(path)
    exclusions = [Exclusion.model_validate({"kind": kind, "words": words, "where": ", ".join(places[kind][:4])}) for kind, words in totals.items()]
    return exclusions, metadata


def is_summary(path: str) -> bool:
    """Whether a place of the structure holds what was made of the conversation, not the conversation."""
    return any(fold_key(part.rstrip("[]")) in _SUMMARY_KEYS for part in path.split("."))


def _shingles(text: str) -> set[int]:
    words = text.casefold().split()
    return {hash(tuple(words[index : index + 3])) for index in range(max(len(words) - 2, 1))}


def _contained(text: str, spoken: set[int]) -> bool:
    shingles = _shingles(text)
    return sum(shingle in spoken for shingle in shingles) >= 0.6 * len(shingles)
