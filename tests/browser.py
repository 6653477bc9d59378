"""Headless Chromium, driven over loopback by chromedriver's own protocol; tests that need it are skipped where there is none."""

import base64
import contextlib
import re
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

CHROMIUM, DRIVER = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome"), shutil.which("chromedriver")
needs_browser = pytest.mark.skipif(not (CHROMIUM and DRIVER), reason="no chromium with its chromedriver is installed")
_FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--hide-scrollbars",
)


class Browser:
    """One window."""

    def __init__(self, client: httpx.Client, session: str) -> None:
        self._client, self._session = client, session

    def show(self, url: str, width: int, height: int, *, dark: bool = False) -> None:
        """Opens a page in a window of a size, in a scheme of colours."""
        self._devtools("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 600)
        self._devtools("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}, {"name": "prefers-reduced-motion", "value": "reduce"}])
        self._post("url", url="about:blank")
        self._post("url", url=url)

    def run(self, script: str) -> Any:
        """What a function body in the page returns."""
        return self._post("execute/sync", script=script, args=[])

    def click(self, selector: str) -> None:
        """Clicks on an element."""
        found = self._post("element", using="css selector", value=selector)
        self._post(f"element/{next(iter(found.values()))}/click")

    def picture(self, file: Path) -> None:
        """A picture of what the window shows."""
        file.write_bytes(base64.b64decode(self._client.get(f"/session/{self._session}/screenshot").json()["value"]))

    def _devtools(self, method: str, **parameters: object) -> None:
        self._post("goog/cdp/execute", cmd=method, params=parameters)

    def _post(self, path: str, **body: object) -> Any:
        answered = self._client.post(f"/session/{self._session}/{path}", json=body).json()["value"]
        assert not isinstance(answered, dict) or "error" not in answered, answered
        return answered


@contextlib.contextmanager
def browser() -> Iterator[Browser]:
    """A fresh browser that knows no host but this machine."""
    assert CHROMIUM
    assert DRIVER
    with tempfile.TemporaryDirectory() as profile, subprocess.Popen([DRIVER, "--port=0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as driver:
        try:
            assert driver.stdout
            port = next(found[1] for line in driver.stdout if (found := re.search(r"successfully on port (\d+)", line)))
            with httpx.Client(base_url=f"http://127.0.0.1:{port}", timeout=60) as client:
                options = {"binary": CHROMIUM, "args": [*_FLAGS, f"--user-data-dir={profile}", "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1"]}
                made = client.post("/session", json={"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options}}}).json()["value"]
                assert "sessionId" in made, made
                try:
                    yield Browser(client, made["sessionId"])
                finally:
                    client.delete(f"/session/{made['sessionId']}")
        finally:
            driver.terminate()
