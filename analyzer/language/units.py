"""The vocabulary of units: time, percent, people, currencies, periods, and what is no count noun.

In: nothing. Out: tables and ``canonical_unit``, ``canonical_currency``. Always true: a canonical unit is singular, a currency an ISO 4217 code.
"""

from analyzer.language.wordlist import wordset

UNITS = {
    "percent": "percent", "pct": "percent", "procent": "percent", "percents": "percent", "second": "second", "seconds": "second", "sec": "second",
    "secs": "second", "minute": "minute", "minutes": "minute", "min": "minute", "mins": "minute", "hour": "hour", "hours": "hour", "hr": "hour",
    "hrs": "hour", "h": "hour", "day": "day", "days": "day", "week": "week", "weeks": "week", "wk": "week", "wks": "week", "month": "month",
    "months": "month", "quarter": "quarter", "quarters": "quarter", "year": "year", "years": "year", "yr": "year", "yrs": "year",
    "decade": "decade", "decades": "decade", "people": "person", "person": "person", "persons": "person", "heads": "person", "head": "person",
    "headcount": "person", "folks": "person", "fte": "FTE", "ftes": "FTE", "bps": "basis point", "bp": "basis point", "pp": "percentage point",
    "times": "time",
}  # fmt: skip
"""One-word units, written or said, to their canonical form."""

UNIT_PHRASES: dict[tuple[str, ...], str] = {
    ("percentage", "points"): "percentage point", ("percentage", "point"): "percentage point", ("percent", "points"): "percentage point",
    ("basis", "points"): "basis point", ("basis", "point"): "basis point", ("per", "cent"): "percent", ("business", "days"): "business day",
    ("business", "day"): "business day", ("working", "days"): "business day", ("working", "day"): "business day", ("calendar", "days"): "day",
    ("man", "days"): "person day", ("person", "days"): "person day", ("full", "time", "equivalents"): "FTE", ("full", "time", "people"): "person",
    ("working", "hours"): "hour", ("working", "weeks"): "week",
}  # fmt: skip

TIME_UNITS = frozenset({"second", "minute", "hour", "day", "week", "month", "quarter", "year", "decade", "business day"})

SYMBOLS = {"$": "USD", "\u20ac": "EUR", "\u00a3": "GBP", "\u00a5": "JPY", "\u20b9": "INR", "\u20a9": "KRW", "\u20ba": "TRY"}
CURRENCIES = {
    "usd": "USD", "dollar": "USD", "dollars": "USD", "bucks": "USD", "eur": "EUR", "euro": "EUR", "euros": "EUR", "gbp": "GBP", "pound": "GBP",
    "pounds": "GBP", "quid": "GBP", "sterling": "GBP", "czk": "CZK", "k\u010d": "CZK", "crowns": "CZK", "crown": "CZK", "koruna": "CZK",
    "korunas": "CZK", "chf": "CHF", "francs": "CHF", "franc": "CHF", "jpy": "JPY", "yen": "JPY", "inr": "INR", "rupees": "INR", "rupee": "INR",
    "cny": "CNY", "rmb": "CNY", "yuan": "CNY", "pln": "PLN", "zloty": "PLN", "zlotys": "PLN", "z\u0142": "PLN", "sek": "SEK", "nok": "NOK",
    "dkk": "DKK", "cad": "CAD", "aud": "AUD", "nzd": "NZD", "sgd": "SGD", "hkd": "HKD", "huf": "HUF", "forints": "HUF", "brl": "BRL", "zar": "ZAR",
    "rand": "ZAR", "mxn": "MXN", "pesos": "MXN",
}  # fmt: skip
CURRENCY_PHRASES: dict[tuple[str, ...], str] = {
    ("us", "dollars"): "USD", ("american", "dollars"): "USD", ("canadian", "dollars"): "CAD", ("australian", "dollars"): "AUD",
    ("swiss", "francs"): "CHF", ("czech", "crowns"): "CZK", ("british", "pounds"): "GBP", ("pounds", "sterling"): "GBP",
    ("swedish", "crowns"): "SEK", ("swedish", "kronor"): "SEK", ("norwegian", "crowns"): "NOK", ("danish", "crowns"): "DKK",
}  # fmt: skip

PERIOD_NOUNS = wordset(
    "second minute hour day night shift week fortnight month quarter year head person employee user seat bed patient case customer order "
    "invoice ticket unit site plant store call claim policy vehicle truck visit line item transaction student ward team device batch ton "
    "tonne"
)
"""What may follow "a", "each" or "every" as a period or base ("18 hours a week"); "per" takes any word."""

PERIOD_ADVERBS = wordset("hourly daily weekly fortnightly monthly quarterly yearly annually annual")

ADJECTIVES = wordset(
    "different separate new open full other more additional whole extra old big large small single individual total distinct or so plus odd "
    "straight consecutive long good solid fewer less of our the those these my their your its approximately roughly active annual actual"
)
"""Words between a number and what it counts that are not part of the unit."""

NOT_COUNTED = wordset(
    "is was are were has does goes takes says needs always perhaps this its across us less previous various versus plus minus thus yes as "
    "his hers ours theirs besides sometimes otherwise afterwards towards means makes gets comes gives costs seems because and or but to from "
    "in on at by with for if when then that which who i we you they he she it be been being will would can could should may might must not "
    "no so out up down off over under about around between into after before during since until while per a an each every what where how why "
    "there here just only even still also too very really maybe like well right okay one two three have had do did get got go going went "
    "said say think know times nowadays"
)
IRREGULAR_PLURALS = {
    "people": "person", "staff": "staff", "children": "child", "men": "man", "women": "woman", "personnel": "personnel", "headcount": "headcount",
    "feet": "foot", "crew": "crew", "criteria": "criterion", "analyses": "analysis", "kilometres": "kilometre", "companies": "company",
}  # fmt: skip


def singular(noun: str) -> str:
    """Return the singular of an English plural as said: "companies" -> "company", "batches" -> "batch"; others unchanged."""
    lowered = noun.casefold()
    if lowered in IRREGULAR_PLURALS:
        return IRREGULAR_PLURALS[lowered]
    if lowered.endswith("ies") and len(noun) > 4:
        return noun[:-3] + "y"
    if lowered.endswith(("ches", "shes", "sses", "xes", "zes")):
        return noun[:-2]
    return noun[:-1] if is_plural(lowered) else noun


def is_plural(norm: str) -> bool:
    """Return whether a plain form looks like an English plural noun."""
    if norm in IRREGULAR_PLURALS:
        return True
    return len(norm) > 3 and norm.endswith("s") and not norm.endswith(("ss", "us", "is")) and norm not in NOT_COUNTED
