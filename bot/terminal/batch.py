"""Questions as JSON Lines in, answers as JSON Lines out, in the same order."""

import json
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from bot.stored.articles import chosen
from intents.conversation import EMPTY, Conversation
from intents.library import ask_any
from intents.questions.language import Language
from knowledge.knowledgebase import KnowledgeBase
from knowledge.library import ArticleError, Library

_MOST_CONVERSATIONS = 10_000  # records of one conversation stand together; older ones are forgotten

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class Asked(BaseModel):
    """A question record; keys that are not named here are ignored."""

    model_config = ConfigDict(strict=True, frozen=True)

    question: str
    id: str | int | float | None = None
    article: str | None = None
    conversation: str | int | None = None

    @field_validator("*")
    @classmethod
    def _is_text(cls, value: object) -> object:
        if isinstance(value, str) and not is_text(value):
            raise ValueError("a lone surrogate is no character")
        return value


def is_text(value: str) -> bool:
    """Whether all of it can be written as UTF-8."""
    return not any("\ud800" <= c <= "\udfff" for c in value)


class BadLineError(ValueError):
    """A line that is no question record; `id` is the record's id where it can be read."""

    def __init__(self, message: str, key: str | float | None = None) -> None:
        super().__init__(message)
        self.id = key


@dataclass(frozen=True)
class Desk:
    """Answers question records; each conversation goes on where its last record left it."""

    library: Library
    article: str | None = None
    language: Language | None = None
    conversations: OrderedDict[tuple[str, str | int], Conversation] = field(default_factory=OrderedDict)

    def record(self, asked: Asked) -> dict[str, Any]:
        """The answer record of a question; ArticleError for an unknown article."""
        source = chosen(self.library, asked.article or self.article)
        key = (source.article.id if isinstance(source, KnowledgeBase) else "", asked.conversation) if asked.conversation is not None else None
        before = self.conversations.pop(key, EMPTY) if key else EMPTY
        told, after = ask_any(asked.question, source, before, self.language)
        if key:
            self.conversations[key] = after
            if len(self.conversations) > _MOST_CONVERSATIONS:
                self.conversations.popitem(last=False)
        return {"id": asked.id, **told.record}


def answer_lines(lines: Iterable[bytes], desk: Desk) -> Iterator[bytes]:
    """An answer or error record for every line that is not blank, as soon as the line is read."""
    for number, read in enumerate(lines):
        line = read.removeprefix(_BYTE_ORDER_MARK) if number == 0 else read
        if line.strip():
            yield encoded(_answer_line(line, desk))


def encoded(record: dict[str, Any]) -> bytes:
    """One line of JSON in UTF-8."""
    return json.dumps(record, ensure_ascii=False).encode("utf-8", "replace") + b"\n"


def _answer_line(line: bytes, desk: Desk) -> dict[str, Any]:
    try:
        asked = read_line(line)
    except BadLineError as error:
        return _error(error.id, str(error))
    return answered(asked, desk)


def answered(asked: Asked, desk: Desk) -> dict[str, Any]:
    """The answer record of a question, or an error record."""
    try:
        return desk.record(asked)
    except ArticleError as error:
        return _error(asked.id, str(error))
    except Exception as error:  # noqa: BLE001  # a defect that one question meets must not cost the others their answers
        return _error(asked.id, f"defect in the program: {type(error).__name__}: {error}")


def read_line(line: bytes) -> Asked:
    """The question record of a line; BadLineError says what is wrong with it."""
    try:
        data = json.loads(line.decode("utf-8"), parse_constant=_refuse)
    except UnicodeDecodeError as error:
        raise BadLineError(f"not UTF-8 at byte {error.start + 1} of the line") from error
    except RecursionError as error:
        raise BadLineError("not readable JSON: nested too deeply") from error
    except ValueError as error:
        raise BadLineError(f"not JSON: {error}") from error
    if not isinstance(data, dict):
        raise BadLineError("not a JSON object")
    try:
        return Asked.model_validate(data)
    except ValidationError as error:
        faults = "; ".join(f"{fault['loc'][0]}: {fault['msg']}" for fault in error.errors(include_url=False, include_input=False))
        raise BadLineError(faults, _readable_id(data.get("id"))) from error


def _readable_id(key: object) -> str | float | None:
    match key:
        case bool():
            return None
        case str():
            return key if is_text(key) else None
        case int() | float():
            return key
        case _:
            return None


def _refuse(constant: str) -> None:
    message = f"{constant} is no JSON value"
    raise ValueError(message)


def _error(key: str | float | None, message: str) -> dict[str, Any]:
    return {"id": key, "status": "error", "error": message}
