"""Values as bytes that are read back fast: dataclasses as calls, regular expressions as the code they compile to."""

import dataclasses
import io
import pickle
import re
from array import array
from collections.abc import Callable
from enum import Enum
from functools import cache
from operator import attrgetter
from typing import Any, cast


@cache
def _values(kind: type) -> Callable[[Any], Any] | None:
    """What the arguments of a dataclass or a named tuple are read with; None for other types, and where some field is no argument."""
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return tuple
    if not dataclasses.is_dataclass(kind) or issubclass(kind, Enum):
        return None
    fields = dataclasses.fields(kind)
    return attrgetter(*(f.name for f in fields)) if len(fields) > 1 and all(f.init for f in fields) else None


class _Pickler(pickle.Pickler):
    """Pickles dataclasses as calls, which are read four times as fast as their states, and patterns with their code."""

    def reducer_override(self, obj: Any) -> Any:
        if isinstance(obj, re.Pattern):
            return _pattern, (obj.pattern, obj.flags, _code_of(obj), obj.groups, dict(obj.groupindex))
        kind: type = type(obj)
        values = _values(kind)
        return (kind, values(obj)) if values else NotImplemented


def packed(value: object) -> bytes:
    """Any value of this package as bytes, for `pickle.loads`; what a dataclass computes for itself is left out."""
    file = io.BytesIO()
    _Pickler(file, pickle.HIGHEST_PROTOCOL).dump(value)
    return file.getvalue()


# --- regular expressions: compiling all of ours anew takes longer than an answer should


def _code_of(pattern: "re.Pattern[str]") -> bytes:
    """The code of a pattern as the standard library makes it; empty where this version of Python has another way."""
    try:
        from re import _compiler, _parser  # type: ignore[attr-defined]  # noqa: PLC0415

        return array("I", _compiler._code(_parser.parse(pattern.pattern, pattern.flags), pattern.flags)).tobytes()  # noqa: SLF001
    except (ImportError, AttributeError, TypeError, OverflowError):
        return b""


def _pattern(written: str, flags: int, code: bytes, groups: int, names: dict[str, int]) -> "re.Pattern[str]":
    """The pattern that a code is of; compiled of how it is written where there is no code, or it is none."""
    try:
        from _sre import compile as of_code  # type: ignore[import-not-found]  # noqa: PLC0415
    except ImportError:
        return re.compile(written, flags)
    index: list[str | None] = [None] * (groups + 1)
    for name, group in names.items():
        index[group] = name
    try:
        return cast("re.Pattern[str]", of_code(written, flags, list(array("I", code)), groups, names, tuple(index))) if code else re.compile(written, flags)
    except (TypeError, ValueError, RuntimeError):
        return re.compile(written, flags)
