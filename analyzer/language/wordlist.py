"""Word lists written as running text, so that they stay readable.

In: words with blanks between. Out: a tuple or a set of them. Always true: order is kept in the tuple.
"""


def wordlist(listing: str) -> tuple[str, ...]:
    """Return the words of ``listing`` in order."""
    return tuple(listing.split())


def wordset(listing: str) -> frozenset[str]:
    """Return the words of ``listing`` as a set."""
    return frozenset(listing.split())
