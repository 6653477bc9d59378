"""The commands that ask: one question, a batch, an explanation."""

import os
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.stored.articles import open_article, open_asked, open_library, settle
from intents.library import ask_any
from intents.questions.language import Language
from knowledge.knowledgebase import KnowledgeBase
from knowledge.library import Library

_LANGUAGES = {"zh": Language.HANS, "zh-Hant": Language.HANT, "en": Language.EN}


def language(lang: str | None) -> Language | None:
    """The language of a --lang option; None leaves it to the question."""
    return _LANGUAGES[lang] if lang else None


def typed(argument: str) -> str:
    """An argument of the command line as UTF-8, whatever the locale took its bytes for."""
    return os.fsencode(argument).decode("utf-8", "replace")


def answer_one(question: str, article: str | None = None, articles: Path | None = None, lang: str | None = None, *, as_json: bool = False) -> None:
    """Prints the answer to one question, as text or as a record."""
    told, _ = ask_any(typed(question), open_asked(article, articles), language=language(lang))
    if as_json:
        import json  # noqa: PLC0415

        print(json.dumps(told.record, ensure_ascii=False))
    else:
        print(told.text)


def answer_batch(file: str, article: str | None, articles: Path | None, lang: str | None) -> None:
    """Prints an answer record for each line of a file, each as soon as it is known."""
    from bot.terminal.batch import Desk, answer_lines  # noqa: PLC0415  # one question need not pay for pydantic

    library = open_library(articles)
    if article is not None:
        library = Library(_Besides(article, open_article(article, articles), library.bases))
    desk = Desk(library, article, language(lang))
    settle()
    if file == "-":
        _write(answer_lines(sys.stdin.buffer, desk))
    else:
        with Path(file).open("rb") as lines:
            _write(answer_lines(lines, desk))


@dataclass(frozen=True)
class _Besides(Mapping[str, KnowledgeBase]):
    """A library's articles and one more, without opening any."""

    key: str
    kb: KnowledgeBase
    bases: Mapping[str, KnowledgeBase]

    def __getitem__(self, key: str) -> KnowledgeBase:
        return self.kb if key == self.key else self.bases[key]

    def __iter__(self) -> Iterator[str]:
        yield from dict.fromkeys((*self.bases, self.key))

    def __len__(self) -> int:
        return len(self.bases) + (self.key not in self.bases)

    def __contains__(self, key: object) -> bool:
        return key == self.key or key in self.bases


def _write(lines: Iterable[bytes]) -> None:
    for line in lines:
        sys.stdout.buffer.write(line)
        sys.stdout.buffer.flush()


def explain_one(question: str, article: str | None, articles: Path | None, lang: str | None) -> None:
    """Prints how a question is read and why it is answered so."""
    from intents.explain import explain_any  # noqa: PLC0415

    print(explain_any(typed(question), open_asked(article, articles), language=language(lang)))
