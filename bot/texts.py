"""What the bot says of itself, by key and language. Words: data/texts/*.toml."""

from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from intents.questions.language import Language
from knowledge.language.lexicon import UnusableError, read_toml


class _Count(int):
    """A number of things, which in a text chooses between the word for one and for several: {n} {n:article|articles}."""

    def __format__(self, forms: str) -> str:
        one, bar, several = forms.partition("|")
        return (one if self == 1 else several) if bar else super().__format__(forms)


def text(key: str, language: Language, **slots: object) -> str:
    """The text of a key with its slots filled; KeyError for a key that the catalogue lacks."""
    return catalogue()[key][language.value].format(**{name: _Count(slot) if isinstance(slot, int) else slot for name, slot in slots.items()})


def listed(words: Iterable[str], language: Language) -> str:
    """Words in a row: A、B、C; A, B and C."""
    *more, last = [*words] or [""]
    return text("list_last", language).join([*([text("list_between", language).join(more)] if more else []), last])


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """For each key the wording by language; a key has one home."""
    found: dict[str, dict[str, str]] = {}
    for file in sorted((files("bot") / "data" / "texts").iterdir(), key=lambda entry: entry.name):
        tables = read_toml(file)
        if twice := sorted(found.keys() & tables.keys()):
            raise UnusableError(f"{file}: {', '.join(twice)} stands in another file too; keep one of them")
        found |= tables
    return found
