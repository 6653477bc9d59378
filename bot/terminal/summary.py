"""What was read from an article, for a person to check."""

from collections.abc import Iterator

from bot.facts import language_of_article
from intents.questions.language import Language
from intents.saying.wording import period_text, said
from knowledge.article import Sentence
from knowledge.check import Verdict, check_article
from knowledge.knowledgebase import KnowledgeBase
from knowledge.quantities.quantity import Quantity, quantities

_SHOWN = 12  # sentences that gave no fact


def head_lines(kb: KnowledgeBase, source: str = "", rows: int = 0) -> Iterator[str]:
    """Title, company, date, reported period, source, and what was left out before reading."""
    about, language = kb.article.about, language_of_article(kb)
    yield _row("title", about.title or (kb.article.sentences[0].text if kb.article.sentences else ""))
    yield _row("company", f"{said(kb.company.name, language) or kb.company.id}" if kb.company.id else "not found; say it with --company NAME")
    yield _row("date", f"{kb.anchor.date.isoformat()}{'' if about.date else ' (inferred from the text)'}" if kb.anchor.reported.year else "not found; say it with --date YYYY-MM-DD")
    yield _row("reports", period_text(kb.anchor.reported, Language.EN) if kb.anchor.reported.year else "a period that the text does not name")
    if source:
        yield _row("source", source)
    if rows:
        yield _row("left out", f"{rows} rows of tables, which are not read")


def check_lines(kb: KnowledgeBase) -> Iterator[str]:
    """How many checks of the article against itself agree, and those that do not."""
    checks = check_article(kb)
    wrong = [c for c in checks if c.verdict is Verdict.INCONSISTENT]
    yield _row("checks", f"{len(checks) - len(wrong)} agree, {len(wrong)} do not" if checks else "no two figures bind each other")
    for check in wrong:
        yield f"  {check.name}: {check.left}; stated {check.right}"


def unread(kb: KnowledgeBase) -> list[Sentence]:
    """Sentences with a quantity that gave no fact, but for what the title only repeats."""
    told = {fact.citation.sentence for fact in kb.facts}
    title = kb.article.title
    return [s for s in kb.article.sentences if s.index not in told and s != title and any(_counts(q) for q in quantities(s.folded))]


def _counts(q: Quantity) -> bool:
    """Whether a number has a unit or a scale: a bare one may number a list or a year."""
    return (bool(q.unit) or q.scale != 1) and q.unit not in ("year", "month", "day")


def unread_lines(kb: KnowledgeBase) -> Iterator[str]:
    """Those sentences, the first of them in full."""
    found = unread(kb)
    if found:
        yield _row("not read", f"{len(found)} {'sentence' if len(found) == 1 else 'sentences'} with numbers that gave no fact")
        for sentence in found[:_SHOWN]:
            yield f"  [{sentence.index}] {sentence.text}"
        if len(found) > _SHOWN:
            yield f"  … and {len(found) - _SHOWN} more"


def _row(name: str, text: str) -> str:
    return f"{name:<10}{text}"
