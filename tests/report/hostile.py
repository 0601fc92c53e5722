"""Text as nobody should say it: markup, links, control sequences, formulas, in quotes, statements and names."""

from hypothesis import strategies as st

from analyzer.records import SegmentModel
from tests.segment.making import Hearing, amount

SAYINGS = (
    "# not a heading", "1. not a list", "- [ ] no task", "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "[click](https://evil.example)",
    "![pixel](https://evil.example/p.png)", "see https://evil.example or www.evil.example", "write to a@evil.example", "`code` and ```fence```",
    "a | b | c", "**bold** _em_ ~~gone~~", "&lt;b&gt; &#60;i&#62;", "x\u202etxt.exe", "\x1b[31mred\x1b[0m \x07", "=HYPERLINK(\"https://evil.example\")",
    "{{ constants }} {% raw %}", "$x$ and $y$", "ends with a backslash \\", "<!-- gone", "]]> </style> </title>", "\u2028line\u2029", "===", "---",
    "    four blanks", "* star", "+ plus", "> quoted", "|---|", "[ref]: https://evil.example", "a\\|b", "<https://evil.example>",
    "\ud800 alone", "\ufffe",
)  # fmt: skip

PIECES = st.sampled_from([*SAYINGS, "we", "need", "4", ".", ")", "\n", " ", "\t", "\\", "`", "|", "_", "*", "<", "&", "amp;", "#"])
TEXTS = st.one_of(st.text(max_size=40), st.lists(PIECES, min_size=1, max_size=5).map("".join))


def hostile_model() -> SegmentModel:
    """A segment in which everything that people or models worded is hostile."""
    hearing = Hearing("grain-mills")
    talks = [hearing.talk(f"i_{number}", f"{saying} Ltd", speaker=f"Dr {saying}") for number, saying in enumerate(SAYINGS) if "\ud800" not in saying]
    says = [saying for saying in SAYINGS if "\ud800" not in saying]
    first = hearing.outcome("o0", talks[0], says[0], why_strategic=says[3], why_quote=says[5], beneficiary=says[4], department=says[10])
    for number, (talk, saying) in enumerate(zip(talks, says, strict=True)):
        hearing.obstacle(f"b{number}", talk, first, saying, cause=saying, department=saying)
        hearing.metric(f"m{number}", talk, first, saying, name=saying, period=saying, value=amount("9", saying or None, said=saying))
        hearing.hear(f"t{number}", "outcome", talk, saying, level="tactical", links=[("serves", first)])
        hearing.obstacle(f"u{number}", talk, None, saying, flags=("unsupported_claim",))
    return hearing.model(title="Mills <b>& more</b> [x](y)", owner="*Rosa*")
