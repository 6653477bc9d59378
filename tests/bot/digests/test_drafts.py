"""What buttons carry of a subscription: it comes back as it was, fits, and nothing made up does harm."""

import datetime as dt
import string
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.actions import read_action
from bot.card import MAX_ACTION
from bot.digests.drafts import MOST_COMPANIES, Draft, Step, companies_by_code, draft_of, read_draft, toggled, zone_code
from bot.digests.schedule import Schedule
from bot.digests.weekdays import EVERY_DAY, WORKDAYS, Weekday
from bot.digests.zones import names
from intents.digests.digest import Sort
from intents.questions.language import Language
from knowledge.library import load_folder
from tests.cases import TESTS

CATALOG = load_folder(TESTS / "intents" / "shelf").catalog
COMPANIES = sorted(filter(None, CATALOG.companies))
RULES = ["0 8 * * 1-5", "30 8,16 1,15 * *", "0 0 29 2 *", "5 4 * */2 mon-fri", "0 8 L * *", "0 9 * * 5#2"]


@st.composite
def drafts(draw: st.DrawFn) -> Draft:
    """Any draft that can come about."""
    number = draw(st.integers(0, 10**9))
    sort = None if number else draw(st.sampled_from([None, *Sort]))
    companies = draw(st.lists(st.sampled_from(COMPANIES), unique=True, max_size=MOST_COMPANIES)) if sort else []
    days = draw(st.frozensets(st.sampled_from(Weekday)))
    if rule := draw(st.sampled_from(["", *RULES])):
        ruled = Draft(sort, tuple(companies), zone=draw(st.sampled_from(["", *names()])), number=number, cron=rule)
        return ruled if ruled.fits else replace(ruled, companies=())
    return Draft(sort, tuple(companies), days, draw(st.none() | st.integers(0, 1439)), draw(st.sampled_from(["", *names()])), number, draw(st.sampled_from([None, *Language])))


@given(drafts(), st.sampled_from(Step), st.integers(0, 1000))
def test_a_draft_comes_back_from_its_button(draft: Draft, step: Step, page: int) -> None:
    action = read_action(draft.action(step, page))
    assert action is not None
    assert (action.of[0][0], *read_draft(action.of, CATALOG)) == (step, draft, page)


def test_the_longest_draft_fits_into_a_button() -> None:
    draft = Draft(Sort.WATCHLIST, tuple(f"company {n}" for n in range(20)), EVERY_DAY, 1439, "America/Argentina/ComodRivadavia", language=Language.HANT)
    action = draft.action(Step.ZONE, 35)
    assert len(action.encode()) <= MAX_ACTION
    assert read_action(action) is not None


@given(st.text(string.ascii_letters + string.digits + "_.:@-", max_size=60))
def test_what_nobody_made_is_read_as_nothing_chosen(rest: str) -> None:
    draft, page = read_draft(("r", *rest.split(":")), CATALOG)
    assert draft.next_step in Step
    assert page >= 0


def test_a_rule_leaves_room_for_fewer_companies() -> None:
    """What does not fit into a button is not marked."""
    draft = Draft(Sort.WATCHLIST, zone="UTC", cron="0 8,16 1,15 1-6,9 *")
    for n in range(MOST_COMPANIES):
        draft = toggled(draft, f"company {n}")
    assert 1 < len(draft.companies) < MOST_COMPANIES
    assert len(replace(draft, language=Language.EN).action(Step.WHO, 35).encode()) <= MAX_ACTION


@pytest.mark.parametrize("part", ["0_25_*_*_*", "*_*_*_*_*", "0_8_30_2_*", "0_8_*_*", "_", "____"])
def test_a_rule_that_cannot_be_kept_counts_as_not_chosen(part: str) -> None:
    assert read_draft(("r", "n", "", part, "", zone_code("UTC")), CATALOG)[0].next_step is Step.DAYS


def test_zones_and_companies_have_codes_of_their_own() -> None:
    assert len({zone_code(zone) for zone in names()}) == len(names())
    assert sorted(companies_by_code(CATALOG).values()) == COMPANIES


def test_a_company_that_is_gone_is_to_be_chosen_again() -> None:
    action = read_action(Draft(Sort.LATEST, ("Gone Ltd",), EVERY_DAY, 0, "UTC").action(Step.CONFIRM))
    assert action is not None
    assert read_draft(action.of, CATALOG)[0].next_step is Step.WHO


STEPS = [
    (Draft(), Step.WHAT),
    (Draft(Sort.LATEST), Step.WHO),
    (Draft(Sort.NEWS), Step.DAYS),
    (Draft(Sort.LATEST, ("a", "b")), Step.WHO),
    (Draft(Sort.NEWS, days=WORKDAYS), Step.HOUR),
    (Draft(Sort.NEWS, days=WORKDAYS, minutes=0), Step.ZONE),
    (Draft(Sort.NEWS, days=WORKDAYS, minutes=0, zone="UTC"), Step.REVIEW),
    (Draft(number=3), Step.DAYS),
]


@pytest.mark.parametrize(("draft", "step"), STEPS, ids=[step.name + str(n) for n, (_, step) in enumerate(STEPS)])
def test_the_next_step_is_the_first_that_is_missing(draft: Draft, step: Step) -> None:
    assert draft.next_step is step


def test_companies_are_chosen_and_taken_back() -> None:
    several = toggled(toggled(Draft(Sort.WATCHLIST), "a"), "b")
    assert (several.companies, toggled(several, "a").companies) == (("a", "b"), ("b",))
    assert toggled(Draft(Sort.LATEST, ("a",)), "b").companies == ("b",)
    full = replace(Draft(Sort.NEWS), companies=tuple("abcdefgh"))
    assert toggled(full, "i") == full


def test_another_time_begins_with_the_one_that_is() -> None:
    draft = draft_of(3, Schedule(zone="Asia/Tokyo", at=dt.time(7, 15), weekdays=WORKDAYS))
    assert (draft.number, draft.minutes, draft.days, draft.zone) == (3, 435, WORKDAYS, "Asia/Tokyo")
    assert draft_of(3, Schedule(zone="Asia/Tokyo", cron="0 7 1 * *")) == Draft(zone="Asia/Tokyo", number=3, cron="0 7 1 * *")
