"""Walk through the portal in a real browser, against a live server, with and without JavaScript."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Error, Page, Request

from tests.browser import CHROMIUM

WANTED = bool(os.environ.get("SCREENSHOTS"))
"""Whether somebody will look at the pictures: drawing long pages takes a good part of a journey."""

OVERTAKEN = ("net::ERR_ABORTED", "interrupted by another navigation")
"""What Playwright says when the page went somewhere by itself before it could be sent elsewhere."""

STAND_STILL = """Promise.allSettled(
    document.getAnimations().filter(one => one.effect.getComputedTiming().endTime !== Infinity).map(one => one.finished)
)"""
"""Waits until no colour is on its way to another: half way they may be too near to each other to be read."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what takes the browser, and skip it with one clear line where there is none."""
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents and {"journey", "scripted"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.browser)
            if not CHROMIUM:
                item.add_marker(pytest.mark.skip(reason="no Chromium found"))


class Journey:
    """One person's way through the portal: `page` is their browser's page, `look` inspects where they are.

    `script` says whether JavaScript runs. Requests to any other host than the portal's (and those in
    `allowed_hosts`) are stopped and reported by `look`, as is everything the console complains about.
    """

    def __init__(
        self, browser: Browser, address: str, pictures: Path, *, script: bool, **context: Any
    ) -> None:
        self.address, self.pictures, self.script = address, pictures, script
        self.allowed_hosts = {urlsplit(address).netloc}
        self.complaints: list[str] = []
        self.strays: list[str] = []
        self._browser = browser
        self.context: BrowserContext = browser.new_context(
            base_url=address,
            java_script_enabled=script,
            **({"viewport": {"width": 1100, "height": 900}, "reduced_motion": "reduce"} | context),
        )
        self.context.set_default_timeout(8000)
        self.context.on("request", self._stay_inside)
        self.page: Page = self.context.new_page()
        self.page.on("console", self._listen)
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))

    def another(self, **context: Any) -> "Journey":
        """Return a journey in a browser that shares nothing with this one: another person, another device."""
        return Journey(self._browser, self.address, self.pictures, script=self.script, **context)

    def go(self, path: str) -> None:
        """Open an address of the portal."""
        try:
            self.page.goto(path)
        except Error as error:
            # A page that waits for a worker looks again by itself, now and then at this very moment.
            if not any(sign in error.message for sign in OVERTAKEN):
                raise
            self.page.goto(path)

    def press(self, name: str) -> None:
        """Press the button or follow the link of this name, the first there is in the page's main part."""
        main = self.page.locator("main")
        exact = re.compile(rf"^\s*{re.escape(name)}\s*$")
        main.get_by_role("button", name=exact).or_(main.get_by_role("link", name=exact)).first.click()
        self.page.wait_for_load_state()

    def heading(self) -> str:
        """Return the page's one main heading, once the whole page has come."""
        self.page.wait_for_load_state()
        assert self.page.locator("h1").count() == 1, self.page.content()
        return str(self.page.locator("h1").inner_text())

    def look(self, name: str) -> None:
        """Hold the page to axe-core, to a silent console and to asking nobody else; take a picture where SCREENSHOTS asks for them."""
        suffix = "" if self.script else "-without-script"
        self.page.wait_for_load_state()
        if WANTED:
            self.page.screenshot(path=self.pictures / f"{name}{suffix}.png", full_page=True)
        if self.script:
            self.page.evaluate(STAND_STILL)
            violations = Axe().run(self.page).response["violations"]
            assert [(v["id"], [n["html"] for n in v["nodes"]]) for v in violations] == [], self.page.url
        assert self.complaints == []
        assert self.strays == []

    def _listen(self, message: Any) -> None:
        # The browser reports every answer of 400 and above; those a test looks for itself.
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.complaints.append(message.text)

    def _stay_inside(self, request: Request) -> None:
        host = urlsplit(request.url).netloc
        if host not in self.allowed_hosts and not request.url.startswith(("data:", "blob:")):
            self.strays.append(request.url)


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder for screenshots: the one in SCREENSHOTS, else a temporary one."""
    named = os.environ.get("SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def site(transactional_db: None, live_server: Any, settings: Any, jobs: Any) -> str:
    """Return the address of a live portal whose links and mails point at itself; messages to workers wait in `jobs`."""
    cache.clear()
    settings.BASE_URL = live_server.url
    settings.CSRF_TRUSTED_ORIGINS = [live_server.url]
    return str(live_server.url)


@pytest.fixture(params=[True, False], ids=["script", "no-script"])
def script(request: pytest.FixtureRequest) -> bool:
    """Say whether JavaScript runs: every journey is walked both ways."""
    return bool(request.param)


@pytest.fixture
def journey(chromium: Browser, site: str, pictures: Path, script: bool) -> Iterator[Journey]:
    """Return a fresh browser at the portal's door."""
    walked = Journey(chromium, site, pictures, script=script)
    yield walked
    for context in list(chromium.contexts):
        context.close()


@pytest.fixture
def scripted(chromium: Browser, site: str, pictures: Path) -> Iterator[Journey]:
    """Return a fresh browser with JavaScript, for what needs it by its nature, such as passkeys."""
    walked = Journey(chromium, site, pictures, script=True)
    yield walked
    for context in list(chromium.contexts):
        context.close()
