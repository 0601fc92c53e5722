"""What a step asks about a window: the messages, and how long the answer may be.

In: a step's name, an interview, a window. Out: ``Question``. Always true: equal windows give equal questions, whatever was
asked before; the question names no id, no file and no person of the interview's record, so a recorded answer fits as long as
the words are the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from analyzer.extract.numbered import NOTHING, NumberedWindow, number_sentences
from analyzer.extract.prompts import load_prompt
from analyzer.llm.chat import Messages
from analyzer.records import Interview, Window

SENTENCES_PER_ITEM = 7
"""At most one item for so many sentences: models fill whatever number they are given."""
FEWEST_ITEMS = 2
SHORTEST_ANSWER, ANSWER_SHARE = 600, 2
"""An answer may have this many tokens, or this many times those of its window: what is longer is a model going round in circles."""
IN_THE_EXAMPLE = {"before": NOTHING, "after": NOTHING, "most": "3"}
"""What surrounds the made-up transcript of a prompt's example."""


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
    most = max(FEWEST_ITEMS, len(numbered.spans) // SENTENCES_PER_ITEM)
    context = {"before": numbered.before, "after": numbered.after, "most": str(most)}
    messages = load_prompt(step).fill(numbered.lines, context, IN_THE_EXAMPLE) if numbered.spans else []
    return Question(numbered, messages, most, max(SHORTEST_ANSWER, ANSWER_SHARE * window.tokens))
