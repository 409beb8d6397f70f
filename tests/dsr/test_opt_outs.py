"""An opt-out is carried out at once, for whomever the address leads to, and nobody is asked who they are."""

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions.linking import link_subject
from accounts.actions.roster import merge_roster
from accounts.actor import SYSTEM, VISITOR, actor_for
from accounts.models import DataSubject, Identifier, User
from accounts.roster.entries import RosterEntry
from consent.actions.choices import record_choices
from consent.choices import SALE, Choice, Holder
from consent.models import ConsentRecord
from dsr.actions.intake import take_in_request
from dsr.actions.matching import match_request
from dsr.contact import Contact
from dsr.models import DataSubjectRequest, RequestStep, Verification
from dsr.timeline import timeline_of
from tests.dsr.asking import ask
from tests.dsr.form import file, post, secret_in, to_review
from tests.people import add_identifier, make_person

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("frozen", "committed"),
    pytest.mark.promise("P13", "P26"),
]


def latest() -> DataSubjectRequest:
    return DataSubjectRequest.objects.select_related("subject").latest("pk")


def sale_of(subject: DataSubject) -> list[tuple[str, str, str]]:
    said = ConsentRecord.objects.of(subject.ref).order_by("sequence")
    return list(said.values_list("decision", "method", "actor"))


def opted_out(subject: DataSubject) -> bool:
    return ConsentRecord.objects.opted_out_of_sale(subject.ref)


def choose(subject: DataSubject, *, allowed: bool) -> None:
    choice = Choice(ConsentRecord.About.SALE, SALE, allowed)
    record_choices(Holder.of(subject), actor=SYSTEM, choices=[choice], method="page")


def test_signed_in_it_is_done_at_once_and_answered(
    person: User, bystander: User, outbox: Any, jobs: Any
) -> None:
    request = ask(person, right="opt_out")
    assert jobs.run(twice=True)
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("fulfilled", "complied")
    assert sale_of(person.subject) == [("opted_out", "request", "person")]
    assert [m.subject for m in outbox.to(person.email)][-1] == f"Your opt-out {request.reference} is in force"
    assert "on record" in timeline_of(request)[-1]["text"]
    assert not sale_of(bystander.subject)
    assert not outbox.to(bystander.email)


def test_without_an_account_nothing_is_verified_and_the_person_found_is_opted_out(
    client: Client, bystander: User, person: User, outbox: Any, jobs: Any
) -> None:
    page = file(client, right="opt_out", email="TOM@example.org", residence="US-CA")
    assert latest().reference.encode() in page.content
    assert b"without asking who you are" in page.content
    assert str(latest().statutory_due) == "2026-12-23"
    assert not sale_of(bystander.subject)
    assert jobs.run(twice=True)
    request = latest()
    assert (request.subject, request.state) == (bystander.subject, "fulfilled")
    assert sale_of(bystander.subject) == [("opted_out", "request", "person")]
    assert not sale_of(person.subject)
    assert not Verification.objects.exists()
    assert not RequestStep.jobs.filter(kind="look_up").exists()
    mails = [message.subject for message in outbox.to("TOM@example.org")]
    assert mails == [
        f"We have your request {request.reference}",
        f"Your opt-out {request.reference} is in force",
    ]
    assert b"Your opt-out is in force" in client.get(page.request["PATH_INFO"]).content


def test_the_page_of_an_opt_out_opens_with_the_mailed_secret(client: Client, outbox: Any, jobs: Any) -> None:
    file(client, right="opt_out", email="nobody@example.net", residence="US-CA")
    secret = secret_in(outbox.to("nobody@example.net")[0])
    jobs.run()
    door = client.get(reverse("dsr:track"))
    page = post(client, door, reverse("dsr:track"), reference=latest().reference, secret=secret)
    assert b"Your request" in page.content
    assert b"is in force" in page.content


def statements(queries: CaptureQueriesContext) -> list[str]:
    plain = [re.sub(r"s\d+_x\d+", "savepoint", q["sql"]) for q in queries.captured_queries]
    return [re.split(r" WHERE | SET |VALUES", sql)[0] for sql in plain]


def seen(client: Client, address: str, outbox: Any, jobs: Any) -> dict[str, Any]:
    """Return everything that could be compared, the mails after the work included."""
    cache.clear()
    jobs.drop()
    before = len(jobs.sent)
    with CaptureQueriesContext(connection) as asking:
        sent = post(client, to_review(client, right="opt_out", email=address, residence="US-CA"))
        page = client.get(sent.url)
    tasks = [name for name, _ids in jobs.sent[before:]]
    jobs.run()
    request = latest()
    words = re.sub(r'value="[^"]*"', "", page.content.decode().replace(request.reference, "*"))
    # Numbers, secrets and links of one mail are another's by nature.
    own = r"(?:[2-9A-Z]{4}-){2,4}[2-9A-Z]{4}|https?://\S+"
    letters = [re.sub(own, "*", f"{m.subject}\n{m.body}") for m in outbox.to(address)]
    return {"asking": statements(asking), "words": words, "tasks": tasks, "letters": letters}


def test_nothing_tells_whether_the_address_of_an_opt_out_is_known(
    client: Client, person: User, outbox: Any, jobs: Any
) -> None:
    known = seen(client, person.email, outbox, jobs)
    unknown = seen(client, "nobody@example.net", outbox, jobs)
    assert sale_of(person.subject)
    assert len(known["letters"]) == 2
    assert "dsr.tasks.work_on_step" in known["tasks"]
    for part in known:
        assert known[part] == unknown[part], part


def test_where_nothing_is_held_it_is_recorded_and_answered_not_refused(
    client: Client, outbox: Any, jobs: Any
) -> None:
    file(client, right="opt_out", email="nobody@example.net", residence="FR")
    jobs.run(twice=True)
    request = latest()
    assert request.state == "fulfilled"
    assert request.subject.standing == "contact"
    assert sale_of(request.subject) == [("opted_out", "request", "person")]
    waiting = Identifier.objects.get(subject=request.subject)
    assert waiting.verified_at is None
    assert not DataSubject.objects.known_by("email", "nobody@example.net").exists()


def opt_out_of_nobody(client: Client, jobs: Any, email: str) -> None:
    file(client, right="opt_out", email=email, residence="US-CA")
    jobs.run()
    assert opted_out(latest().subject)


def test_it_reaches_somebody_whom_the_roster_brings_later(client: Client, outbox: Any, jobs: Any) -> None:
    opt_out_of_nobody(client, jobs, "new@example.net")
    entries = [
        RosterEntry("1", (("email", "New@example.net"),)),
        RosterEntry("2", (("email", "other@example.net"),)),
    ]
    for _ in range(2):
        merge_roster("platform", entries=entries, actor=SYSTEM)
    new, other = (DataSubject.objects.known_by("platform_id", n, "platform").get() for n in "12")
    assert sale_of(new) == [("opted_out", "request", "system")]
    assert not sale_of(other)


def test_it_reaches_somebody_who_signs_up_later(client: Client, outbox: Any, jobs: Any) -> None:
    opt_out_of_nobody(client, jobs, "new@example.net")
    user = User.objects.create_user("new@example.net", "correct horse battery staple")
    user.emailaddress_set.create(email="new@example.net", verified=True, primary=True)  # type: ignore[attr-defined]
    subject = link_subject(user, actor=actor_for(user))
    assert opted_out(subject)
    choose(subject, allowed=True)
    link_subject(user, actor=actor_for(user))
    assert not opted_out(subject), "what a person decides later stays"


def test_a_later_decision_of_the_person_is_not_overruled(
    client: Client, frozen: Any, outbox: Any, jobs: Any
) -> None:
    opt_out_of_nobody(client, jobs, "new@example.net")
    frozen.move(minutes=5)
    maya = make_person("maya@example.org")
    choose(maya.subject, allowed=True)
    maya.emailaddress_set.create(email="new@example.net", verified=True)  # type: ignore[attr-defined]
    link_subject(maya, actor=actor_for(maya))
    assert Identifier.objects.filter(subject=maya.subject).count() == 2
    assert not opted_out(maya.subject)


def test_everybody_the_address_leads_to_is_opted_out(
    client: Client, person: User, outbox: Any, jobs: Any
) -> None:
    second = DataSubject.objects.create(standing=DataSubject.Standing.CONTACT)
    row = add_identifier(second, "email", person.email, store="", verified=False)
    Identifier.objects.filter(pk=row.pk).update(exclusive=False, verified_at=row.created_at)
    file(client, right="opt_out", email=person.email, residence="US-CA")
    jobs.run()
    assert latest().subject == person.subject
    assert opted_out(person.subject)
    assert opted_out(second)


def test_a_look_up_never_refuses_an_opt_out_because_nobody_is_found(outbox: Any, jobs: Any) -> None:
    request = take_in_request(Contact("nobody@example.net"), actor=VISITOR, right="opt_out")
    jobs.drop()
    match_request(request, actor=SYSTEM)
    request.refresh_from_db()
    assert request.state == "in_progress"


def test_by_api_it_is_the_same(client: Client, bystander: User, outbox: Any, jobs: Any) -> None:
    given = {"right": "opt_out", "email": bystander.email, "residence": "US-CA"}
    taken = client.post(reverse("api-intake"), given, content_type="application/json")
    assert taken.json()["code_needed"] is False
    jobs.run()
    assert latest().state == "fulfilled"
    assert opted_out(bystander.subject)


def test_who_opted_out_already_is_answered_all_the_same(person: User, outbox: Any, jobs: Any) -> None:
    choose(person.subject, allowed=False)
    ask(person, right="opt_out")
    jobs.run()
    assert latest().state == "fulfilled"
    assert [method for _, method, _ in sale_of(person.subject)] == ["page"]


def test_limiting_the_use_of_sensitive_data_stays_with_staff(person: User, outbox: Any, jobs: Any) -> None:
    ask(person, right="limit")
    jobs.run()
    assert (latest().state, latest().review) == ("in_progress", "by_hand")
