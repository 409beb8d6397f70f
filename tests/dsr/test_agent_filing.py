"""Filing as an agent: nothing tells whether somebody is known, what is sent twice is filed once, forged links open nothing."""

import re

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import DataSubject
from dsr.agents import vault
from dsr.models import Agent, DataSubjectRequest, Mandate, RequestStep
from tests.dsr.agent_form import (
    AGENT,
    HERE,
    answer,
    confirmed,
    file,
    latest,
    link_in,
    pdf,
    post,
    to_review,
    upload,
)
from tests.dsr.form import post as post_page

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("frozen", "committed", "inkwell", "private"),
    pytest.mark.promise("P27"),
]
CONFIRM = "/agents/confirm/"


def statements(queries):
    plain = [re.sub(r"s\d+_x\d+", "savepoint", q["sql"]) for q in queries.captured_queries]
    return [re.split(r" WHERE | SET |VALUES", sql)[0] for sql in plain]


def seen(client, address, agent, outbox, jobs, *, right, kind):
    """Return everything an agent could compare, up to the work in the background."""
    cache.clear()
    jobs.drop()
    before = len(jobs.sent)
    with CaptureQueriesContext(connection) as asking:
        review = to_review(client, right=right, email=address, kind=kind, agent=agent)
        sent = post(client, review, document=upload(pdf()))
        page = client.get(sent.url)
    tasks = [name for name, _ids in jobs.sent[before:]]
    if right in ("opt_out", "limit"):
        jobs.run()
    own = (address, latest().reference, agent)
    letters = [m.subject + m.body + m.alternatives[0][0] for m in outbox.to(agent)]
    words = [p.content.decode() for p in (review, page)]

    def plain(text):
        for part in own:
            text = text.replace(part, "*")
        # Numbers, secrets and links of one mail are another's by nature.
        return re.sub(r'value="[^"]*"|(?:[2-9A-Z]{4}-){2,4}[2-9A-Z]{4}|https?://[^\s"<]+', "", text)

    return {
        "asking": statements(asking),
        "status": [p.status_code for p in (review, sent, page)],
        "words": [plain(w) for w in words],
        "letters": [plain(letter) for letter in letters],
        "tasks": tasks,
        "state": latest().state,
    }


@pytest.mark.parametrize("kind", ["permission", "attorney"])
@pytest.mark.parametrize("right", ["opt_out", "limit", "access", "erasure"])
def test_nothing_tells_an_agent_whether_somebody_is_known(client, person, outbox, jobs, right, kind):
    seen(client, "first@example.net", "warm@agents.example", outbox, jobs, right=right, kind=kind)
    known = seen(client, person.email, "a@agents.example", outbox, jobs, right=right, kind=kind)
    unknown = seen(client, "nobody@example.net", "b@agents.example", outbox, jobs, right=right, kind=kind)
    assert known["asking"]
    assert known["letters"]
    for part in known:
        assert known[part] == unknown[part], part


def test_a_person_nobody_knows_is_told_of_to_the_agent_after_they_confirmed(client, outbox, jobs, person):
    file(client, right="access", email="nobody@example.net")
    answer(client, link_in(outbox.to("nobody@example.net")[-1], CONFIRM), "yes")
    jobs.run()
    assert (latest().state, latest().reason) == ("denied", "no_match")
    assert "found nothing" in outbox.to(AGENT)[-1].body
    assert not outbox.to(person.email)


def test_forged_links_open_nothing(client, bystander, outbox, jobs):
    file(client, right="access", email=bystander.email)
    path = link_in(outbox.to(bystander.email)[-1], CONFIRM)
    token = path.removeprefix(CONFIRM).rstrip("/")
    for name in ("agent_confirm", "agent_copy", "agent_filed"):
        assert client.get(reverse(f"dsr:{name}", args=["forged"])).status_code == 404
        assert client.get(reverse(f"dsr:{name}", args=[token[:-1] + "x"])).status_code == 404
    for name in ("agent_copy", "agent_filed"):
        assert client.get(reverse(f"dsr:{name}", args=[token])).status_code == 404
    page = client.get(path)
    sent = {"token": page.context["token"], "do": "yes"}
    assert client.post(path, sent, HTTP_ORIGIN="https://evil.example").status_code == 403
    assert client.post(path, {**sent, "token": "x"}, **HERE).status_code == 403
    assert latest().state == "open"


def test_a_form_sent_twice_files_one_request_and_one_document(client, bystander, outbox, jobs, private):
    review = to_review(client, right="access", email=bystander.email)
    first = post(client, review, document=upload(pdf()))
    second = post(client, review, document=upload(pdf()))
    assert first.status_code == second.status_code == 302
    assert DataSubjectRequest.objects.count() == Mandate.objects.count() == 1
    assert len(outbox.to(AGENT)) == len(outbox.to(bystander.email)) == 1
    assert len([p for p in private.rglob("*") if p.is_file()]) == 1
    assert vault.read(latest().mandate) == pdf()


def test_no_page_sets_a_cookie_and_none_needs_a_known_agent(client, bystander, outbox, jobs):
    client.get(reverse("dsr:agents"))
    file(client, right="opt_out", email=bystander.email)
    file(client, right="limit", email=bystander.email)
    assert not client.cookies
    assert Agent.objects.count() == 1
    assert Mandate.objects.count() == 2


def test_an_agent_is_a_data_subject_of_their_own(client, bystander, outbox, jobs):
    file(client, right="opt_out", email=bystander.email, agent="Desk@Agents.example")
    file(client, right="opt_out", email=bystander.email, agent="desk@agents.EXAMPLE")
    agent = Agent.objects.get()
    assert agent.subject.standing == DataSubject.Standing.CONTACT
    assert b"gents" not in bytes(agent.sealed_contact) + bytes(agent.digest)
    assert {m.to[0] for m in outbox} == {"Desk@Agents.example"}


def test_the_same_address_for_both_is_refused_with_everything_kept(client, outbox, jobs):
    review = to_review(client, right="access", email=AGENT.upper())
    sent = post(client, review, document=upload(pdf()))
    assert b"You gave the same e-mail address" in sent.content
    assert b"case 7" in sent.content
    assert not DataSubjectRequest.objects.exists()


def test_a_mailbox_cannot_be_flooded_and_a_place_not_used_up(client, bystander, outbox, jobs):
    for number in range(5):
        file(client, right="access", email=bystander.email, agent=f"a{number}@agents.example")
    review = to_review(client, right="access", email=bystander.email.upper())
    sent = post(client, review, document=upload(pdf()))
    assert sent.status_code == 429
    assert b"Wait an hour" in sent.content
    assert len(outbox.to(bystander.email)) == 5
    file(client, right="opt_out", email=bystander.email)


def test_every_page_is_asked_and_a_slip_comes_back(client):
    answer = client.get(reverse("dsr:agent_file"))
    assert b"What does the person want?" in post(client, answer).content
    answer = post(client, answer, right="access")
    assert (
        b"for people who live in California"
        in post(client, answer, person_name="Tom", person_email="t@example.org").content
    )
    answer = post(client, answer, person_name="Tom", person_email="t@example.org", california="on")
    answer = post(client, answer, agent_kind="person", agent_name="Ann", agent_email=AGENT)
    wrong = post(client, answer, mandate_kind="permission", signed_on="2026-12-03")
    assert b"has not come yet" in wrong.content
    review = post(client, wrong, mandate_kind="permission", signed_on="2026-12-02")
    assert b"2 December 2026" in review.content
    changed = post(client, review, change="person")
    assert b"t@example.org" in changed.content
    assert not DataSubjectRequest.objects.exists()


def test_the_advice_on_the_other_form_leads_here(client):
    page = client.get(reverse("dsr:ask"))
    advice = post_page(client, page, who="other").content.decode()
    assert reverse("dsr:agents") in advice
    assert "somewhere else" in advice
    guide = client.get(reverse("dsr:agents")).content.decode()
    for words in (
        "power of attorney where a signed permission is enough",
        "15 business days",
        "not speak the Data Rights Protocol yet",
    ):
        assert words in guide


def test_a_person_sees_who_filed_for_them(client, bystander, outbox, jobs):
    request = confirmed(client, bystander, outbox, right="access")
    jobs.run()
    client.force_login(bystander)
    page = client.get(reverse("dsr:request", args=[request.reference])).content.decode()
    assert "Ask Ltd" in page
    assert AGENT not in page
    assert RequestStep.jobs.filter(request=request, job_state="done").exists()
