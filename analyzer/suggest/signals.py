"""How alike findings are, by one signal each: meaning (vectors) and words (BM25).

In: texts or vectors of all findings of a segment. Out: blocks of products, a row a finding. Always true: a product is symmetric up to
rounding; nothing of size n x n is ever held, so 10,000 findings need a block of 10 MB a signal.
"""

import math
from collections import Counter
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from analyzer.llm.embedding import Vectors
from analyzer.suggest.wording import content_stems

SATURATION, LENGTH = 1.2, 0.75
"""k1 and b of BM25, at their usual values."""

Places = NDArray[np.intp]


class Signal(Protocol):
    """One way of being alike, among the findings of a group."""

    def products(self, rows: Places) -> Vectors:
        """Return how alike these findings are to every finding of the group: ``(len(rows), n)``."""


class Meaning:
    """Cosines of sentence vectors."""

    def __init__(self, vectors: Vectors) -> None:
        self._vectors = vectors

    def products(self, rows: Places) -> Vectors:
        """Return the cosines of these findings to every one."""
        cosines: Vectors = self._vectors[rows] @ self._vectors.T
        return cosines


class WordWeights:
    """What each content word of each text weighs: the rarer among the texts, and the shorter the text, the more.

    The product of two texts is the sum over shared words of idf and both saturated frequencies: BM25 made symmetric
    (S. Robertson, H. Zaragoza, The Probabilistic Relevance Framework: BM25 and Beyond, 2009).
    """

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(content_stems(text)) for text in texts]
        lengths = [sum(count.values()) for count in counts]
        average = max(sum(lengths) / max(len(texts), 1), 1.0)
        self.texts_with: Counter[str] = Counter(word for count in counts for word in count)
        """In how many texts a stem is."""
        rarity = {word: math.sqrt(math.log((len(texts) + 1) / (within + 0.5))) for word, within in self.texts_with.items()}
        self.of_text: list[dict[str, float]] = [
            {
                word: rarity[word] * often * (SATURATION + 1) / (often + SATURATION * (1 - LENGTH + LENGTH * length / average))
                for word, often in sorted(count.items())
            }
            for count, length in zip(counts, lengths, strict=True)
        ]
        """Stem -> weight, a text each."""

    def shared(self, first: int, second: int) -> list[str]:
        """Return the stems two texts share, the weightiest first."""
        one, other = self.of_text[first], self.of_text[second]
        return sorted((word for word in one if word in other), key=lambda word: (-one[word] * other[word], word))


class SharedWords:
    """BM25 products among the texts at ``members`` of all those weighed."""

    def __init__(self, weights: WordWeights, members: Sequence[int]) -> None:
        self._texts = [weights.of_text[member] for member in members]
        holders: dict[str, list[int]] = {}
        for place, text in enumerate(self._texts):
            for word in text:
                holders.setdefault(word, []).append(place)
        self._postings = {
            word: (np.array(places), np.array([self._texts[place][word] for place in places], dtype=np.float32))
            for word, places in holders.items()
            if len(places) > 1
        }

    def products(self, rows: Places) -> Vectors:
        """Return the weight of the words these findings share with every one."""
        block: Vectors = np.zeros((len(rows), len(self._texts)), dtype=np.float32)
        for line, row in zip(block, rows.tolist(), strict=True):
            for word, weight in self._texts[row].items():
                if (posting := self._postings.get(word)) is not None:
                    line[posting[0]] += np.float32(weight) * posting[1]
        return block
