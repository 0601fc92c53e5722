"""Our themes: calm dark, calm light, high contrast. Every theme of Textual can be chosen too.

In: nothing. Out: ``THEMES``. Always true: what a colour says is said by a glyph or a word as well.
"""

from textual.theme import Theme

DEFAULT_THEME = "evening"
THEME_FACT = "review.theme"
"""Under this key the workspace remembers the theme chosen last."""

THEMES = (
    Theme(
        name="evening", dark=True, primary="#6ea8c9", secondary="#b49bd8", accent="#e0b873", success="#8fc28a", warning="#d9a05b", error="#e07a74",
        foreground="#d8dde3", background="#14181d", surface="#191e24", panel="#232a32", boost="#ffffff0a",
    ),
    Theme(
        name="paper", dark=False, primary="#2b6a8f", secondary="#6c4f9c", accent="#9a6a12", success="#35702f", warning="#8f5a10", error="#a8322c",
        foreground="#23282d", background="#faf8f3", surface="#f3f0e8", panel="#e6e1d5", boost="#0000000a",
    ),
    Theme(
        name="contrast", dark=True, primary="#00d7ff", secondary="#ff9dff", accent="#ffff00", success="#5fff5f", warning="#ffd700", error="#ff6b6b",
        foreground="#ffffff", background="#000000", surface="#000000", panel="#262626", boost="#1a1a1a",
    ),
)  # fmt: skip
