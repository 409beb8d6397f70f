"""Choose in a real browser, with and without JavaScript; count what is kept, where, and who else is asked."""

from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse

from accounts.datamap.current import current
from accounts.models import User
from consent.cookies import name_in_browsers
from consent.models import ConsentRecord
from tests.people import make_person

pytestmark = pytest.mark.django_db(transaction=True)
PUBLIC = ["home", "dsr:ask", "dsr:track", "consent:choices", "consent:cookies", "consent:policy", "consent:genuine",
          "consent:safe_mail"]  # fmt: skip
SIGNALS = [{}, {"Sec-GPC": "1"}, {"DNT": "1"}]


@pytest.fixture
def maya(site: str) -> User:
    """Return a person the company knows."""
    return make_person("maya@example.org", residence="US-CA")


def answer_notice(journey: Any, name: str) -> None:
    """Press a button of the notice above the page."""
    journey.page.locator(".choices-bar").get_by_role("button", name=name, exact=True).click()


def sign_in(journey: Any, user: User) -> None:
    """Sign in with the password."""
    journey.go(reverse("account_login"))
    journey.page.fill("input[name=login]", user.email)
    journey.page.fill("input[name=password]", "correct horse battery staple")
    journey.press("Sign in")
    journey.page.get_by_role("link", name="Sign out").wait_for()


def kept(journey: Any) -> list[str]:
    """Return the names of everything the browser keeps: cookies, local and session storage."""
    names = [cookie["name"] for cookie in journey.context.cookies()]
    if journey.script:
        for store in ("localStorage", "sessionStorage"):
            names += journey.page.evaluate(f"Object.keys({store})")
    return sorted(names)


def methods(user: User) -> list[str]:
    """Return what the ledger says of somebody, the oldest first."""
    entries = ConsentRecord.objects.of(user.subject.ref).in_chain_order()
    return [f"{entry.key} {entry.decision} {entry.method}" for entry in entries]


@pytest.mark.promise("P20", "P19")
@pytest.mark.parametrize("headers", SIGNALS, ids=["no-signal", "gpc", "dnt"])
def test_nothing_is_kept_of_a_visitor(journey: Any, maya: User, headers: dict[str, str]) -> None:
    """On every public page and through a form: no cookie, no storage, nobody else asked, until sign-in is pressed."""
    visit = journey.another(extra_http_headers=headers)
    for name in PUBLIC:
        visit.go(reverse(name))
        assert visit.heading()
        assert kept(visit) == [], name
        assert (visit.page.locator(".choices-bar--line").count() == 1) == bool(headers), name
    visit.go(reverse("dsr:ask"))
    visit.page.check("input[name=who][value=self]")
    visit.press("Continue")
    visit.page.check("input[name=right][value=opt_out]")
    visit.press("Continue")
    assert kept(visit) == []
    if headers:
        assert visit.page.locator(".choices-bar").inner_text().startswith("Opt-out signal honoured.")
    assert visit.strays == []
    visit.go("/")
    visit.page.get_by_role("link", name="Sign in", exact=True).first.click()
    visit.page.get_by_role("heading", name="Sign in", exact=True).wait_for()
    assert kept(visit) == [settings.CSRF_COOKIE_NAME]
    sign_in(visit, maya)
    assert set(kept(visit)) == {settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME, "browser"}
    visit.go(reverse("consent:choices"))
    visit.go("/")
    signal = {"Sec-GPC": "gpc", "DNT": "dnt"}.get("".join(headers), "")
    assert methods(maya) == ([f"sale-or-sharing opted_out {signal}"] if signal else [])
    assert visit.strays == []


@pytest.mark.promise("P13", "P20")
def test_the_signal_is_shown_and_stays_in_force(journey: Any, maya: User) -> None:
    gpc = journey.another(extra_http_headers={"Sec-GPC": "1"}, color_scheme="dark")
    gpc.go(reverse("account_login"))
    assert "stays in force there" in gpc.page.locator("main").inner_text()
    sign_in(gpc, maya)
    gpc.go(reverse("consent:choices"))
    words = gpc.page.locator("main").inner_text()
    for said in (
        "Opt-out signal honoured",
        "Opted out",
        "by the browser's Global Privacy Control",
        "switch the signal off",
    ):
        assert said in words
    gpc.look("choices-gpc")
    sign_in(journey, maya)
    journey.go(reverse("consent:choices"))
    assert "by the browser's Global Privacy Control" in journey.page.locator("main").inner_text()
    assert methods(maya) == ["sale-or-sharing opted_out gpc"]


@pytest.mark.promise("P13", "P28")
def test_choosing_signed_in(journey: Any, maya: User) -> None:
    """One press out, two pages back in; one press to agree, one to withdraw; every entry with its receipt."""
    sign_in(journey, maya)
    journey.go(reverse("consent:choices"))
    journey.look("choices-account")
    row = journey.page.locator("#use-measurement")
    row.get_by_role("button").click()
    assert "Agreed" in journey.page.locator("#use-measurement").inner_text()
    journey.page.locator("#use-measurement").get_by_role("button").click()
    assert "Not agreed" in journey.page.locator("#use-measurement").inner_text()
    journey.press("Opt out of sale and sharing")
    journey.look("choices-opted-out")
    journey.press("Opt back in")
    assert journey.heading() == "Opt back in to sale and sharing"
    journey.look("choices-opt-in")
    journey.press("Yes, opt me back in")
    journey.press("Every choice you made, with a receipt for each")
    journey.look("choices-history")
    assert "Opted back in" in journey.page.locator("main").inner_text()
    assert methods(maya) == [
        "measurement given page",
        "measurement withdrawn page",
        "sale-or-sharing opted_out page",
        "sale-or-sharing opted_in page",
    ]
    with journey.page.expect_download() as download:
        journey.page.locator("main td a").first.click()
    assert download.value.suggested_filename.startswith("choice-receipt-")


@pytest.mark.promise("P19")
def test_the_notice(journey: Any, site: str) -> None:
    """Refuse on the page one is on; agree to one thing in another browser; take it back."""
    journey.go(reverse("dsr:track"))
    journey.look("choices-notice")
    answer_notice(journey, "Reject all")
    assert journey.page.url.endswith(reverse("dsr:track"))
    assert journey.page.locator(".choices-bar").count() == 0
    assert kept(journey) == ["choices"]
    assert ConsentRecord.objects.count() == 0
    other = journey.another(viewport={"width": 320, "height": 640})
    other.go("/")
    other.look("choices-notice-320")
    answer_notice(other, "Choose")
    assert other.heading() == "Your Privacy Choices"
    other.look("choices-visitor-320")
    assert other.page.locator("main input:checked").count() == 0
    other.page.get_by_label("Measure visits and mail").check()
    other.press("Save what is ticked")
    assert [e.decision for e in ConsentRecord.objects.in_chain_order()] == ["given", "refused"]
    other.press("Reject all")
    assert ConsentRecord.objects.order_by("sequence").last().decision == "withdrawn"
    other.go(reverse("consent:cookies"))
    other.look("choices-register-320")
    journey.go(reverse("consent:cookies"))
    journey.look("choices-register")


LOOKS = """button => {
    const style = getComputedStyle(button), box = button.getBoundingClientRect();
    return [box.width, box.height, style.color, style.backgroundColor, style.borderColor, style.fontSize, style.fontWeight];
}"""


@pytest.mark.promise("P19")
@pytest.mark.parametrize("width", [320, 700, 1100])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_answer_of_the_notice_looks_better_than_another(scripted: Any, width: int, scheme: str) -> None:
    visit = scripted.another(viewport={"width": width, "height": 800}, color_scheme=scheme)
    visit.go("/")
    buttons = visit.page.locator(".choices-bar button")
    looks = [buttons.nth(number).evaluate(LOOKS) for number in range(buttons.count())]
    assert len(looks) == 3
    assert looks[0] == looks[1] == looks[2]
    assert visit.page.locator("body").evaluate("b => b.scrollWidth") <= width
    below = visit.page.locator(".site-header").bounding_box()
    notice = visit.page.locator(".choices-bar").bounding_box()
    assert notice["y"] + notice["height"] <= below["y"] + 1


def test_the_notice_is_reached_and_answered_with_the_keyboard(scripted: Any, site: str) -> None:
    scripted.go("/")
    for _ in range(12):
        scripted.page.keyboard.press("Tab")
        if scripted.page.evaluate("document.activeElement.textContent").strip() == "Reject all":
            break
    scripted.page.keyboard.press("Enter")
    scripted.page.locator(".choices-bar").wait_for(state="detached")
    assert kept(scripted) == ["choices"]


@pytest.mark.promise("P19")
def test_every_cookie_is_declared_and_every_declared_one_is_set(journey: Any, maya: User) -> None:
    """What the browser really holds after signing in, the settings and the notice, against the data map."""
    journey.go("/")
    answer_notice(journey, "Accept all")
    sign_in(journey, maya)
    journey.go(reverse("accounts:settings"))
    journey.go(reverse("consent:choices"))
    declared = {
        name_in_browsers(c.key, c.name) for c in current().cookies.values() if c.set_by == "This portal"
    }
    assert len(declared) == 4
    assert {cookie["name"] for cookie in journey.context.cookies()} == declared
