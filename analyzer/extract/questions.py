"""What a step asks about a window: the messages, and how long the answer may be.

In: a step's name, an interview, a window. Out: ``Question``. Always true: equal windows give equal questions, whatever was
asked before; the question names no id, no file and no person of the interview's record, so a recorded answer fits as long as
the words are the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.extract.marks import find_marks
from analyzer.extract.numbered import NOTHING, NumberedWindow, number_sentences, quote_line
from analyzer.extract.prompts import load_prompt
from analyzer.llm.chat import Messages
from analyzer.records import Interview, Window

SENTENCES_PER_LINE, FEWEST_LINES = 7, 3
"""At most one line to go through for so many sentences, the likeliest ones; in a short window so many."""
SPARE_ITEMS = 2
"""An answer may have an item for each of these lines, and so many more: models fill whatever number they are given."""
SHORTEST_ANSWER, ANSWER_SHARE = 600, 2
"""An answer may have this many tokens, or this many times those of its window: what is longer is a model going round in circles."""
IN_THE_EXAMPLE = {"before": NOTHING, "after": NOTHING, "most": "5"}
"""What surrounds the made-up transcript of a prompt's example, besides the lines to go through."""


@dataclass(frozen=True)
class Question:
    """A window as a question."""

    numbered: NumberedWindow
    messages: Messages
    """Empty where nobody speaks in the window who may be quoted."""
    most: int
    """How many items are asked for."""
    longest: int
    """Tokens the answer may have."""


def write_question(step: str, interview: Interview, window: Window, cited: Sequence[tuple[int, int]] = ()) -> Question:
    """Return the question of a step about a window; sentences that overlap ``cited`` places are shown without a number."""
    numbered = number_sentences(interview, window, cited)
    marked = list_marked(step, interview, window, numbered)
    most = SPARE_ITEMS + len(marked)
    prompt = load_prompt(step)
    context = {"before": numbered.before, "after": numbered.after, "most": str(most), "listed": "\n".join(marked) or NOTHING}
    messages = prompt.fill(numbered.lines, context, {**IN_THE_EXAMPLE, "listed": prompt.listed}) if numbered.spans else []
    return Question(numbered, messages, most, max(SHORTEST_ANSWER, ANSWER_SHARE * window.tokens))


def list_marked(step: str, interview: Interview, window: Window, numbered: NumberedWindow) -> list[str]:
    """Return the numbered lines that look most like what a step asks for, in their order: number, what it looks like, words."""
    marks = find_marks(interview, step, window.start, window.end)
    found = [
        (mark, number)
        for number, (start, end) in numbered.spans.items()
        if (mark := next((mark for (low, high), mark in marks.items() if low < end and high > start), None))
    ]
    room = max(FEWEST_LINES, len(numbered.spans) // SENTENCES_PER_LINE)
    likeliest = sorted(found, key=lambda pair: (-pair[0].score, pair[1]))[:room]
    return [
        f"[{number}] {mark.looks} {quote_line(interview.text[slice(*numbered.spans[number])])}"
        for mark, number in sorted(likeliest, key=lambda pair: pair[1])
    ]
