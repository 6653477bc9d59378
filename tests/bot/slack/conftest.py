"""A fake Slack for each test; what it complains about fails the test."""

from collections.abc import AsyncIterator

import pytest

from tests.bot.slack.cards import HOME
from tests.fakes.slack import Slack


@pytest.fixture
async def slack() -> AsyncIterator[Slack]:
    fake = Slack(home=HOME)
    await fake.start()
    yield fake
    await fake.close()
    assert fake.complaints == []
