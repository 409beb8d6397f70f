"""Every address asks to sign in or says why it does not; staff pages ask for a permission."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib import admin
from django.contrib.admin import AdminSite
from django.http import HttpResponse
from django.test import Client
from rest_framework.permissions import AllowAny, IsAuthenticated
from rest_framework.serializers import ModelSerializer
from rest_framework.views import APIView

from accounts.models import User
from tests.house import doors as rules
from tests.house.doors import Door
from tests.house.source import told
from tests.signing_in import sign_in

PUBLIC = {
    "healthz": "asked by the machinery that keeps the portal running",
    "readyz": "asked by the machinery that keeps the portal running",
    "home": "says what can be done here, to everybody",
    "api-intake*": "programs file here what people without an account file by the form",
    "consent:preferences_from_mail": "opened from any mail without signing in; signed link, and it shows topics only",
    "consent:unsubscribe": "asked by mail programs, which have no cookie and no account; signed link",
    "consent:genuine": "anybody may ask whether a mail is from us; it never tells to whom it went",
    "consent:safe_mail": "tells everybody how to know a forged mail",
    "no_telephone": "says that there is nothing, in place of doors that break",
    "api-policy": "the policy is for everybody, programs too",
    "consent:policy": "the policy is for everybody, and no page of it sets a cookie",
    "consent:policy_*": "the policy is for everybody, and no page of it sets a cookie",
    "exports:store_callback": "called by stores outside, whose answers are signed; 404 for any other name",
    "exports:store_task": "opened from a mail by whoever looks into a system by hand; signed link, and a code is mailed first",
    "dsr:authorities": "says where anybody can complain",
    "dsr:agents": "says what agents can do here, to everybody",
    "dsr:agent_confirm": "opened from a mail by the person an agent asks for; signed link",
    "dsr:copy": "a file of a copy, for an hour after a mailed code was given; signed link",
    "dsr:agent_copy": "opened from a mail by the person whose copy it is; signed link, and a code is mailed first",
    "dsr:agent_file": "agents need no account",
    "dsr:agent_filed": "shows the reference after filing; signed link",
    "dsr:contact": "says how to reach the company, with a form for everybody",
    "dsr:contact_sent": "shows the reference of what was just sent; signed link",
    "dsr:ask": "people without an account ask here",
    "dsr:cancel": "opened from a mail to cancel a closing; signed link, and nothing happens before the button",
    "dsr:closed": "tells somebody whose account was just closed what comes next; signed link",
    "dsr:confirm": "confirms with a mailed code; a wrong link is 404",
    "dsr:promises": "says to everybody what is promised and how it is kept",
    "api-promises": "says the same to programs as the page of promises",
    "dsr:track": "people without an account look here, with reference and secret",
    "consent:browser_state": "tells the company's own pages what this browser answered; names nobody",
    "consent:choices": "people without an account choose and opt out here",
    "consent:cookies": "says what is kept in browsers, to everybody",
    "consent:history": "a browser that chose sees its own choices; who has none is led away",
    "consent:receipt": "a browser that chose gets its own receipts; everything else is 404",
    "consent:gpc": "read by browsers and whoever checks that the signal is honoured",
    "accounts:not_me": "opened from a mail by somebody who may be locked out; signed link",
    "accounts:signing_key": "a public key, for whoever checks a signature",
    "accounts:signing_keys": "the same, with the former ones",
    "exports:verify*": "checks a file that stays in the browser; knows nobody",
    "accounts:facebook_*": "called by Facebook; each call is signed",
    "accounts:apple_notifications": "called by Apple; each call is signed",
    "accounts:provider_deletion": "opened from Facebook with a code nobody can guess",
    "account_*": "signing in and out is for those who are not signed in",
    "socialaccount_*": "signing in through another service",
    "*_login": "signing in through another service",
    "*_callback": "other services send people back here",
    "mfa_*": "django-allauth asks for sign-in where it is needed",
    "usersessions_list": "django-allauth asks for sign-in itself",
    "headless:*": "the API's sign-in; refuses by itself with 401 or 410",
    "/account/social/*": "old addresses of the sign-in pages, which only send on",
    "trial-*": "exists in the trial only, where no real person is",
    "style_guide": "exists in the trial only and shows made-up words",
    "api-schema": "describes the API and holds no data",
    "admin:login": "staff sign in here",
    "admin:logout": "ends a session, whoever asks",
    "admin:jsi18n": "translated words of the admin's scripts",
    "admin:/staff/*": "the admin's catch-all, which sends strangers to sign in",
}
NEEDS_COOKIE = {
    "account_*": "signing in needs a session and its form token",
    "socialaccount_*": "signing in needs a session and its form token",
    "*_login": "signing in needs a session",
    "*_callback": "signing in needs a session",
    "admin:*": "signing in needs a session and its form token",
    "headless:*": "signing in needs a session and its form token",
    "accounts:not_me": "a form that ends sessions is protected like signing in",
}
OPEN_API = {"SpectacularAPIView", "IntakeView", "ConfirmView", "PromisesView", "PolicyView"}
"""Published description of the API; the form without an account, the promises and the policy, for programs."""
STAFF_WITHOUT_PERMISSION = {
    "admin:index",
    "admin:logout",
    "admin:password_change",
    "admin:password_change_done",
    "admin:jsi18n",
    "admin:login",
}
pytestmark = pytest.mark.django_db(databases="__all__")


answers: list[tuple[Door, Any]] = []


@pytest.fixture
def found() -> list[tuple[Door, Any]]:
    """Knock at every door as a stranger with an empty cookie jar, once for all tests of this module."""
    if not answers:
        answers.extend((door, rules.answer(Client(), door)) for door in rules.doors())
    return answers


def test_strangers_get_in_only_where_the_list_says_so(found: list[tuple[Door, Any]]) -> None:
    assert len(found) > 40
    assert not told(rules.open_doors(found, PUBLIC))
    assert not told(rules.idle_reasons([door for door, _ in found], PUBLIC))


def test_no_door_breaks(found: list[tuple[Door, Any]]) -> None:
    assert not told(rules.broken_doors(found))


def test_no_cookie_without_need(found: list[tuple[Door, Any]]) -> None:
    assert not told(rules.baked_doors(found, NEEDS_COOKIE))


def test_strangers_cannot_enter_staff_pages(person: User) -> None:
    client = Client()
    sign_in(client, person)
    for door in rules.doors():
        if door.name.startswith("admin:") and door.name not in STAFF_WITHOUT_PERMISSION:
            assert rules.answer(client, door).status_code in (302, 403, 404), door.name


def test_staff_pages_need_a_permission() -> None:
    """Somebody who is staff and nothing else sees the start page and nothing behind it."""
    nobody = User.objects.create_user("nobody@example.org", "correct horse battery staple", is_staff=True)
    client = Client()
    sign_in(client, nobody, second_factor=True)
    assert client.get("/staff/").status_code == 200
    for door in rules.doors():
        if door.name.startswith("admin:") and door.name not in STAFF_WITHOUT_PERMISSION:
            assert rules.answer(client, door).status_code in (302, 403, 404), door.name


def test_the_api_is_explicit() -> None:
    views = {door.api_view for door in rules.doors() if door.api_view}
    assert views
    assert not told(rules.vague_api(views, rules.our_serializers(), OPEN_API))


def test_staff_see_only_pages_written_for_them() -> None:
    assert not told(
        rules.foreign_pages(admin.site, {"django.contrib.auth.admin": "roles of staff, no person in them"})
    )


def test_a_foreign_page_is_found() -> None:
    site = AdminSite()
    site.register(Authenticator)
    (found,) = rules.foreign_pages(site, {})
    assert found.startswith(
        "mfa.Authenticator has a page of django.contrib.admin.options in the staff admin."
    )


OPEN = Door("dsr:secrets", "/secrets/", None)


def test_an_open_door_is_found() -> None:
    (found,) = rules.open_doors([(OPEN, HttpResponse("all of it"))], PUBLIC)
    assert found.startswith("dsr:secrets (/secrets/) answers strangers with 200. Require sign-in in its view")
    for status in (401, 403):
        assert not list(rules.open_doors([(OPEN, HttpResponse(status=status))], PUBLIC))
    elsewhere = HttpResponse(status=302, headers={"Location": "/somewhere/"})
    assert list(rules.open_doors([(OPEN, elsewhere)], PUBLIC))
    asks = HttpResponse(status=302, headers={"Location": "/account/login/?next=/secrets/"})
    assert not list(rules.open_doors([(OPEN, asks)], PUBLIC))


def test_an_idle_entry_is_found() -> None:
    gone, empty = rules.idle_reasons(
        [OPEN], {"gone": "there was something once here", "dsr:secrets": "because"}
    )
    assert "no address has this name" in gone
    assert "gives no reason for dsr:secrets" in empty


def test_a_broken_door_is_found() -> None:
    (found,) = rules.broken_doors([(OPEN, HttpResponse(status=500))])
    assert found == "dsr:secrets (/secrets/) fails with 500 for a stranger."


def test_a_cookie_is_found() -> None:
    response = HttpResponse()
    response.set_cookie("csrftoken", "x")
    (found,) = rules.baked_doors([(OPEN, response)], NEEDS_COOKIE)
    assert found.startswith("dsr:secrets (/secrets/) sets csrftoken for a stranger.")


def test_a_vague_api_is_found() -> None:
    class Everybody(APIView):
        permission_classes = [AllowAny]

    class Some(APIView):
        permission_classes = [IsAuthenticated]

    class Everything(ModelSerializer):
        class Meta:
            model = User
            fields = "__all__"

    class AllBut(ModelSerializer):
        class Meta:
            model = User
            exclude = ["password"]

    everybody, everything, all_but = rules.vague_api([Everybody, Some], [Everything, AllBut], OPEN_API)
    assert "Everybody allows everybody" in everybody
    assert "Everything does not list its fields" in everything
    assert "AllBut does not list its fields" in all_but
