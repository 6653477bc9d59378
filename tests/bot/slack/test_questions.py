"""All questions about the bundled article asked through Slack: the same words as in the terminal."""

from collections.abc import AsyncIterator
from typing import Any

import pytest
import pytest_asyncio

from tests.bot.slack.cards import HOME
from tests.bot.slack.office import Office, opened_office, said, terminal
from tests.cases import questions
from tests.fakes.slack import Slack
from tests.fakes.slack_payloads import mention

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def office(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Office]:
    """One bot for all questions, each in a thread of its own."""
    slack = Slack(home=HOME)
    await slack.start()
    async with opened_office(slack, "socket", tmp_path_factory.mktemp("office")) as at_work:
        yield at_work
    await slack.close()


@pytest.mark.parametrize("case", questions(), ids=lambda case: case["id"])
async def test_a_question_is_answered_as_in_the_terminal(office: Office, case: dict[str, Any]) -> None:
    request = await office.one(mention(case["question"]))
    complaints, office.slack.complaints = office.slack.complaints, []
    assert (said(request), complaints) == (terminal(case["question"]), [])
