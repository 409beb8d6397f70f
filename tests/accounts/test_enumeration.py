"""Nobody can find out who has an account: same words, same work, one mail, whatever the address."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import User
from consent.models import MailDelivery

pytestmark = pytest.mark.django_db

KNOWN, UNKNOWN = "maya@example.org", "nobody@example.org"
FORMS = {
    "sign in by code": ("account_request_login_code", {"email": "{}"}),
    "open an account": ("account_signup", {"email": "{}"}),
    "forgotten password": ("account_reset_password", {"email": "{}"}),
    "wrong password": ("account_login", {"login": "{}", "password": "not the right one"}),
}


class Seen:
    """What somebody outside can see of an answer, and what it cost."""

    def __init__(self, form: str, address: str) -> None:
        name, fields = FORMS[form]
        client = Client()
        client.get(reverse(name))
        data = {key: value.format(address) for key, value in fields.items()}
        with CaptureQueriesContext(connection) as queries:
            answer = client.post(reverse(name), data)
        self.status = answer.status_code
        self.headers = {k: v for k, v in answer.headers.items() if k not in ("Content-Length", "Expires")}
        self.cookies = sorted(answer.cookies)
        self.words = _plain(answer.content, address)
        self.after = _plain(client.get(answer.url).content, address) if answer.status_code == 302 else ""
        self.session_keys = sorted(client.session.keys())
        self.queries = [_shape(q["sql"]) for q in queries.captured_queries]
        self.mails = MailDelivery.objects.filter(to_address=address).count()


def _plain(content: bytes, address: str) -> str:
    text = content.decode().replace(address, "ADDRESS")
    return re.sub(r'name="(?:csrfmiddlewaretoken|browser_token)" value="[^"]*"', "", text)


def _shape(sql: str) -> str:
    return re.sub(r"'[^']*'|\b\d+\b", "?", re.sub(r'SAVEPOINT "[^"]*"', "SAVEPOINT", sql))


@pytest.mark.parametrize("form", list(FORMS))
def test_the_answer_and_the_work_are_the_same(form: str, person: User) -> None:
    assert person.email == KNOWN
    known, unknown = Seen(form, KNOWN), Seen(form, UNKNOWN)
    assert known.status == unknown.status
    assert known.headers == unknown.headers
    assert known.cookies == unknown.cookies
    assert known.words == unknown.words
    assert known.after == unknown.after
    assert known.session_keys == unknown.session_keys
    assert known.mails == unknown.mails
    assert known.queries == unknown.queries


@pytest.mark.parametrize("form", list(FORMS))
def test_the_comparison_would_notice(form: str, person: User) -> None:
    """The red companion: two addresses of different kind do differ in what this test compares."""
    bad = Seen(form, "not an address") if form != "wrong password" else Seen("sign in by code", KNOWN)
    assert bad.words != Seen(form, KNOWN).words or bad.queries != Seen(form, KNOWN).queries


@pytest.mark.parametrize("path", ["auth/code/request", "auth/password/request", "auth/login", "auth/signup"])
def test_programs_learn_nothing_either(path: str, person: User) -> None:
    answers = []
    for address in (KNOWN, UNKNOWN):
        body = {"email": address}
        if path in ("auth/login", "auth/signup"):
            body["password"] = "not the right one"
        answer = Client().post(f"/_allauth/app/v1/{path}", body, content_type="application/json")
        plain = re.sub(r'"session_token": "[^"]*"', "", answer.content.decode()).replace(address, "ADDRESS")
        answers.append((answer.status_code, plain, MailDelivery.objects.filter(to_address=address).count()))
    assert answers[0] == answers[1]
