"""The folder of stored articles kept in step through the database."""

import asyncio
import datetime as dt
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine, create_engine, delete

from bot.storage import shelf
from bot.storage.migrating import upgrade
from bot.storage.tables import article_file
from bot.stored.shared import exchange
from bot.stored.store import Store
from knowledge.article import About
from knowledge.library import ArticleError
from tests.bot.replicas.crowd import Crowd
from tests.machine import PATIENCE, eventually
from tests.platform import message

NOW = dt.datetime(2025, 3, 1, tzinfo=dt.UTC)
TEXT = "安可科技2024年全年业绩\n\n安可科技2024年全年总收入为{0}亿元，同比增长{1}%。\n"
QUESTION = "安可科技2024年总收入是多少"


@pytest.fixture
def engine(url: str) -> Iterator[Engine]:
    made = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with made.begin() as connection:
        upgrade(connection)
    yield made
    made.dispose()


@pytest.fixture
def at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, engine: Engine) -> Callable[[str], Store]:
    """The store of a machine by its name, brought into step."""

    def there(name: str) -> Store:
        monkeypatch.setenv("EARNINGS_BOT_HOME", str(tmp_path / name))
        exchange(engine)
        return Store(tmp_path / name)

    return there


def put(store: Store, text: str) -> None:
    store.put("acme", text, About("acme", company="安可科技"), "acme.txt", NOW)


def names(store: Store) -> list[str]:
    return sorted(entry.name for entry in store.folder.iterdir() if not entry.name.startswith("."))


def test_what_one_machine_adds_comes_to_the_others(at: Callable[[str], Store]) -> None:
    put(at("a"), "one")
    at("a")
    assert at("b").get("acme").read() == "one"
    assert names(at("b")) == ["acme@1.toml", "acme@1.txt"]


def test_what_one_machine_removes_goes_from_the_others(at: Callable[[str], Store]) -> None:
    put(at("a"), "one")
    at("a")
    at("b").remove("acme")
    at("b")
    assert names(at("a")) == []


def test_corrections_of_a_person_come_to_the_others(at: Callable[[str], Store]) -> None:
    put(at("a"), "one")
    at("a")
    at("b").get("acme").overrides.write_text("# none yet\n", encoding="utf-8")
    at("b")
    assert at("a").get("acme").overrides.read_text(encoding="utf-8") == "# none yet\n"


def test_a_file_that_was_changed_on_two_machines_is_named_and_neither_is_lost(at: Callable[[str], Store]) -> None:
    put(at("a"), "one")
    at("a")
    mine, theirs = at("b").get("acme").overrides, at("a").get("acme").overrides
    theirs.write_text("# theirs\n", encoding="utf-8")
    at("a")
    mine.write_text("# mine\n", encoding="utf-8")
    with pytest.raises(ArticleError, match=r"acme\.overrides\.toml was changed here and by somebody else"):
        at("b")
    assert (mine.read_text(encoding="utf-8"), theirs.read_text(encoding="utf-8")) == ("# mine\n", "# theirs\n")


def test_what_a_restored_backup_lacks_is_put_there_again(at: Callable[[str], Store], engine: Engine) -> None:
    put(at("a"), "one")
    at("a")
    with engine.begin() as connection:
        connection.execute(delete(article_file))
    at("a")
    assert at("b").get("acme").read() == "one"


def test_a_name_that_leads_out_of_the_folder_is_refused(at: Callable[[str], Store], engine: Engine) -> None:
    at("a")
    with engine.begin() as connection:
        shelf.put(connection, {"../bot.txt": b"x"})
    with pytest.raises(ArticleError, match="no file of an article"):
        at("a")


async def test_an_answer_is_of_one_version_while_another_comes(crowd: Crowd, tmp_path: Path) -> None:
    """Revenue and growth of a new version come together or not at all."""
    replicas = [await crowd.start(number) for number in range(2)]
    store = Store(tmp_path / "elsewhere")
    versions = (("31.5", "20.5"), ("33.7", "28.9"))
    asked = 0

    async def answer() -> str:
        nonlocal asked
        asked += 1
        await replicas[asked % 2].receive(message(asked, QUESTION, str(asked)))
        await crowd.until(asked)
        return crowd.stage.shown[-1][2]

    for version in versions:
        put(store, TEXT.format(*version))
        files: dict[str, bytes | None] = {name: (store.folder / name).read_bytes() for name in names(store)}
        await replicas[0].database.do(lambda c, files=files: shelf.put(c, files))  # type: ignore[misc]
        live = 0
        async with asyncio.timeout(PATIENCE):
            while live < 4:
                text = await answer()
                live = live + 1 if version[0] in text else 0
    shown = {tuple(figure in text for version in versions for figure in version) for _, _, text in crowd.stage.shown}
    assert shown <= {(False,) * 4, (True, True, False, False), (False, False, True, True)}
    await eventually(lambda: all("acme" in replica.pipeline.desk.library.bases for replica in replicas))
