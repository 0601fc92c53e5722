"""Roles to styles: the only place where a line becomes coloured segments.

In: lines of (text, role). Out: Textual strips. Always true: every text passes ``display.visible`` once more here, so that no
widget can show a string that did not; colours come from ``app.tcss`` and the theme.
"""

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip
from textual.widget import Widget

from analyzer.tui.display import ROLES, Role, Span, visible

ROLE_CLASSES = frozenset(f"role--{role}" for role in ROLES)


class RoleWidget(Widget):
    """A widget that shows lines of (text, role)."""

    COMPONENT_CLASSES = set(ROLE_CLASSES)

    def role_style(self, role: Role) -> Style:
        """Return the style of a role over this widget's own colours."""
        return self.get_component_rich_style(f"role--{role}") if role else self.rich_style

    def overlay(self, component: str) -> Style:
        """Return what a component lays over a line: its background and weight, not its letters' colour."""
        style = self.get_component_rich_style(component)
        return Style(bgcolor=style.bgcolor, bold=style.bold or None, underline=style.underline or None)

    def strip(self, line: Sequence[Span], width: int, over: Style | None = None) -> Strip:
        """Return a line as a strip of ``width`` columns; ``over`` is laid upon it (a cursor)."""
        segments = []
        for text, role in line:
            style = self.role_style(role)
            segments.append(Segment(visible(text), style + over if over is not None else style))
        filler = self.rich_style + over if over is not None else self.rich_style
        return Strip(segments).adjust_cell_length(width, filler)
