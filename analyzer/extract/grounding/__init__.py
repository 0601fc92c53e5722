"""Grounding: is a claimed quote really in the transcript, and where?

In: a text (or an Interview) and what a model claims was said. Out: spans of the source, evidence records, and the claims
that no evidence carries. Always true: the quote is the slice of the source; words found with other numbers, units,
currencies, quantifiers or negations ground nothing.

``align`` gives the hull, ``locate`` the pieces and the match class, ``ground_quote`` the records with the reason where
nothing was grounded, ``claims_supported`` what a statement claims beyond its evidence.
"""

from analyzer.extract.grounding.evidence import Grounding, ground_quote, make_evidence
from analyzer.extract.grounding.locate import Located, align, locate
from analyzer.language.claims import unsupported_claims as claims_supported

__all__ = ["Grounding", "Located", "align", "claims_supported", "ground_quote", "locate", "make_evidence"]
