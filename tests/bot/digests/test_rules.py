"""Times that no button offers: typed in a line or a form, as days and a time or as a cron rule, and what is said where they mean nothing."""

import datetime as dt

import pytest

from bot.card import Card, Form
from bot.digests.schedule import Schedule
from bot.digests.typed import read_typed
from bot.digests.weekdays import WORKDAYS, Weekday
from bot.events import Platform, Press, Sender
from bot.texts import text
from intents.questions.language import Language
from tests.bot.digests.chat import DESK, PLACES, Chat


@pytest.fixture
def chat() -> Chat:
    """A chat with one subscription."""
    made = Chat()
    made.types("subscribe", "云岫食品 工作日 08:30 Asia/Shanghai")
    made.pressed(0)
    return made


def _schedule(chat: Chat, place: int = 0) -> Schedule:
    return Schedule.model_validate(chat.orders[place].schedule)


def _filled(chat: Chat, typed: str) -> Card:
    """The card after the form was sent as it stands, for the second company, with a time typed into it."""
    chat.types("subscribe")
    chat.presses("d:f")
    (form,) = (one for one in chat.out if isinstance(one, Form))
    chosen = [field.chosen or field.options[1][1] for field in form.fields if field.options]
    return chat.does(Press(PLACES[Platform.SLACK], Sender("7"), ":".join((form.action, *chosen)), "", is_form=True, typed=typed))


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("cron 30 8,16 * * 1-5", Schedule(zone="America/New_York", cron="30 8,16 * * 1-5")),
        ("mon, wed 8:45 Asia/Tokyo", Schedule(zone="Asia/Tokyo", at=dt.time(8, 45), weekdays=frozenset({Weekday.MON, Weekday.WED}))),
        ("  ", Schedule(zone="America/New_York", at=dt.time(8, 30), weekdays=WORKDAYS)),
    ],
    ids=["rule", "days, time and zone", "nothing"],
)
def test_what_is_typed_into_a_form_counts_for_more_than_what_is_chosen(typed: str, expected: Schedule) -> None:
    chat = Chat(platform=Platform.SLACK)
    _filled(chat, typed)
    chat.pressed(0)
    assert (_schedule(chat), chat.orders[0].companies) == (expected, ("云岫食品",))


def test_a_form_with_a_wrong_time_says_so_and_keeps_what_was_chosen() -> None:
    chat = Chat(platform=Platform.SLACK)
    card = _filled(chat, "cron 0 25 * * *")
    assert "the second field, the hour, is 0 to 23" in card.text
    assert "/earnings subscribe 云岫食品 cron 30 8 * * 1-5 America/New_York" in card.text
    chat.pressed(0, 1, 8, 2, 0)
    assert chat.orders[0].companies == ("云岫食品",)


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize(("line", "rule"), [("云岫食品 cron 0 8 * * 1-5", "0 8 * * 1-5"), ('Canyu cron "30 8,16 1,15 * *"', "30 8,16 1,15 * *")])
def test_a_rule_that_was_typed_is_kept(language: Language, line: str, rule: str) -> None:
    """The last look shows when it comes the first three times."""
    chat = Chat(language)
    card = chat.types("subscribe", f"{line} Asia/Tokyo")
    assert card.text.count("2027-01-") + card.text.count("2027-02-") == 3
    chat.pressed(0)
    assert _schedule(chat) == Schedule(zone="Asia/Tokyo", cron=rule)
    chat.types("subscriptions")
    assert rule.split()[1].partition(",")[0].zfill(2) + ":" in chat.card.text


def test_the_zone_of_a_rule_is_changed_alone() -> None:
    chat = Chat()
    chat.types("subscribe", "Canyu cron 0 8 * * 1-5 Asia/Tokyo")
    chat.pressed(0)
    chat.presses("d:o:1")
    chat.pressed(chat.labels.index("Change zone"))
    chat.pressed(0, 0)
    assert _schedule(chat) == Schedule(zone="America/New_York", cron="0 8 * * 1-5")


def test_a_rule_gives_way_to_days_and_time() -> None:
    chat = Chat()
    chat.types("subscribe", "Canyu cron 0 8 * * 1-5 Asia/Tokyo")
    chat.pressed(0)
    chat.presses("d:o:1")
    chat.pressed(chat.labels.index("Change time"))
    chat.pressed(0, 9, 1, 0)
    assert _schedule(chat) == Schedule(zone="Asia/Tokyo", at=dt.time(9, 15))


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("platform", Platform)
@pytest.mark.parametrize("line", ["Canyu", "云岫食品、Canyu", "news", "news Canyu", "watchlist 云岫食品", "all companies", "unanswered questions"])
def test_the_line_that_is_shown_means_what_was_chosen(language: Language, platform: Platform, line: str) -> None:
    """Other: type it. What the card gives to copy is read as the same digest, at the example's time."""
    chat = Chat(language, platform, is_admin=True)
    chat.types("subscribe", line)
    chat.pressed(chat.labels.index(text("subscribe_type", language)))
    copied = chat.card.code.partition("subscribe ")[2]
    chat.types("subscribe", copied)
    chat.pressed(0)
    wanted = read_typed(f"{line} 8:30", DESK.library, zone="UTC")
    assert (chat.orders[0].sort, chat.orders[0].companies, _schedule(chat).cron) == (wanted.sort, wanted.companies, "30 8 * * 1-5")


def test_a_stored_one_gets_another_time_by_a_line(chat: Chat) -> None:
    """By its number in the list; the line is shown where buttons offer no such time."""
    chat.types("subscribe", "Canyu 9:00 UTC")
    chat.pressed(0)
    chat.presses("d:o:2")
    chat.pressed(chat.labels.index("Change time"))
    chat.pressed(chat.labels.index("Other: type it"))
    assert chat.card.code == "/subscriptions 2 cron 30 8 * * 1-5 UTC"
    chat.types("subscriptions", "2 mon 7:05")
    chat.pressed(0)
    assert (_schedule(chat), _schedule(chat, 1)) == (Schedule(zone="Asia/Shanghai", at=dt.time(8, 30), weekdays=WORKDAYS), Schedule(zone="UTC", at=dt.time(7, 5), weekdays=frozenset({Weekday.MON})))


@pytest.mark.parametrize(("line", "said"), [("3 8:30", "there is 1"), ("x 8:30", "there is 1"), ("1", "No time is named"), ("1 25:00", "25:00"), ("1 cron 1 2", "2 were found"), ("1 Canyu 8:30", "“Canyu” is no time")])
def test_a_line_for_a_stored_one_that_means_nothing_names_the_mend(chat: Chat, line: str, said: str) -> None:
    chat.changes.clear()
    assert said in chat.types("subscriptions", line).text
    assert chat.changes == []


def test_who_may_not_manage_changes_no_time_by_a_line(chat: Chat) -> None:
    chat.may_manage = False
    assert "only admins" in chat.types("subscriptions", "1 9:00").text


def test_a_rule_too_long_for_its_companies_is_refused() -> None:
    chat = Chat()
    chat.types("subscribe", f"{'、'.join(key for key in list(DESK.library.catalog.companies)[:8] if key)} cron 0 8,9,10,11,12,13,14 1,15 1,2,3,4,5,6 *")
    assert "too long" in chat.card.text
