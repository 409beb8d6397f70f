"""Stores that a person looks into: the mail, the link, the code, the answers, the reminders and the end."""

import re
from datetime import timedelta

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from accounts.actor import SYSTEM
from accounts.models import AuditEvent
from accounts.sealing import unseal
from accounts.signing import make_token
from exports.actions.questions import cancel_question
from exports.models import StoreAnswer
from exports.outside.answers import name_of, read
from exports.outside.file_types import type_of
from exports.outside.links import token_of
from tests.dsr.agent_form import jpeg, pdf, png
from tests.exports.outside import CELLAR, OWNER, asked, map_with, now_as
from tests.exports.workbook import workbook

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("frozen", "committed", "private"),
    pytest.mark.promise("P10"),
]


@pytest.fixture(autouse=True)
def cellar(use_map):
    """Put a map with a manual store in force."""
    use_map(map_with(CELLAR))


@pytest.fixture(autouse=True)
def _no_counts():
    cache.clear()


def link_in(mail):
    """Return the path of the link in a mail to the owner."""
    return re.search(r"http://testserver(/systems/task/\S+)", mail.body)[1]


def code_in(mail):
    """Return the code in a mail."""
    return re.search(r"\b[2-9A-Z]{4}-[2-9A-Z]{4}\b", mail.body)[0]


class Owner:
    """The owner of the store with a browser that shows pages and keeps no cookie."""

    def __init__(self, client, outbox):
        self.client, self.outbox = client, outbox
        self.path = link_in(outbox.to(OWNER)[0])
        self.page = client.get(self.path)

    def field(self, name):
        """Return the value of a hidden field of the page."""
        found = re.search(rf'name="{name}" value="([^"]+)"', self.page.content.decode())
        return found[1] if found else ""

    def press(self, do, **data):
        """Send the page's form with this button and return the answer."""
        sent = {"token": self.field("token"), "pass": self.field("pass"), "do": do, **data}
        self.page = self.client.post(self.path, sent, headers={"Origin": "http://testserver"})
        return self.page

    def enter(self):
        """Ask for the code and enter it."""
        self.press("code")
        return self.press("open", code=code_in(self.outbox.to(OWNER)[-1]))


@pytest.fixture
def task(person, jobs, outbox):
    """Return a question to delete that was asked."""
    return ask(person, jobs)


def ask(person, jobs, verb="erase"):
    """Ask the owner about a person."""
    made = asked(person.subject, "cellar", verb)
    jobs.run()
    return made


def test_the_mail_and_the_address_say_nothing_about_the_person(task, person, outbox, client):
    (mail,) = outbox.to(OWNER)
    page = client.get(link_in(mail))

    assert "The cellar" in mail.subject
    for text in (mail.body, mail.subject, str(mail.alternatives), page.content.decode()):
        assert "maya" not in text.lower()
        assert str(person.subject.ref) not in text
    assert page.status_code == 200
    assert b"Send me the code" in page.content
    assert not client.cookies


def test_the_person_is_shown_only_after_the_code_and_that_is_audited(task, client, outbox):
    owner = Owner(client, outbox)
    assert b"maya@example.org" not in owner.press("open", code="2222-2222").content
    assert b"maya@example.org" not in owner.press("nothing").content, "no pass, no way round"
    page = owner.enter()

    assert b"maya@example.org" in page.content
    assert b"through the blue folders" in page.content
    names = list(AuditEvent.objects.order_by("pk").values_list("name", flat=True))
    assert "exports:question:code_refused" in names
    assert names[-1] == "exports:question:opened"
    assert page["Cache-Control"] == "no-store"


def test_a_code_works_once_for_half_an_hour_and_five_tries(task, client, outbox, frozen):
    owner = Owner(client, outbox)
    owner.press("code")
    code = code_in(outbox.to(OWNER)[-1])
    assert b"maya@" in owner.press("open", code=code).content
    assert b"does not work" in Owner(client, outbox).press("open", code=code).content

    owner.press("code")
    frozen.move(minutes=31)
    late = Owner(client, outbox)
    assert b"does not work" in late.press("open", code=code_in(outbox.to(OWNER)[-1])).content

    late.press("code")
    code = code_in(outbox.to(OWNER)[-1])
    for _ in range(5):
        late.press("open", code="2222-2222")
    assert b"does not work" in late.press("open", code=code).content


def test_a_pass_of_another_task_opens_nothing(task, bystander, client, outbox, jobs):
    owner = Owner(client, outbox)
    owner.enter()
    other = ask(bystander, jobs)
    sent = {"token": owner.field("token"), "pass": owner.field("pass"), "do": "back"}
    path = reverse("exports:store_task", args=[token_of(other)])
    page = client.post(path, sent, headers={"Origin": "http://testserver"})
    assert b"tom@example.org" not in page.content
    assert b"Enter the code" in page.content


def test_links_of_other_kinds_and_forged_ones_are_404(task, client):
    for token in ("x", make_token("agent-confirm", str(task.ref))):
        assert client.get(reverse("exports:store_task", args=[token])).status_code == 404


def test_nothing_is_held_in_one_click_and_a_look(task, client, outbox, frozen):
    owner = Owner(client, outbox)
    owner.enter()
    assert b"Is nothing about this person in The cellar?" in owner.press("nothing").content
    assert now_as(task).state == "asked", "asked whether it is sure first"
    owner.press("nothing-sure")

    task = now_as(task)
    assert (task.state, task.job_state, task.answered_at) == ("nothing_held", "done", frozen.moment)
    assert b"that was all" in owner.client.get(owner.path).content


def test_done_needs_a_note_that_only_staff_read(task, person, client, outbox):
    owner = Owner(client, outbox)
    owner.enter()
    owner.press("done")
    assert b"Say in a sentence what you did" in owner.press("done-sure", note="").content
    owner.press("done-sure", note="Shredded folder 7.")

    task = now_as(task)
    assert task.state == "completed"
    assert b"folder 7" not in bytes(task.sealed_note)
    assert unseal(task.subject, task.sealed_note, life="record") == "Shredded folder 7."


def test_what_cannot_be_done_is_refused_and_staff_are_told(task, client, outbox, officer):
    owner = Owner(client, outbox)
    owner.enter()
    owner.press("refuse")
    owner.press("refuse-sure", note="The court wants these folders.")
    assert now_as(task).state == "refused"
    assert "refused" in outbox.to("officer@example.org")[0].subject


def test_files_are_told_by_their_content_kept_sealed_and_kept_once(person, client, outbox, jobs, private):
    task = ask(person, jobs, "access")
    owner = Owner(client, outbox)
    owner.enter()
    assert b"That is everything" not in owner.page.content, "not before there is a file"
    assert b"Choose a file" in owner.press("done").content

    bad = owner.press("file", file=SimpleUploadedFile("letters.pdf", b"<html><script>alert(1)</script>"))
    assert b"This is no CSV" in bad.content
    for _ in range(2):
        owner.press("file", file=SimpleUploadedFile("Mayas letters.exe", b"day,words\n1,Dear Maya\n"))
    assert b"1 file added" in owner.page.content
    owner.press("done")
    owner.press("done-sure")

    answer = task.answers.get()
    assert now_as(task).state == "completed"
    assert (answer.content_type, name_of(answer)) == ("text/csv", "Mayas letters.csv")
    assert read(answer) == b"day,words\n1,Dear Maya\n"
    kept = b"".join(p.read_bytes() for p in private.rglob("*") if p.is_file())
    assert kept
    assert b"Dear Maya" not in kept
    assert b"letters" not in bytes(answer.sealed_name)


def test_a_file_that_is_too_large_is_not_kept(person, client, outbox, jobs, settings):
    settings.UPLOAD_MAX_MB = 1
    ask(person, jobs, "access")
    owner = Owner(client, outbox)
    owner.enter()
    page = owner.press("file", file=SimpleUploadedFile("a.txt", b"x" * (1024 * 1024 + 1)))
    assert b"too large" in page.content
    assert not StoreAnswer.objects.exists()


@pytest.mark.parametrize(
    ("data", "found"),
    [
        (b'{"a": 1}', "application/json"),
        (b"a,b\n1,2\n", "text/csv"),
        ("\ufeffName;Stra\u00dfe\nMaya;Hof\n".encode(), "text/csv"),
        (b"Nothing to see here.", "text/plain"),
        (pdf(), "application/pdf"),
        (png(), "image/png"),
        (jpeg(), "image/jpeg"),
        (workbook(), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        (workbook("xl/vbaProject.bin"), None),
        (workbook(whole=False), None),
        (b"PK\x03\x04 not a zip", None),
        (b" <!doctype html><p>a,b\n", None),
        (b"MZ\x90\x00 program", None),
        (b"a,b\n\x001,2", None),
        (b"\xff\xfea\x00", None),
        (b"", None),
    ],
)
def test_what_a_file_is(data, found):
    assert type_of(data) == found


def test_the_owner_is_reminded_and_then_it_is_over(task, client, outbox, officer, frozen, jobs):
    for day in (3, 6, 9):
        frozen.move(days=3)
        deliver(task, jobs)
        assert now_as(task).reminders == day // 3
    assert [mail.subject.startswith("Reminder") for mail in outbox.to(OWNER)] == [False, True, True, True]

    frozen.move(hours=23)
    owner = Owner(client, outbox)
    owner.enter()
    frozen.move(hours=1)
    assert b"The time for an answer is over" in owner.press("nothing").content
    assert b"The time for an answer is over" in client.get(owner.path).content
    deliver(task, jobs)
    task = now_as(task)
    assert (task.state, task.answered_at) == ("no_answer", None)
    assert "did not answer in time" in outbox.to("officer@example.org")[0].subject


def deliver(task, jobs):
    """Deliver the message the sweeper would send."""
    jobs.collect("exports.tasks.ask_outside", [task.pk], {})
    jobs.run(twice=True)


def test_the_form_needs_our_own_page(task, client, outbox):
    path = link_in(outbox.to(OWNER)[0])
    assert client.post(path, {"do": "code"}).status_code == 403
    owner = Owner(client, outbox)
    sent = {"token": owner.field("token"), "do": "code"}
    assert client.post(path, sent, headers={"Origin": "https://evil.example"}).status_code == 403


def test_codes_are_not_sent_without_end(task, client, outbox):
    owner = Owner(client, outbox)
    for _ in range(5):
        owner.press("code")
    assert b"too many attempts" in owner.press("code").content
    assert len(outbox.to(OWNER)) == 6


def test_a_question_taken_back_says_so(task, client, outbox):
    cancel_question(task, actor=SYSTEM)
    assert b"Nothing is asked of you any more" in client.get(link_in(outbox.to(OWNER)[0])).content


def test_the_due_date_can_be_brought_forward(person, frozen):
    task = asked(person.subject, "cellar", until=frozen.moment + timedelta(days=2))
    assert task.due_at == frozen.moment + timedelta(days=2)
    late = asked(person.subject, "cellar", until=frozen.moment + timedelta(days=200))
    assert late.due_at == frozen.moment + timedelta(days=10)
