"""The shape of the project: who may import whom, how long things may be, what lies at the top."""

import ast
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cases import ROOT

PACKAGES = ("knowledge", "intents", "bot")
FILES = [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]
OWN_TESTS = sorted((ROOT / "tests").rglob("*.py"))
ALLOWED = {"knowledge": set[str](), "intents": {"knowledge"}, "bot": {"intents", "knowledge"}}
LAYERS = {  # a folder imports from those named before it, never from a later one
    "knowledge": ("language", "quantities", "periods", "names", "sentences", "tables", "shelves"),
    "intents": ("questions", "finding", "saying", "kinds", "across", "digests"),
}
WAITING = {  # network, clock, environment, randomness, processes: nothing that thinks may touch them
    "asyncio", "socket", "ssl", "http", "urllib", "select", "selectors", "threading", "multiprocessing", "subprocess", "concurrent",
    "os", "time", "random", "secrets", "uuid", "sqlite3", "signal", "httpx", "aiohttp", "requests", "telegram", "slack_bolt", "slack_sdk", "anyio",
}
TOP_LEVEL = {"pyproject.toml", "README.md", "bot", "intents", "knowledge", "tests", "docker-compose.yml", "LICENSE", "CHANGELOG.md", "uv.lock"}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def _tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def _modules(path: Path) -> Iterator[str]:
    for node in ast.walk(_tree(path)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{_name(path)}:{node.lineno}: a relative import"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def _imported(path: Path) -> Iterator[str]:
    return (module.partition(".")[0] for module in _modules(path))


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_imports_point_one_way(path: Path) -> None:
    """bot -> intents -> knowledge, never back."""
    package = path.relative_to(ROOT).parts[0]
    others = set(_imported(path)) & (set(PACKAGES) - {package})
    assert others <= ALLOWED[package]


@pytest.mark.parametrize(("package", "folder"), [(package, folder) for package, folders in LAYERS.items() for folder in folders])
def test_folders_build_on_those_before_them(package: str, folder: str) -> None:
    """Reading builds on words, answers on questions, never back."""
    folders = LAYERS[package]
    assert set(folders) | {"data", "articles", "__pycache__"} >= {p.name for p in (ROOT / package).iterdir() if p.is_dir()}
    imported = {m.split(".")[1] for path in (ROOT / package / folder).rglob("*.py") for m in _modules(path) if m.startswith(f"{package}.")}
    assert imported & set(folders[folders.index(folder) + 1 :]) == set()


@pytest.mark.parametrize("path", [p for p in FILES if p.relative_to(ROOT).parts[0] != "bot"], ids=_name)
def test_what_thinks_neither_waits_nor_looks_around(path: Path) -> None:
    """No async, network, clock, environment or randomness in knowledge and intents."""
    assert set(_imported(path)) & WAITING == set()
    waiting = [n for n in ast.walk(_tree(path)) if isinstance(n, ast.AsyncFunctionDef | ast.Await | ast.AsyncFor | ast.AsyncWith)]
    assert waiting == []
    clocks = [n.attr for n in ast.walk(_tree(path)) if isinstance(n, ast.Attribute) and n.attr in {"now", "today", "utcnow", "environ", "getenv"}]
    assert clocks == []


@pytest.mark.parametrize("path", FILES + OWN_TESTS, ids=_name)
def test_files_stay_short(path: Path) -> None:
    """No file over 400 lines."""
    assert path.read_text(encoding="utf-8").count("\n") <= 400


@pytest.mark.parametrize("path", FILES + OWN_TESTS, ids=_name)
def test_functions_stay_short(path: Path) -> None:
    """No function over 60 lines."""
    functions = [n for n in ast.walk(_tree(path)) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef)]
    lengths = {f.name: (f.end_lineno or 0) - f.lineno + 1 for f in functions}
    assert {name: length for name, length in lengths.items() if length > 60} == {}


@pytest.mark.parametrize("path", FILES, ids=_name)
def test_files_say_what_they_hold(path: Path) -> None:
    """No utils, helpers or base; every module opens with a docstring."""
    assert path.name not in {"utils.py", "helpers.py", "base.py"}
    assert ast.get_docstring(_tree(path)) or not path.read_text(encoding="utf-8").strip()


def test_nothing_unexpected_lies_at_the_top() -> None:
    """What git knows or would add at the top level is what the layout allows."""
    git = shutil.which("git")
    if git is None or not (ROOT / ".git").exists():
        pytest.skip("not a git checkout")
    listed = subprocess.run([git, "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True)
    names = {line.partition("/")[0] for line in listed.stdout.splitlines()}
    assert {name for name in names if not name.startswith(".")} <= TOP_LEVEL


def test_test_folders_are_no_packages() -> None:
    """With importlib mode an __init__.py below tests/ would shadow the packages under test."""
    assert list((ROOT / "tests").rglob("__init__.py")) == []
