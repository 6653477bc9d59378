"""How measures hang together in sentences: what a share's part, a count of people or a sale is called. Source: data/relations.toml."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from knowledge.language.lexicon import read_data


@cache
def _relations() -> Mapping[str, Mapping[str, str]]:
    return read_data(files("knowledge") / "data" / "relations.toml")


def related(relation: str, key: str) -> str | None:
    """The metric that stands in `relation` (per_share, counted, sold) to what `key` names, if any."""
    return _relations()[relation].get(key)


@cache
def relating(relation: str, metric: str) -> str | None:
    """What stands in `relation` to a metric, the other way round: the term that a count counts."""
    return next((key for key, value in _relations()[relation].items() if value == metric), None)
