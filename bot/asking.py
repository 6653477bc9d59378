"""The commands that ask: one question, a batch, an explanation."""

import os
import sys
from collections.abc import Iterable
from pathlib import Path

from bot.articles import open_article, open_library, settle
from intents.answer import ask
from intents.language import Language
from intents.record import record_of
from intents.render import render

_LANGUAGES = {"zh": Language.HANS, "zh-Hant": Language.HANT, "en": Language.EN}


def language(lang: str | None) -> Language | None:
    """The language of a --lang option; None leaves it to the question."""
    return _LANGUAGES[lang] if lang else None


def typed(argument: str) -> str:
    """An argument of the command line as UTF-8, whatever the locale took its bytes for."""
    return os.fsencode(argument).decode("utf-8", "replace")


def answer_one(question: str, article: str | None, articles: Path | None, lang: str | None, *, as_json: bool) -> None:
    """Prints the answer to one question, as text or as a record."""
    kb = open_article(article, articles)
    reply, _ = ask(typed(question), kb, language=language(lang))
    if as_json:
        import json  # noqa: PLC0415

        print(json.dumps(record_of(reply, kb), ensure_ascii=False))
    else:
        print(render(reply, kb))


def answer_batch(file: str, article: str | None, articles: Path | None, lang: str | None) -> None:
    """Prints an answer record for each line of a file, each as soon as it is known."""
    from bot.batch import Desk, answer_lines  # noqa: PLC0415  # one question need not pay for pydantic

    library = open_library(articles)
    if article is not None:
        kb = open_article(article, articles)
        library.bases[article] = kb
    desk = Desk(library, article, language(lang))
    settle()
    if file == "-":
        _write(answer_lines(sys.stdin.buffer, desk))
    else:
        with Path(file).open("rb") as lines:
            _write(answer_lines(lines, desk))


def _write(lines: Iterable[bytes]) -> None:
    for line in lines:
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()


def explain_one(question: str, article: str | None, articles: Path | None, lang: str | None) -> None:
    """Prints how a question is read and why it is answered so."""
    from intents.explain import explain  # noqa: PLC0415

    print(explain(typed(question), open_article(article, articles), language=language(lang)))
