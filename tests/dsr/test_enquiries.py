"""What people write to us: taken in without an account, acknowledged, answered, closed, or made a request."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actor import SYSTEM, VISITOR, actor_for
from accounts.clock import now
from accounts.errors import NotAllowed
from accounts.models import AuditEvent, DataSubject, User
from accounts.sealing import destroy_key
from dsr.actions.enquiries import answer_enquiry, close_enquiry, make_request, take_in_enquiry
from dsr.actions.verification import verify_request
from dsr.contact import contact_of
from dsr.enquiries.words import Words, answers_of, words_of
from dsr.errors import EnquiryClosed, ReasonMissing
from dsr.models import DataSubjectRequest, Enquiry
from dsr.tasks import watch_deadlines
from tests.dsr.form import HERE, code_in, hidden
from tests.signing_in import sign_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("frozen", "committed"),
    pytest.mark.promise("P36"),
]
SAID = {"kind": "question", "text": "Where is my data?", "name": "Maya", "email": "maya@example.org"}


def staff(role: str) -> User:
    user = User.objects.create_user(f"{role.rsplit(maxsplit=1)[-1]}@staff.example", is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    return user


def send(client: Client, **given: str) -> Any:
    page = client.get(reverse("dsr:contact"))
    return client.post(reverse("dsr:contact"), {**hidden(page), **SAID, **given}, **HERE)


def written(**given: Any) -> Enquiry:
    values = {"kind": "question", "channel": "form", **given}
    words = Words("maya@example.org", "Where is my data?", "Maya")
    return take_in_enquiry(words, actor=VISITOR, **values)


def test_a_message_is_kept_sealed_acknowledged_and_announced_to_staff(client: Client, outbox: Any) -> None:
    officer = staff("Privacy officer")
    answer = send(client)
    enquiry = Enquiry.objects.get()
    done = client.get(answer.url)
    assert enquiry.reference.encode() in done.content
    assert b"Where is my data" not in bytes(enquiry.sealed_words)
    assert words_of(enquiry) == Words("maya@example.org", "Where is my data?", "Maya")
    assert (enquiry.kind, enquiry.channel, enquiry.state) == ("question", "form", "open")
    assert str(enquiry.due) == "2026-12-12"
    assert enquiry.acknowledge_by is None
    assert enquiry.subject.standing == "contact"
    (mail,) = outbox.to("maya@example.org")
    assert enquiry.reference in mail.subject
    (told,) = outbox.to(officer.email)
    assert enquiry.reference in told.body
    assert "Maya" not in told.body
    assert "Where" not in told.body
    assert not client.cookies
    destroy_key(enquiry.subject, life="record")
    assert words_of(enquiry) is None


@pytest.mark.promise("P35")
def test_a_complaint_is_acknowledged_inside_the_term_of_the_united_kingdom(
    client: Client, outbox: Any
) -> None:
    send(client, kind="complaint")
    enquiry = Enquiry.objects.get()
    assert str(enquiry.acknowledge_by) == "2027-01-01"
    assert enquiry.acknowledged_at == now()
    assert "/authorities/" in outbox.to("maya@example.org")[0].body


@pytest.mark.promise("P37")
def test_a_suspicious_mail_can_be_pasted_up_to_a_size(client: Client, outbox: Any) -> None:
    page = client.get(reverse("dsr:contact"), {"about": "suspicious_mail"}).content.decode()
    assert re.search(r'value="suspicious"[^>]*checked', page)
    assert send(client, kind="suspicious", pasted="x" * 50_001).status_code == 422
    send(client, kind="suspicious", pasted="From: <b>Inkwell</b>")
    words = words_of(Enquiry.objects.get())
    assert words is not None
    assert words.pasted == "From: <b>Inkwell</b>"
    assert "Inkwell</b>" not in outbox.to("maya@example.org")[0].body


@pytest.mark.promise("P37")
def test_a_pasted_message_belongs_to_a_report_only(client: Client) -> None:
    send(client, kind="question", pasted="From: somebody")
    words = words_of(Enquiry.objects.get())
    assert words is not None
    assert words.pasted == ""


def statements(queries: CaptureQueriesContext) -> list[str]:
    plain = [re.sub(r"s\d+_x\d+", "savepoint", q["sql"]) for q in queries.captured_queries]
    return [re.split(r" WHERE | SET |VALUES", sql)[0] for sql in plain]


def test_nothing_tells_whether_an_address_is_known(
    client: Client, person: User, outbox: Any, jobs: Any
) -> None:
    seen = []
    for address in (person.email, "nobody@example.net"):
        before = len(jobs.sent)
        with CaptureQueriesContext(connection) as queries:
            answer = send(client, email=address)
            page = client.get(answer.url).content.decode()
        enquiry = Enquiry.objects.latest("pk")
        assert enquiry.subject != person.subject
        words = re.sub(r'value="[^"]*"', "", page.replace(enquiry.reference, "*"))
        mails = [m.subject.replace(enquiry.reference, "*") for m in outbox.to(address)]
        seen.append((statements(queries), words, mails, [name for name, _ in jobs.sent[before:]]))
    assert seen[0][0]
    assert seen[0][2]
    assert seen[0] == seen[1]


def test_somebody_signed_in_finds_it_among_their_own_data_and_nobody_elses(
    client: Client, person: User
) -> None:
    sign_in(client, person)
    send(client, email="MAYA@example.org")
    assert Enquiry.objects.latest("pk").subject == person.subject
    send(client, email="tom@example.org")
    assert Enquiry.objects.latest("pk").subject != person.subject


def test_forged_pages_and_floods_are_refused(client: Client, outbox: Any) -> None:
    page = client.get(reverse("dsr:contact"))
    data = {**hidden(page), **SAID}
    for headers in ({}, {"HTTP_ORIGIN": "https://evil.example"}):
        assert client.post(reverse("dsr:contact"), data, **headers).status_code == 403
    assert client.post(reverse("dsr:contact"), {**data, "token": "x"}, **HERE).status_code == 403
    assert not Enquiry.objects.exists()
    first, second = (client.post(reverse("dsr:contact"), data, **HERE) for _ in range(2))
    assert first.status_code == second.status_code == 302
    assert Enquiry.objects.count() == 1
    for number in range(3):
        assert send(client, text=f"Question {number}").status_code == 302
    assert send(client).status_code == 429
    assert len(outbox.to("maya@example.org")) == 4
    assert client.get(reverse("dsr:contact_sent", args=["forged"])).status_code == 404


def test_the_page_names_every_way_to_reach_the_company(
    client: Client, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(0):
        page = client.get(reverse("dsr:contact")).content.decode()
    for said in ("mailto:privacy@inkwell.example", "1 Imaginary Wharf", "tel:+15550100", "Tintenfass Vertretung",
                 "Blotter Representatives", "mailto:uk-representative@inkwell.example", reverse("dsr:authorities"),
                 reverse("dsr:ask")):  # fmt: skip
        assert said in page, said


def test_an_answer_is_mailed_and_kept(outbox: Any) -> None:
    officer = actor_for(staff("Privacy officer"))
    enquiry = written(kind="complaint")
    with pytest.raises(ReasonMissing):
        answer_enquiry(enquiry, actor=officer, text="  ")
    answer_enquiry(enquiry, actor=officer, text="On your page.")
    enquiry = answer_enquiry(enquiry, actor=officer, text="And in the policy.")
    assert (enquiry.state, enquiry.answered_at) == ("answered", now())
    assert [a["text"] for a in answers_of(enquiry)] == ["On your page.", "And in the policy."]
    assert "On your page." in outbox.to("maya@example.org")[1].body
    enquiry = close_enquiry(enquiry, actor=officer)
    assert enquiry.closed_at == now()
    with pytest.raises(EnquiryClosed):
        answer_enquiry(enquiry, actor=officer, text="More.")


@pytest.mark.usefixtures("inkwell")
def test_it_becomes_a_request_of_the_day_it_arrived(
    person: User, frozen: Any, outbox: Any, jobs: Any
) -> None:
    officer = actor_for(staff("Privacy officer"))
    enquiry = written()
    arrived = enquiry.received_at
    frozen.move(days=9)
    request = make_request(enquiry, actor=officer, right="rectification", residence="DE")
    assert request.received_at == arrived
    assert str(request.statutory_due) == "2027-01-04"
    enquiry.refresh_from_db()
    assert (enquiry.state, enquiry.request) == ("closed", request)
    assert request.enquiry == enquiry
    watch_deadlines()
    request.refresh_from_db()
    assert request.state == "open", "it is asked for its code only now"
    verify_request(request, actor=VISITOR, code=code_in(outbox.to("maya@example.org")[-1]))
    jobs.run(twice=True)
    request.refresh_from_db()
    enquiry.refresh_from_db()
    assert request.subject == enquiry.subject == person.subject
    assert contact_of(request).details == words_of(enquiry).text == "Where is my data?"  # type: ignore[union-attr]


def test_one_that_is_never_confirmed_is_closed_a_week_after_its_code(frozen: Any, outbox: Any) -> None:
    enquiry = written()
    frozen.move(days=9)
    request = make_request(enquiry, actor=SYSTEM, right="access")
    frozen.move(days=7, minutes=1)
    watch_deadlines()
    request.refresh_from_db()
    assert request.state == "expired"


def test_an_opt_out_in_a_letter_needs_no_code(bystander: User, outbox: Any, jobs: Any) -> None:
    words = Words("tom@example.org", "Do not sell my data.")
    enquiry = take_in_enquiry(
        words, actor=SYSTEM, kind="question", channel="mail", received_at=now() - timedelta(days=2)
    )
    request = make_request(enquiry, actor=SYSTEM, right="opt_out", residence="US-CA")
    jobs.run()
    request.refresh_from_db()
    assert (request.state, request.subject) == ("fulfilled", bystander.subject)
    assert DataSubjectRequest.objects.count() == 1


@pytest.mark.parametrize("role", ["Privacy officer", "Privacy assistant", None])
def test_the_permission_matrix(client: Client, role: str | None, outbox: Any) -> None:
    enquiry = written()
    user = staff(role) if role else User.objects.create_user("other@staff.example", is_staff=True)
    sign_in(client, user, second_factor=True)
    page = reverse("admin:dsr_enquiry_change", args=[enquiry.pk])
    decide = reverse("admin:dsr_enquiry_decide", args=[enquiry.pk, "answer"])
    assert client.get(reverse("admin:dsr_enquiry_changelist")).status_code == (200 if role else 403)
    answer = client.get(page)
    assert answer.status_code == (200 if role else 403)
    viewed = AuditEvent.objects.filter(name="dsr:enquiry:viewed").count()
    assert viewed == (1 if role else 0)
    may_answer = role == "Privacy officer"
    assert (decide.encode() in answer.content) == may_answer
    assert client.get(decide).status_code == (200 if may_answer else 403)
    if not may_answer:
        for act in (close_enquiry, make_request):
            more = {"right": "access"} if act is make_request else {}
            with pytest.raises(NotAllowed):
                act(enquiry, actor=actor_for(user), **more)  # type: ignore[operator]


def test_staff_answer_and_make_a_request_by_pressing_buttons(client: Client, outbox: Any) -> None:
    enquiry = written(kind="suspicious")
    sign_in(client, staff("Privacy officer"), second_factor=True)
    decide = "admin:dsr_enquiry_decide"
    client.post(reverse(decide, args=[enquiry.pk, "answer"]), {"text": "It is not ours."})
    assert "It is not ours." in outbox.to("maya@example.org")[-1].body
    detail = client.get(reverse("admin:dsr_enquiry_change", args=[enquiry.pk])).content.decode()
    assert "It is not ours." in detail
    client.post(reverse(decide, args=[enquiry.pk, "request"]), {"right": "access", "residence": "FR"})
    request = DataSubjectRequest.objects.get()
    detail = client.get(reverse("admin:dsr_datasubjectrequest_change", args=[request.pk])).content.decode()
    assert enquiry.reference in detail
    assert b"Enquiries late" in client.get(reverse("admin:index")).content
    assert client.get(reverse(decide, args=[enquiry.pk, "nothing"])).status_code == 404
    closed = client.post(reverse(decide, args=[enquiry.pk, "answer"]), {"text": "More."})
    assert b"This enquiry is closed" in closed.content


def test_late_ones_are_counted(frozen: Any, outbox: Any) -> None:
    enquiry = written()
    assert not Enquiry.objects.late().exists()
    frozen.move(days=11)
    assert Enquiry.objects.late().get() == enquiry
    close_enquiry(enquiry, actor=SYSTEM)
    assert not Enquiry.objects.late().exists()


def test_nobody_is_looked_up_for_a_message(person: User, outbox: Any) -> None:
    enquiry = written()
    assert not enquiry.subject.identifiers.exists()
    assert DataSubject.objects.known_by("email", person.email).get() == person.subject
