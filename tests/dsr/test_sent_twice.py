"""A second press files nothing twice; a changed answer is not lost to the first."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from accounts.actor import VISITOR
from accounts.models import DataSubject, User
from dsr.actions.intake import take_in_request
from dsr.actions.requests import revoke_request
from dsr.contact import Contact
from dsr.models import DataSubjectRequest, Verification
from tests.dsr.asking import ask
from tests.dsr.form import HERE, hidden, post, to_review

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("right", ["access", "rectification", "objection", "opt_out"])
def test_the_same_words_again_are_the_request_that_waits(person: User, right: str) -> None:
    words = Contact(person.email, details="My name is wrong")
    first = ask(person, right=right, contact=words)
    assert ask(person, right=right, contact=words) == first
    assert DataSubjectRequest.objects.of(person.subject).count() == 1


def test_other_words_and_a_closed_request_make_a_new_one(person: User) -> None:
    first = ask(person, right="rectification", contact=Contact(person.email, details="My name"))
    second = ask(person, right="rectification", contact=Contact(person.email, details="My birthday"))
    assert second != first
    revoke_request(first, actor=VISITOR)
    third = ask(person, right="rectification", contact=Contact(person.email, details="My name"))
    assert third not in (first, second)


def test_the_last_page_with_another_address_is_another_request(client: Client, outbox: Any) -> None:
    page = to_review(client, right="access", email="typo@example.org")
    first = post(client, page)
    second = client.post(reverse("dsr:ask"), {**hidden(page), "email": "right@example.org"}, **HERE)
    again = post(client, page)
    assert first.status_code == second.status_code == again.status_code == 302
    assert [message.to for message in outbox] == [["typo@example.org"], ["right@example.org"]]


@pytest.mark.django_db(transaction=True)
def test_of_two_sendings_at_once_one_is_filed_and_mailed(jobs: Any) -> None:
    gate = Barrier(2)

    def send(number: int) -> int:
        gate.wait(10)
        try:
            words = Contact("maya@example.org")
            return take_in_request(words, actor=VISITOR, right="access", idempotency_key="1" * 32).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as threads:
        first, second = threads.map(send, range(2))
    assert first == second
    assert DataSubject.objects.count() == DataSubjectRequest.objects.count() == 1
    assert Verification.objects.count() == 1


def test_the_code_goes_to_the_mailbox_that_is_looked_up(client: Client, outbox: Any) -> None:
    post(client, to_review(client, right="access", email="\u017fam@example.org"))
    body = {"email": "\u017fam@example.org", "right": "access"}
    client.post(reverse("api-intake"), body, content_type="application/json")
    assert [message.to for message in outbox] == [["sam@example.org"]] * 2
