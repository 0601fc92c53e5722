"""What holds for any text and any quote."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from analyzer.extract.grounding import align, locate
from analyzer.language.wordlist import wordlist

NOUNS = wordlist("planners invoices carriers forklifts ledgers nurses rosters depots tenders audits claims permits scanners shelves pallets drivers")
VERBS = wordlist("approve schedule reconcile audit escalate publish validate consolidate inspect reroute rebuild translate measure photograph")
LINKS = wordlist("because while although and so when where that if until before after with without for under the our their a of in on at to")
NOISE = (
    "um,",
    "you know,",
    "uh",
    "I mean,",
    "like,",
    "[laughter]",
    "(inaudible)",
    "\u2026",
    "-",
    "\n",
    "\n",
    ".",
    ",",
    "can't",
    "don't",
    "not",
    "it's",
)
FIGURES = (
    "45",
    "18 percent",
    "\u20ac300k",
    "forty-five",
    "2.4 million",
    "three or four",
    "12%",
    "in 2027",
    "half",
    "nine - no, sorry, eleven",
    "-5",
    "$1,200",
)

spoken = st.lists(st.sampled_from(NOUNS + VERBS + LINKS + NOISE + FIGURES), min_size=10, max_size=120).map(" ".join)
anything = st.text(alphabet=st.sampled_from([*"abc XYZ 0123456789.,;:'\u2019\"-\u2026[]()%$\u20ac\n", "é", "数", "й"]), max_size=80)


edge = st.sampled_from(NOUNS)
inside = st.lists(st.sampled_from(NOUNS + VERBS + LINKS + FIGURES + tuple(noise for noise in NOISE if noise != "\n")), min_size=2, max_size=15)
body = st.tuples(edge, edge, inside, edge).map(lambda parts: " ".join([parts[0], parts[1], *parts[2], parts[3]]))
PLAIN_LINKS = tuple(link for link in LINKS if link != "without")  # a slice right behind "without" is another matter: test_turning.py
around = st.lists(st.sampled_from(NOUNS + PLAIN_LINKS + ("um,", "[laughter]", ".")), max_size=6).map(" ".join)


@given(lines=st.lists(st.tuples(around, body, around), min_size=1, max_size=6), chosen=st.integers(0, 5))
@settings(max_examples=100, deadline=None)
def test_a_slice_aligns_to_itself(lines: list[tuple[str, str, str]], chosen: int) -> None:
    text = "\n".join(" ".join(parts) for parts in lines)
    quote = lines[chosen % len(lines)][1]
    assume(text.count(quote) == 1 and len(set(quote.split()) & set(NOUNS + VERBS)) >= 3)
    located = locate(text, quote)
    assert located is not None
    assert (located.match, located.pieces) == ("verbatim", [(text.index(quote), text.index(quote) + len(quote))])


@given(text=st.one_of(spoken, anything), quote=st.one_of(spoken, anything))
@settings(max_examples=150, deadline=None)
def test_pieces_are_ordered_slices_of_single_lines(text: str, quote: str) -> None:
    for claimed in (quote, text[: len(text) // 2], text[len(text) // 3 :]):
        located = locate(text, claimed)
        if located is None:
            continue
        assert all(0 <= start < end <= len(text) for start, end in located.pieces)
        assert all("\n" not in text[start:end] for start, end in located.pieces)
        assert located.pieces == sorted(located.pieces)


@given(
    words=st.lists(st.sampled_from(NOUNS + VERBS), min_size=8, max_size=14, unique=True),
    place=st.integers(2, 6),
    value=st.integers(2, 900),
    other=st.integers(2, 900),
    unit=st.sampled_from(["percent", "days", "euros", "hours a week", ""]),
)
@settings(max_examples=100, deadline=None)
def test_another_number_never_aligns(words: list[str], place: int, value: int, other: int, unit: str) -> None:
    assume(value != other)
    line = " ".join([*words[:place], f"{value} {unit}".strip(), *words[place:]])
    text = f"what do you do\n{line}\nand then the rest of the day"
    assert align(text, line) == (text.index(line), text.index(line) + len(line))
    assert align(text, line.replace(str(value), str(other), 1)) is None


@given(
    words=st.lists(st.sampled_from(NOUNS + VERBS), min_size=7, max_size=12, unique=True),
    place=st.integers(1, 6),
    negation=st.sampled_from(["not", "never", "no", "without"]),
)
@settings(max_examples=100, deadline=None)
def test_a_negation_neither_comes_nor_goes(words: list[str], place: int, negation: str) -> None:
    plain = " ".join(words)
    denied = " ".join([*words[:place], negation, *words[place:]])
    assert align(f"hello there\n{plain}\nthank you", denied) is None
    assert align(f"hello there\n{denied}\nthank you", plain) is None


@given(text=spoken, start=st.integers(0, 60), length=st.integers(20, 300))
@settings(max_examples=60, deadline=None)
def test_allowed_spans_bind(text: str, start: int, length: int) -> None:
    middle = len(text) // 2
    located = locate(text, text[start : start + length], allowed=[(0, middle)])
    if located is not None:
        assert all(end <= middle for _, end in located.pieces)
