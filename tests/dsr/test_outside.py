"""Erasures, suspensions and opt-outs reach the stores that others run, and the receipt says what they answered."""

import json
import uuid
from datetime import timedelta
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse

from accounts import signing
from accounts.actor import SYSTEM, actor_for
from accounts.codes import digest
from accounts.encoding import to_text
from consent.actions.choices import record_choices
from consent.actions.sale import ask_to_opt_in_to_sale, confirm_opt_in_to_sale, opt_out_of_sale
from consent.choices import Choice, Holder
from consent.models import ConsentRecord
from dsr.actions.erasure import start_erasure, switch_accounts
from dsr.actions.requests import revoke_request, submit_request
from dsr.contact import Contact
from dsr.erasure.receipt import is_genuine
from dsr.models import AccountSwitch, ErasureRun, RequestStep
from dsr.waiting import waits_for
from exports.models import StoreTask
from exports.verify import candor_verify
from tests.dsr.asking import ask
from tests.dsr.form import post
from tests.exports.outside import CELLAR, call_back, map_with, now_as, webhook_store
from tests.signing_in import sign_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("frozen", "committed", "private"),
    pytest.mark.promise("P10"),
]


@pytest.fixture
def stores(desk, use_map, outbox):
    """Put a map with a service and a cellar in force."""
    use_map(map_with(webhook_store(desk.url), CELLAR))
    return desk


def closing(person):
    """Return the person's due request for deletion."""
    return submit_request(
        person.subject,
        actor=SYSTEM,
        right="erasure",
        channel="portal",
        contact=Contact(email=person.email),
        method="sign_in",
        execute_after=None,
    )


def begun(person, jobs):
    """Return the run of a deletion after its workers had their turn."""
    request = closing(person)
    jobs.drop()
    type(request).objects.filter(pk=request.pk).update(execute_after=None)
    request.refresh_from_db()
    run = start_erasure(request, actor=SYSTEM)
    jobs.run()
    return ErasureRun.objects.get(pk=run.pk)


def after(run):
    """Return the run as the database has it."""
    return ErasureRun.objects.select_related("receipt", "request").get(pk=run.pk)


def test_the_receipt_waits_for_every_answer_and_says_each(
    person, jobs, stores, client, frozen, outbox, tmp_path, settings
):
    stores.says["erase"] = None
    run = begun(person, jobs)
    assert (run.stage, run.last_error_code) == ("erasing", "waits_for_stores")
    assert person.subject.identifiers.exists(), "by these the stores outside still find the person"
    tasks = {task.store: task for task in StoreTask.objects.all()}
    assert set(tasks) == {"cellar", "sales"}
    call_back(client, "sales", *stores.signed({"id": str(tasks["sales"].ref), "state": "completed"}))
    jobs.run()
    assert after(run).stage == "erasing"

    frozen.moment = now_as(tasks["cellar"]).due_at
    jobs.collect("exports.tasks.ask_outside", [tasks["cellar"].pk], {})
    jobs.run()
    run = after(run)
    assert run.stage == "finished"
    said = {line["store"]: line for line in run.receipt.content["other_systems"]}
    assert said["sales"]["answer"] == "completed"
    assert said["sales"]["answered_at"] == "2026-12-02T12:00:00+00:00"
    assert said["cellar"]["answer"] == "no_answer"
    assert "answered_at" not in said["cellar"]
    assert is_genuine(run.receipt)
    file, key = tmp_path / "receipt.json", signing.published()[0]
    file.write_text(
        json.dumps({"content": run.receipt.content, "signature": to_text(bytes(run.receipt.signature))})
    )
    assert candor_verify.main([str(file), f"--key={key.text}"]) == 0
    settings.CANDOR_SIGNING_KEY = bytes(32)
    assert not is_genuine(run.receipt), "the key it names is not published any more"
    settings.CANDOR_FORMER_SIGNING_KEYS = [(key.raw, "2026-12-01")]
    assert is_genuine(run.receipt)
    assert run.request.outcome == "partial"
    (letter,) = [m for m in outbox if str(run.receipt.ref) in m.body]
    assert "we cannot say that they hold nothing about you any more: The cellar" in " ".join(
        letter.body.split()
    )


CELLAR_WAITS = "<dt>The cellar</dt><dd>Asked on 2 December 2026, has until"


def page_in_tracker(request):
    """Return the words of the request's page without signing in."""
    client, secret = Client(), "2222-3333-4444-5555-6666"
    type(request).objects.filter(pk=request.pk).update(secret_digest=digest("tracker", secret))
    door = client.get(reverse("dsr:track"))
    page = post(client, door, reverse("dsr:track"), reference=request.reference, secret=secret)
    return " ".join(page.content.decode().split())


@pytest.mark.promise("P10", "P33")
def test_a_request_that_waits_says_for_whom_on_every_page(person, bystander, jobs, stores, client):
    stores.says["access"] = {"state": "nothing_held"}
    request, other = ask(person), ask(bystander, right="restriction")
    jobs.run()
    sign_in(client, person)
    detail = client.get(reverse("dsr:request", args=[request.reference])).content.decode()
    pages = [page_in_tracker(request), " ".join(detail.split())]
    pages.append(" ".join(client.get(reverse("dsr:download")).content.decode().split()))
    for page in pages:
        assert f"{CELLAR_WAITS} 12 December 2026 to answer." in page
        assert "made without what it holds" in page
        assert "The sales desk" not in page, "it has answered"
    assert "We wait for others to answer, until 12 December 2026 at most." in pages[0]
    (cellar,) = client.get(reverse("api-request", args=[request.reference])).json()["waiting_for"]
    assert (cellar["name"], cellar["until"]) == ("The cellar", "2026-12-12T12:00:00Z")
    sign_in(client, bystander)
    assert client.get(reverse("api-request", args=[other.reference])).json()["waiting_for"] == []


def test_a_deletion_that_waits_says_for_whom_in_the_tracker(person, jobs, stores):
    run = begun(person, jobs)
    page = page_in_tracker(run.request)
    assert CELLAR_WAITS in page
    assert "the receipt says that it gave none" in page
    assert "Until then you can cancel" not in page


def test_a_copy_for_another_request_is_not_this_ones(person, jobs, stores):
    mine = ask(person)
    jobs.run()
    waiting = ask(person, right="portability")
    RequestStep.jobs.filter(request=waiting).delete()
    assert [one.name for one in waits_for(mine)] == ["The cellar"]
    assert waits_for(waiting) == []


def test_where_all_answered_nothing_is_left_open(person, jobs, desk, use_map, outbox):
    use_map(map_with(webhook_store(desk.url)))
    desk.says["erase"] = {"state": "nothing_held"}
    run = after(begun(person, jobs))
    assert run.stage == "finished"
    (line,) = run.receipt.content["other_systems"]
    assert line["answer"] == "nothing_held"
    (letter,) = [m for m in outbox if str(run.receipt.ref) in m.body]
    assert "cannot say" not in letter.body
    assert desk.verbs() == ["erase"]


def test_a_store_that_cannot_be_asked_stands_in_the_receipt_too(person, jobs, desk, use_map, outbox):
    use_map(map_with(webhook_store(desk.url, answers="access")))
    run = after(begun(person, jobs))
    assert run.receipt.content["other_systems"] == [
        {"store": "sales", "name": "The sales desk", "asked": False}
    ]
    assert desk.asked == []


def test_their_time_ends_a_day_before_what_was_promised(person, jobs, stores, settings):
    run = begun(person, jobs)
    promised = run.request.received_at + timedelta(days=settings.ERASURE_PROMISE_DAYS)
    cellar = StoreTask.objects.get(store="cellar")
    assert cellar.due_at <= promised - timedelta(days=1)


def test_what_is_answered_after_the_receipt_is_late_and_the_receipt_stays(
    person, jobs, stores, client, frozen
):
    stores.says["erase"] = 500
    run = begun(person, jobs)
    for task in StoreTask.objects.all():
        frozen.moment = max(frozen.moment, task.due_at)
    jobs.collect("dsr.tasks.run_erasure", [run.pk], {})
    jobs.run()
    run = after(run)
    assert run.stage == "finished"
    before = run.receipt.content
    task = StoreTask.objects.get(store="sales")
    call_back(client, "sales", *stores.signed({"id": str(task.ref), "state": "completed"}))
    assert (now_as(task).state, now_as(task).late_state) == ("no_answer", "completed")
    assert after(run).receipt.content == before


def test_accounts_are_closed_and_opened_there_too(person, jobs, stores):
    request = closing(person)
    jobs.drop()
    switch_accounts(request, suspended=True, actor=SYSTEM)
    jobs.run(twice=True)
    switch_accounts(request, suspended=False, actor=SYSTEM)
    jobs.run(twice=True)
    assert stores.verbs() == ["suspend", "resume"]
    assert not StoreTask.objects.filter(store="cellar").exists(), "nothing for a person to do for some days"


def test_a_suspension_that_was_not_sent_yet_does_not_follow_the_opening(person, jobs, stores):
    stores.says["suspend"] = 500
    request = closing(person)
    jobs.drop()
    switch_accounts(request, suspended=True, actor=SYSTEM)
    jobs.run()
    switch_accounts(request, suspended=False, actor=SYSTEM)
    jobs.run()
    suspended = StoreTask.objects.get(verb="suspend")
    assert (suspended.state, suspended.reason) == ("cancelled", "overtaken")
    assert StoreTask.objects.get(verb="resume").state == "completed"


@pytest.mark.parametrize("late", ["question", "worker"])
def test_what_a_cancelled_closing_left_over_does_not_follow_the_next_one(person, jobs, stores, frozen, late):
    """The first opens the account late, by a question that is tried again or a worker that was slow: the second has closed it."""
    stores.says["resume"] = 500
    first = closing(person)
    switch_accounts(first, suspended=True, actor=SYSTEM)
    jobs.run()
    revoke_request(first, actor=SYSTEM)
    jobs.drop() if late == "worker" else jobs.run()
    assert ("resume" in stores.verbs()) == (late == "question")
    switch_accounts(closing(person), suspended=True, actor=SYSTEM)
    jobs.run()
    stores.says["resume"] = {"state": "completed"}
    frozen.move(hours=2)
    jobs.collect("dsr.tasks.switch_accounts", [AccountSwitch.objects.get(request=first).pk], {})
    for task in StoreTask.objects.all():
        jobs.collect("exports.tasks.ask_outside", [task.pk], {})
    jobs.run(twice=True)
    assert stores.asked[-1]["verb"] == "suspend"
    states = StoreTask.objects.filter(verb="suspend").values_list("state", flat=True)
    assert list(states) == ["completed", "completed"]


def test_an_opt_out_of_sale_reaches_the_stores_once(person, bystander, jobs, stores):
    holder = Holder.of(person.subject)
    for _ in range(2):
        opt_out_of_sale(holder, actor=actor_for(person), method=ConsentRecord.Method.PAGE)
    jobs.run()
    assert StoreTask.objects.filter(verb="opt_out", subject=person.subject).count() == 2
    assert not StoreTask.objects.filter(subject=bystander.subject).exists()
    assert [question["identities"][0]["value"] for question in stores.asked] == ["maya@example.org"]


def test_withdrawing_from_a_purpose_that_shares_reaches_them_and_agreeing_does_not(person, jobs, stores):
    holder = Holder.of(person.subject)
    for allowed, count in ((True, 0), (False, 2)):
        choice = Choice("purpose", "ads", allowed=allowed)
        record_choices(holder, actor=actor_for(person), choices=[choice], method=ConsentRecord.Method.PAGE)
        assert StoreTask.objects.filter(verb="opt_out").count() == count


def opted_in(holder, person):
    """Take an opt-out back, in its two steps."""
    asked = {"actor": actor_for(person), "signal": ""}
    ask_to_opt_in_to_sale(holder, **asked)
    return confirm_opt_in_to_sale(holder, **asked, asked_first=True)


def opted_out(holder, person):
    """Refuse sale and sharing."""
    return opt_out_of_sale(holder, actor=actor_for(person), method=ConsentRecord.Method.PAGE)


@pytest.mark.promise("P10", "P13")
def test_who_takes_an_opt_out_back_is_passed_on_to_who_was_told_of_it(person, bystander, jobs, stores):
    holder, other = Holder.of(person.subject), Holder.of(bystander.subject)
    opted_out(holder, person)
    opted_out(other, bystander)
    jobs.run(twice=True)
    assert stores.verbs() == ["opt_out", "opt_out"]
    for _ in range(2):
        opted_in(holder, person)
        jobs.run(twice=True)
    assert stores.verbs() == ["opt_out", "opt_out", "opt_in"], "once, and of one person"
    assert stores.asked[-1]["identities"][0]["value"] == "maya@example.org"
    assert not StoreTask.objects.filter(verb="opt_in", subject=bystander.subject).exists()
    cellar = {t.verb: (t.state, t.reason) for t in person.subject.store_tasks.filter(store="cellar")}
    assert cellar == {"opt_out": ("cancelled", "overtaken"), "opt_in": ("asked", "")}


def test_who_refuses_something_else_still_is_not_opted_in_anywhere(person, jobs, stores):
    holder = Holder.of(person.subject)
    opted_out(holder, person)
    answer = partial(record_choices, holder, actor=actor_for(person), method=ConsentRecord.Method.PAGE)
    answer(choices=[Choice("purpose", "ads", allowed=False)])
    jobs.run()
    opted_in(holder, person)
    assert not StoreTask.objects.filter(verb="opt_in").exists()
    answer(choices=[Choice("purpose", "ads", allowed=True)])
    assert StoreTask.objects.filter(verb="opt_in").count() == 2


def test_a_store_that_never_heard_of_the_opt_out_hears_of_neither(person, jobs, stores):
    holder = Holder.of(person.subject)
    opted_out(holder, person)
    opted_in(holder, person)
    jobs.run(twice=True)
    assert stores.asked == []
    assert {(t.verb, t.state, t.reason) for t in StoreTask.objects.all()} == {
        ("opt_out", "cancelled", "overtaken")
    }


def test_who_cannot_be_opted_in_again_is_left_as_they_are(person, jobs, desk, use_map, outbox):
    use_map(map_with(webhook_store(desk.url, answers="opt_out")))
    holder = Holder.of(person.subject)
    opted_out(holder, person)
    jobs.run()
    opted_in(holder, person)
    jobs.run()
    assert desk.verbs() == ["opt_out"]


def test_an_opt_in_that_was_overtaken_is_never_delivered_after_the_new_opt_out(person, jobs, stores, frozen):
    holder = Holder.of(person.subject)
    opted_out(holder, person)
    jobs.run()
    stores.says["opt_in"] = 500
    opted_in(holder, person)
    jobs.run()
    (task,) = StoreTask.objects.filter(store="sales", verb="opt_in")
    assert (task.state, task.tries) == ("waiting", 1), "it was not taken, and would be sent again"
    # Now a worker is at it, in the middle of its call.
    frozen.moment = task.not_before
    assert StoreTask.claim(task.pk) is not None
    opted_out(holder, person)
    stores.says["opt_in"] = {"state": "completed"}
    jobs.run(twice=True)
    newest = StoreTask.objects.filter(store="sales", verb="opt_out").latest("pk")
    assert newest.state == "waiting", "it waits until the call is over"
    frozen.move(minutes=2)
    for each in StoreTask.objects.filter(store="sales"):
        jobs.collect("exports.tasks.ask_outside", [each.pk], {})
    jobs.run(twice=True)
    assert [question["verb"] for question in stores.asked] == ["opt_out", "opt_in", "opt_out"]
    assert (now_as(task).state, now_as(task).reason) == ("cancelled", "overtaken")
    assert now_as(newest).state == "completed"


def test_a_browser_that_nobody_knows_reaches_nobody(stores, jobs):
    holder = Holder.browser(uuid.uuid4())
    records = opt_out_of_sale(holder, actor=SYSTEM, method=ConsentRecord.Method.GPC)
    assert records
    assert not StoreTask.objects.exists()


def test_somebody_with_nothing_verified_is_not_called_opted_out_there(person, jobs, stores):
    person.subject.identifiers.update(verified_at=None)
    opt_out_of_sale(Holder.of(person.subject), actor=actor_for(person), method=ConsentRecord.Method.PAGE)
    jobs.run()
    task = StoreTask.objects.get(store="sales")
    assert (task.state, task.reason) == ("cancelled", "no_identifier")
    assert stores.asked == []
