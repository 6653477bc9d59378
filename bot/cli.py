"""The commands of `earnings-bot`; each only translates between the shell and the code that thinks."""

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False, help="Asks an earnings article questions in Chinese or English.")


class Lang(StrEnum):
    """Languages that a reply can be had in."""

    ZH = "zh"
    HANT = "zh-Hant"
    EN = "en"


class Kind(StrEnum):
    """Sorts of digests."""

    LATEST = "latest"
    NEWS = "news"
    WATCHLIST = "watchlist"
    UNANSWERED = "unanswered"


digests = typer.Typer(no_args_is_help=True, add_completion=False, rich_markup_mode=None, help="Digests: the news of articles, as they are sent on schedule.")
app.add_typer(digests, name="digest")

ArticleOption = Annotated[str | None, typer.Option(metavar="ID", help="Id or text file of the article; the bundled one by default.")]
ArticlesOption = Annotated[Path | None, typer.Option(metavar="DIR", help="A folder of articles (*.txt) to ask besides the bundled one.")]
LangOption = Annotated[Lang | None, typer.Option(help="Language of the reply; that of the question by default.")]
QuestionArgument = Annotated[str, typer.Argument(help="The question, in quotation marks.")]


@app.callback(invoke_without_command=True)
def _root(*, version: Annotated[bool, typer.Option("--version", help="Show the version and leave.")] = False) -> None:
    if version:
        from importlib.metadata import version as version_of  # noqa: PLC0415  # slow to import

        typer.echo(f"earnings-bot {version_of('earnings-bot')}")
        raise typer.Exit


@app.command()
def ask(
    question: Annotated[str | None, typer.Argument(help="The question, in quotation marks.")] = None,
    *,
    batch: Annotated[str | None, typer.Option(metavar="FILE.jsonl", help="Answer a file of question records instead; - is standard input.")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the answer as a JSON record.")] = False,
    lang: LangOption = None,
    article: ArticleOption = None,
    articles: ArticlesOption = None,
) -> None:
    """Answer one question, or with --batch a file of them."""
    from bot.terminal.asking import answer_batch, answer_one  # noqa: PLC0415

    if (question is None) == (batch is None):
        raise typer.BadParameter("give one question, or --batch FILE.jsonl")
    if batch is not None:
        answer_batch(batch, article, articles, lang)
    elif question is not None:
        answer_one(question, article, articles, lang, as_json=json)


@app.command()
def facts(
    article: Annotated[str | None, typer.Argument(help="Id or text file of the article; the bundled one by default.")] = None,
    *,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON record a line.")] = False,
    check: Annotated[bool, typer.Option("--check", help="Check the article against its own figures.")] = False,
    articles: ArticlesOption = None,
) -> None:
    """Show the facts that an article states."""
    from bot.terminal.showing import show_checks, show_facts, show_records  # noqa: PLC0415

    (show_checks if check else show_records if json else show_facts)(article, articles)


@app.command()
def add(
    place: Annotated[str, typer.Argument(metavar="FILE|URL|-", help="A text file, an HTML page, a PDF, an http(s) address, or - for standard input.")],
    *,
    key: Annotated[str, typer.Option("--id", metavar="ID", help="Id of the article; company and period by default. A known id gets a new version.")] = "",
    title: Annotated[str, typer.Option(help="Title, where the document does not say it.")] = "",
    company: Annotated[str, typer.Option(help="Whose results it tells: a name.")] = "",
    date: Annotated[datetime | None, typer.Option(metavar="YYYY-MM-DD", formats=["%Y-%m-%d"], help="Day of publication.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Show what is read and store nothing.")] = False,
) -> None:
    """Add an article to the library and show what was read from it."""
    from bot.stored.shared import in_step  # noqa: PLC0415
    from bot.terminal.adding import Told  # noqa: PLC0415
    from bot.terminal.adding import add as add_article  # noqa: PLC0415

    with in_step():
        add_article(place, Told(key, title, company, date.date() if date else None), dry=dry_run)


@app.command(name="list")
def list_articles() -> None:
    """List the articles that can be asked."""
    from bot.terminal.shelving import show_list  # noqa: PLC0415

    show_list()


@app.command()
def show(article: Annotated[str, typer.Argument(metavar="ID[@VERSION]", help="A stored article, or an older version of it.")]) -> None:
    """Show what was read from a stored article, and where its files lie."""
    from bot.terminal.shelving import show_article  # noqa: PLC0415

    show_article(article)


@app.command()
def remove(article: Annotated[str, typer.Argument(metavar="ID", help="A stored article.")]) -> None:
    """Remove a stored article with all its versions and corrections."""
    from bot.stored.shared import in_step  # noqa: PLC0415
    from bot.terminal.shelving import remove as remove_article  # noqa: PLC0415

    with in_step():
        remove_article(article)


@app.command()
def rebuild() -> None:
    """Read all stored articles anew, with their corrections."""
    from bot.stored.shared import in_step  # noqa: PLC0415
    from bot.terminal.shelving import rebuild as rebuild_all  # noqa: PLC0415

    with in_step():
        rebuild_all()


@app.command()
def diff(
    old: Annotated[str, typer.Argument(metavar="OLD", help="ID or ID@VERSION.")],
    new: Annotated[str, typer.Argument(metavar="NEW", help="ID or ID@VERSION.")],
) -> None:
    """Show the facts that are new, changed and gone between two stored articles or versions."""
    from bot.terminal.shelving import show_difference  # noqa: PLC0415

    show_difference(old, new)


@app.command()
def explain(question: QuestionArgument, *, lang: LangOption = None, article: ArticleOption = None, articles: ArticlesOption = None) -> None:
    """Show how a question is read and why it is answered so."""
    from bot.terminal.asking import explain_one  # noqa: PLC0415

    explain_one(question, article, articles, lang)


@app.command()
def chat(*, lang: LangOption = None, article: ArticleOption = None, articles: ArticlesOption = None) -> None:
    """Ask in a conversation; /help lists what can be typed."""
    from bot.stored.articles import open_asked, settle  # noqa: PLC0415
    from bot.terminal.asking import language  # noqa: PLC0415
    from bot.terminal.console import talk  # noqa: PLC0415

    source = open_asked(article, articles)
    settle()
    talk(source, language(lang))


@app.command()
def doctor() -> None:
    """Look at what the service needs: settings, tokens, scopes, webhook, clock, database; exit with 1 if something is broken."""
    from bot.doctor import run  # noqa: PLC0415

    sys.exit(run())


@app.command()
def serve() -> None:
    """Run the bot on Telegram, Slack, or both, as the settings say; without any it tells what to set."""
    from bot.serving import run  # noqa: PLC0415

    sys.exit(run())


@app.command(name="move-to")
def move_to(url: Annotated[str, typer.Argument(metavar="URL", help="An empty PostgreSQL database: postgresql://user:password@host/database")]) -> None:
    """Copy the SQLite database and the stored articles to PostgreSQL, to go on there; stop the service before."""
    from bot.moving import move  # noqa: PLC0415

    move(url)


@app.command(name="eval")
def evaluate(
    file: Annotated[Path, typer.Argument(metavar="FILE.jsonl", help="Gold questions, one JSON object a line.")],
    *,
    show: Annotated[int, typer.Option(metavar="N", min=0, help="Print the first N failures.")] = 0,
    articles: ArticlesOption = None,
    fail_under: Annotated[float | None, typer.Option(metavar="RIGHT", help="Exit with 1 if fewer percent of the answerable ones are right.")] = None,
    fail_over: Annotated[float | None, typer.Option(metavar="WRONG", help="Exit with 1 if more percent of all answers are wrong.")] = None,
) -> None:
    """Ask the questions of a gold file and count what is right."""
    from bot.evaluation.evaluating import run  # noqa: PLC0415

    if not run(file, show, articles, fail_under, fail_over):
        sys.exit(1)


@digests.command(name="preview")
def preview_digest(
    *,
    company: Annotated[list[str] | None, typer.Option(metavar="NAME", help="Whose results; may be given several times. The newest article's by default.")] = None,
    kind: Annotated[Kind | None, typer.Option(help="The latest results of one company by default, a watchlist of several.")] = None,
    lang: Annotated[Lang, typer.Option(help="Language of the digest.")] = Lang.ZH,
    articles: ArticlesOption = None,
    seen: Annotated[list[str] | None, typer.Option(metavar="ID", help="With --kind news: an article that was seen before; may be given several times.")] = None,
    questions: Annotated[Path | None, typer.Option(metavar="FILE", help="With --kind unanswered: the questions, one a line.")] = None,
    png: Annotated[Path | None, typer.Option(metavar="FILE.png", help="Write the chart to this file.")] = None,
) -> None:
    """Show a digest exactly as it would be sent."""
    from bot.digests.previewing import preview  # noqa: PLC0415

    preview(company or [], kind, lang, articles, seen or [], questions, png)


@digests.command(name="list")
def list_digests() -> None:
    """List the subscriptions of the service's database, with when each comes next."""
    from bot.digests.administering import show_orders  # noqa: PLC0415

    show_orders()


@digests.command(name="due")
def due_digests(*, at: Annotated[str | None, typer.Option("--at", metavar="TIME", help="A moment like 2026-05-04T22:00+08:00; without a zone in that of the settings. Now by default.")] = None) -> None:
    """Show what is due by a moment, and send nothing."""
    from bot.digests.administering import show_due  # noqa: PLC0415

    show_due(at)


@digests.command(name="send")
def send_digest(number: Annotated[int, typer.Argument(metavar="N", help="A subscription, by its number in `digest list`.")]) -> None:
    """Make a subscription's digest now and send it; its next run stays."""
    from bot.digests.administering import send_told  # noqa: PLC0415

    sys.exit(send_told(number))
