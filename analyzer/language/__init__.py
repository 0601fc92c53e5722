"""Pure reading of language: words, sentences of spoken text, numbers in figures and words, quantities, negation."""
