"""The terminal chat: lines typed or piped in, turns shown with or without colour."""

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import assert_never

from rich.console import Console
from rich.text import Text

from bot.facts import facts_table, language_of_article
from bot.terminal.chat import Chat, Show, Turn, turn
from intents.questions.language import Language
from knowledge.knowledgebase import KnowledgeBase
from knowledge.library import Library

PIPED_WIDTH = 160  # columns of a table that is not shown on a terminal
_HISTORY_LINES = 1000


def console() -> Console:
    """Standard output: as wide as the terminal, coloured only on a terminal without NO_COLOR."""
    is_terminal = sys.stdout.isatty()
    return Console(width=None if is_terminal else PIPED_WIDTH, markup=False, highlight=False, emoji=False, no_color=_is_plain(), force_terminal=is_terminal)


def _is_plain() -> bool:
    return bool(os.environ.get("NO_COLOR")) or not sys.stdout.isatty()


def talk(source: KnowledgeBase | Library, language: Language | None = None) -> None:
    """Chats about an article or a library until /quit or the end of the input."""
    out = console()
    library = source if isinstance(source, Library) else None
    kb = source if isinstance(source, KnowledgeBase) else source.default
    chat = Chat(kb, language or language_of_article(kb), language, library=library)
    _say(out, chat.welcome, "bold")
    for line in _lines():
        shown, chat = turn(chat, line)
        if shown.show is Show.QUIT:
            return
        _show(shown, chat, out)


def _show(shown: Turn, chat: Chat, out: Console) -> None:
    match shown.show:
        case Show.ANSWER:
            answer, gap, below = shown.text.partition("\n\n")
            _say(out, answer, "bold")
            _say(out, below + "\n" if gap else "", "dim")
        case Show.NOTE:
            _say(out, shown.text + "\n", "dim")
        case Show.FACTS:
            out.print(facts_table(chat.kb))
        case Show.NOTHING | Show.QUIT:
            pass
        case _:
            assert_never(shown.show)


def _say(out: Console, text: str, style: str) -> None:
    """Prints a text; plainly, without a single escape, where no colour is wanted."""
    if _is_plain():
        print(text, flush=True)
    else:
        out.print(Text(text, style=style), soft_wrap=True)


def _lines() -> Iterator[str]:
    """Lines of standard input; on a terminal with a prompt, editing and history. Ctrl-C and Ctrl-D end them."""
    with contextlib.suppress(KeyboardInterrupt, EOFError):
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            yield from sys.stdin
            return
        with _history():
            while True:
                yield input("> ")
    print()


@contextlib.contextmanager
def _history() -> Iterator[None]:
    """The lines typed before, kept in the data folder; a folder that cannot be written keeps none."""
    try:
        import readline  # noqa: PLC0415  # not on every platform
    except ImportError:
        yield
        return
    file = data_folder() / "history"
    with contextlib.suppress(OSError):
        readline.read_history_file(file)
    try:
        yield
    finally:
        readline.set_history_length(_HISTORY_LINES)
        with contextlib.suppress(OSError):
            file.parent.mkdir(parents=True, exist_ok=True)
            readline.write_history_file(file)


def data_folder() -> Path:
    """Where the chat keeps its history: EARNINGS_BOT_DATA, else the user's state folder."""
    if named := os.environ.get("EARNINGS_BOT_DATA"):
        return Path(named)
    return Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state") / "earnings-bot"
