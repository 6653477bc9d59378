"""A list of surfaces as one regular expression in the shape of a tree: what begins alike is compared once."""

import re
from collections.abc import Iterable
from typing import Any

_END = ""


def one_of(surfaces: Iterable[str], *, glued: bool = False) -> str:
    """The longest of `surfaces`, as a pattern: Latin ones as whole words (the start of one `glued` to what is before), a space also as a hyphen.

    >>> one_of(["千", "千万"]), one_of(["bn"]), one_of(["bn"], glued=True)
    ('(?:千(?:万|))', '(?<![a-z0-9])(?:bn)(?![a-z])', '(?:bn)(?![a-z])')
    """
    trees: dict[tuple[bool, str], dict[str, Any]] = {}
    for surface in surfaces:
        node = trees.setdefault((_is_latin(surface), _behind(surface)), {})
        for token in _tokens(surface):
            node = node.setdefault(token, {})
        node[_END] = {}
    edge = "" if glued else "(?<![a-z0-9])"
    ordered = sorted(trees.items(), key=lambda tree: (tree[0][0], len(tree[0][1])))  # what ends in a character may go on where a word ends
    return "|".join(f"{edge if latin else ''}(?:{_written(tree)}){behind}" for (latin, behind), tree in ordered)


def _is_latin(surface: str) -> bool:
    return surface[0].isascii() and surface[0].isalnum()


def beginnings(surfaces: Iterable[str]) -> str:
    """The first two characters of each of `surfaces`, Latin ones at the start of a word."""
    pairs = {s[:2] for s in surfaces}
    latin = {p for p in pairs if p[0].isascii() and p[0].isalpha()}
    words = f"(?<![a-z])(?:{_of_pairs(latin)})" if latin else ""
    return "|".join(filter(None, [_of_pairs(pairs - latin), words]))


def initials(surfaces: Iterable[str], others: str) -> str:
    """The first characters of `surfaces` and `others`, a class of characters, letters only at the start of a word: at most places of a text none stands.

    >>> initials(["去年", "quarter"], "0-9")
    '[0-9去]|(?<![a-z])[a-z]'
    """
    firsts = {s[0] for s in surfaces if not s[0].isascii()}
    return f"[{others}{''.join(sorted(firsts))}]|(?<![a-z])[a-z]"


def _of_pairs(pairs: set[str]) -> str:
    """Pairs of characters by the first one: 上[一个半]|第."""
    seconds: dict[str, set[str]] = {}
    for pair in pairs:
        seconds.setdefault(pair[0], set()).add(pair[1:])
    return "|".join(re.escape(first) + ("" if "" in then else "[" + "".join(r" \-" if c in " -" else re.escape(c) for c in sorted(then)) + "]") for first, then in sorted(seconds.items()))


def _tokens(surface: str) -> list[str]:
    space = "[ -]*" if surface[-1].isdigit() else "[ -]"
    return [space if c in " -" else re.escape(c) for c in surface]


def _behind(surface: str) -> str:
    """What may not follow a surface: a letter behind a word, a digit behind a number."""
    return "" if not surface[-1].isascii() else r"(?![a-z])" if surface[-1].isalpha() else r"(?!\d)" if surface[-1].isdigit() else ""


def _written(node: dict[str, Any]) -> str:
    last = [token for token, then in node.items() if then == {_END: {}} and len(token) == 1]
    branches = [token + _grouped(_written(then)) for token, then in node.items() if token != _END and token not in last]
    if last:
        branches.append(last[0] if len(last) == 1 else f"[{''.join(last)}]")
    return "|".join([*branches, ""] if _END in node else branches)


def _grouped(branches: str) -> str:
    return f"(?:{branches})" if "|" in branches else branches
