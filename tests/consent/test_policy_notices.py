"""The banner: until seen, for whoever is owed it, on every page, for nobody else."""

from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.actor import actor_for
from accounts.clock import now
from accounts.models import AuditEvent, DataSubject, User
from consent.actions.notices import mark_seen
from consent.campaigns import planning
from consent.models import Campaign, Notice
from tests.consent.policies import former, published, significant
from tests.people import make_person
from tests.signing_in import sign_in

pytestmark = pytest.mark.usefixtures("db", "frozen", "jobs")
BANNER = "Our privacy policy changes: what applies from 11 January 2027"


@pytest.fixture
def campaign(person: User, bystander: User) -> Campaign:
    """Return a planned campaign of which both people are owed a notice; nothing has been mailed."""
    published()
    found = significant().campaign
    planning.plan(found.pk)
    return found


def home(client: Client) -> str:
    return client.get(reverse("home")).content.decode()


@pytest.mark.promise("P03")
def test_the_banner_stays_until_the_button_is_pressed(
    client: Client, campaign: Campaign, person: User, bystander: User
) -> None:
    assert BANNER not in home(client)
    sign_in(client, person)
    for _ in range(2):
        page = home(client)
        assert BANNER in page
        assert "We delete what you read after a month." in page.split("<main")[0]
    gone = client.post(reverse("consent:notice_seen"), {"campaign": campaign.pk, "next": "/requests/"})
    assert (gone.status_code, gone["Location"]) == (302, "/requests/")
    assert BANNER not in home(client)
    assert Notice.objects.get(subject=person.subject).seen_at == now()
    assert Notice.objects.get(subject=bystander.subject).seen_at is None
    event = AuditEvent.objects.get(name="consent:notice:seen")
    assert (event.subject_ref, event.data) == (person.subject.ref, {"notices": 1})


def test_one_thing_is_asked_at_a_time(client: Client, campaign: Campaign, person: User) -> None:
    """The cookie notice waits until the policy's was seen: until somebody agrees, the answer is no anyway."""
    asks = "Cookies that need your agreement"
    assert asks in home(client)
    sign_in(client, person)
    assert BANNER in home(client)
    assert asks not in home(client)
    mark_seen(person.subject, actor=actor_for(person), campaigns=[campaign.pk])
    assert asks in home(client)


@pytest.mark.promise("P03")
@pytest.mark.parametrize("path", ["/policy/2/", "/policy/compare/?from=1&to=2"])
def test_reading_the_version_or_what_changed_is_seeing_it(
    client: Client, campaign: Campaign, person: User, bystander: User, path: str
) -> None:
    Client().get(path)
    assert not Notice.objects.filter(seen_at__isnull=False).exists()
    sign_in(client, person)
    client.get("/policy/1/")
    assert BANNER in home(client)
    client.get(path)
    assert BANNER not in home(client)
    assert [n.subject for n in Notice.objects.filter(seen_at__isnull=False)] == [person.subject]


def test_the_banner_is_there_also_where_no_mail_could_go(
    client: Client, campaign: Campaign, person: User
) -> None:
    Notice.objects.filter(subject=person.subject).update(
        state="skipped", reason="no_address", settled_at=now()
    )
    sign_in(client, person)
    assert BANNER in home(client)


def test_the_first_time_counts(campaign: Campaign, person: User, frozen: Any) -> None:
    assert mark_seen(person.subject, actor=actor_for(person), campaigns=[campaign.pk]) == 1
    first = Notice.objects.get(subject=person.subject).seen_at
    frozen.move(days=1)
    assert mark_seen(person.subject, actor=actor_for(person), campaigns=[campaign.pk]) == 0
    assert Notice.objects.get(subject=person.subject).seen_at == first


def test_the_button_refuses_other_places_and_other_people(
    client: Client, campaign: Campaign, person: User, bystander: User, officer: User
) -> None:
    strict = Client(enforce_csrf_checks=True)
    sign_in(strict, person)
    assert strict.post(reverse("consent:notice_seen"), {"campaign": campaign.pk}).status_code == 403
    assert "/account/login/" in client.post(reverse("consent:notice_seen"))["Location"]
    sign_in(client, person)
    assert client.get(reverse("consent:notice_seen")).status_code == 405
    for onward in ("https://evil.example/", "//evil.example", ""):
        answer = client.post(reverse("consent:notice_seen"), {"campaign": "x", "next": onward})
        assert answer["Location"] == "/policy/"
    for onward in ("policy", "a/b"):
        assert client.post(reverse("consent:notice_seen"), {"next": onward})["Location"] == onward
    sign_in(client, officer)
    client.post(reverse("consent:notice_seen"), {"campaign": campaign.pk})
    assert not Notice.objects.filter(seen_at__isnull=False).exists()


def test_the_banner_costs_one_query_signed_in_and_none_signed_out(
    client: Client, campaign: Campaign, person: User, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        home(client)
    sign_in(client, person)
    home(client)
    with django_assert_num_queries(8) as with_banner:
        assert BANNER in home(client)
    Notice.objects.update(seen_at=now())
    with django_assert_num_queries(len(with_banner)):
        assert BANNER not in home(client)
    for number in range(3):
        version = significant(f"Words {number}.")
        planning.plan(version.campaign.pk)
    with django_assert_num_queries(len(with_banner)):
        assert "Our privacy policy changes" in home(client)


@pytest.mark.promise("P01", "P02")
def test_programs_read_the_policy(client: Client, campaign: Campaign, django_assert_num_queries: Any) -> None:
    with django_assert_num_queries(1):
        response = client.get(reverse("api-policy"))
    said = response.json()
    assert (said["in_force"]["number"], said["in_force"]["state"], said["in_force"]["until"]) == (
        1,
        "in_force",
        "2027-01-10",
    )
    assert [one["number"] for one in said["upcoming"]] == [2]
    assert [one["number"] for one in said["archive"]] == [2, 1]
    assert client.get(said["in_force"]["markdown"]).status_code == 200
    assert client.get(said["in_force"]["page"]).status_code == 200
    assert not response.cookies
    assert response["Cache-Control"] == "public, max-age=300"


def test_programs_read_and_answer_their_own_notices(
    client: Client, campaign: Campaign, person: User, stranger: User
) -> None:
    assert client.get(reverse("api-notices")).status_code in (401, 403)
    client.force_login(stranger)
    assert client.get(reverse("api-notices")).json()["results"] == []
    seen = reverse("api-notice-seen", args=[campaign.ref])
    assert client.post(seen).status_code == 404
    client.force_login(person)
    (notice,) = client.get(reverse("api-notices")).json()["results"]
    assert notice["ref"] == str(campaign.ref)
    assert (notice["version"], notice["effective_on"], notice["seen_at"]) == (2, "2027-01-11", None)
    assert client.post(seen).json()["seen_at"] is not None
    assert client.post(seen).status_code == 200
    assert Notice.objects.filter(seen_at__isnull=False).count() == 1


def test_staff_accounts_are_owed_nothing(client: Client, campaign: Campaign, officer: User) -> None:
    sign_in(client, officer, second_factor=True)
    assert client.get("/policy/2/").status_code == 200
    assert BANNER not in home(client)
    assert client.get(reverse("api-notices")).status_code == 404
    assert not Notice.objects.filter(seen_at__isnull=False).exists()


def test_who_joined_later_is_owed_nothing(client: Client, campaign: Campaign) -> None:
    sign_in(client, make_person("late@example.org"))
    assert BANNER not in home(client)
    assert DataSubject.objects.count() == 3
    former_count = Notice.objects.count()
    planning.plan(campaign.pk)
    assert Notice.objects.count() == former_count


def test_a_former_version_tells_nobody(person: User) -> None:
    former(date(2020, 9, 1))
    assert not Campaign.objects.exists()
