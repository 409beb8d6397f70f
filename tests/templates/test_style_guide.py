"""Look at the style guide in a real browser: every component, both schemes, from a phone to a desk."""

import os
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.contrib.staticfiles import finders
from django.test import Client
from playwright.sync_api import Browser, Page, Route

CHROMIUM = os.environ.get("CANDOR_CHROMIUM")
ADDRESS = "http://localhost"  # a name the browser trusts without TLS

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not CHROMIUM, reason="no Chromium found"),
]


@pytest.fixture
def browser(chromium: Browser) -> Browser:
    return chromium


class Site:
    """Serve one rendered page and the static files to a browser, and note what else it asked for."""

    def __init__(self, path: str) -> None:
        response = Client().get(path)
        self.path = path
        self.status = response.status_code
        self.body = response.content
        self.headers = dict(response.headers)
        self.strays: list[str] = []

    def answer(self, route: Route) -> None:
        """Answer one request of the browser."""
        url = route.request.url
        found = finders.find(url.removeprefix(f"{ADDRESS}/static/")) if "/static/" in url else None
        if url == ADDRESS + self.path:
            route.fulfill(status=self.status, headers=self.headers, body=self.body)
        elif isinstance(found, str):
            route.fulfill(path=found)
        else:
            self.strays.append(url)
            route.abort()


@pytest.fixture
def site() -> Site:
    return Site("/trial/style")


def open_page(browser: Browser, site: Site, **context: Any) -> tuple[Page, list[str]]:
    """Open the page and return it with everything the console complained about."""
    page = browser.new_context(**context).new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.route("**/*", site.answer)
    page.goto(ADDRESS + site.path)
    return page, complaints


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_style_guide_is_accessible(browser: Browser, site: Site, scheme: Any) -> None:
    page, complaints = open_page(browser, site, color_scheme=scheme)
    assert page.locator("h1").count() > 0
    results = Axe().run(page)
    assert [(v["id"], v["nodes"][0]["html"]) for v in results.response["violations"]] == []
    assert len(results.response["passes"]) > 30
    assert complaints == []
    assert site.strays == []


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_nothing_is_wider_than_the_screen(browser: Browser, site: Site, width: int) -> None:
    page, _ = open_page(browser, site, viewport={"width": width, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_targets_are_large_enough(browser: Browser, site: Site) -> None:
    page, _ = open_page(browser, site, viewport={"width": 320, "height": 800})
    small = page.evaluate(
        """() => [...document.querySelectorAll('button, .button, input, select, summary, nav a, .back-link')]
            .filter(e => !e.matches('[type=hidden]') && e.getClientRects().length)
            .filter(e => { const b = e.getBoundingClientRect(); return b.height < 24 || b.width < 24 })
            .map(e => e.outerHTML)"""
    )
    assert small == []


def test_the_guide_is_complete_without_scripts(browser: Browser, site: Site) -> None:
    page, _ = open_page(browser, site, java_script_enabled=False)
    assert page.get_by_role("heading", name="We have your request").is_visible()


def test_a_second_press_does_not_send_twice(browser: Browser, site: Site) -> None:
    page, _ = open_page(browser, site)
    sent = page.evaluate(
        """() => {
            const form = document.querySelector('#forms form')
            let sent = 0
            addEventListener('submit', e => { if (!e.defaultPrevented) sent += 1; e.preventDefault() })
            form.noValidate = true
            form.requestSubmit()
            form.requestSubmit()
            return sent
        }"""
    )
    assert sent == 1


def test_the_focus_starts_at_the_error_summary(browser: Browser, site: Site) -> None:
    page, _ = open_page(browser, site)
    assert page.evaluate("document.activeElement.className") == "error-summary"
