"""A subscription typed in one line: what it means, in any order of its parts, and what is said where it means nothing."""

import datetime as dt
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.digests.drafts import Draft
from bot.digests.typed import Trouble, read_typed, read_when
from bot.digests.weekdays import EVERY_DAY, WORKDAYS, Weekday
from bot.texts import text
from intents.digests.digest import Sort
from intents.questions.language import Language
from knowledge.article import About
from knowledge.building import build
from knowledge.library import Library, load_folder
from tests.cases import TESTS

LIBRARY = load_folder(TESTS / "intents" / "shelf")
ZONE = "Europe/Paris"
FOOD, CANYU, DRUGS = "云岫食品", "Canyu Technology", "瀾庭藥業"
L, N, W = Sort.LATEST, Sort.NEWS, Sort.WATCHLIST

WHAT = [
    ("云岫食品 08:30", L, (FOOD,)),
    ("雲岫食品 8:30", L, (FOOD,)),
    ("canyu at 8:30", L, (CANYU,)),
    ("业绩 云岫食品 8:30", L, (FOOD,)),
    ("云岫食品、Canyu 8:30", W, (FOOD, CANYU)),
    ("watchlist Canyu, 云岫食品 8:30", W, (CANYU, FOOD)),
    ("自选 云岫食品 8:30", W, (FOOD,)),
    ("關注 瀾庭藥業 和 雲岫食品 8:30", W, (DRUGS, FOOD)),
    ("Thornbury Energy and Thornbury Foods 8:30", W, ("Thornbury Energy", "Thornbury Foods")),
    ("news about Canyu 8:30", N, (CANYU,)),
    ("云岫食品有新内容 8:30", N, (FOOD,)),
    ("all companies 8:30", W, ()),
    ("news of everything, 8:30", N, ()),
    ("8:30", None, ()),
    ("unanswered questions 8:30", Sort.UNANSWERED, ()),
]


@pytest.mark.parametrize(("line", "sort", "companies"), WHAT, ids=[case[0] for case in WHAT])
def test_what_it_is_of(line: str, sort: Sort | None, companies: tuple[str, ...]) -> None:
    draft = read_typed(line, LIBRARY, zone=ZONE)
    assert (draft.sort, draft.companies) == (sort, companies)


DAYS = [
    ("", "1234567"), ("每天", "1234567"), ("daily", "1234567"), ("every day", "1234567"), ("工作日", "12345"), ("每個工作日", "12345"), ("on weekdays", "12345"),
    ("周一", "1"), ("每週一", "1"), ("星期天", "7"), ("礼拜三", "3"), ("周一三五", "135"), ("周一、三", "13"), ("周一到周五", "12345"), ("周二至四", "234"),
    ("周五至周一", "1567"), ("monday", "1"), ("every Monday", "1"), ("Mon, Wed and Fri", "135"), ("mon-fri", "12345"), ("friday to sunday", "567"), ("周末", "67"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "days"), DAYS, ids=[case[0] or "none" for case in DAYS])
def test_on_which_days(words: str, days: str) -> None:
    assert read_typed(f"云岫食品 {words} 8:30", LIBRARY, zone=ZONE).days == {Weekday(int(day)) for day in days}


TIMES = [
    ("8:30", "08:30"), ("08:30", "08:30"), ("８：３０", "08:30"), ("23:59", "23:59"), ("0:00", "00:00"), ("8点", "08:00"), ("8點半", "08:30"), ("八点半", "08:30"), ("九点一刻", "09:15"),
    ("十二点", "12:00"), ("二十点二十分", "20:20"), ("早上8点", "08:00"), ("下午三点", "15:00"), ("晚上八点", "20:00"), ("晚上12点", "00:00"), ("中午12点", "12:00"), ("8am", "08:00"),
    ("8:30 pm", "20:30"), ("12am", "00:00"), ("12 p.m.", "12:00"), ("8时15分", "08:15"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "time"), TIMES, ids=[case[0] for case in TIMES])
def test_at_which_time(words: str, time: str) -> None:
    minutes = read_typed(f"云岫食品 周五 {words}", LIBRARY, zone=ZONE).minutes
    assert minutes is not None
    assert f"{dt.time(*divmod(minutes, 60)):%H:%M}" == time


ZONES = [("", ZONE), ("Asia/Shanghai", "Asia/Shanghai"), ("asia/tokyo", "Asia/Tokyo"), ("北京时间", "Asia/Shanghai"), ("東京時間", "Asia/Tokyo"), ("New York time", "America/New_York"), ("utc", "UTC"), ("Etc/GMT+5", "Etc/GMT+5")]


@pytest.mark.parametrize(("words", "zone"), ZONES, ids=[case[0] or "none" for case in ZONES])
def test_in_which_zone(words: str, zone: str) -> None:
    assert read_typed(f"Canyu 8:30 {words}", LIBRARY, zone=ZONE).zone == zone


CITIES = [
    ("云岫食品 每周一三五 8:30 上海", FOOD, "Asia/Shanghai"), ("雲岫食品 8:30 東京", FOOD, "Asia/Tokyo"), ("Canyu mon 8:30 New York", CANYU, "America/New_York"),
    ("云岫食品 香港 8:30", FOOD, "Asia/Hong_Kong"), ("canyu cron 0 8 * * 1-5 london", CANYU, "Europe/London"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "company", "zone"), CITIES, ids=[case[0] for case in CITIES])
def test_a_city_at_the_end_of_a_part_is_a_zone(line: str, company: str, zone: str) -> None:
    draft = read_typed(line, LIBRARY, zone=ZONE)
    assert (draft.companies, draft.zone) == ((company,), zone)


def test_a_company_named_after_a_city_keeps_its_name() -> None:
    shelf = Library({"a": build("上海明舟集团2031年总收入8亿元。", About(id="a")), "b": build("Air Tokyo reported revenue of $8 million for 2031.", About(id="b", company="Air Tokyo"))})
    assert [read_typed(line, shelf, zone=ZONE).zone for line in ("上海明舟集团 8:30", "Air Tokyo 8:30", "Air Tokyo 8:30 Tokyo")] == [ZONE, ZONE, "Asia/Tokyo"]


PARTS = [("云岫食品", "Canyu"), ("工作日", "weekdays"), ("08:30", "8:30am"), ("Asia/Tokyo", "tokyo time")]


@pytest.mark.parametrize("order", list(itertools.permutations(range(4))), ids=str)
@pytest.mark.parametrize("side", [0, 1], ids=["zh", "en"])
def test_the_order_of_the_parts_is_free(order: tuple[int, ...], side: int) -> None:
    line = " ".join(PARTS[part][side] for part in order)
    assert read_typed(line, LIBRARY, zone=ZONE) == Draft(L, ((FOOD, CANYU)[side],), WORKDAYS, 510, "Asia/Tokyo")


def test_a_line_without_a_time_leaves_the_rest_to_the_buttons() -> None:
    assert read_typed("云岫食品", LIBRARY, zone=ZONE) == Draft(L, (FOOD,))
    assert read_typed("云岫食品 工作日", LIBRARY, zone=ZONE).days == WORKDAYS
    assert read_typed("云岫食品 8:30", LIBRARY, zone=ZONE).days == EVERY_DAY


RULES = [
    ('云岫食品 cron "0 8 * * 1-5"', "0 8 * * 1-5"), ("cron 0 8 * * 1-5 云岫食品", "0 8 * * 1-5"), ("雲岫食品 cron 規則：30 8,16 1,15 * *", "30 8,16 1,15 * *"),
    ("Canyu crontab 0 8 L * *", "0 8 l * *"), ("Canyu '5 4 * jan,apr mon-fri'", "5 4 * jan,apr mon-fri"), ("Canyu 0 8 * * MON", "0 8 * * mon"), ("云岫食品 规则 ０ ８ ＊ ＊ １", "0 8 * * 1"),
    ("Canyu cron rule: “0 9 * * 5#2”", "0 9 * * 5#2"), ("Canyu, 0 9 1-7 */3 *, news", "0 9 1-7 */3 *"),
]  # fmt: skip


@pytest.mark.parametrize(("line", "rule"), RULES, ids=[case[0] for case in RULES])
@pytest.mark.parametrize("zone", ["", "Asia/Tokyo", "北京时间"])
def test_by_which_rule(line: str, rule: str, zone: str) -> None:
    """In any place of the line, with quotes or without, and in any zone; nothing else is taken for a time."""
    draft = read_typed(f"{line} {zone}", LIBRARY, zone=ZONE)
    assert (draft.cron, draft.days, draft.minutes, draft.companies) == (rule, frozenset(), None, (CANYU,) if "Canyu" in line else (FOOD,) if "云岫" in line or "雲岫" in line else ())
    assert draft.zone == {"": ZONE, "北京时间": "Asia/Shanghai"}.get(zone, zone)


WHEN = [("周一三五 8:30", "135", 510, ""), ("mon, wed at 8:45 pm New York time", "13", 1245, ""), ("8:30", "1234567", 510, ""), ("cron 0 8 * * 1-5", "", None, "0 8 * * 1-5"), ("0 8 * * 1-5 UTC", "", None, "0 8 * * 1-5")]


@pytest.mark.parametrize(("line", "days", "minutes", "rule"), WHEN, ids=[case[0] for case in WHEN])
def test_only_when(line: str, days: str, minutes: int | None, rule: str) -> None:
    draft = read_when(line, zone=ZONE)
    assert draft == Draft(days=frozenset(Weekday(int(day)) for day in days), minutes=minutes, zone=draft.zone, cron=rule)


@pytest.mark.parametrize(("line", "key"), [("工作日", "subscribe_no_time"), ("", "subscribe_no_time"), ("云岫食品 8:30", "subscribe_not_when"), ("soon 8:30", "subscribe_not_when"), ("25:00", "subscribe_bad_time")])
def test_what_says_no_time_or_more_is_named(line: str, key: str) -> None:
    with pytest.raises(Trouble) as raised:
        read_when(line, zone=ZONE)
    assert raised.value.key == key


TROUBLES = [
    ("Canyu cron 0 8 * *", "subscribe_cron_fields", {"n": 4}),
    ("Canyu cron 0 0 8 * * *", "subscribe_cron_fields", {"n": 6}),
    ("云岫食品 cron @daily", "subscribe_cron_fields", {"n": 0}),
    ("Canyu cron 60 8 * * *", "subscribe_cron_field", {"field": "minute"}),
    ("Canyu cron 0 24 * * *", "subscribe_cron_field", {"field": "hour"}),
    ("Canyu cron 0 8 32 * *", "subscribe_cron_field", {"field": "day-of-month"}),
    ("Canyu cron 0 8 * 13 *", "subscribe_cron_field", {"field": "month"}),
    ("Canyu cron 0 8 * * 8", "subscribe_cron_field", {"field": "day-of-week"}),
    ("Canyu cron 0 8 31 2,4 *", "subscribe_cron_field", {"field": "day-of-month"}),
    ("Canyu cron */5 8 * * *", "subscribe_cron_often", {"rule": "*/5 8 * * *"}),
    ("Canyu cron 0 8 * * 1-5 9:30", "subscribe_cron_alone", {}),
    ("云岫食品 周一 cron 0 8 * * 1-5", "subscribe_cron_alone", {}),
    ("百度 8:30", "subscribe_unknown_company", {"name": "百度"}),
    ("云岫食品 百度 8:30", "subscribe_unknown_company", {"name": "百度"}),
    ("Canyu, Nobody & Sons 8:30", "subscribe_unknown_company", {"name": "Nobody & Sons"}),
    ("Canyu 25:00", "subscribe_bad_time", {"time": "25:00"}),
    ("Canyu 8:75", "subscribe_bad_time", {"time": "8:75"}),
    ("Canyu 8:30 9:30", "subscribe_two_times", {}),
    ("Canyu 8:30 Asia/Shangai", "subscribe_zone", {"name": "asia/shangai"}),
    ("Canyu 8:30 Asia/Tokyo UTC", "subscribe_two_zones", {}),
]


@pytest.mark.parametrize(("line", "key", "slots"), TROUBLES, ids=[case[0] for case in TROUBLES])
def test_what_cannot_be_meant_is_named(line: str, key: str, slots: dict[str, str]) -> None:
    with pytest.raises(Trouble) as raised:
        read_typed(line, LIBRARY, zone=ZONE)
    assert raised.value.key == key
    assert slots.items() <= raised.value.slots.items()


KNOWN: list[str] = [*(p for part in PARTS for p in part), *(case[0] for case in (*DAYS, *TIMES, *ZONES)), *(case[0] for case in WHAT), *(case[0] for case in RULES), "cron 1 2 3"]
WORDS = st.sampled_from([*KNOWN, ",", "、", "和", "每", "at", "点", ":", "-", "到", "25:99", "X/Y"])


def _read(line: str) -> Draft | Trouble:
    try:
        return read_typed(line, LIBRARY, zone=ZONE)
    except Trouble as trouble:
        return trouble


@given(st.lists(WORDS | st.text(max_size=6), max_size=8).map(" ".join) | st.text(max_size=80))
def test_any_line_is_a_draft_or_a_trouble_with_words(line: str) -> None:
    match _read(line):
        case Trouble(key, slots):
            assert all(text(key, language, **{"companies": "", "near": ""} | slots) for language in Language)
        case draft:
            assert draft.minutes is None or draft.schedule.at is not None
