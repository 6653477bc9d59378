"""A subscription as a form, where a platform has such: choices from lists, and a text for the times that no list offers."""

from bot.card import Field, Form
from bot.digests.drafts import MOST_COMPANIES, Draft, Step, company_code, zone_code
from bot.digests.schedule_text import days_text
from bot.digests.subscribing import Guide, capital, days_offered, default_zone, sorts_for, zone_label, zones_for
from bot.digests.telling import company_name
from bot.digests.weekdays import WORKDAYS
from bot.events import Press

_HALF_HOURS = range(0, 24 * 60, 30)
_MORNING = 8 * 60 + 30
_OPTIONS = 100  # that a list of a form may have


def form_of(press: Press, guide: Guide) -> Form | None:
    """The form that a press opens; None where there can be none. It leads to the last look."""
    if not press.trigger:
        return None
    return Form(
        press.place,
        press.trigger,
        guide.language,
        guide.text("subscribe_form_title"),
        guide.text("subscribe_form_done"),
        guide.text("subscribe_cancel"),
        f"d:{Step.REVIEW}",
        _fields(guide),
    )


def _fields(guide: Guide) -> tuple[Field, ...]:
    """The fields in the order of a draft's action."""
    catalog, language = guide.desk.library.catalog, guide.language
    sorts = tuple((guide.text(f"subscribe_{sort.value}"), sort.value[0]) for sort in sorts_for(guide))
    companies = tuple((company_name(key, catalog, language), company_code(key)) for key in catalog.companies if key)[:_OPTIONS]
    days = tuple((capital(days_text(one, language)), _part(Draft(days=one), 4)) for one in days_offered())
    times = tuple((f"{at // 60:02}:{at % 60:02}", _part(Draft(minutes=at), 5)) for at in _HALF_HOURS)
    zones = tuple((zone_label(zone, language), zone_code(zone)) for zone in zones_for(guide))
    return (
        Field(guide.text("subscribe_field_what"), sorts, sorts[0][1]),
        Field(guide.text("subscribe_field_who", n=MOST_COMPANIES), companies, most=MOST_COMPANIES),
        Field(guide.text("subscribe_field_days"), days, _part(Draft(days=WORKDAYS), 4)),
        Field(guide.text("subscribe_field_time"), times, _part(Draft(minutes=_MORNING), 5)),
        Field(guide.text("subscribe_field_zone"), zones, zone_code(default_zone(guide))),
        Field(guide.text("subscribe_field_typed"), (), hint=guide.text("subscribe_field_typed_hint")),
    )


def _part(draft: Draft, place: int) -> str:
    """A part of a draft's action."""
    return draft.action(Step.REVIEW).split(":")[place]
