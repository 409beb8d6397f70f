"""From asking for a copy to having it: signed in, and without an account after staff approved."""

import io
import re
import zipfile

import pytest
from django.urls import reverse

from accounts.actor import SYSTEM
from accounts.sweep import sweep
from dsr.actions.decisions import approve_request
from dsr.contact import Contact
from dsr.copies import copy_of
from dsr.execution import work_on_step
from dsr.links import token_of
from dsr.models import DataSubjectRequest
from exports.actions.expiry import remind_of_expiry
from exports.models import ExportPackage
from exports.scope import Scope
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
    assert "up to 10 times" in letter.body
    assert reverse("exports:verify") in letter.body
    assert reverse("dsr:contact") in letter.body
    package = ExportPackage.objects.get(request_ref=request.ref)
    client.force_login(person)
    shown = client.get(reverse("dsr:request", args=[request.reference])).content.decode()
    assert reverse("exports:package", args=[package.ref]) in shown
    assert str(ExportPackage.objects.get(request_ref=other.ref).ref) not in shown


def test_two_requests_for_the_same_copy_are_answered_by_one_and_another_comes_behind(person, jobs, frozen):
    """A portable copy is another: its request waits, whatever else is being made, and is not closed by it."""
    first, again = ask(person), Contact(person.email, "Maya", "Once more, please.")
    second, other = ask(person, contact=again), ask(person, right="portability")
    jobs.run(twice=True)
    assert ExportPackage.objects.count() == 1
    for request, state in ((first, "fulfilled"), (second, "fulfilled"), (other, "in_progress")):
        request.refresh_from_db()
        assert request.state == state
    frozen.move(minutes=20)
    assert sweep() >= 1
    jobs.run()
    other.refresh_from_db()
    assert other.state == "fulfilled"
    assert copy_of(first).wish == copy_of(second).wish == Scope()
    assert copy_of(other).wish == Scope("portability")


def test_without_an_account_staff_approve_and_a_new_code_opens_the_copy(
    client, person, officer, outbox, jobs, frozen
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
    link = post(client, asked, reverse(TRACK), do="fetch", code=code)["Location"]
    answer = client.get(link)
    assert answer.headers["Content-Type"] == "application/zip"
    archive = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    assert archive.testzip() is None
    assert b"does not work" in post(client, asked, reverse(TRACK), do="fetch", code=code).content
    rest = client.get(link, headers={"Range": "bytes=-22", "If-Range": answer["ETag"]})
    assert (rest.status_code, len(b"".join(rest.streaming_content))) == (206, 22)
    assert list(request.events.values_list("kind", flat=True)).count("fetched") == 1
    assert not client.cookies
    package = ExportPackage.objects.get()
    for path in (link.replace("/1", "/2"), link[:-4] + "x/1"):
        assert client.get(path)["Location"] == reverse(TRACK)
    frozen.move(hours=1, seconds=2)
    assert client.get(link)["Location"] == reverse(TRACK)

    package.refresh_from_db()
    package.openings *= package.downloads_allowed
    package.save()
    opened = post(
        client, client.get(reverse(TRACK)), reverse(TRACK), reference=request.reference, secret=secret
    )
    assert b"downloaded as often as it can be" in opened.content
    assert b"Everything we hold about you" in opened.content
    before = len(outbox.to(person.email))
    refused = post(client, opened, reverse(TRACK), do="code")
    assert len(outbox.to(person.email)) == before
    told = post(client, refused, reverse(TRACK), do="again")
    assert b"We make your copy again" in told.content
    jobs.run()
    made = ExportPackage.objects.exclude(pk=package.pk).get()
    assert (made.request_ref, made.state) == (request.ref, "ready")
    assert "Your copy is ready" in outbox.to(person.email)[-1].subject
    again = post(
        client, client.get(reverse(TRACK)), reverse(TRACK), reference=request.reference, secret=secret
    )
    assert b"Send me the code" in again.content
    frozen.move(days=31)
    old = post(client, client.get(reverse(TRACK)), reverse(TRACK), reference=request.reference, secret=secret)
    assert request.reference.encode() in old.content
    assert b"Ask for the same again" not in old.content


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


def test_somebody_without_an_account_gets_every_file_of_a_copy_with_one_code(client, person, jobs, outbox):
    request = ask(person, channel="web")
    jobs.run()
    package = ExportPackage.objects.get()
    package.parts = [package.length, package.length]
    package.save()
    grant = hand_over_of(client, request, outbox, person)
    for part in (1, 2):
        assert f"0{part}-of-02.zip" in grant.content.decode()
    links = re.findall(r'href="(/copy/[^"]+)"', grant.content.decode())
    assert [link.rpartition("/")[2] for link in links] == ["1", "2"]
    assert client.get(links[0])["ETag"] != client.get(links[1])["ETag"]
    package.refresh_from_db()
    assert package.downloads == 1


@pytest.mark.promise("P33")
def test_a_copy_nobody_fetched_is_reminded_of_once(person, bystander, frozen, outbox, jobs):
    ask(person)
    ask(bystander)
    jobs.run()
    ExportPackage.objects.filter(subject=bystander.subject).update(downloads=1)
    frozen.move(days=11)
    assert remind_of_expiry(actor=SYSTEM) == 0
    frozen.move(days=1, seconds=2)
    assert [remind_of_expiry(actor=SYSTEM), remind_of_expiry(actor=SYSTEM)] == [1, 0]
    jobs.run()
    (letter,) = [mail for mail in outbox if "will be deleted soon" in mail.subject]
    assert letter.to == [person.email]
    assert "nobody has downloaded it yet" in letter.body


def hand_over_of(client, request, outbox, person):
    """Return the page that lists the files, opened with the code that was mailed."""
    pass_ = token_of(request, "track")
    page = client.get(reverse(TRACK))
    given = {"pass": pass_}
    post(client, page, reverse(TRACK), do="code", **given)
    return post(client, page, reverse(TRACK), do="fetch", code=code_in(outbox.to(person.email)[-1]), **given)
