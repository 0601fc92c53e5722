"""The verbs: argv in, text and exit codes out.

In: the command line. Out: data on stdout, narration and progress on stderr. Always true: ``analyzer --help`` loads no
stage; each verb imports its stage inside; exit 0 all done, 1 partly done or gate not met, 2 usage or configuration,
130 / 143 after signals; a problem is one line, a traceback only with ``--debug``.
"""

import atexit
import gc
import io
import os
import signal
import sys
from collections.abc import Sequence
from types import FrameType

from analyzer.cli.app import ClosedPipe, Interrupted, app
from analyzer.cli.console import fail, hoist_global_options, speak_json
from analyzer.errors import AnalyzerError

EXIT_INTERRUPTED, EXIT_TERMINATED = 130, 143


class Terminated(BaseException):
    """SIGTERM or SIGHUP arrived: unwinds like Ctrl-C, so that whatever is open is closed."""


def main(argv: Sequence[str] | None = None) -> None:
    """Run one verb and exit with its code; without a verb, print the help."""
    arguments = hoist_global_options(list(sys.argv[1:] if argv is None else argv)) or ["--help"]
    # Looking through a model library's objects for garbage once more takes longer than all else that follows Ctrl-C.
    atexit.register(gc.freeze)
    debug = "--debug" in arguments
    speak_json("--json" in arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal without UTF-8 shows escapes instead of failing
    for name in ("SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _terminate)
    try:
        code = app(args=arguments, prog_name="analyzer", standalone_mode=False)
        sys.stdout.flush()
    except AnalyzerError as error:
        if debug:
            raise
        code = fail(error.message, error.hint, error.exit_code)
    except (KeyboardInterrupt, Interrupted):
        code = fail("stopped", "what was done is kept; the same command goes on from there", EXIT_INTERRUPTED)
    except Terminated:
        code = EXIT_TERMINATED
    except (BrokenPipeError, ClosedPipe):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        code = 0
    except Exception as error:  # noqa: BLE001 - the last resort: one line, an exit code, no traceback without --debug
        code = _explain(error, debug)
    sys.exit(code if isinstance(code, int) else 0)


def _terminate(number: int, frame: FrameType | None) -> None:
    raise Terminated


def _explain(error: Exception, debug: bool) -> int:
    """Print usage errors of the option parser in one line; anything else is ours and says so, without a traceback."""
    code = getattr(error, "exit_code", None)
    if isinstance(code, int):  # the parser's own exceptions: usage, exit, abort
        describe = getattr(error, "format_message", None)
        verb = getattr(getattr(error, "ctx", None), "command_path", "analyzer")
        return fail(describe().rstrip("."), f"{verb} --help", code) if callable(describe) else code
    if type(error).__name__ == "Abort":
        return fail("stopped", "", EXIT_INTERRUPTED)
    if debug:
        raise error
    return fail(f"unexpected {type(error).__name__}", "the same command with --debug shows where; please report it", 1)
