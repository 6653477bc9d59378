"""Cards of each kind in three languages, for the tests of what Slack shows."""

from bot.card import Button, Card, Confirm, Edit, Outgoing, Page, Say
from bot.events import Place, Platform
from bot.links import Links
from intents.questions.language import Language
from intents.saying.spoken import Line, Source
from knowledge.article import Citation

HOME = "https://reader.example"
LINKS = Links(HOME)
THREAD = Place(Platform.SLACK, "T1/C1", "1700000800.000100", is_private=False)
CHANNEL = Place(Platform.SLACK, "T1/C1", is_private=False)
DIRECT = Place(Platform.SLACK, "T1/D1", "1700000800.000100")
PERSON = Place(Platform.SLACK, "T1/U1")
URL = "https://hooks.slack.com/commands/1"

REVENUE = Citation("kuaishou-2024-annual", 3, 129, 180, "总收入同比增长11.8%至人民币1269亿元。")
PROFIT = Citation("kuaishou-2024-annual", 5, 200, 230, "Adjusted net profit rose 72.5% to RMB17.7 billion.")
WORDS = {
    Language.HANS: ("快手2024年全年总收入：1269亿元（同比增长11.8%）", "文章没有给出“净利润”。", "可以问我：", "快手2024年全年总收入是多少？", "业绩要点"),
    Language.HANT: ("快手2024年全年總收入：1269億元（同比增長11.8%）", "文章沒有給出「淨利潤」。", "可以問我：", "快手2024年全年總收入是多少？", "業績要點"),
    Language.EN: ("Kuaishou total revenue in full-year 2024: RMB 126.9 billion (up 11.8% year on year)", "The article gives no net profit.", "You can ask:", "What was total revenue in 2024?", "Results"),
}


def cards(language: Language) -> dict[str, Outgoing]:
    """What goes out, by kind."""
    line, decline, offer, question, heading = WORDS[language]
    answer = Card(language, (Line(line, (1,)),), (Source(1, REVENUE),), feedback="1z")
    two = Card(language, (Line(line, (1, 2)), Line(decline)), (Source(1, REVENUE, " — A"), Source(2, PROFIT, " — B")), heading)
    offers = Card(language, (Line(decline),), buttons=((Button(question, "q:1z:0"),), (Button(question, "q:1z:1"),)), feedback="1z", offer=offer)
    shared = answer.with_buttons((Button(heading, "s:1z"),))
    browse = Card(language, (Line(line),), buttons=((Button("‹", "f:a:0"), Button("›", "f:a:2")), (Button(heading, url=f"{HOME}/a/x|y"),)))
    languages = Card(language, (Line(offer),), buttons=((Button(heading, "l:en", is_chosen=True),), (Button(question, "l:"),)))
    return {
        "answer": Say(THREAD, answer, "1700000900.000100"),
        "sources": Say(THREAD, two),
        "decline": Say(DIRECT, offers),
        "hidden": Say(CHANNEL, shared, "", "U1", URL),
        "aside": Say(THREAD, answer, "", "U1"),
        "browse": Edit(THREAD, "1700000900.000100", browse),
        "hidden-browse": Edit(CHANNEL, "1700000900.000100", browse, "U1", URL),
        "languages": Say(DIRECT, languages),
        "why": Say(DIRECT, Card(language, heading=question, code="metric   total_revenue\nperiod   2024")),
        "note": Confirm(THREAD, URL, decline),
        "home": Page(PERSON, "U1", (offers, two.with_buttons((Button(question, "f:a"),)))),
    }
