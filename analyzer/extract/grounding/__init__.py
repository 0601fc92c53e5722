"""Grounding: is a claimed quote really in the transcript, and where?

In: a text (or an Interview) and what a model claims was said. Out: spans of the source, evidence records, and the claims
that no evidence carries. Always true: the quote is the slice of the source; words found with other numbers, units,
currencies, quantifiers or negations ground nothing.

``align`` gives the hull, ``locate`` the pieces and the match class.
"""

from analyzer.extract.grounding.locate import Located, align, locate

__all__ = ["Located", "align", "locate"]
