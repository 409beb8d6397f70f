"""The page of promises, as everybody reads it."""

import pytest
from django.core.cache import cache

pytestmark = pytest.mark.usefixtures("frozen")


def test_read_what_is_promised(journey):
    cache.clear()
    journey.go("/")
    journey.page.get_by_role("contentinfo").get_by_role("link", name="Our promises").click()
    assert journey.heading() == "What we promise, and how you can see that we keep it"
    journey.look("promises")
    journey.go("/promises/#P30")
    assert journey.page.locator("#P30").is_visible()
    assert journey.page.locator("#P30 .tag").inner_text() == "kept"
    journey.page.locator("#P30 summary").click()
    assert "test_closing.py" in journey.page.locator("#P30").inner_text()

    phone = journey.another(viewport={"width": 320, "height": 700}, color_scheme="dark")
    phone.go("/promises/")
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= 320
    phone.look("promises-phone")


def test_the_page_prints(scripted):
    scripted.go("/promises/")
    scripted.page.emulate_media(media="print")
    assert scripted.page.locator("#P30").is_visible()
    assert not scripted.page.get_by_role("navigation", name="On this page").is_visible()
    scripted.look("promises-print")
