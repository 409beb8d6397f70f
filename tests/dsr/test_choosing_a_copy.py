"""What somebody chooses of a copy is kept with the request, shown, and asked of the builder."""

from datetime import date

import pytest
from django.urls import reverse

from accounts.datamap.current import current
from dsr.models import DataSubjectRequest
from dsr.scope import scope_of
from exports.models import ExportPackage
from exports.scope import Scope
from exports.scope_words import words_of
from tests.dsr.asking import ask

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("frozen", "committed", "inkwell"),
    pytest.mark.promise("P17", "P33"),
]
DOOR = "dsr:download"
API = "api-packages"


def chosen(page, **other):
    """Return what the page's form sends when only these are touched."""
    form = page.context["form"]
    sent = {name: form[name].initial for name in form.fields if form[name].initial not in (None, "")}
    return sent | other


def test_untouched_the_form_asks_for_everything(client, person, jobs):
    client.force_login(person)
    page = client.get(reverse(DOOR))
    assert "<details><summary>Choose what is in it" in page.content.decode()
    answer = client.post(reverse(DOOR), chosen(page))
    request = DataSubjectRequest.objects.get()
    assert (request.right, scope_of(request)) == ("access", Scope())
    assert "Everything we hold about you" in client.get(answer.url).content.decode()
    assert "You have a new copy already" not in page.content.decode()
    jobs.run()
    assert ExportPackage.objects.get().wish == Scope()
    page = client.get(reverse(DOOR))
    assert "You have a new copy already" in page.content.decode()
    refused = client.post(reverse(DOOR), chosen(page)).content.decode()
    assert "Nothing was asked for: you have this copy already" in refused
    assert reverse("dsr:ask") in refused
    assert DataSubjectRequest.objects.count() == 1
    client.post(reverse(DOOR), chosen(page, categories=page.context["form"]["categories"].initial[:1]))
    other = scope_of(DataSubjectRequest.objects.latest("pk"))
    assert len(other.categories) == 1
    assert words_of(other, current())[0] == "Some of what we hold about you"


def test_what_was_chosen_reaches_request_page_and_copy(client, person, bystander, jobs):
    client.force_login(person)
    page = client.get(reverse(DOOR))
    keys = page.context["form"]["categories"].initial
    assert len(keys) > 2
    sent = chosen(
        page, right="portability", categories=keys[:2], days="own", since="2026-01-02", until="2026-03-04",
        formats=["csv", "activitypub", "blog"], size="2",
    )  # fmt: skip
    answer = client.post(reverse(DOOR), sent)
    wish = Scope(
        "portability",
        tuple(keys[:2]),
        date(2026, 1, 2),
        date(2026, 3, 4),
        ("csv", "activitypub", "blog"),
        2 * 10**9,
    )
    request = DataSubjectRequest.objects.get()
    assert (request.right, scope_of(request)) == ("portability", wish)
    shown = client.get(answer.url).content.decode()
    assert "From 2 January 2026 to 4 March 2026" in shown
    assert (
        "JSON, tables for a spreadsheet (CSV), posts for social networks (ActivityPub), an archive" in shown
    )
    assert "In files of up to 2 GB" in shown
    assert "2 January 2026 to 4 March" in client.get(reverse(DOOR)).content.decode()
    assert client.post(reverse(DOOR), chosen(page)).url == answer.url
    jobs.run()
    assert [one.wish for one in ExportPackage.objects.all()] == [wish]


@pytest.mark.parametrize(
    ("days", "since"), [("year", date(2025, 12, 2)), ("2022", date(2022, 1, 1)), ("all", None)]
)
def test_the_days_that_are_offered(client, person, days, since):
    client.force_login(person)
    client.post(reverse(DOOR), chosen(client.get(reverse(DOOR)), days=days))
    assert scope_of(DataSubjectRequest.objects.get()) == Scope(since=since)


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"categories": []}, "Tick at least one kind of data."),
        ({"days": "own"}, "Give the first day, the last day, or both."),
        ({"days": "own", "since": "2026-02-02", "until": "2026-02-01"}, "The last day must not be before"),
        ({"right": "know_specific"}, "Select a valid choice"),
        ({"categories": ["planets"]}, "Select a valid choice"),
    ],
)
def test_a_choice_that_cannot_be_opens_the_form_and_asks_for_nothing(client, person, sent, said):
    client.force_login(person)
    page = client.post(reverse(DOOR), chosen(client.get(reverse(DOOR)), **sent)).content.decode()
    assert said in page
    assert "<details open><summary>Choose what is in it" in page
    assert not DataSubjectRequest.objects.exists()


def test_california_has_the_pieces_and_says_so(client, person, jobs):
    person.subject.residence = "US-CA"
    person.subject.save()
    client.force_login(person)
    client.post(reverse(DOOR), chosen(client.get(reverse(DOOR))))
    by_program = ask(person, right="portability")
    assert [scope_of(one).right for one in DataSubjectRequest.objects.all()] == ["know_specific"] * 2
    jobs.run()
    by_program.refresh_from_db()
    assert by_program.state == "fulfilled"
    assert ExportPackage.objects.get().wish == Scope("know_specific")


def test_programs_choose_too_and_hear_when_another_copy_is_ahead(client, person, bystander, jobs):
    client.force_login(person)

    def post(**wish):
        return client.post(reverse(API), wish, content_type="application/json")

    for wrong, named in (
        ({"right": "know_specific"}, "right"),
        ({"right": "everything"}, "right"),
        ({"categories": ["planets"]}, "categories"),
        ({"since": "2026-02-02", "until": "2026-02-01"}, "until"),
        ({"formats": ["pdf"]}, "formats"),
        ({"part_gigabytes": 3}, "part_gigabytes"),
    ):
        answer = post(**wrong)
        assert (answer.status_code, list(answer.json())) == (400, [named])
    made = post(right="portability", since="2026-01-02", formats=["blog", "csv", "html"], part_gigabytes=1)
    assert made.status_code == 202
    wish = Scope("portability", (), date(2026, 1, 2), None, ("html", "csv", "blog"), 10**9)
    assert ExportPackage.objects.get().wish == wish
    other = post()
    assert (other.status_code, other.json()["code"]) == (409, "other_copy_first")
    assert ExportPackage.objects.count() == 1
    jobs.run()
    assert post().status_code == 202
    assert ExportPackage.objects.get(job_state="queued").wish == Scope()
