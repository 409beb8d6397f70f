"""Staff in the admin: who gets in, who may decide, what looking leaves behind, and that buttons call the actions."""

import pytest
from allauth.mfa.totp.internal.auth import TOTP
from django.contrib.auth.models import Group
from django.urls import reverse

from accounts.actor import SYSTEM, actor_for
from accounts.clock import today
from accounts.errors import NotAllowed
from accounts.jobs import Job
from accounts.models import AuditEvent, User
from dsr.actions.decisions import approve_request, deny_request, extend_request
from dsr.errors import CannotBeExtended, GroundNotKnown, ReasonMissing
from dsr.lifecycle import State
from dsr.models import DataSubjectRequest, RequestStep
from dsr.tasks import watch_deadlines
from tests.dsr.asking import ask, in_state
from tests.signing_in import sign_in

pytestmark = pytest.mark.usefixtures("frozen", "committed", "jobs")
QUEUE = "admin:dsr_datasubjectrequest_changelist"


def staff(role: str) -> User:
    user = User.objects.create_user(f"{role.rsplit(maxsplit=1)[-1]}@staff.example", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


@pytest.fixture
def decider(db):
    return staff("Privacy officer")


@pytest.fixture
def assistant(db):
    return staff("Privacy assistant")


def page(request):
    return reverse("admin:dsr_datasubjectrequest_change", args=[request.pk])


def decide(request, name):
    return reverse("admin:dsr_request_decide", args=[request.pk, name])


@pytest.mark.promise("P39")
def test_only_staff_with_a_second_factor_get_in(client, person, decider):
    address = reverse(QUEUE)
    assert reverse("account_login") in client.get(address, follow=True).redirect_chain[-1][0]
    sign_in(client, person, second_factor=True)
    assert client.get(address, follow=True).status_code == 404
    client.logout()
    sign_in(client, decider)
    answer = client.get(address, follow=True)
    assert reverse("mfa_index") in [url for url, _status in answer.redirect_chain]
    client.logout()
    sign_in(client, decider, second_factor=True)
    assert client.get(address).status_code == 200


def test_staff_whose_second_factor_is_set_up_are_asked_for_it(client, decider):
    TOTP.activate(decider, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    sign_in(client, decider)
    answer = client.get(client.get(reverse(QUEUE)).url)
    assert answer.url == f"{reverse('mfa_reauthenticate')}?next={reverse(QUEUE).replace('/', '%2F')}"


@pytest.mark.parametrize("role", ["Privacy officer", "Privacy assistant", None])
def test_the_permission_matrix(client, person, role):
    request = ask(person, method="mailed_code")
    user = staff(role) if role else User.objects.create_user("other@staff.example", is_staff=True)
    sign_in(client, user, second_factor=True)
    may_look, may_decide = role is not None, role == "Privacy officer"
    assert client.get(reverse(QUEUE)).status_code == (200 if may_look else 403)
    answer = client.get(page(request))
    assert answer.status_code == (200 if may_look else 403)
    assert (b"/decide/approve/" in answer.content) == may_decide
    for name in ("approve", "complete", "extend", "refuse"):
        assert client.get(decide(request, name)).status_code == (200 if may_decide else 403)
        if not may_decide:
            given = {"reason": "x", "text": "x", "ground": "kept_by_law"}
            assert client.post(decide(request, name), given).status_code == 403
    trail = reverse("admin:accounts_auditevent_changelist")
    assert client.get(trail).status_code == (200 if may_decide else 403)
    request.refresh_from_db()
    assert request.waits_for_approval


def test_the_actions_refuse_who_may_not_decide(person, assistant):
    request = ask(person, method="mailed_code")
    for actor in (actor_for(assistant), actor_for(person)):
        with pytest.raises(NotAllowed):
            approve_request(request, actor=actor)
        with pytest.raises(NotAllowed):
            deny_request(request, actor=actor, ground="kept_by_law", text="No.")
        with pytest.raises(NotAllowed):
            extend_request(request, actor=actor, reason="Long.")


@pytest.mark.promise("P39")
def test_every_look_is_recorded_before_anything_is_shown(client, person, assistant, monkeypatch):
    request = ask(person)
    sign_in(client, assistant, second_factor=True)
    assert b"maya@example.org" in client.get(page(request)).content
    event = AuditEvent.objects.get(name="dsr:request:viewed")
    assert event.actor == f"staff:{assistant.ref}"
    assert event.subject_ref == person.subject.ref
    assert b"maya" not in client.get(reverse(QUEUE)).content

    def broken(request):
        raise RuntimeError

    monkeypatch.setattr("dsr.admin.timeline_of", broken)
    with pytest.raises(RuntimeError):
        client.get(page(request))
    assert AuditEvent.objects.filter(name="dsr:request:viewed").count() == 2


def test_approving_starts_the_work(client, person, decider, outbox):
    request = ask(person, method="mailed_code")
    assert not request.steps.exists()
    assert outbox.to(decider.email)[-1].subject == f"A request needs you: {request.reference}"
    assert person.email not in outbox.to(decider.email)[-1].body
    sign_in(client, decider, second_factor=True)
    assert b"The work begins at once" in client.get(decide(request, "approve")).content
    assert not request.steps.exists()
    assert client.post(decide(request, "approve")).url == page(request)
    assert request.steps.get().kind == "execute"
    assert AuditEvent.objects.get(name="dsr:request:approved").actor == f"staff:{decider.ref}"
    assert b"does not wait for approval" in client.post(decide(request, "approve")).content


def test_extending_works_once_with_a_reason_in_the_first_period(client, person, decider, frozen, outbox):
    request = ask(person)
    sign_in(client, decider, second_factor=True)
    client.post(decide(request, "extend"), {"reason": "  "})
    assert DataSubjectRequest.objects.get().extended_at is None
    client.post(decide(request, "extend"), {"reason": "Archives in three countries."})
    request.refresh_from_db()
    assert str(request.statutory_due) == "2027-03-02"
    assert "2 March 2027" in outbox.to(person.email)[-1].body
    assert b"cannot be extended" in client.post(decide(request, "extend"), {"reason": "Again."}).content
    client.logout()
    client.force_login(person)
    shown = client.get(reverse("dsr:request", args=[request.reference])).content
    assert b"Archives in three countries." in shown
    late = ask(person, right="objection")
    frozen.move(days=60)
    with pytest.raises(CannotBeExtended):
        extend_request(late, actor=SYSTEM, reason="Too late.")


def test_where_the_law_sets_no_end_staff_set_one(person, decider):
    from datetime import date

    request = ask(person, residence="CH", right="access")
    request.regime, request.residence = "fadp", "CH"
    request.save()
    for until in (None, date(2026, 12, 1), date(2027, 6, 1)):
        with pytest.raises(CannotBeExtended):
            extend_request(request, actor=actor_for(decider), reason="Long.", until=until)
    extended = extend_request(request, actor=actor_for(decider), reason="Long.", until=date(2027, 1, 20))
    assert extended.statutory_due == date(2027, 1, 20)


@pytest.mark.promise("P46")
def test_refusing_needs_a_ground_of_the_law_and_an_explanation(client, person, decider, outbox):
    request = ask(person)
    with pytest.raises(GroundNotKnown):
        deny_request(request, actor=actor_for(decider), ground="needed", text="No.")
    with pytest.raises(ReasonMissing):
        deny_request(request, actor=actor_for(decider), ground="kept_by_law")
    sign_in(client, decider, second_factor=True)
    client.post(
        decide(request, "refuse"), {"ground": "kept_by_law", "text": "The books are kept for ten years."}
    )
    request.refresh_from_db()
    assert (request.state, request.reason, request.outcome) == ("denied", "claim_not_covered", "denied")
    body = outbox.to(person.email)[-1].body
    assert "A law obliges us to keep this data." in body
    assert "data protection authority where you live" in body
    assert "ten years" not in body
    assert not request.steps.filter(job_state=Job.JobState.QUEUED).exists()


def test_what_staff_do_by_hand_is_closed_with_an_answer(client, person, decider, outbox):
    request = ask(person, right="rectification")
    sign_in(client, decider, second_factor=True)
    client.post(decide(request, "complete"), {"text": "Your name is right now.", "partial": "on"})
    request.refresh_from_db()
    assert (request.state, request.outcome) == ("fulfilled", "partial")
    assert "Your name is right now." not in outbox.to(person.email)[-1].body


def test_a_failed_job_shows_and_is_tried_again(client, person, decider, jobs):
    request = ask(person)
    step = request.steps.get()
    RequestStep.jobs.filter(pk=step.pk).update(
        job_state="failed", attempts=8, last_error_code="store_unavailable"
    )
    jobs.drop()
    sign_in(client, decider, second_factor=True)
    assert b"store_unavailable" in client.get(page(request)).content
    retry = reverse("admin:dsr_request_retry", args=[request.pk, "step", step.pk])
    assert client.get(retry).status_code == 405
    client.post(retry)
    step.refresh_from_db()
    assert (step.job_state, step.attempts) == ("queued", 0)
    assert ("dsr.tasks.work_on_step", [step.pk]) in jobs.sent
    other = reverse("admin:dsr_request_retry", args=[request.pk, "step", 999999])
    assert client.post(other).status_code == 404
    assert client.post(reverse("admin:dsr_request_retry", args=[request.pk, "x", 1])).status_code == 404


def test_the_queue_is_ordered_by_date_and_counted_on_the_start_page(
    client, person, bystander, decider, frozen
):
    closed = in_state(person, State.REVOKED)
    later = ask(bystander)
    sooner = ask(person)
    assert later.internal_due > sooner.internal_due
    sign_in(client, decider, second_factor=True)
    shown = client.get(reverse(QUEUE)).content.decode()
    assert shown.index(sooner.reference) < shown.index(later.reference) < shown.index(closed.reference)
    frozen.move(days=29)
    sign_in(client, decider, second_factor=True)
    start = client.get(reverse("admin:index"))
    assert [g["count"] for g in start.context["due"]] == [1, 0, 0, 0, 2, 0, 0, 0, 0]
    late = client.get(start.context["due"][0]["url"]).content.decode()
    assert sooner.reference in late
    assert later.reference not in late


def test_staff_are_told_once_when_a_date_is_near_and_once_when_it_is_over(person, decider, frozen, outbox):
    request = ask(person)
    for days, expected in [
        (20, []),
        (2, ["soon"]),
        (1, ["soon"]),
        ((request.internal_due - today()).days - 23, ["soon"]),
        (1, ["soon", "late"]),
        (9, ["soon", "late"]),
    ]:
        frozen.move(days=days)
        watch_deadlines()
        words = {"is due soon": "soon", "is late": "late"}
        told = [words[w] for m in outbox.to(decider.email) for w in words if w in m.subject]
        assert told == expected, (days, request.internal_due)


def test_nothing_can_be_edited_or_removed(client, person, officer):
    request = ask(person)
    sign_in(client, officer, second_factor=True)
    assert client.get(reverse("admin:dsr_datasubjectrequest_add")).status_code == 403
    assert client.post(reverse("admin:dsr_datasubjectrequest_delete", args=[request.pk])).status_code == 403
    client.post(page(request), {"state": "fulfilled"})
    request.refresh_from_db()
    assert request.state == "in_progress"


def test_the_queue_takes_the_same_queries_however_long(
    client, person, decider, django_assert_max_num_queries
):
    sign_in(client, decider, second_factor=True)
    for _ in range(12):
        ask(person)
    client.get(reverse(QUEUE))
    with django_assert_max_num_queries(16):
        client.get(reverse(QUEUE))


def test_the_queue_is_filtered_by_the_names_of_laws(client, person, decider):
    asked = ask(person, method="mailed_code")
    sign_in(client, decider, second_factor=True)
    page = client.get(reverse(QUEUE)).content.decode()
    assert "California Consumer Privacy Act" in page
    assert "uk_gdpr" not in page.replace("?law=uk_gdpr", "")
    assert asked.reference in client.get(reverse(QUEUE), {"law": asked.regime}).content.decode()
    other = next(key for key in ("gdpr", "ccpa") if key != asked.regime)
    assert asked.reference not in client.get(reverse(QUEUE), {"law": other}).content.decode()


def test_the_page_of_an_app_claims_nothing_about_what_is_due(client, person, decider):
    ask(person, method="mailed_code")
    sign_in(client, decider, second_factor=True)
    page = client.get(reverse("admin:app_list", args=["dsr"])).content.decode()
    assert "Nothing is waiting for you." not in page
    assert reverse(QUEUE) in page
