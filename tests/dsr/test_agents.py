"""Requests that agents file: who is asked what, under which document, and that nothing tells whether somebody is known."""

import pytest
from django.urls import reverse

from accounts.actor import SYSTEM, actor_for
from accounts.models import AuditEvent, DataSubject
from consent.models import ConsentRecord
from dsr.actions.decisions import approve_request, deny_request
from dsr.actions.mandates import accept_mandate
from dsr.contact import contact_of
from dsr.errors import MandateFirst
from dsr.models import Verification
from dsr.tasks import start_due_erasures, watch_deadlines
from tests.dsr.agent_form import (
    AGENT,
    HERE,
    answer,
    confirmed,
    file,
    latest,
    link_in,
)
from tests.dsr.asking import ask
from tests.dsr.form import code_in, secret_in
from tests.dsr.form import post as post_page

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("frozen", "committed", "inkwell", "private"),
    pytest.mark.promise("P27"),
]
CONFIRM = "/agents/confirm/"


def kinds(request):
    return list(request.events.values_list("kind", flat=True))


@pytest.mark.parametrize("right", ["opt_out", "limit"])
@pytest.mark.parametrize("kind", ["permission", "attorney"])
def test_an_opt_out_goes_straight_on_and_the_person_is_never_written_to(
    client, bystander, outbox, jobs, right, kind
):
    page = file(client, right=right, email=bystander.email, kind=kind)
    request = latest()
    assert request.reference.encode() in page.content
    assert (request.state, request.mandate.confirmation) == ("in_progress", "not_needed")
    assert str(request.statutory_due) == "2026-12-23"
    jobs.run(twice=True)
    request = latest()
    if right == "opt_out":
        assert request.state == "fulfilled"
        assert request.subject == bystander.subject
        assert "sold or shared" in outbox.to(AGENT)[-1].body
        said = ConsentRecord.objects.in_force(bystander.subject.ref).get(about=ConsentRecord.About.SALE)
        assert not said.allowed
    else:
        assert request.by_hand, "staff carry it out, as from the form without account"
    assert not request.waits_for_approval
    assert not Verification.objects.exists()
    assert outbox.to(AGENT)
    assert not outbox.to(bystander.email)


def test_an_opt_out_for_an_unknown_person_is_answered_as_any_other(client, person, outbox, jobs):
    file(client, right="opt_out", email="nobody@example.net")
    jobs.run()
    assert (latest().state, latest().outcome) == ("fulfilled", "complied")
    assert "sold or shared" in outbox.to(AGENT)[-1].body
    assert not outbox.to("nobody@example.net")
    assert not outbox.to(person.email)


def test_staff_may_refuse_an_opt_out_without_a_permission(client, bystander, outbox, jobs):
    file(client, right="limit", email=bystander.email)
    deny_request(latest(), actor=SYSTEM, ground="no_permission")
    assert "no signed permission" in outbox.to(AGENT)[-1].body
    assert not outbox.to(bystander.email)


def test_a_permission_is_confirmed_by_the_person_once_and_read_by_staff(
    client, bystander, officer, outbox, jobs
):
    file(client, right="access", email=bystander.email)
    request = latest()
    assert (request.state, request.mandate.confirmation) == ("open", "waiting")
    assert str(request.statutory_due) == "2027-01-16"
    (letter,) = outbox.to(bystander.email)
    assert not request.steps.exists(), "nothing is looked up before the answer"
    assert "dsr.tasks.work_on_step" not in [name for name, _ids in jobs.sent]
    for word in ("Ask Ltd", "Tom", AGENT):
        assert word not in letter.body + letter.subject
    page = client.get(link_in(letter, CONFIRM)).content.decode()
    assert "Ask Ltd" in page
    assert "A copy of the data" in page
    assert page.count('class="button button--secondary" type="submit" name="do"') == 2
    assert latest().state == "open", "opening the link changes nothing"
    answer(client, link_in(letter, CONFIRM), "yes")
    request = latest()
    assert (request.state, request.mandate.confirmation) == ("in_progress", "confirmed")
    assert request.verifications.get().method == "agent"
    jobs.run(twice=True)
    request = latest()
    assert request.subject == bystander.subject
    assert request.waits_for_approval
    assert not request.steps.filter(kind="execute").exists()
    assert f"A request needs you: {request.reference}" in [m.subject for m in outbox.to(officer.email)]
    with pytest.raises(MandateFirst):
        approve_request(request, actor=actor_for(officer))
    accept_mandate(request, actor=actor_for(officer))
    assert latest().approved_at is not None
    assert latest().steps.filter(kind="execute").exists()
    assert latest().mandate.checked_by == officer.ref
    assert len(outbox.to(bystander.email)) == 1
    assert {"person_asked", "permitted", "in_review", "accepted"} <= set(kinds(latest()))


def test_a_second_click_explains_instead_of_failing(client, bystander, outbox, jobs):
    request = confirmed(client, bystander, outbox, right="erasure")
    path = link_in(outbox.to(bystander.email)[-1], CONFIRM)
    again = client.get(path)
    assert again.status_code == 200
    assert b"You confirmed the permission" in again.content
    late = client.post(path, {"token": "", "do": "no"}, **HERE)
    assert late.status_code == 403
    jobs.run()
    assert latest().pk == request.pk
    assert latest().mandate.confirmation == "confirmed"
    assert Verification.objects.count() == 1


def test_two_answers_at_once_are_one(client, bystander, outbox, jobs):
    file(client, right="access", email=bystander.email)
    path = link_in(outbox.to(bystander.email)[-1], CONFIRM)
    page = client.get(path)
    for do in ("no", "yes"):
        sent = client.post(path, {"token": page.context["token"], "do": do}, **HERE)
        assert sent.status_code in (200, 302)
    assert latest().mandate.confirmation == "denied"
    assert latest().state == "denied"
    assert b"You said that you did not give it" in client.get(path).content


def test_no_refuses_and_the_agent_hears_no_more_than_that(client, bystander, outbox, jobs):
    file(client, right="erasure", email=bystander.email)
    answer(client, link_in(outbox.to(bystander.email)[-1], CONFIRM), "no")
    request = latest()
    assert (request.state, request.reason, request.ground) == ("denied", "suspected_fraud", "not_permitted")
    letter = outbox.to(AGENT)[-1]
    assert "The permission was not confirmed to us." in letter.body
    for word in ("fraud", "somebody else made", bystander.email, "Tom"):
        assert word not in letter.body
    assert not request.steps.exists()
    assert AuditEvent.objects.get(name="dsr:mandate:answered").data["given"] is False
    assert len(outbox.to(bystander.email)) == 1


def test_silence_is_reminded_of_once_and_closed_with_a_word(client, bystander, frozen, outbox, jobs):
    file(client, right="access", email=bystander.email)
    watch_deadlines()
    assert len(outbox.to(bystander.email)) == 1
    frozen.move(days=4, minutes=1)
    watch_deadlines()
    watch_deadlines()
    assert len(outbox.to(bystander.email)) == 2
    assert "last time we ask" in outbox.to(bystander.email)[-1].body
    assert "by 11 January 2027" in outbox.to(bystander.email)[-1].body
    frozen.move(days=35)
    watch_deadlines()
    assert latest().state == "open", "the person has forty days"
    frozen.move(days=1)
    watch_deadlines()
    assert latest().state == "expired"
    assert "not confirmed in time" in outbox.to(AGENT)[-1].body
    assert len(outbox.to(bystander.email)) == 2
    path = link_in(outbox.to(bystander.email)[-1], CONFIRM)
    assert b"This request is closed" in client.get(path).content


def test_a_reminder_that_comes_late_still_leaves_time_to_answer(client, bystander, frozen, outbox, jobs):
    """Nothing looked at the clocks for weeks; whoever is reminded then is not closed in the same minute."""
    file(client, right="access", email=bystander.email)
    frozen.move(days=41)
    watch_deadlines()
    watch_deadlines()
    assert len(outbox.to(bystander.email)) == 2
    assert latest().state == "open"
    frozen.move(days=3)
    watch_deadlines()
    assert latest().state == "expired"


def test_a_power_of_attorney_is_read_by_staff_and_the_person_is_not_asked(
    client, bystander, officer, outbox, jobs
):
    file(client, right="erasure", email=bystander.email, kind="attorney")
    request = latest()
    assert (request.state, request.mandate.confirmation) == ("in_progress", "not_needed")
    assert request.waits_for_approval
    assert f"A request needs you: {request.reference}" in [m.subject for m in outbox.to(officer.email)]
    jobs.run()
    assert not request.steps.exists()
    frozen_subject = request.subject
    accept_mandate(request, actor=actor_for(officer))
    assert latest().verified_at is not None
    jobs.run(twice=True)
    request = latest()
    assert request.subject == bystander.subject != frozen_subject
    assert request.execute_after is not None
    assert "12 December 2026" in outbox.to(AGENT)[-1].body
    assert not outbox.to(bystander.email)


def test_a_power_of_attorney_waits_longer_than_a_week(client, bystander, frozen, outbox, jobs):
    file(client, right="access", email=bystander.email, kind="attorney")
    frozen.move(days=9)
    watch_deadlines()
    assert latest().state == "in_progress"
    assert not outbox.to(bystander.email)


def test_with_verify_the_person_proves_the_address_and_is_asked_nothing_else(
    client, bystander, outbox, jobs, settings
):
    settings.AGENT_CONFIRMATION = "verify"
    file(client, right="access", email=bystander.email)
    (letter,) = outbox.to(bystander.email)
    path = link_in(letter, CONFIRM)
    assert answer(client, path, "yes").status_code == 302
    assert latest().mandate.confirmation == "waiting", "a click is no proof here"
    assert b"does not work" in answer(client, path, "code", code="2222-2222").content
    assert answer(client, path, "code", code=code_in(letter)).status_code == 302
    request = latest()
    assert (request.state, request.mandate.confirmation) == ("in_progress", "confirmed")
    assert [v.method for v in request.verifications.all()] == ["mailed_code"]
    assert len(outbox.to(AGENT)) == 1, "the agent has one acknowledgement"
    jobs.run()
    assert latest().subject == bystander.subject
    assert latest().waits_for_approval


def test_with_verify_the_reminder_brings_a_new_code_and_no_is_taken_without_one(
    client, bystander, frozen, outbox, jobs, settings
):
    settings.AGENT_CONFIRMATION = "verify"
    file(client, right="erasure", email=bystander.email)
    frozen.move(days=4, minutes=1)
    watch_deadlines()
    first, second = outbox.to(bystander.email)
    assert code_in(first) != code_in(second)
    path = link_in(second, CONFIRM)
    assert b"We sent a new code" in answer(client, path, "resend").content
    assert len(outbox.to(bystander.email)) == 3
    answer(client, path, "no")
    assert (latest().state, latest().ground) == ("denied", "not_permitted")


def test_the_last_letter_of_a_deletion_goes_to_the_agent(client, bystander, officer, frozen, outbox, jobs):
    confirmed(client, bystander, outbox, right="erasure")
    jobs.run()
    accept_mandate(latest(), actor=actor_for(officer))
    jobs.run()
    frozen.move(days=11)
    start_due_erasures()
    jobs.run()
    assert latest().state == "fulfilled"
    assert (latest().mandate.object_name, latest().mandate.sealed_key) == (None, None)
    assert any(str(latest().erasure_run.receipt.ref) in m.body for m in outbox.to(AGENT))
    assert len(outbox.to(bystander.email)) == 1


def test_a_second_deletion_is_refused_and_the_first_goes_on(client, bystander, outbox, jobs):
    first = ask(bystander, right="erasure")
    jobs.run()
    confirmed(client, bystander, outbox, right="erasure")
    jobs.run(twice=True)
    second = latest()
    assert (second.state, second.ground) == ("denied", "excessive")
    assert second.subject == bystander.subject
    first.refresh_from_db()
    assert first.state == "in_progress"
    bystander.subject.refresh_from_db()
    assert bystander.subject.standing == DataSubject.Standing.CLOSING
    assert "repeats others" in outbox.to(AGENT)[-1].body


def copied(client, bystander, officer, outbox, jobs, *, receives):
    request = confirmed(client, bystander, outbox, right="access")
    secret = secret_in(outbox.to(AGENT)[0])
    jobs.run()
    accept_mandate(latest(), actor=actor_for(officer), agent_receives=receives)
    jobs.run()
    assert latest().state == "fulfilled"
    door = client.get(reverse("dsr:track"))
    return post_page(client, door, reverse("dsr:track"), reference=request.reference, secret=secret)


def test_a_copy_goes_to_the_person_and_the_agent_learns_that(client, bystander, officer, outbox, jobs):
    opened = copied(client, bystander, officer, outbox, jobs, receives=False)
    assert "their own address" in outbox.to(AGENT)[-1].body
    assert b"Send me the code" not in opened.content
    assert "own address, and not to the agent" in opened.content.decode()
    before = len(outbox.to(bystander.email))
    for do in ("code", "fetch"):
        pressed = client.post(
            reverse("dsr:track"),
            {"token": opened.context["token"], "pass": opened.context["pass"], "do": do, "code": "x"},
            **HERE,
        )
        assert pressed["Content-Type"].startswith("text/html")
    assert len(outbox.to(bystander.email)) == before
    path = link_in(outbox.to(bystander.email)[-1], "/agents/copy/")
    assert b"only you can download it" in client.get(path).content
    answer(client, path, "code")
    code = code_in(outbox.to(bystander.email)[-1])
    assert b"does not work" in answer(client, path, "fetch", code="2222-2222").content
    archive = client.get(answer(client, path, "fetch", code=code)["Location"])
    assert archive["Content-Type"] == "application/zip"
    assert code not in "".join(m.body for m in outbox.to(AGENT))


def test_a_copy_goes_to_the_agent_where_the_document_says_so(client, bystander, officer, outbox, jobs):
    opened = copied(client, bystander, officer, outbox, jobs, receives=True)
    assert b"Send me the code" in opened.content
    track = reverse("dsr:track")
    page = post_page(client, opened, track, do="code")
    page = post_page(client, page, track, do="fetch", code=code_in(outbox.to(AGENT)[-1]))
    assert client.get(page["Location"])["Content-Type"] == "application/zip"
    told = [m.subject for m in outbox.to(bystander.email)]
    assert told == ["Did you let somebody ask for your data?", "A copy of your data was downloaded"]


def test_a_correction_goes_to_staff_with_the_words(client, bystander, outbox, jobs):
    request = confirmed(client, bystander, outbox, right="rectification")
    jobs.run()
    request = latest()
    assert request.by_hand
    assert contact_of(request).details == "The birthday is wrong."
