"""How well and how fast quotes are found in our own corpus: numbers to read.

Customer sentences of the corpus are quoted as models quote (fillers left out, figures for words, contractions opened, a middle
elided, one function word changed) and as they must not (another number, a negation more or less, another unit, an opposite).
"""

import random
import re
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from analyzer.extract.grounding import locate
from analyzer.extract.grounding.index import index_text
from analyzer.ingest.interview import read_interview
from analyzer.language.numbers import numbers
from analyzer.language.quantities import decimal_string
from analyzer.language.sentences import sentences
from analyzer.language.words import mark_fillers, words

CORPUS = Path(__file__).parents[2] / "corpus"
READ = (".md", ".txt", ".vtt", ".srt", ".docx", ".json")
OPENED = (("can't", "cannot"), ("don't", "do not"), ("it's", "it is"), ("we're", "we are"), ("didn't", "did not"), ("that's", "that is"))
SWAPPED = (("the", "a"), ("that", "which"), ("this", "that"), ("would", "could"), ("is", "was"), ("our", "the"))
DENIED = (("can't", "can"), ("don't", "do"), ("isn't", "is"), ("didn't", "did"), ("doesn't", "does"), ("not ", ""), ("never", "always"))
UNITS = (
    ("days", "weeks"),
    ("weeks", "days"),
    ("months", "years"),
    ("hours", "minutes"),
    ("percent", "days"),
    ("million", "billion"),
    ("euros", "dollars"),
)
OPPOSITES = (("more", "less"), ("up", "down"), ("always", "never"), ("before", "after"), ("better", "worse"), ("every", "some"), ("most", "few"))


def faithful(draw: random.Random, said: str) -> Iterator[tuple[str, str]]:
    yield "as said", said
    yield "lower case", said.lower()
    yield "typographic", said.replace("'", "\u2019").rstrip(".")
    spoken = words(said)
    kept = said
    for word, filler in reversed(list(zip(spoken, mark_fillers([word.norm for word in spoken]), strict=True))):
        kept = kept[: word.start] + kept[word.end :].lstrip(", ") if filler else kept
    yield "fillers dropped", kept
    for contracted, opened in OPENED:
        if contracted in said:
            yield "contraction opened", said.replace(contracted, opened)
            break
    spelled = [number for number in numbers(said) if number.kind == "cardinal" and number.low == number.high and not number.retracted]
    if spelled:
        number = draw.choice(spelled)
        yield "figures for words", said[: number.start] + decimal_string(number.low) + said[number.end :]
    parts = said.split()
    if len(parts) >= 16:
        first, last = draw.randrange(5, len(parts) // 2), draw.randrange(len(parts) // 2, len(parts) - 5)
        yield "elided", f"{' '.join(parts[:first])} ... {' '.join(parts[last:])}"
    for taken, given in SWAPPED:
        if taken in parts:
            yield "function word changed", " ".join(given if place == parts.index(taken) else part for place, part in enumerate(parts))
            break


def unfaithful(draw: random.Random, said: str) -> Iterator[tuple[str, str]]:
    counted = [number for number in numbers(said) if number.kind in ("cardinal", "fraction", "year") and not number.retracted]
    if counted:
        number = draw.choice(counted)
        yield "another number", said[: number.start] + decimal_string(number.low * 3 + 7) + said[number.end :]
    verb = re.search(r"\b(is|are|was|can|will|do|have|would|could|should)\b(?!n't|\u2019t| not)", said)
    if verb:
        yield "negation added", f"{said[: verb.end()]} not{said[verb.end() :]}"
    for kind, table in (("negation dropped", DENIED), ("another unit", UNITS), ("opposite", OPPOSITES)):
        for word, other in table:
            if re.search(rf"\b{re.escape(word)}\b" if word[-1] != " " else word, said):
                yield kind, said.replace(word, other, 1)
                break


def test_quotes_of_the_corpus() -> None:
    draw, grounded, total, spent, length = random.Random(7), Counter[str](), Counter[str](), 0.0, 0
    for path in sorted(path for path in CORPUS.rglob("*") if path.suffix in READ):
        interview = read_interview(path)
        started = time.process_time()
        index_text(interview.text)
        building = time.process_time() - started
        length += len(interview.text.split())
        print(f"\n{path.name}: {len(interview.text.split())} words, index in {1000 * building:.0f} ms", end="")
        spans = [span for span in sentences(interview.text) if 8 <= len(interview.text[slice(*span)].split()) <= 45]
        for start, end in draw.sample(spans, min(60, len(spans))):
            said = interview.text[start:end]
            for right, makers in ((True, faithful), (False, unfaithful)):
                for kind, quote in makers(draw, said):
                    if not right and quote in interview.text:
                        continue
                    started = time.process_time()
                    located = locate(interview.text, quote)
                    spent += time.process_time() - started
                    hit = located is not None and located.grounds
                    if right and located is not None:
                        hit = hit and located.hull[0] < end and located.hull[1] > start
                    label = f"{'found' if right else 'wrongly accepted'}: {kind}"
                    total[label] += 1
                    grounded[label] += hit
    print(f"\n{sum(total.values())} quotes in {length} words, {1000 * spent / sum(total.values()):.2f} ms of CPU a quote")
    for label in sorted(total):
        print(f"{label:40} {grounded[label]:5} of {total[label]:5}  {100 * grounded[label] / total[label]:5.1f} %")
