"""Benchmarks run on request only: pytest tests/benchmarks --benchmark-only."""

from pathlib import Path

import pytest

_HERE = Path(__file__).parent


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leaves benchmarks out of any run that did not ask for them."""
    if not config.getoption("--benchmark-only"):
        ours = [item for item in items if _HERE in item.path.parents and "benchmark" in getattr(item, "fixturenames", ())]
        if ours:
            config.hook.pytest_deselected(items=ours)
            items[:] = [item for item in items if item not in ours]
