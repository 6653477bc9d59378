"""What the service is run by: .env.example, docker-compose.yml and the Dockerfile fit the settings and one another."""

import asyncio
import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from dotenv import dotenv_values

from bot.metrics import Metrics
from bot.settings import Settings, faults, read_settings
from bot.web.app import web_app
from bot.web.server import serving
from knowledge.library import Library
from tests.cases import BUNDLED, ROOT, bundled_base

EXAMPLE, DOCKERFILE = ROOT / ".env.example", (ROOT / "bot" / "Dockerfile").read_text(encoding="utf-8")
_SECRETS = re.compile(r"xox|xapp-\w|\d{6,}:|[0-9a-f]{32}")


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of whoever runs the tests."""
    for name in [*os.environ]:
        if name.lower() in Settings.model_fields:
            monkeypatch.delenv(name)


def _compose() -> dict[str, Any]:
    loaded = yaml.safe_load((ROOT / "docker-compose.yml").read_text(encoding="utf-8"))
    assert isinstance(loaded, dict)
    return loaded


def _service(name: str) -> dict[str, Any]:
    service = _compose()["services"][name]
    assert isinstance(service, dict)
    return service


def _seconds(text: str) -> int:
    return int(text.removesuffix("s"))


@pytest.mark.parametrize("name", Settings.model_fields)
def test_the_example_names_every_setting_with_its_default(name: str) -> None:
    """An empty value stands for the default where that is nothing, or depends on the machine."""
    value = dotenv_values(EXAMPLE)[name.upper()]
    default = read_settings(None).model_dump(mode="json")[name]
    assert value == ("" if default in ("", [], "**********") else f"{default:g}" if isinstance(default, float) else str(default))


def test_the_example_names_nothing_else() -> None:
    assert {name.lower() for name in dotenv_values(EXAMPLE)} == set(Settings.model_fields)


def test_the_example_as_it_is_gives_the_defaults() -> None:
    assert read_settings(EXAMPLE) == read_settings(None)
    assert faults(EXAMPLE) == ()


def test_the_example_holds_no_secret() -> None:
    values = [value for value in dotenv_values(EXAMPLE).values() if value]
    assert [value for value in values if _SECRETS.search(value)] == []


def test_the_file_of_secrets_stays_out_of_git() -> None:
    assert ".env" in (ROOT / ".gitignore").read_text(encoding="utf-8").splitlines()


def test_the_file_of_secrets_stays_out_of_images() -> None:
    """Only what is named goes into the build."""
    lines = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "*"
    assert "!.env" not in lines
    copied = {name.rstrip("/") for names in re.findall(r"^COPY (?!--from)(.*) \S+$", DOCKERFILE, re.MULTILINE) for name in names.split()}
    assert copied <= {line.removeprefix("!") for line in lines if line.startswith("!")}


def test_one_service_runs_where_nothing_else_is_said() -> None:
    assert [name for name, service in _compose()["services"].items() if "profiles" not in service] == ["bot"]


@pytest.mark.parametrize("name", ["bot", "chat", "web", "worker"])
def test_containers_can_write_only_where_they_must(name: str) -> None:
    service = _service(name)
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]  # noqa: S108  # the container's own
    assert service["volumes"] == ["data:/data"]
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service["env_file"] == [{"path": ".env", "required": False}]


@pytest.mark.parametrize("name", ["bot", "web", "worker"])
def test_the_service_is_given_time_to_stop(name: str) -> None:
    assert _seconds(_service(name)["stop_grace_period"]) > read_settings(None).drain_seconds + 10


@pytest.mark.parametrize("name", ["web", "worker"])
def test_several_processes_run_by_their_profile_each_with_its_role(name: str) -> None:
    service = _service(name)
    assert service["profiles"] == ["scale"]
    assert service["environment"]["ROLE"] == name
    assert service["deploy"]["replicas"] == 2
    assert service["depends_on"] == {"postgres": {"condition": "service_healthy"}}


@pytest.mark.parametrize("name", ["bot", "web", "worker", "postgres"])
def test_what_runs_for_long_is_looked_after_and_limited(name: str) -> None:
    service = _service(name)
    assert service["healthcheck"]["retries"] > 1
    assert set(service["deploy"]["resources"]["limits"]) == {"cpus", "memory"}


def test_the_service_listens_to_its_container_and_this_machine_only() -> None:
    """The port outside is that of .env; inside it is fixed."""
    service = _service("bot")
    assert service["environment"] == {"HOST": "0.0.0.0", "PORT": 8080}
    assert service["ports"] == ["127.0.0.1:${PORT:-8080}:8080"]
    assert "EXPOSE 8080" in DOCKERFILE


def test_postgresql_is_chosen_by_its_profile() -> None:
    """The bot waits for it where it runs, and starts without it where not."""
    assert _service("postgres")["profiles"] == ["postgres", "scale"]
    assert _service("postgres")["healthcheck"]["test"][0] == "CMD-SHELL"
    assert _service("bot")["depends_on"] == {"postgres": {"condition": "service_healthy", "required": False}}


def test_the_example_shows_how_postgresql_is_chosen(tmp_path: Path) -> None:
    file = tmp_path / ".env"
    file.write_text(EXAMPLE.read_text(encoding="utf-8").replace("# COMPOSE_", "COMPOSE_").replace("# POSTGRES_", "POSTGRES_").replace("# DATABASE_URL=", "DATABASE_URL="), encoding="utf-8")
    told = dotenv_values(file)
    user, database = (_service("postgres")["environment"][f"POSTGRES_{key}"] for key in ("USER", "DB"))
    assert told["COMPOSE_PROFILES"] == "postgres"
    assert read_settings(file).database_url.get_secret_value() == f"postgresql+psycopg://{user}:{told['POSTGRES_PASSWORD']}@postgres/{database}"
    assert faults(file) == ()


def test_volumes_are_declared() -> None:
    compose = _compose()
    used = {volume.partition(":")[0] for service in compose["services"].values() for volume in service.get("volumes", [])}
    assert set(compose["volumes"]) == used


def test_the_image_runs_as_nobody_in_particular() -> None:
    """In its last stage, before anything is started, and not as root."""
    last = DOCKERFILE.rpartition("\nFROM ")[2]
    user = re.search(r"^USER (\d+):\d+$", last, re.MULTILINE)
    assert user
    assert f"--uid {user[1]} " in last
    assert user.start() < last.index("ENTRYPOINT")
    assert "pip" not in last
    assert "uv " not in last


async def _ready() -> Sequence[str]:
    return ()


def _health(port: int) -> int:
    command = json.loads(re.search(r"HEALTHCHECK [^\n]*\\\n\s+CMD (\[.*\])", DOCKERFILE)[1])  # type: ignore[index]
    assert command[0] == "python"
    return subprocess.run([sys.executable, *command[1:]], env={"PORT": str(port)}, capture_output=True, check=False).returncode


async def test_the_health_check_tells_life_from_death() -> None:
    """The image's own command, run against the real web server and where nothing listens."""
    library = Library({BUNDLED: bundled_base()})
    async with serving(web_app(lambda: library, Metrics(), _ready), "127.0.0.1", 0) as served:
        assert await asyncio.to_thread(_health, served.port) == 0
        port = served.port
    assert await asyncio.to_thread(_health, port) != 0


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_the_readme_lists_each_setting_as_it_is_described(name: str) -> None:
    described = Settings.model_fields[name].description
    assert f"| `{name.upper()}` | {described} |" in (ROOT / "README.md").read_text(encoding="utf-8")
