"""Labelled interviews as talk to fit weights to: ``python -m tests.offline.label_dev FOLDER``.

In: the cases of the dev split in ``evals/``. Out: ``FOLDER/<case>.txt`` in the format of ``analyzer.extract.offline.train``. Always true: no
case of another split is written; a sentence that only an optional item quotes teaches nothing about its kind.
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from analyzer.config import shipped
from analyzer.evaluate.case import Case
from analyzer.evaluate.gold import load_suite
from analyzer.extract.offline.sentences import Sentence, read_sentences
from analyzer.extract.offline.train import LETTERS
from analyzer.records import Kind

SHARED = 0.5
"""Share of the shorter of quote and sentence from which the sentence is part of the quote."""
FEWEST_WORDS = 3
"""A shorter sentence is part of many a quote and says nothing by itself."""
_LETTER: dict[Kind, str] = {kind: letter for letter, kind in LETTERS.items()}


def dev_cases() -> tuple[Case, ...]:
    """Return the labelled interviews of the dev split."""
    return load_suite(shipped("evals")).select("dev")


def write_talk(case: Case) -> str:
    """Return the interview as labelled talk."""
    return "\n".join([f"== {case.name}", *_lines(case)]) + "\n"


def _lines(case: Case) -> Iterator[str]:
    answer = -1
    for sentence in read_sentences(case.interview):
        if sentence.answer != answer:
            answer = sentence.answer
            yield f"I {' '.join(sentence.context.asked.split())}"
        yield f"{_label(case, sentence)} {sentence.plain}"


def _label(case: Case, sentence: Sentence) -> str:
    sure, unsure = set[Kind](), set[Kind]()
    for item in case.items:
        for place in item.places:
            common = min(sentence.end, place.end) - max(sentence.start, place.start)
            if common > SHARED * min(sentence.end - sentence.start, place.end - place.start):
                (sure if item.gold.required else unsure).add(item.gold.kind)
    if len(sentence.plain.split()) < FEWEST_WORDS:
        sure, unsure = set(), sure | unsure
    return "".join(_LETTER[kind] for kind in sorted(sure)) + "".join(_LETTER[kind].lower() for kind in sorted(unsure - sure)) or "."


def main(folder: Path) -> None:
    """Write the talk of every dev case."""
    folder.mkdir(parents=True, exist_ok=True)
    for case in dev_cases():
        (folder / f"{case.name}.txt").write_text(write_talk(case), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
