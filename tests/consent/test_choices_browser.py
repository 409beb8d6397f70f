"""Choices in a browser without signing in: the notice, the cookie that remembers, the ledger only for consents."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.datamap.current import current
from accounts.models import AuditEvent, User
from consent.browser import COOKIE, LIFE
from consent.choices import purposes_of_cookies
from consent.models import ConsentRecord
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db
HERE = {"HTTP_ORIGIN": "http://testserver"}
GPC: dict[str, Any] = {"HTTP_SEC_GPC": "1"}


def press(client: Client, answer: str, *purposes: str, path: str = "/", **more: Any) -> Any:
    """Press a button of the notice on a page, or of the form on the page of choices."""
    context = client.get(
        path, **{key: value for key, value in more.items() if key.startswith("HTTP_")}
    ).context
    data = {
        "browser_token": context["browser_token"],
        "back": context["back"],
        "answer": answer,
        "purpose": purposes,
    }
    return client.post(reverse("consent:browser"), data, **{**HERE, **more})


def asks(client: Client, path: str = "/", **more: Any) -> bool:
    page = client.get(path, **more).content.decode()
    said = [word in page for word in ("Accept all</button>", "Reject all</button>")]
    assert said[0] == said[1]
    return said[0] and "choices-bar__answers" in page


@pytest.mark.promise("P19")
def test_a_refusal_is_remembered_without_a_number_and_recorded_nowhere(client: Client) -> None:
    assert asks(client)
    answer = press(client, "reject", path="/ask/")
    assert answer.url == "/ask/"
    kept = answer.cookies[COOKIE]
    assert (kept["httponly"], kept["samesite"], kept["max-age"]) == (True, "Lax", LIFE)
    assert timedelta(days=180) < timedelta(seconds=LIFE) < timedelta(days=186)
    assert ConsentRecord.objects.count() == 0
    assert AuditEvent.objects.count() == 0
    assert not asks(client)
    other = Client()
    assert press(other, "reject").cookies[COOKIE].value.split(":")[0] == kept.value.split(":")[0]
    assert "You refused all of them on" in client.get("/choices/").content.decode()


@pytest.mark.promise("P19", "P28")
def test_a_consent_gets_a_number_and_is_provable(client: Client) -> None:
    press(client, "accept")
    entries = list(ConsentRecord.objects.in_chain_order())
    assert [(e.scope, e.key, e.decision, e.method) for e in entries] == [
        ("browser", "measurement", "given", "banner"),
        ("browser", "relevant-ads", "given", "banner"),
    ]
    assert len({entry.holder for entry in entries}) == 1
    assert not asks(client)
    history = client.get(reverse("consent:history")).content.decode()
    assert history.count("choices/receipts/") == 2
    assert client.get(reverse("consent:receipt", args=[entries[0].ref])).status_code == 200
    assert Client().get(reverse("consent:receipt", args=[entries[0].ref])).status_code == 404


def test_account_and_browser_have_a_history_each(client: Client, person: User) -> None:
    press(client, "accept")
    sign_in(client, person)
    client.post(reverse("consent:choose"), {"key": "finding-friends", "answer": "give"})
    address = reverse("consent:history")
    account = client.get(address).content.decode()
    assert account.count("choices/receipts/") == 1
    assert "Find people you know" in account
    browser = client.get(address, {"of": "browser"}).content.decode()
    assert browser.count("choices/receipts/") == 2
    assert "Find people you know" not in browser
    assert client.get(address, {"of": "x"}).content.decode().count("choices/receipts/") == 1


@pytest.mark.promise("P28")
def test_taking_back_is_one_press_on_the_page_where_agreeing_is_one(client: Client) -> None:
    press(client, "some", "measurement", path="/choices/")
    assert [e.decision for e in ConsentRecord.objects.in_chain_order()] == ["given", "refused"]
    page = client.get("/choices/").content.decode()
    assert 'id="cookie-measurement" checked' in page
    assert 'id="cookie-relevant-ads" checked' not in page
    answer = press(client, "reject", path="/choices/")
    assert answer.url == "/choices/"
    assert ConsentRecord.objects.newest_first(ConsentRecord.objects.first().holder)[0].decision == "withdrawn"
    assert client.get(reverse("consent:history")).status_code == 302


def test_nothing_is_ticked_before_somebody_ticked_it(client: Client) -> None:
    page = client.get("/choices/").content.decode()
    assert 'type="checkbox"' in page
    assert " checked" not in page
    assert press(client, "some", path="/choices/").status_code == 302
    assert ConsentRecord.objects.count() == 0


def test_choose_leads_to_the_page_and_sets_nothing(client: Client) -> None:
    answer = press(client, "choose")
    assert answer.url == "/choices/#this-browser"
    assert answer.cookies == {}
    for odd in ("", "perhaps"):
        press(client, odd, path="/choices/")
    assert ConsentRecord.objects.count() == 0


@pytest.mark.promise("P20")
@pytest.mark.parametrize("answer", ["accept", "reject", "some"])
def test_with_a_signal_nothing_is_agreed_to_and_nothing_set(client: Client, answer: str) -> None:
    assert not asks(client, **GPC)
    given = press(client, answer, "measurement", path="/choices/", **GPC)
    assert given.cookies == {}
    assert ConsentRecord.objects.count() == 0


def test_a_signal_forgets_what_was_agreed_to_before(client: Client) -> None:
    press(client, "accept")
    page = client.get("/choices/", **GPC).content.decode()
    assert "Forget what this browser remembers" in page
    given = press(client, "reject", path="/choices/", **GPC)
    assert given.cookies[COOKIE]["max-age"] == 0
    assert [e.decision for e in ConsentRecord.objects.in_chain_order()] == ["given"] * 2 + ["withdrawn"] * 2


@pytest.mark.parametrize(
    "back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "", "ask/"]
)
def test_the_way_back_is_always_a_page_of_ours(client: Client, back: str) -> None:
    token = client.get("/").context["browser_token"]
    data = {"browser_token": token, "back": back, "answer": "reject"}
    assert client.post(reverse("consent:browser"), data, **HERE).url == "/"


def test_a_form_from_elsewhere_is_refused(client: Client) -> None:
    token = client.get("/").context["browser_token"]
    data = {"browser_token": token, "back": "/", "answer": "accept"}
    address = reverse("consent:browser")
    assert client.post(address, data, HTTP_ORIGIN="https://evil.example").status_code == 403
    assert client.post(address, {**data, "browser_token": "x"}, **HERE).status_code == 403
    assert client.get(address).status_code == 405
    assert ConsentRecord.objects.count() == 0


@pytest.mark.parametrize("made_up", ["x", "", "eyJ5ZXMiOltdfQ:1abc:def", "\x00"])
def test_a_made_up_cookie_is_no_answer(client: Client, made_up: str) -> None:
    client.cookies[COOKIE] = made_up
    assert asks(client)


def test_whoever_agrees_without_end_is_held_off_and_refusing_still_works(client: Client) -> None:
    token = client.get("/").context["browser_token"]
    data = {"browser_token": token, "back": "/", "answer": "accept"}
    codes = {client.post(reverse("consent:browser"), data, **HERE).status_code for _ in range(61)}
    assert codes == {302, 429}
    assert client.post(reverse("consent:browser"), {**data, "answer": "reject"}, **HERE).status_code == 302


def test_a_purpose_that_is_new_is_asked_about(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:

    both = purposes_of_cookies()
    one = {"measurement": both["measurement"]}
    for place in ("consent.views.browser", "consent.actions.browser", "consent.templatetags.choices"):
        monkeypatch.setattr(f"{place}.purposes_of_cookies", lambda: one)
    press(client, "reject")
    assert not asks(client)
    monkeypatch.undo()
    assert asks(client)


def test_without_a_cookie_that_needs_consent_nobody_is_asked(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("consent.templatetags.choices.purposes_of_cookies", dict)
    assert not asks(client)


@pytest.mark.promise("P13")
def test_who_opted_out_is_not_asked_to_agree(client: Client, person: User) -> None:
    """Neither in the session in which they opted out, nor in the next one."""
    sign_in(client, person)
    assert asks(client)
    client.post(reverse("consent:opt_out"))
    assert not asks(client)
    later = Client()
    fields = {"login": person.email, "password": "correct horse battery staple"}
    assert asks(later)
    later.post(reverse("account_login"), fields)
    assert not asks(later)


def test_the_notice_stays_away_from_forms_that_were_sent_and_from_staff(
    client: Client, officer: User
) -> None:
    token = client.get("/ask/").context["token"]
    sent = client.post("/ask/", {"token": token, "step": "who", "who": "self"}, **HERE).content.decode()
    assert "What would you like" in sent or "<fieldset" in sent
    assert "choices-bar" not in sent
    sign_in(client, officer, second_factor=True)
    assert "choices-bar" not in client.get("/staff/").content.decode()


@pytest.mark.promise("P19")
def test_the_register_names_every_cookie_of_the_map(client: Client, settings: Any) -> None:
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    page = client.get(reverse("consent:cookies")).content.decode()
    for cookie in current().cookies.values():
        assert cookie.description in page
    for word in ("__Host-session", "__Host-csrf", "mm_visitor", "6 months", "until the browser is closed",
                 "Meridian Metrics", "local storage"):  # fmt: skip
        assert word in page
    assert page.count("Only if you agree") == 3


STATE = "/choices/browser.json"
SITE = "https://inkwell.example"


@pytest.mark.promise("P19")
def test_the_company_s_pages_hear_no_until_somebody_agrees(client: Client) -> None:
    no = {"measurement": False, "relevant-ads": False}
    assert client.get(STATE).json() == {"signal": "", "answered": False, "allowed": no}
    press(client, "some", "measurement", path="/choices/")
    answer = client.get(STATE)
    assert answer.json() == {"signal": "", "answered": True, "allowed": no | {"measurement": True}}
    assert answer.cookies == {}
    assert client.get(STATE, **GPC).json() == {"signal": "gpc", "answered": True, "allowed": no}


@pytest.mark.parametrize(
    ("origin", "may_read"),
    [
        (SITE, True),
        ("https://evil.example", False),
        ("https://inkwell.example.evil.example", False),
        ("null", False),
    ],
)
def test_only_the_company_s_site_may_read_it_from_elsewhere(
    client: Client, origin: str, may_read: bool
) -> None:
    organisation = current().organisation
    before = organisation.website
    object.__setattr__(organisation, "website", SITE)
    try:
        answer = client.get(STATE, HTTP_ORIGIN=origin)
    finally:
        object.__setattr__(organisation, "website", before)
    assert answer.headers.get("Access-Control-Allow-Origin") == (SITE if may_read else None)
    assert {"Origin", "Cookie", "Sec-GPC", "DNT"} <= set(answer.headers["Vary"].split(", "))
