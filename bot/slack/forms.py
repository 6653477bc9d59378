"""Forms as modals: opened where a button was pressed, and read back as a press. Pure.

Fields are lists to choose from, so Slack itself lets nothing through that is wrong, and a text for what no list offers; what the
choices mean together, and what a text cannot mean, is told by the card that follows. The place that the form belongs to travels in it.
"""

import json
from collections.abc import Mapping
from typing import Any

from bot.card import Field, Form
from bot.events import Place, Platform, Press, Sender

FORM = "form"  # callback_id of our modals
_MAX_TITLE, _MAX_BUTTON, _MAX_LABEL, _MAX_OPTION, _MAX_OPTIONS = 24, 24, 2_000, 75, 100
_MAX_HINT, _MAX_TYPED, _TEXT = 150, 200, "plain_text_input"
Json = Mapping[str, Any]


def form_view(form: Form) -> dict[str, Any]:
    """The view of a form."""
    place = form.place
    kept = {"chat": place.chat, "thread": place.thread, "private": place.is_private, "person": place.person, "action": form.action}
    return {
        "type": "modal",
        "callback_id": FORM,
        "title": _plain(form.title, _MAX_TITLE),
        "submit": _plain(form.done, _MAX_BUTTON),
        "close": _plain(form.cancel, _MAX_BUTTON),
        "private_metadata": json.dumps(kept),
        "blocks": [_input(field, number) for number, field in enumerate(form.fields)],
    }


def _input(field: Field, number: int) -> dict[str, Any]:
    if field.hint:
        element: dict[str, Any] = {"type": _TEXT, "action_id": "choice", "max_length": _MAX_TYPED, "placeholder": _plain(field.hint, _MAX_HINT)}
        return {"type": "input", "block_id": str(number), "label": _plain(field.label, _MAX_LABEL), "optional": True, "element": element}
    options = [{"text": _plain(label, _MAX_OPTION), "value": value} for label, value in field.options[:_MAX_OPTIONS]]
    element = {"type": "static_select", "action_id": "choice", "options": options}
    if field.most > 1:
        element |= {"type": "multi_static_select", "max_selected_items": field.most}
    elif chosen := next((option for option in options if option["value"] == field.chosen), None):
        element["initial_option"] = chosen
    return {"type": "input", "block_id": str(number), "label": _plain(field.label, _MAX_LABEL), "optional": field.most > 1, "element": element}


def read_form(payload: Json) -> Press | None:
    """A form of ours that was filled in, as the press of a button with what was chosen; None for what is none."""
    view, user = _object(payload, "view"), _object(payload, "user").get("id")
    try:
        kept = json.loads(view.get("private_metadata") or "")
        fields = sorted(_object(_object(view, "state"), "values").items(), key=lambda field: int(field[0]))
        chosen = [_object(field, "choice") for _, field in fields]
        values = ["".join(_chosen(element)) for element in chosen if element.get("type") != _TEXT]
        typed = next((str(element.get("value") or "") for element in chosen if element.get("type") == _TEXT), "")
        place = Place(Platform.SLACK, str(kept["chat"]), str(kept["thread"]), kept["private"] is True, str(kept["person"]))
        action = ":".join((str(kept["action"]), *values))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None
    if view.get("callback_id") != FORM or not isinstance(user, str) or not user:
        return None
    return Press(place, Sender(user), action, "", is_hidden=bool(place.person), is_form=True, typed=typed)


def _chosen(element: Json) -> list[str]:
    """The values of what was chosen in a field."""
    several = element.get("selected_options")
    options = several if isinstance(several, list) else [element.get("selected_option") or {}]
    return [str(option.get("value", "")) for option in options]


def _object(of: Json, key: str) -> Json:
    found = of.get(key)
    return found if isinstance(found, dict) else {}


def _plain(words: str, longest: int) -> dict[str, Any]:
    return {"type": "plain_text", "text": words if len(words) <= longest else words[: longest - 1] + "…", "emoji": False}
