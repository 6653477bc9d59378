"""The program's entry: UTF-8 streams, the command line, and one clear line for whatever goes wrong."""

import gc
import io
import os
import sys

_FAULT = 2
_INTERRUPTED = 130


def main() -> None:
    """Runs the command line and leaves with its exit code."""
    gc.disable()  # what is loaded stays; whoever answers many questions turns it on again
    if sys.stdout is None:
        sys.exit(_fault("standard output is closed; open it or send it to a file"))
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace" if stream is sys.stdin else "backslashreplace")
    code = _guarded()
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        _silence()
    except OSError as error:
        _silence()
        code = _fault(f"standard output: {error.strerror}; free the disk or choose another file")
    sys.exit(code)


def _guarded() -> int:
    """The command line's exit code; faults of files and data become one line on standard error."""
    from knowledge.language.lexicon import UnusableError  # noqa: PLC0415

    try:
        _run(sys.argv[1:])
    except SystemExit as done:
        return done.code if isinstance(done.code, int) else 0
    except UnusableError as error:
        return _fault(str(error))
    except KeyboardInterrupt:
        return _INTERRUPTED
    except OSError as error:
        return _fault(f"{error.filename or 'standard output'}: {error.strerror or error}; name a file or folder that can be used")
    return 0


def _run(arguments: list[str]) -> None:
    """A plain question needs no parser of command lines, which takes as long to load as all that answers."""
    match arguments:
        case ["ask", question] if not question.startswith("-"):
            from bot.terminal.asking import answer_one  # noqa: PLC0415  # inside the guard: a data file may be bad, and Ctrl-C is quiet

            answer_one(question)
        case _:
            from bot.cli import app  # noqa: PLC0415

            app(prog_name="earnings-bot")


def _fault(message: str) -> int:
    if sys.stderr is not None:
        print(f"earnings-bot: {message}", file=sys.stderr)
    return _FAULT


def _silence() -> None:
    """Nothing more can be shown: what is left in the buffer goes nowhere."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


if __name__ == "__main__":
    main()
