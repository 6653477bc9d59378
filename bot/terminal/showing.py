"""The commands that show what an article states."""

import json
from pathlib import Path

from bot.facts import fact_record, facts_table
from bot.stored.articles import open_article
from bot.terminal.console import console
from bot.terminal.summary import check_lines, head_lines, unread_lines
from knowledge.check import check_article
from knowledge.knowledgebase import KnowledgeBase


def show_records(article: str | None, articles: Path | None) -> None:
    """Prints the facts as JSON Lines."""
    for fact in open_article(article, articles).facts:
        print(json.dumps(fact_record(fact), ensure_ascii=False))


def show_facts(article: str | None, articles: Path | None) -> None:
    """Prints the facts as a table."""
    console().print(facts_table(open_article(article, articles)))


def show_checks(article: str | None, articles: Path | None) -> None:
    """Prints each check of the article against its own figures, with its verdict."""
    checks = check_article(open_article(article, articles))
    if not checks:
        print("The article states no two figures that bind each other.")
    for check in checks:
        print(f"{check.verdict:<12}  {check.name}: {check.left}; stated {check.right}")
        for citation in check.citations:
            print(f"{'':<14}[{citation.sentence}] {citation.quote}")


def show_summary(kb: KnowledgeBase, source: str = "", rows: int = 0) -> None:
    """Prints what was read from an article, for a person to check."""
    print("\n".join(head_lines(kb, source, rows)))
    if kb.facts:
        console().print(facts_table(kb))
    else:
        print("facts     no earnings facts found; only its sentences can be asked for")
    print("\n".join([*check_lines(kb), *unread_lines(kb)]))
