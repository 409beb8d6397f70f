"""The doors for people who are signed in: home, copy, correction, choice, the list and one request."""

import pytest
from django.urls import reverse

from dsr.models import DataSubjectRequest
from tests.dsr.asking import ask

pytestmark = pytest.mark.usefixtures("frozen", "committed", "jobs")


@pytest.mark.promise("P17")
def test_the_home_has_five_verbs_for_everybody(client, person):
    for _ in range(2):
        page = client.get(reverse("home")).content.decode()
        for verb in ("See", "Download", "Correct", "Choose", "Delete"):
            assert f">{verb}</a>" in page
        client.force_login(person)


@pytest.mark.parametrize("name", ["dsr:download", "dsr:correct", "dsr:choose", "dsr:requests"])
def test_visitors_are_sent_to_sign_in(client, name):
    answer = client.get(reverse(name))
    assert answer.status_code == 302
    assert reverse("account_login") in answer.url


@pytest.mark.promise("P17", "P33")
def test_a_copy_is_two_clicks_away_and_asked_for_once(client, person, outbox):
    client.force_login(person)
    answer = client.post(reverse("dsr:download"))
    assert client.post(reverse("dsr:download")).url == answer.url
    request = DataSubjectRequest.objects.get()
    assert (request.right, request.state, request.channel) == ("access", "in_progress", "portal")
    page = client.get(answer.url).content.decode()
    assert "33 days left for our answer" in page
    assert page.count("4 January 2027") == 2
    assert request.reference in page
    assert "We have your request" in outbox.to(person.email)[-1].subject


@pytest.mark.promise("P34", "P32")
def test_corrections_and_objections_wait_for_staff_and_tell_them(client, person, officer, outbox):
    client.force_login(person)
    client.post(reverse("dsr:correct"), {"details": "My name is spelt Maya."})
    client.post(reverse("dsr:choose"), {"right": "objection", "details": "No profiles."})
    assert list(DataSubjectRequest.objects.order_by("pk").values_list("right", "review")) == [
        ("rectification", "by_hand"),
        ("objection", "by_hand"),
    ]
    assert len(outbox.to(officer.email)) == 2
    assert "Maya" not in outbox.to(officer.email)[0].body
    assert client.post(reverse("dsr:correct"), {"details": ""}).status_code == 200
    assert (
        "My name is spelt Maya."
        in client.get(
            reverse("dsr:request", args=[DataSubjectRequest.objects.first().reference])
        ).content.decode()
    )


def test_strangers_get_404(client, person, stranger):
    request = ask(person)
    client.force_login(stranger)
    for name in ("dsr:request", "dsr:withdraw"):
        for reference in (request.reference, "2222-2222-2222", "x"):
            assert client.get(reverse(name, args=[reference])).status_code == 404
            assert client.post(reverse("dsr:withdraw", args=[reference])).status_code == 404
    assert b"You have not asked" in client.get(reverse("dsr:requests")).content
    client.force_login(person)
    assert client.get(reverse("dsr:request", args=[request.reference])).status_code == 200
    assert request.reference.encode() in client.get(reverse("dsr:requests")).content


def test_a_request_is_cancelled_only_after_a_question(client, person):
    request = ask(person)
    client.force_login(person)
    address = reverse("dsr:withdraw", args=[request.reference])
    assert b"Keep it" in client.get(address).content
    request.refresh_from_db()
    assert request.state == "in_progress"
    client.post(address)
    request.refresh_from_db()
    assert request.state == "revoked"
    assert b"moved on" in client.post(address, follow=True).content


def test_lists_take_the_same_queries_however_long(client, person, django_assert_num_queries):
    client.force_login(person)
    for _ in range(3):
        ask(person)
    client.get(reverse("dsr:requests"))
    with django_assert_num_queries(11):
        client.get(reverse("dsr:requests"))
    for _ in range(10):
        ask(person)
    with django_assert_num_queries(11):
        client.get(reverse("dsr:requests"))


def test_a_third_copy_in_a_year_is_looked_at_and_not_refused(person, frozen):
    from accounts.actor import SYSTEM
    from dsr.actions.requests import fulfil_request

    for _ in range(2):
        fulfil_request(ask(person), actor=SYSTEM)
    third = ask(person)
    assert third.review == "frequent"
    fulfil_request(third, actor=SYSTEM)
    frozen.move(days=366)
    assert ask(person).review == ""


def test_staff_without_a_person_have_nothing_to_ask_for(client, officer):
    client.force_login(officer)
    assert client.get(reverse("dsr:download")).status_code == 404
    assert client.get(reverse("dsr:requests")).status_code == 200
    assert client.get(reverse("home")).status_code == 200
