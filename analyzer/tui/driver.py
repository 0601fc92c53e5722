"""The terminal's driver: Textual's own, made to end where the terminal has gone.

In: what the application writes. Out: the same, as long as there is a terminal. Always true: neither a closed terminal nor a SIGCONT that follows
no Ctrl-Z keeps the application from ending. A terminal that is closed sends SIGHUP *and* SIGCONT (POSIX, General Terminal Interface, "Modem
Disconnect"): Textual 8 takes the second one for the end of a suspension and starts a second pair of threads, whose writer then dies of the first
error, whereupon the application waits for ever for room in its queue.
"""

from contextlib import suppress
from typing import Any

from textual.drivers.linux_driver import LinuxDriver


class TerminalFile:
    """The terminal as a file that takes everything: what cannot be written to a terminal that has gone is nobody's loss."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def write(self, text: str) -> None:
        """Write text while there is a terminal."""
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        """Bring what was written to the terminal while there is one."""
        with suppress(OSError):
            self._file.flush()

    def fileno(self) -> int:
        """Return the descriptor."""
        number: int = self._file.fileno()
        return number


class TerminalDriver(LinuxDriver):
    """Textual's driver for Linux and macOS."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._file: Any = TerminalFile(self._file)

    def _sigcont_application(self, *_: object) -> None:
        if self._must_signal_resume:  # Ctrl-Z suspended it; else it never stopped being in the terminal
            super()._sigcont_application()
