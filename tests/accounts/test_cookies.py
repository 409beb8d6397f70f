"""Cookies come with signing in and not before."""

from html import unescape
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django.asserts import assertContains, assertRedirects

from accounts.models import User

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "path", ["/", "/healthz", "/ask/", "/track/", "/nowhere", "/settings/", "/your-data/"]
)
@pytest.mark.promise("P19", "P20")
def test_a_visitor_gets_none(path: str, client: Client) -> None:
    assert client.get(path).cookies == {}


@pytest.mark.parametrize("signal", [{"Sec-GPC": "1"}, {"DNT": "1"}])
@pytest.mark.promise("P20")
def test_with_a_signal_a_link_that_needs_an_account_sets_none_until_signing_in_is_pressed(
    signal: dict[str, str], person: User, client: Client
) -> None:
    led = client.get(reverse("exports:holdings"), headers=signal, follow=True)
    assert led.context["request"].path == reverse("account_login")
    assert client.cookies == {}
    onward = f"{reverse('account_login')}?next={quote(reverse('exports:holdings'), safe='')}&amp;pressed=1"
    assertContains(led, f'href="{onward}"')
    page = client.get(unescape(onward), headers=signal)
    assert set(page.cookies) == {"csrftoken"}
    fields = {
        "login": person.email,
        "password": "correct horse battery staple",
        "next": reverse("exports:holdings"),
    }
    answer = client.post(reverse("account_login"), fields, headers=signal)
    assertRedirects(answer, reverse("exports:holdings"), fetch_redirect_response=False)


def test_without_a_signal_such_a_link_leads_to_the_sign_in_page_itself(client: Client) -> None:
    led = client.get(reverse("exports:holdings"), follow=True)
    assertContains(led, 'name="password"')
    assert set(client.cookies) == {"csrftoken"}


@pytest.mark.promise("P20")
def test_where_one_is_led_after_the_press_is_a_page_of_ours(client: Client) -> None:
    led = client.get(reverse("account_login"), {"next": "https://evil.example/"}, headers={"Sec-GPC": "1"})
    assertContains(led, f'href="{reverse("account_login")}?pressed=1"')


@pytest.mark.promise("P20")
def test_signing_in_sets_what_is_necessary_and_guards_it(person: User, client: Client) -> None:
    page = client.get(reverse("account_login"))
    assert set(page.cookies) == {"csrftoken"}
    fields = {"login": person.email, "password": "correct horse battery staple"}
    answer = client.post(reverse("account_login"), fields)
    assert set(answer.cookies) <= {"sessionid", "csrftoken", "browser"}
    for name in ("sessionid", "browser"):
        assert answer.cookies[name]["httponly"]
        assert answer.cookies[name]["samesite"] == "Lax"
