"""From asking for a copy to having it: signed in, and without an account after staff approved."""

import io
import zipfile

import pytest
from django.urls import reverse

from accounts.actor import SYSTEM
from dsr.actions.decisions import approve_request
from dsr.execution import work_on_step
from dsr.models import DataSubjectRequest
from exports.models import ExportPackage
from exports.signals import package_failed
from tests.dsr.asking import ask
from tests.dsr.form import HERE, code_in, file, post, secret_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("frozen", "committed", "inkwell"),
]
TRACK = "dsr:track"


def test_a_copy_asked_for_signed_in_is_made_and_told_without_data(client, person, bystander, outbox, jobs):
    request, other = ask(person), ask(bystander)
    jobs.run(twice=True)
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("fulfilled", "complied")
    assert [e.kind for e in request.events.all()][-2:] == ["ready", "fulfilled"]
    letter = outbox.to(person.email)[-1]
    assert "Your copy is ready" in letter.subject
    assert request.reference in letter.body
    package = ExportPackage.objects.get(request_ref=request.ref)
    client.force_login(person)
    shown = client.get(reverse("dsr:request", args=[request.reference])).content.decode()
    assert reverse("exports:package", args=[package.ref]) in shown
    assert str(ExportPackage.objects.get(request_ref=other.ref).ref) not in shown


def test_two_requests_for_a_copy_are_answered_by_one(person, outbox, jobs):
    first, second = ask(person), ask(person, right="portability")
    jobs.run()
    assert ExportPackage.objects.count() == 1
    for request in (first, second):
        request.refresh_from_db()
        assert request.state == "fulfilled"


def test_without_an_account_staff_approve_and_a_new_code_opens_the_copy(
    client, person, officer, outbox, jobs
):
    page = file(client, right="access", email=person.email)
    client.post(
        page.request["PATH_INFO"],
        {"token": page.context["token"], "code": code_in(outbox.to(person.email)[-1])},
        **HERE,
    )
    secret = secret_in(outbox.to(person.email)[-1])
    jobs.run()
    request = DataSubjectRequest.objects.get()
    assert request.waits_for_approval
    assert not ExportPackage.objects.exists()
    approve_request(request, actor=SYSTEM)
    jobs.run()
    request.refresh_from_db()
    assert request.state == "fulfilled"
    letter = outbox.to(person.email)[-1]
    assert "tracker secret" in letter.body

    opened = post(
        client, client.get(reverse(TRACK)), reverse(TRACK), reference=request.reference, secret=secret
    )
    assert b"Your copy is ready" in opened.content
    asked = post(client, opened, reverse(TRACK), do="code")
    code = code_in(outbox.to(person.email)[-1])
    wrong = post(client, asked, reverse(TRACK), do="fetch", code="2222-2222")
    assert b"does not work" in wrong.content
    answer = post(client, asked, reverse(TRACK), do="fetch", code=code)
    assert answer.headers["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.testzip() is None
    assert b"does not work" in post(client, asked, reverse(TRACK), do="fetch", code=code).content
    assert "fetched" in request.events.values_list("kind", flat=True)
    assert not client.cookies


def test_a_copy_that_expired_is_not_offered(client, person, frozen, outbox, jobs):
    request = ask(person)
    jobs.run()
    frozen.move(days=15)
    client.force_login(person)
    assert b"Your copy is ready." not in client.get(reverse("dsr:request", args=[request.reference])).content


def test_a_copy_that_cannot_be_made_is_shown_to_staff(person, officer, outbox, jobs):
    request = ask(person)
    work_on_step(request.steps.get().pk)
    package_failed.send(ExportPackage, package=ExportPackage.objects.get())
    assert outbox.to(officer.email)[-1].subject == f"A job for a request failed: {request.reference}"
