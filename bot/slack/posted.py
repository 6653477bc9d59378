"""What Slack posts by HTTP: whether it signed a request, and the payload in its body."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl

from pydantic import SecretStr
from slack_sdk.signature import SignatureVerifier


def is_signed(body: bytes, headers: Mapping[str, str], secret: SecretStr) -> bool:
    """Whether Slack signed a body with a secret, within the last minutes."""
    try:
        return SignatureVerifier(secret.get_secret_value()).is_valid(body, headers.get("x-slack-request-timestamp"), headers.get("x-slack-signature"))
    except (ValueError, TypeError):  # an instant that is no number, a body that is no UTF-8, a signature that is no ASCII
        return False


def payload_of(body: bytes) -> dict[str, Any] | None:
    """The payload of a body: JSON, the JSON in a form, or the form itself; None where there is none.

    >>> payload_of(b"command=%2Fask&text=")
    {'command': '/ask', 'text': ''}
    >>> payload_of(b"payload=%7B%22type%22%3A%22block_actions%22%7D")
    {'type': 'block_actions'}
    """
    try:
        text = body.decode()
        if not text.startswith("{"):
            form = dict(parse_qsl(text, keep_blank_values=True))
            if "payload" not in form:
                return form or None
            text = form["payload"]
        found = json.loads(text)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
