"""Cases that several tests share: what is to be declined, and why."""

from tests.cases import TESTS, pairs

DECLINED: list[tuple[str, str]] = [(p.values[0], p.values[1]) for p in pairs(TESTS / "declines.txt")]
