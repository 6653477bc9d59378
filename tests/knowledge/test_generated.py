"""What articles generated from templates state is read back: every construction, in every script, over the metrics of the lexicon."""

import pytest

from knowledge.language.lexicon import load_lexicon
from tests.knowledge.generated import TEMPLATES, articles, cases, result

LEAST = 0.98


@pytest.mark.parametrize(("name", "script"), cases())
def test_what_was_put_in_is_read_back(name: str, script: str) -> None:
    """Of the facts stated at least 98 % are read right, and at most 2 % of what is read was not stated."""
    found = result(name, script)
    assert found.stated > 50
    assert found.rate >= LEAST, found.wrong[:2]
    assert found.misread <= (1 - LEAST) * found.stated, found.wrong[:2]


def test_overall() -> None:
    """Over all constructions, too, with what is misread counted against what is right."""
    results = [result(*case) for case in cases()]
    stated, right, misread = (sum(getattr(r, name) for r in results) for name in ("stated", "right", "misread"))
    assert right / stated >= LEAST
    assert right / (right + misread) >= LEAST


def test_articles_are_the_same_each_time() -> None:
    """The generator is seeded by construction and script."""
    assert [list(articles(*case)) for case in cases()[:6]] == [list(articles(*case)) for case in cases()[:6]]


def test_every_metric_is_put_in() -> None:
    """Each metric that a sentence can state a level of stands in some generated article."""
    used = {told.metric for case in cases() for _, facts in articles(*case) for told in facts}
    able = {k for k, m in load_lexicon().metrics.items() if not m.change_of and k not in TEMPLATES["left_out"]["ids"]}
    assert sorted(able - used) == []
