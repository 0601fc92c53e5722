"""A program in a terminal of its own: keys in, what it shows out."""

import os
import pty
import re
import select
import signal
import sys
import time

COMMAND = [sys.executable, "-m", "analyzer.cli", "review", "--reviewer", "dana"]
PATIENCE = 60.0
ESCAPES = re.compile(rb"\x1b(?:\[[0-9;?<>=]*[A-Za-z$]|[()][AB012]|[=>])")
LEFT_ALTERNATE_SCREEN, SHOWN_CURSOR = b"\x1b[?1049l", b"\x1b[?25h"


class Terminal:
    """A child process in a terminal of its own."""

    def __init__(self, command: list[str]) -> None:
        self.output = b""
        self.child, self.master = pty.fork()
        if self.child == 0:
            os.environ.update(TERM="xterm-256color", COLUMNS="80", LINES="24")
            os.execv(command[0], command)

    def press(self, keys: str) -> None:
        os.write(self.master, keys.encode())

    def read_until(self, words: bytes) -> None:
        """Read what the child shows until it shows these words; fails when it ends or patience does."""
        until = time.monotonic() + PATIENCE
        while words not in ESCAPES.sub(b"", self.output):
            ready, _, _ = select.select([self.master], [], [], max(0.0, until - time.monotonic()))
            assert ready, f"{words!r} was not shown; the screen: {ESCAPES.sub(b'', self.output)[-2000:]!r}"
            self.output += os.read(self.master, 65536)

    def drain(self) -> None:
        """Read until the child has let go of the terminal; fails when patience ends."""
        until = time.monotonic() + PATIENCE
        while True:
            ready, _, _ = select.select([self.master], [], [], max(0.0, until - time.monotonic()))
            assert ready, f"it still holds the terminal; the screen: {ESCAPES.sub(b'', self.output)[-2000:]!r}"
            try:
                chunk = os.read(self.master, 65536)
            except OSError:
                return
            if not chunk:
                return
            self.output += chunk

    def end(self) -> int:
        """Wait for the child and return its exit code, minus the signal's number where one killed it; fails when patience ends."""
        with open(os.pidfd_open(self.child), "rb") as ended:
            assert select.select([ended], [], [], PATIENCE)[0], "it has not ended"
        _, status = os.waitpid(self.child, 0)
        self.child = 0
        return os.waitstatus_to_exitcode(status)

    def close(self) -> None:
        if self.child:
            os.kill(self.child, signal.SIGKILL)
            os.waitpid(self.child, 0)
        if self.master >= 0:
            os.close(self.master)
            self.master = -1
