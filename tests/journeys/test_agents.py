"""An agent files for somebody else, the person confirms, staff accept, and the person has the copy; at any size of screen."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connections
from django.urls import reverse

from accounts.actor import SYSTEM
from accounts.models import User
from config.example.platform.build import SCHEMA
from dsr.actions.mandates import accept_mandate
from dsr.models import DataSubjectRequest
from tests.dsr.agent_form import AGENT, link_in, pdf
from tests.dsr.form import code_in, secret_in
from tests.inkwell import create
from tests.journeys.test_staff import choose as choose_page
from tests.journeys.test_staff import enter
from tests.journeys.test_staff import officer as officer  # noqa: PLC0414  (a fixture)
from tests.people import make_person
from tests.signing_in import code_in as sign_in_code

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"], transaction=True),
    pytest.mark.promise("P27"),
]
TOM = "tom@example.org"


@pytest.fixture
def tom(site: str) -> User:
    """Return a person the company knows, in California."""
    return make_person(TOM, residence="US-CA")


@pytest.fixture
def platform(site: str, media: Any, private: Any) -> Iterator[None]:
    """Make the company's tables, empty, and remove them: this test commits."""
    create()
    yield
    with connections["platform"].cursor() as cursor:
        cursor.execute(f"DROP SCHEMA {SCHEMA} CASCADE")


def arrive(journey: Any, heading: str) -> None:
    """Wait for the page with this heading."""
    journey.page.get_by_role("heading", level=1).filter(has_text=heading).wait_for()


def choose(journey: Any, name: str, value: str) -> None:
    """Choose one answer."""
    journey.page.check(f"input[name={name}][value={value}]")


def to_review(journey: Any, *, right: str, kind: str, look: bool = False) -> None:
    """Answer every question up to the last look."""

    def seen(name: str) -> None:
        if look:
            journey.look(name)

    journey.go(reverse("dsr:agent_file"))
    arrive(journey, "What does the person want?")
    seen("agent-right")
    choose(journey, "right", right)
    journey.press("Continue")
    seen("agent-person")
    if look:
        journey.press("Continue")
        seen("agent-person-error")
    journey.page.fill("input[name=person_name]", "Tom")
    journey.page.fill("input[name=person_email]", TOM)
    journey.page.check("input[name=california]")
    journey.press("Continue")
    choose(journey, "agent_kind", "business")
    journey.page.fill("input[name=agent_name]", "Ask Ltd")
    journey.page.fill("input[name=agent_email]", AGENT)
    journey.page.fill("input[name=own_reference]", "case 7")
    seen("agent-agent")
    journey.press("Continue")
    choose(journey, "mandate_kind", kind)
    journey.page.fill("input[name=signed_on]", "2026-11-01")
    seen("agent-mandate")
    journey.press("Continue")
    arrive(journey, "Check what you are sending, and add the document")
    seen("agent-review")


def attach(journey: Any, data: bytes) -> None:
    """Choose a file and send the request."""
    file = {"name": "permission.pdf", "mimeType": "application/pdf", "buffer": data}
    journey.page.set_input_files("input[name=document]", files=[file])
    journey.press("Send the request")


def test_a_copy_through_an_agent(journey: Any, tom: User, platform: None, outbox: Any, jobs: Any) -> None:
    journey.go(reverse("dsr:ask"))
    choose(journey, "who", "other")
    journey.press("Continue")
    journey.look("agent-advice")
    journey.press("How to file as an agent")
    journey.look("agent-guide")
    to_review(journey, right="access", kind="permission", look=True)
    attach(journey, b"MZ no document")
    assert "This is no PDF, PNG or JPEG file" in journey.page.locator("main").inner_text()
    journey.look("agent-review-error")
    attach(journey, pdf())
    arrive(journey, "We have your request")
    journey.look("agent-filed")
    assert journey.context.cookies() == []

    person = journey.another()
    path = link_in(outbox.to(TOM)[-1], "/agents/confirm/")
    person.go(path)
    person.look("agent-confirm")
    person.press("I gave this permission")
    arrive(person, "You confirmed the permission")
    person.look("agent-confirmed")
    person.go(path)
    arrive(person, "You confirmed the permission")
    jobs.run()
    request = DataSubjectRequest.objects.get()
    accept_mandate(request, actor=SYSTEM)
    jobs.run()
    journey.go(reverse("dsr:track"))
    journey.page.fill("input[name=reference]", request.reference)
    journey.page.fill("input[name=secret]", secret_in(outbox.to(AGENT)[0]))
    journey.press("Open the request")
    journey.page.get_by_role("heading", name="Your request", exact=True).wait_for()
    journey.look("agent-track")
    person.go(link_in(outbox.to(TOM)[-1], "/agents/copy/"))
    person.look("agent-copy")
    person.press("Send me the code")
    person.page.fill("input[name=code]", code_in(outbox.to(TOM)[-1]))
    with person.page.expect_download() as download:
        person.press("Download")
    assert download.value.suggested_filename.endswith(".zip")
    assert person.context.cookies() == journey.context.cookies() == []


def test_no_is_as_easy_as_yes(journey: Any, tom: User, platform: None, outbox: Any, jobs: Any) -> None:
    to_review(journey, right="erasure", kind="permission")
    attach(journey, pdf())
    person = journey.another(viewport={"width": 320, "height": 640}, color_scheme="dark")
    person.go(link_in(outbox.to(TOM)[-1], "/agents/confirm/"))
    boxes = [
        person.page.get_by_role("button", name=name, exact=True).evaluate(
            "b => [getComputedStyle(b).backgroundColor, getComputedStyle(b).color, b.offsetHeight]"
        )
        for name in ("I gave this permission", "I did not")
        if person.script
    ]
    assert boxes[:1] == boxes[1:]
    person.look("agent-confirm-320-dark")
    person.press("I did not")
    arrive(person, "You said that you did not give it")
    person.look("agent-denied-320-dark")


def test_on_a_small_screen(journey: Any, tom: User, platform: None, jobs: Any) -> None:
    small = journey.another(viewport={"width": 320, "height": 640})
    small.go(reverse("dsr:agents"))
    small.look("agent-guide-320")
    wide = [small.page.locator("body").evaluate("b => b.scrollWidth") if small.script else 320]
    to_review(small, right="limit", kind="attorney")
    small.look("agent-review-320")
    wide.append(small.page.locator("body").evaluate("b => b.scrollWidth") if small.script else 320)
    assert max(wide) <= 320


def test_staff_read_and_accept_a_power_of_attorney_and_the_agent_sees_it(
    journey: Any,
    tom: User,
    platform: None,
    officer: User,
    outbox: Any,
    jobs: Any,
) -> None:
    agent = make_person(AGENT)
    to_review(journey, right="access", kind="attorney")
    attach(journey, pdf())
    arrive(journey, "We have your request")
    request = DataSubjectRequest.objects.get()
    staff = journey.another()
    enter(staff, outbox, officer)
    staff.page.get_by_text("Log out").wait_for()
    staff.go(reverse("admin:dsr_datasubjectrequest_change", args=[request.pk]))
    staff.look("agent-staff-request")
    with staff.page.expect_download() as download:
        staff.page.get_by_role("link", name="Download the document").click()
    assert download.value.suggested_filename == f"{request.reference}.pdf"
    choose_page(staff, "link", "Accept the permission", arrive=f"Accept the permission: {request.reference}")
    staff.look("agent-staff-accept")
    choose_page(staff, "button", "Accept the permission", arrive=request.reference)
    staff.look("agent-staff-accepted")
    jobs.run()
    desk = journey.another()
    desk.go(reverse("dsr:agent_desk"))
    desk.press("Send me a code")
    desk.page.fill("input[name=email]", agent.email)
    desk.press("Send me a code")
    desk.page.fill("input[name=code]", sign_in_code(outbox.to(agent.email)[-1]))
    desk.press("Continue")
    arrive(desk, "Requests you filed for others")
    assert "case 7" in desk.page.locator("main").inner_text()
    assert TOM not in desk.page.locator("main").inner_text()
    desk.look("agent-desk")
