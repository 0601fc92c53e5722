"""The vocabulary of numbers: words, scales, markers of approximation and bounds.

In: nothing. Out: tables that ``numbers`` and ``quantities`` read. Always true: every key is a plain form as ``words`` gives it.
"""

from decimal import Decimal

from analyzer.language.wordlist import wordlist, wordset

ONES = {word: number for number, word in enumerate(wordlist("zero one two three four five six seven eight nine"))}
TEENS = {word: 10 + number for number, word in enumerate(wordlist("ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen"))}
TENS = {word: 10 * (2 + number) for number, word in enumerate(wordlist("twenty thirty forty fifty sixty seventy eighty ninety"))}
TENS["fourty"] = 40

SCALES = {
    "hundred": Decimal(100), "thousand": Decimal(1000), "grand": Decimal(1000), "million": Decimal(10**6), "billion": Decimal(10**9),
    "trillion": Decimal(10**12), "lakh": Decimal(10**5), "lakhs": Decimal(10**5), "crore": Decimal(10**7), "crores": Decimal(10**7),
    "millions": Decimal(10**6), "billions": Decimal(10**9), "dozen": Decimal(12),
}  # fmt: skip
ATTACHED_SCALES = {
    "k": Decimal(1000), "m": Decimal(10**6), "mn": Decimal(10**6), "mm": Decimal(10**6), "mio": Decimal(10**6), "mil": Decimal(10**6),
    "b": Decimal(10**9), "bn": Decimal(10**9), "bln": Decimal(10**9), "t": Decimal(10**12), "tn": Decimal(10**12),
}  # fmt: skip
"""Written straight after a figure ("18k", "2.4m") or, k, m and bn, after a space."""

SPACED_SCALES = frozenset({"k", "m", "mn", "mm", "bn", "mio"})

DENOMINATORS = {
    "half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4, "fifth": 5, "fifths": 5, "sixth": 6,
    "sixths": 6, "eighth": 8, "eighths": 8, "tenth": 10, "tenths": 10,
}  # fmt: skip

MULTIPLES = {"once": 1, "twice": 2, "thrice": 3, "double": 2, "doubled": 2, "doubles": 2, "doubling": 2, "triple": 3, "tripled": 3, "tripling": 3}

ORDINALS = {
    word: number + 1
    for number, word in enumerate(
        wordlist(
            "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth "
            "eighteenth nineteenth twentieth"
        )
    )
} | {"thirtieth": 30, "hundredth": 100}
ORDINAL_ENDINGS = frozenset({"st", "nd", "rd", "th"})

MONTHS = wordset(
    "january february march april may june july august september october november december jan feb mar apr jun jul aug sep sept oct nov dec"
)


def _keyed(word: int, phrases: tuple[tuple[str, ...], ...]) -> dict[str, list[tuple[str, ...]]]:
    """Return the phrases by their first (0) or last (-1) word."""
    table: dict[str, list[tuple[str, ...]]] = {}
    for phrase in phrases:
        table.setdefault(phrase[word], []).append(phrase)
    return table


APPROXIMATE_BEFORE = _keyed(-1, (
    ("somewhere", "around"), ("somewhere", "between"), ("somewhere", "near"), ("close", "to"), ("in", "the", "region", "of"),
    ("in", "the", "order", "of"), ("in", "the", "neighborhood", "of"), ("in", "the", "neighbourhood", "of"), ("something", "like"),
    ("give", "or", "take"), ("ballpark", "of"), ("kind", "of"), ("sort", "of"), ("what", "like"), ("a", "good"), ("i", "think"), ("i", "guess"),
    ("about",), ("around",), ("roughly",), ("approximately",), ("approx",), ("circa",), ("nearly",), ("almost",), ("like",), ("maybe",),
    ("perhaps",), ("probably",), ("say",), ("ballpark",), ("estimated",), ("some",),
))  # fmt: skip
APPROXIMATE_AFTER = _keyed(0, (("or", "so"), ("ish",), ("give", "or", "take"), ("odd",), ("or", "thereabouts"), ("roughly",), ("approximately",)))

AT_LEAST_BEFORE = _keyed(-1, (
    ("at", "least"), ("more", "than"), ("no", "less", "than"), ("no", "fewer", "than"), ("not", "less", "than"), ("greater", "than"), ("over",),
    ("above",), ("north", "of"), ("upwards", "of"), ("upward", "of"), ("exceeding",), ("minimum", "of"), ("well", "over"), ("a", "minimum", "of"),
))  # fmt: skip
AT_MOST_BEFORE = _keyed(-1, (
    ("at", "most"), ("no", "more", "than"), ("not", "more", "than"), ("less", "than"), ("fewer", "than"), ("under",), ("below",), ("up", "to"),
    ("within",), ("south", "of"), ("maximum", "of"), ("a", "maximum", "of"), ("at", "the", "most"),
))  # fmt: skip
AT_LEAST_AFTER = _keyed(0, (("or", "more"), ("plus",), ("or", "better"), ("or", "above"), ("and", "up")))
AT_MOST_AFTER = _keyed(0, (("or", "less"), ("or", "fewer"), ("at", "most"), ("at", "the", "most"), ("max",), ("or", "below")))

YEAR_BEFORE = wordset(
    "in since by until till before after from during year fiscal calendar fy early late mid end of for q1 q2 q3 q4 summer spring autumn fall "
    "winter to through around december and"
)
PRONOUN_BEFORE = wordset(
    "the this that which each every any another no some other right wrong same last next first only big good new old biggest main bad best "
    "specific particular"
)
PRONOUN_AFTER = wordset("of is was that who which thing i we they you where another has had can could would should's off")
