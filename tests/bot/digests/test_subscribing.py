"""The way to a subscription by buttons, walked as people walk it: every path ends where it should, in each language."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.card import MAX_ACTION, Confirm, Form, Page, Say
from bot.digests.changes import BY_HAND
from bot.digests.listing import one_card
from bot.digests.making import preview_card, request_of
from bot.digests.schedule import Schedule
from bot.digests.weekdays import WORKDAYS, Weekday
from bot.events import Home, Place, Platform, Press, Sender
from bot.storage.digests import Past
from bot.storage.subscriptions import Order
from intents.digests.digest import Sort, compose
from intents.questions.language import Language
from tests.bot.digests.chat import DESK, NOW, PLACES, Chat

SAYS = {Sort.LATEST: 0, Sort.NEWS: 1, Sort.WATCHLIST: 2, Sort.UNANSWERED: 3}


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("platform", Platform)
@pytest.mark.parametrize("sort", Sort)
def test_buttons_lead_to_a_subscription(language: Language, platform: Platform, sort: Sort) -> None:
    """What, the second company, workdays, 08:30, the first zone, confirmed."""
    chat = Chat(language, platform, is_admin=True)
    chat.types("subscribe")
    chat.pressed(SAYS[sort])
    if sort is Sort.LATEST:
        chat.pressed(1)
    elif sort is not Sort.UNANSWERED:
        chat.pressed(1, 6)
    chat.pressed(1, 8, 2, 0, 0)
    (order,) = chat.orders
    schedule = Schedule.model_validate(order.schedule)
    expected = () if sort is Sort.UNANSWERED else ("云岫食品",)
    assert (order.sort, order.companies, order.language, order.place, order.made_by) == (sort, expected, language, PLACES[platform], "7")
    assert (f"{schedule.at:%H:%M}", schedule.weekdays, "/" in schedule.zone, order.next_at > NOW) == ("08:30", WORKDAYS, True, True)


@settings(max_examples=40)
@given(st.data())
def test_no_walk_gets_lost(data: st.DataObject) -> None:
    """Whatever is pressed, there is a card with buttons that fit, and what is stored can be kept."""
    chat = Chat(data.draw(st.sampled_from(Language)), data.draw(st.sampled_from(Platform)), is_admin=data.draw(st.booleans()))
    chat.types(data.draw(st.sampled_from(["subscribe", "subscriptions"])))
    for _ in range(data.draw(st.integers(1, 25))):
        if not chat.buttons:  # a preview, exactly as it is sent
            chat.types("subscriptions")
        assert all(0 < len(button.action.encode()) <= MAX_ACTION and button.label.strip() for button in chat.buttons)
        chat.presses(data.draw(st.sampled_from(chat.buttons)).action)
        assert isinstance(chat.out[0], Confirm)
        assert chat.card.text.strip()
    assert all(order.next_at > NOW and Schedule.model_validate(order.schedule) for order in chat.orders)
    assert all(order.sort is not Sort.UNANSWERED or chat.is_admin for order in chat.orders)


@given(st.from_regex(r"d:[a-z]?(:[@a-z0-9]{0,12}){0,7}", fullmatch=True))
def test_a_button_that_nobody_made_does_no_harm(action: str) -> None:
    chat = Chat()
    chat.presses(action)
    assert all(order.next_at > NOW for order in chat.orders)


LINE = "云岫食品 工作日 08:30 Asia/Shanghai"


@pytest.fixture
def chat() -> Chat:
    """A chat with one subscription."""
    made = Chat()
    made.types("subscribe", LINE)
    made.pressed(0)
    return made


@pytest.mark.parametrize("language", Language)
def test_a_line_leads_to_the_last_look_and_back_to_nothing(language: Language) -> None:
    chat = Chat(language)
    card = chat.types("subscribe", LINE)
    assert "08:30" in card.text
    chat.pressed(len(chat.buttons) - 1)
    assert chat.orders == []


def test_a_line_that_means_nothing_offers_the_buttons() -> None:
    chat = Chat()
    assert "百度" in chat.types("subscribe", "百度 8:30").text
    chat.pressed(0)
    assert len(chat.buttons) > 3


def test_the_same_again_is_not_stored_twice(chat: Chat) -> None:
    chat.types("subscribe", LINE)
    chat.pressed(0)
    assert len(chat.orders) == 1


def test_a_place_has_room_for_twenty() -> None:
    chat = Chat()
    for minute in range(25):
        chat.types("subscribe", f"云岫食品 8:{minute:02}")
        chat.pressed(0)
    assert len(chat.orders) == 20


def _labels(chat: Chat) -> list[str]:
    return [button.label for button in chat.buttons]


def test_pausing_and_going_on(chat: Chat) -> None:
    chat.types("subscriptions")
    chat.pressed(0)
    paused = chat.pressed(0).text
    assert (chat.orders[0].paused, "Paused" in paused) == (BY_HAND, True)
    assert "Paused" not in chat.pressed(0).text
    assert chat.orders[0].paused == ""


def test_deleting_asks_first(chat: Chat) -> None:
    chat.types("subscriptions")
    chat.pressed(0)
    chat.pressed(_labels(chat).index("Delete"))
    assert len(chat.orders) == 1
    chat.pressed(0)
    assert chat.orders == []


def test_the_time_is_changed_by_the_same_steps(chat: Chat) -> None:
    chat.types("subscriptions")
    chat.pressed(0)
    chat.pressed(_labels(chat).index("Change time"))
    chat.pressed(2, 9, 7, 1, 0)
    schedule = Schedule.model_validate(chat.orders[0].schedule)
    assert (f"{schedule.at:%H:%M}", schedule.weekdays, schedule.zone) == ("07:15", frozenset({Weekday.MON}), "Asia/Shanghai")


def test_several_days_are_marked_one_after_the_other(chat: Chat) -> None:
    """Monday, Wednesday and Friday; a day that is pressed again is no longer meant."""
    chat.types("subscriptions")
    chat.pressed(0)
    chat.pressed(_labels(chat).index("Change time"))
    for day in ("Mon", "Tue", "Wed", "Fri", "Tue"):
        chat.pressed(_labels(chat).index(day))
    assert [button.label for button in chat.buttons if button.is_chosen] == ["Mon", "Wed", "Fri"]
    chat.pressed(_labels(chat).index("Every Monday, Wednesday and Friday ›"), 7, 1, 0)
    schedule = Schedule.model_validate(chat.orders[0].schedule)
    assert schedule.weekdays == {Weekday.MON, Weekday.WED, Weekday.FRI}


def test_the_zone_is_changed_alone(chat: Chat) -> None:
    chat.types("subscriptions")
    chat.pressed(0)
    chat.pressed(_labels(chat).index("Change zone"))
    chat.pressed(0, 0)
    schedule = Schedule.model_validate(chat.orders[0].schedule)
    assert (f"{schedule.at:%H:%M}", schedule.weekdays, schedule.zone) == ("08:30", WORKDAYS, "America/New_York")


def test_language_holidays_and_silence_are_changed_in_place() -> None:
    chat = Chat()
    chat.types("subscribe", "news 8:30 UTC")
    chat.pressed(0)
    number = chat.orders[0].id
    for action in (f"d:l:{number}:zh-Hant", f"d:a:{number}:1", f"d:b:{number}:XNYS"):
        chat.presses(action)
    order = chat.orders[0]
    assert (order.language, order.always, order.schedule["calendar"]) == (Language.HANT, True, "XNYS")
    assert sum(button.is_chosen for button in chat.buttons) == 3


def test_the_exchanges_stand_one_step_away_and_the_chosen_one_can_be_taken_back() -> None:
    chat = Chat()
    chat.types("subscribe", "Canyu 8:30 UTC")
    chat.pressed(0)
    number = chat.orders[0].id
    chat.presses(f"d:o:{number}")
    (way,) = [b for b in chat.buttons if b.label == "Holidays ›"]
    chat.presses(way.action)
    assert [b.label for b in chat.buttons][-2:] == ["Not on holidays in London", "‹ Back"]
    chat.presses(next(b.action for b in chat.buttons if "New York" in b.label))
    assert [b.label for b in chat.buttons if b.label.startswith("Not on")] == ["Not on holidays in New York ›"]
    chat.presses(f"d:k:{number}")
    chat.presses(next(b.action for b in chat.buttons if b.is_chosen))
    assert chat.orders[0].schedule["calendar"] == ""


@pytest.mark.parametrize("language", Language)
def test_each_step_says_what_was_chosen_before_it(language: Language) -> None:
    chat = Chat(language)
    chat.types("subscribe")
    chat.pressed(SAYS[Sort.LATEST], 1)
    what = {Language.HANS: "云岫食品的最新业绩", Language.HANT: "云岫食品的最新業績", Language.EN: "Latest results of 云岫食品"}[language]
    days = {Language.HANS: "每个工作日", Language.HANT: "每個工作日", Language.EN: "Every weekday"}[language]
    assert chat.card.lines[0].text == what
    for _ in range(3):  # the hour, the minute, the zone
        chat.pressed(1)
        assert chat.card.lines[0].text == f"{what} · {days}"


def test_another_time_says_of_which_subscription_it_is() -> None:
    chat = Chat()
    chat.types("subscribe", "Canyu 8:30 UTC")
    chat.pressed(0)
    chat.types("subscriptions", "1 tue 9:00")
    assert [line.text for line in chat.card.lines] == ["Latest results of Canyu Technology", "every Tuesday at 09:00 (UTC)", "First: 2027-01-19 09:00"]


def test_the_preview_is_the_card_that_is_sent(chat: Chat) -> None:
    order = chat.orders[0]
    chat.types("subscriptions")
    chat.pressed(0)
    shown = chat.pressed(_labels(chat).index("Preview"))
    assert shown == preview_card(order, compose(request_of(order, DESK.library), DESK.library, order.language), Schedule.model_validate(order.schedule))


def test_a_draft_has_the_same_preview_as_its_subscription(chat: Chat) -> None:
    stored = chat.presses("d:v:@1")
    chat.types("subscribe", LINE)
    assert chat.pressed(_labels(chat).index("Preview")) == stored


def test_what_became_of_each_is_told(chat: Chat) -> None:
    outcomes = ["sent", "nothing_new", "failed", "due", "dropped", "made"]
    chat.past = tuple(Past(NOW, outcome, outcome == "sent", "", "blocked by the user") for outcome in outcomes)
    lines = chat.presses("d:i:1").text.split("\n")[1:]
    assert ["(late)" in lines[0], "nothing was new" in lines[1], "blocked by the user" in lines[2]] == [True, True, True]
    assert len(set(lines)) == 6


def test_who_may_not_manage_is_told_so_and_sees_the_list(chat: Chat) -> None:
    chat.may_manage = False
    chat.changes.clear()
    assert "only admins" in chat.types("subscribe", LINE).text
    chat.types("subscriptions")
    assert "云岫食品" in chat.card.text
    for action in ("d:p:1", "d:e:1", "d:y:n::3j:0:mb22", "d:l:1:en"):
        chat.presses(action)
        (refused,) = chat.out
        assert isinstance(refused, Confirm)
        assert "only admins" in refused.text
    assert chat.changes == []


def test_a_subscription_of_another_place_is_out_of_reach(chat: Chat) -> None:
    chat.changes.clear()
    for step in "pgxeila":
        assert "gone" in chat.presses(f"d:{step}:99").text
    assert "gone" in chat.presses("d:v:@99").text
    assert chat.changes == []


def test_questions_of_others_are_for_admins() -> None:
    chat = Chat()
    chat.types("subscribe")
    assert len(chat.buttons) == 4
    assert "admins only" in chat.types("subscribe", "unanswered questions 8:30").text
    chat.presses("d:y:u::3j:0:mb22")
    assert chat.orders == []


def test_a_form_offers_what_the_buttons_offer_and_leads_to_the_last_look() -> None:
    chat = Chat(platform=Platform.SLACK)
    chat.types("subscribe")
    chat.presses("d:f")
    (form,) = (one for one in chat.out if isinstance(one, Form))
    chosen = [field.chosen or field.options[1][1] for field in form.fields if field.options]
    card = chat.does(Press(PLACES[Platform.SLACK], Sender("7"), ":".join((form.action, *chosen)), "", is_form=True))
    assert isinstance(chat.out[-1], Say)
    assert "云岫食品" in card.text
    chat.pressed(0)
    assert chat.orders[0].companies == ("云岫食品",)


def test_one_card_marks_what_is_chosen(chat: Chat) -> None:
    card = one_card(chat.orders[0], DESK, Language.HANS)
    assert [b.label for row in card.buttons for b in row if b.is_chosen] == ["English"]


@pytest.mark.parametrize(("line", "language"), [(LINE, Language.HANS), ("雲岫食品 工作日 08:30", Language.HANT), ("Canyu daily 8:30", Language.EN)])
def test_a_line_is_answered_in_its_language_to_the_end(line: str, language: Language) -> None:
    """Nobody chose a language here, and Slack tells none."""
    chat = Chat(None, Platform.SLACK)
    assert chat.types("subscribe", line).language is language
    assert chat.pressed(0).language is language
    assert chat.orders[0].language is language


@pytest.mark.parametrize("sort", [Sort.LATEST, Sort.WATCHLIST, Sort.NEWS])
@pytest.mark.parametrize("language", Language)
def test_the_first_line_of_a_digest_is_the_news(sort: Sort, language: Language) -> None:
    order = Order(PLACES[Platform.SLACK], sort, (), language, Schedule(zone="UTC", at=dt.time(8)).model_dump(mode="json"), NOW, NOW, "7", NOW)
    digest = compose(request_of(order, DESK.library), DESK.library, language)
    card = preview_card(order, digest, Schedule.model_validate(order.schedule))
    assert card.text.startswith(digest.headline)
    assert (card.chart is not None) <= (len(digest.sections) == 1)


@pytest.mark.parametrize(("argument", "part"), [("", "Canyu Technology, H1 2025"), ("云岫食品", "云岫食品"), ("百度", "No article tells of “百度”"), ("last", "No digest was made here yet")])
def test_a_digest_at_once(argument: str, part: str) -> None:
    assert part in Chat().types("digest", argument).text


def test_the_last_digest_is_repeated_as_it_was() -> None:
    chat = Chat(past=(Past(NOW, "nothing_new", False, "nothing"), Past(NOW - 1, "sent", False, "The news.\n[1] “So it says.”")))
    assert [chat.types("digest", word).text for word in ("last", "上次", "LAST")] == ["The news.\n[1] “So it says.”"] * 3


def test_the_last_digests_stand_on_the_own_page_newest_first() -> None:
    past = (Past(NOW, "sent", False, "Maple Retail, 2031: good\nmore"), Past(NOW - 1, "nothing_new", False, "Nothing new"), Past(NOW - 86_400_000, "failed", False, "Canyu, 2031: bad", "x"))
    chat = Chat(platform=Platform.SLACK, past=past)
    chat.does(Home(Place(Platform.SLACK, "T1/U7"), Sender("7")))
    (page,) = chat.out
    assert isinstance(page, Page)
    assert [line.text for line in page.cards[-1].lines] == ["2027-01-15 08:00 (UTC): Maple Retail, 2031: good", "2027-01-14 08:00 (UTC): Canyu, 2031: bad"]
    assert len(page.cards) == 4
    chat.past = ()
    chat.does(Press(Place(Platform.SLACK, "T1/U7"), Sender("7"), "h:", ""))
    (page,) = chat.out
    assert isinstance(page, Page)
    assert len(page.cards) == 3
