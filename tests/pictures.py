"""Pictures of what people see, drawn from the real payloads: `python -m tests.pictures FOLDER`."""

import html
import sys
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.adapter import Call
from bot.card import Say
from bot.desk import Desk, answer_card
from bot.events import Place, Platform
from bot.links import Links
from bot.slack.rendering import render as slack_calls
from bot.stored.articles import bundled_bases
from bot.telegram.rendering import render as telegram_calls
from knowledge.library import Library
from tests.browser import browser

QUESTIONS = ("快手去年到底赚了多少钱啊", "Kuaishou vs Baidu: Q4 ad revenue", "毛利率多少")
_STYLE = """
body { margin: 0; padding: 24px; font: 16px/1.5 system-ui, "Noto Sans CJK SC", sans-serif; width: 640px; box-sizing: border-box }
.telegram { background: #d5e4cf } .slack { background: #fff; color: #1d1c1d }
.me, .bot { border-radius: 14px; padding: 10px 14px; margin: 10px 0; width: fit-content; max-width: 500px; white-space: pre-wrap; overflow-wrap: anywhere }
.me { background: #eeffde; margin-left: auto } .bot { background: #fff }
.telegram a { color: #168acd; text-decoration: none }
.telegram blockquote { margin: 6px 0; padding: 4px 10px; border-left: 3px solid #168acd; background: #eaf4fb; border-radius: 4px; font-size: 15px }
.keys { display: grid; gap: 4px; max-width: 528px } .keys div { display: flex; gap: 4px }
.keys span { flex: 1; text-align: center; background: #7fa07dcc; color: #fff; border-radius: 8px; padding: 7px; font-size: 14px }
.post { display: grid; grid-template-columns: 40px 1fr; gap: 12px; margin: 14px 0 }
.face { width: 40px; height: 40px; border-radius: 8px; background: #4a154b; color: #fff; display: grid; place-items: center; font-weight: 700 } .face.you { background: #2c8d5b }
.name { font-weight: 800 } .slack p { margin: 2px 0; white-space: pre-wrap } .slack a { color: #1264a3; text-decoration: none }
.slack blockquote { margin: 6px 0; padding-left: 12px; border-left: 4px solid #ddd }
.row { display: flex; flex-wrap: wrap; gap: 8px; margin: 8px 0 } .row span { border: 1px solid #bbb; border-radius: 8px; padding: 4px 10px; font-weight: 600; font-size: 14px }
"""


def telegram_page(said: Sequence[tuple[str, Call]]) -> str:
    """A chat on Telegram: the HTML of each message as it is sent, its buttons below."""
    return _page("telegram", "".join(f'<div class="me">{html.escape(question)}</div>{_message(call.params)}' for question, call in said))


def _message(params: dict[str, Any]) -> str:
    rows = params.get("reply_markup", {}).get("inline_keyboard", [])
    keys = "".join(f"<div>{_buttons(b['text'] for b in row)}</div>" for row in rows)
    body = params["text"].replace("\n<blockquote", "<blockquote").replace("</blockquote>\n", "</blockquote>")
    return f'<div class="bot">{body}</div><div class="keys">{keys}</div>'


def slack_page(said: Sequence[tuple[str, Call]]) -> str:
    """A thread on Slack: the blocks of each message as they are posted."""
    posts = (_post("you", "You", f"<p>{html.escape(question)}</p>") + _post("", "Earnings", "".join(map(_block, call.params["blocks"]))) for question, call in said)
    return _page("slack", "".join(posts))


def _post(kind: str, name: str, body: str) -> str:
    return f'<div class="post"><div class="face {kind}">{name[0]}</div><div><div class="name">{name}</div>{body}</div></div>'


def _block(block: dict[str, Any]) -> str:
    match block["type"]:
        case "rich_text":
            return "".join(f"<{_TAGS[e['type']]}>{''.join(map(_inline, e['elements']))}</{_TAGS[e['type']]}>" for e in block["elements"])
        case "header":
            return f"<h3>{html.escape(block['text']['text'])}</h3>"
        case "actions":
            return f'<div class="row">{_buttons(e["text"]["text"] for e in block["elements"])}</div>'
        case "context_actions":
            marks = (e[key]["text"]["text"] for e in block["elements"] for key in ("positive_button", "negative_button"))
            return f'<div class="row">{_buttons(marks)}</div>'
        case kind:
            raise ValueError(f"no picture of a block of type {kind}")


def _buttons(labels: Iterable[str]) -> str:
    return "".join(f"<span>{html.escape(label)}</span>" for label in labels)


_TAGS = {"rich_text_section": "p", "rich_text_quote": "blockquote", "rich_text_preformatted": "pre"}


def _inline(element: dict[str, Any]) -> str:
    shown = html.escape(element["text"])
    if element["type"] == "link":
        return f"<a>{shown}</a>"
    return f"<b>{shown}</b>" if element.get("style", {}).get("bold") else shown


def _page(kind: str, body: str) -> str:
    return f'<!doctype html><meta charset="utf-8"><style>{_STYLE}</style><body class="{kind}">{body}</body>'


def conversations() -> Iterator[tuple[str, str]]:
    """The pages by name."""
    desk, links = Desk(Library(bundled_bases())), Links("https://earnings.example.org", "earnings_bot")
    cards = [(question, answer_card(desk.ask((question,), None), number)) for number, question in enumerate(QUESTIONS, 1)]
    chat, thread = Place(Platform.TELEGRAM, "7"), Place(Platform.SLACK, "T1/C1", "17.1", is_private=False)
    yield "telegram", telegram_page([(question, telegram_calls(Say(chat, card), links)[0]) for question, card in cards])
    yield "slack", slack_page([(question, slack_calls(Say(thread, card), links)[0]) for question, card in cards])


def main(folder: Path) -> None:
    """Writes telegram.png and slack.png."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as pages, browser() as window:
        for name, page in conversations():
            file = Path(pages) / f"{name}.html"
            file.write_text(page, encoding="utf-8")
            window.show(file.as_uri(), 640, 600)
            window.show(file.as_uri(), 640, window.run("return document.documentElement.scrollHeight"))
            window.picture(folder / f"{name}.png")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
