"""Fields to type in.

In: keys and pastes. Out: text. Always true: what is shown holds no control character, wherever it came from; letters typed here
decide nothing.
"""

from textual.widgets import Input

from analyzer.tui.display import visible
from analyzer.tui.keys import bindings


class Field(Input):
    """One line to type in."""

    BINDINGS = bindings("field")

    def __init__(self, value: str = "", *, placeholder: str = "", id: str | None = None) -> None:
        super().__init__(visible(value), id=id, select_on_focus=False, compact=True)
        self.placeholder = placeholder

    def validate_value(self, value: str) -> str:
        """Pass the gate."""
        return visible(value)

    async def action_cancel(self) -> None:
        """Hand Escape to the dialog or screen around."""
        await self.screen.run_action("cancel")
