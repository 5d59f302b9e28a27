"""A server of its own with the small county, and a browser in which its people sign in."""

import json
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.worlds import PASSWORD

ROOT = Path(__file__).resolve().parents[2]
CHROMIUM = Path(os.environ.get("CHROMIUM", "/usr/bin/chromium"))
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = ROOT / "frontend/node_modules/axe-core/axe.min.js"
DESK, PHONE = (1366, 768), (390, 844)
PATIENCE_SECONDS = 60


@dataclass
class Site:
    """A running server and who can sign in to it."""

    url: str
    people: dict[str, str]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`bihuan serve` on an empty home with the small county in it."""
    home = tmp_path_factory.mktemp("home")
    env = {key: value for key, value in os.environ.items() if key not in {"DATABASE_URL", "REDIS_URL"}}
    env |= {
        "BIHUAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "bihuan.config.settings",
        "BIHUAN_PATROL_HOURS": "00:00-23:59",  # whatever the hour at which the tests run
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }  # fmt: skip
    built = subprocess.run(
        [sys.executable, "-m", "tests.browser.build"], env=env, cwd=ROOT, check=True, capture_output=True, text=True
    )
    people = json.loads(built.stdout.splitlines()[-1])
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with (home / "serve.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "bihuan.config.cli", "serve", "--port", str(port), "--workers", "1"],
            env=env, cwd=ROOT, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            url = f"http://127.0.0.1:{port}"
            _until_it_answers(url, server, home / "serve.log")
            yield Site(url, people)
        finally:
            server.terminate()
            server.wait(timeout=120)


def _until_it_answers(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    last = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < last and server.poll() is None:
        try:
            with urllib.request.urlopen(f"{url}/sign-in/", timeout=5):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.2)
    raise RuntimeError(f"the server does not answer: {log.read_text()[-2000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's Chromium; where it is missing the test is skipped, in CI it fails."""
    if not CHROMIUM.exists():
        if os.environ.get("CI") == "true":
            pytest.fail(f"no browser at {CHROMIUM}")
        pytest.skip(f"no browser at {CHROMIUM}")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield chromium
        chromium.close()


SignIn = Callable[..., Page]


@pytest.fixture
def as_(site: Site, browser: Browser) -> Iterator[SignIn]:
    """`as_("德固镇督导员")` is a page in which that person is signed in; complaints of the page fail the test."""
    contexts, complaints = [], []

    def sign_in(name: str, size: tuple[int, int] = DESK) -> Page:
        context = browser.new_context(viewport={"width": size[0], "height": size[1]}, base_url=site.url, locale="zh-CN")
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(15_000)
        page.on("pageerror", lambda error: complaints.append(f"{page.url}: {error}"))
        page.on("console", lambda said: _note(complaints, page, said.type, said.text))
        page.goto("/sign-in/")
        page.fill("input[name=username]", site.people[name])
        page.fill("input[name=password]", PASSWORD)
        page.press("input[name=password]", "Enter")
        page.wait_for_selector(".top-bar")
        return page

    yield sign_in
    for context in contexts:
        context.close()
    assert complaints == []


def _note(complaints: list[str], page: Page, kind: str, text: str) -> None:
    """Noted unless it is part of the story: a refusal's status (409, 422), or a look-up that leaving the page cut off."""
    if kind == "error" and "status of 4" not in text and not text.startswith("htmx:"):
        complaints.append(f"{page.url}: {text}")


def wider_than_the_window(page: Page) -> int:
    """By how many pixels the page would have to be scrolled sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth"))


def flaws(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 AA, as "rule: element" lines."""
    if not page.evaluate("Boolean(window.axe)"):
        # Evaluated by the debugger, which the content policy does not concern.
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(
        "async () => (await axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']}))"
        ".violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.html.slice(0, 160)}`))"
    )
    return list(found)
