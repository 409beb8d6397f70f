"""The owner of a system that is looked into by hand opens the link, finds the person, hands over files, and says that nothing is held."""

import re
from typing import Any

import pytest

from exports.models import StoreTask
from tests.exports.outside import CELLAR, OWNER, asked, map_with
from tests.people import make_person

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"], transaction=True),
    pytest.mark.promise("P10"),
]
CODE = re.compile(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b")


@pytest.fixture(autouse=True)
def cellar(site: str, use_map: Any, private: Any) -> None:
    """Put a map with a system that is looked into by hand in force."""
    use_map(map_with(CELLAR))


def arrive(journey: Any, heading: str) -> None:
    """Wait for the page with this heading."""
    journey.page.get_by_role("heading", level=1).filter(has_text=heading).wait_for()


def opened(journey: Any, outbox: Any, *, look: str = "") -> None:
    """Open the link of the newest mail and enter the code."""

    def seen(name: str) -> None:
        if look:
            journey.look(f"system-{name}{look}")

    mails = [mail for mail in outbox.to(OWNER) if "/systems/task/" in mail.body]
    journey.go(re.search(r"(/systems/task/\S+)", mails[-1].body)[1])  # type: ignore[index]
    arrive(journey, "A privacy request for you")
    seen("door")
    journey.press("Send me the code")
    arrive(journey, "Enter the code from the mail")
    journey.page.fill("input[name=code]", "2222-2222")
    journey.press("Open the request")
    seen("code-error")
    journey.page.fill("input[name=code]", CODE.search(outbox.to(OWNER)[-1].body)[0])  # type: ignore[index]
    journey.press("Open the request")
    arrive(journey, "Look for this person in The cellar")
    seen("open")


def put(journey: Any, name: str, data: bytes) -> None:
    """Add a file."""
    file = {"name": name, "mimeType": "application/octet-stream", "buffer": data}
    journey.page.set_input_files("input[name=file]", files=[file])
    journey.press("Add this file")


def test_files_are_handed_over(journey: Any, outbox: Any, jobs: Any) -> None:
    person = make_person("maya@example.org", residence="DE")
    task = asked(person.subject, "cellar", "access")
    jobs.run()
    opened(journey, outbox, look="-access")
    assert "maya@example.org" in journey.page.locator("main").inner_text()
    assert "maya" not in journey.page.url
    put(journey, "letters.exe", b"MZ\x90\x00 no letters")
    assert "This is no CSV" in journey.page.locator("main").inner_text()
    journey.look("system-file-error")
    put(journey, "letters.csv", b"day,words\n1,Dear Maya\n")
    journey.page.get_by_role("heading", name="1 file added").wait_for()
    journey.look("system-file-added")
    journey.press("That is everything")
    arrive(journey, "Is that everything?")
    journey.look("system-sure")
    journey.press("Yes, hand it over")
    arrive(journey, "that was all")
    journey.look("system-over")
    assert StoreTask.objects.get(pk=task.pk).state == "completed"
    assert journey.context.cookies() == []


def test_nothing_is_held_on_a_small_dark_screen(journey: Any, outbox: Any, jobs: Any) -> None:
    person = make_person("tom@example.org", residence="US-CA")
    task = asked(person.subject, "cellar")
    jobs.run()
    small = journey.another(viewport={"width": 320, "height": 640}, color_scheme="dark")
    opened(small, outbox, look="-320-dark")
    wide = small.page.locator("body").evaluate("b => b.scrollWidth") if small.script else 320
    assert wide <= 320
    small.press("Nothing is held")
    arrive(small, "Is nothing about this person in The cellar?")
    small.look("system-nothing-320-dark")
    small.press("Go back")
    arrive(small, "Look for this person")
    small.press("Nothing is held")
    small.press("Yes, nothing is held")
    arrive(small, "that was all")
    assert StoreTask.objects.get(pk=task.pk).state == "nothing_held"
