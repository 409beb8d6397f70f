"""What is answered is kept by nobody, the cache's keys name nobody, and odd input is a clear error."""

import pytest
from django.conf import settings
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from accounts.models import User
from config.cache_keys import keyed
from config.settings import base
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db
PAGES = ["home", "dsr:requests", "dsr:correct", "dsr:choose", "dsr:download", "account_email", "api-requests"]


@pytest.mark.parametrize("name", PAGES)
def test_no_browser_and_no_proxy_keeps_a_page(client: Client, person: User, name: str) -> None:
    answer = sign_in(client, person).get(reverse(name))
    assert answer.status_code == 200
    assert {"private", "no-store"} <= set(answer.headers["Cache-Control"].split(", "))


def test_what_says_itself_how_it_is_kept_is_left_alone(client: Client, person: User) -> None:
    assert "no-cache" in sign_in(client, person).get(reverse("exports:packages")).headers["Cache-Control"]


def test_the_keys_of_the_cache_name_nobody() -> None:
    key = keyed("allauth:rl:login:ip:192.0.2.7", "", 1)
    assert key == keyed("allauth:rl:login:ip:192.0.2.7", "", 1)
    assert key != keyed("allauth:rl:login:ip:192.0.2.8", "", 1)
    assert "192.0" not in key
    assert base.CACHES["default"]["KEY_FUNCTION"] == settings.CACHES["default"]["KEY_FUNCTION"]
    assert cache.make_key("allauth:rl:login:ip:192.0.2.7") == key


@pytest.mark.parametrize("body", ["[" * 100_000, '{"a":' * 100_000])
@pytest.mark.parametrize("name", ["api-intake", "api-intake-confirm", "api-requests"])
def test_json_nested_without_end_is_refused(client: Client, person: User, name: str, body: str) -> None:
    answer = sign_in(client, person).post(reverse(name), body, content_type="application/json")
    assert answer.status_code == 400


@pytest.mark.parametrize("cursor", ["cD0=", "cD14", "cD0yMDI2LTEzLTQx", "cD0AAA==", "x"])
@pytest.mark.parametrize("name", ["api-requests", "api-packages"])
def test_a_made_up_place_in_a_list_is_not_found(client: Client, person: User, name: str, cursor: str) -> None:
    assert sign_in(client, person).get(reverse(name), {"cursor": cursor}).status_code == 404


def test_staff_change_their_password_where_they_are_alerted(client: Client, officer: User) -> None:
    answer = sign_in(client, officer, second_factor=True).get(reverse("admin:password_change"))
    assert answer.status_code == 302
    assert answer.headers["Location"] == reverse("account_change_password")


@pytest.mark.parametrize("onward", ["x", "'", "\U0001f600", "9" * 400, "admin:index:"])
def test_an_odd_place_to_go_on_to_breaks_nothing(client: Client, officer: User, onward: str) -> None:
    sign_in(client, officer, second_factor=True)
    for name in ("account_signup", "account_request_login_code", "admin:login"):
        assert client.get(reverse(name), {"next": onward}).status_code == 302


@pytest.mark.parametrize("method", ["get", "put", "delete"])
@pytest.mark.parametrize("path", ["account/phone", "auth/phone/verify", "auth/phone/verify/resend"])
def test_nobody_signs_in_by_telephone(client: Client, method: str, path: str) -> None:
    answer = getattr(client, method)(f"/_allauth/app/v1/{path}", content_type="application/json")
    assert answer.status_code == 404


@pytest.mark.parametrize("name", ["state", "right", "channel", "q"])
def test_no_query_of_staff_holds_a_nul(client: Client, officer: User, name: str) -> None:
    sign_in(client, officer, second_factor=True)
    page = reverse("admin:dsr_datasubjectrequest_changelist")
    assert client.get(page, {name: "x"}).status_code in (200, 302)
    assert client.get(page, {name: "\x00"}).status_code == 400


@pytest.mark.parametrize("name", ["home", "dsr:ask", "account_login", "healthz"])
def test_a_form_in_another_alphabet_is_refused(client: Client, name: str) -> None:
    answer = client.post(
        reverse(name), b"a=b", content_type="application/x-www-form-urlencoded; charset=utf-7"
    )
    assert answer.status_code == 400
    assert answer.headers["Content-Security-Policy"]
