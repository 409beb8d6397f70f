"""Questions to stores outside in the staff admin."""

import pytest
from django.contrib.auth.models import Group, Permission
from django.urls import reverse

from accounts.models import AuditEvent, User
from exports.tasks import close_overdue_questions
from tests.exports.outside import CELLAR, asked, map_with, now_as
from tests.signing_in import sign_in

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("frozen", "committed", "outbox", "private"),
    pytest.mark.promise("P10"),
]


@pytest.fixture
def task(use_map, person, jobs):
    """Return a question to the owner of the cellar that was asked."""
    use_map(map_with(CELLAR))
    made = asked(person.subject, "cellar")
    jobs.run()
    return made


@pytest.fixture
def staff(client, officer):
    """Return a client in which an officer is signed in."""
    sign_in(client, officer, second_factor=True)
    return client


def page(name, *args):
    """Return the address of a page of the admin."""
    return reverse(f"admin:exports_storetask_{name}", args=args)


def test_staff_see_how_it_stands_and_that_they_looked_is_recorded(task, staff):
    listed = staff.get(page("changelist")).content.decode()
    shown = staff.get(page("change", task.pk)).content.decode()

    assert "The cellar" in listed
    assert "asked, not answered yet" in shown
    assert "maya" not in listed + shown
    assert AuditEvent.objects.filter(name="exports:question:viewed").count() == 1


@pytest.mark.parametrize("listed", ["storetask", "exportpackage", "correction"])
def test_looking_for_one_person_leaves_a_trace(task, staff, person, bystander, listed):
    """In each list, by the whole reference only; nobody's rows come along, and a question's own number is nobody's trace."""
    address = reverse(f"admin:exports_{listed}_changelist")
    traces = AuditEvent.objects.filter(name="exports:person:looked_for")
    found = staff.get(address, {"q": str(person.subject.ref)[:8]})
    assert (found.status_code, found.context["cl"].result_count, traces.count()) == (200, 0, 0)
    found = staff.get(address, {"q": str(person.subject.ref)})
    assert found.context["cl"].result_count == (listed == "storetask")
    assert [(trace.subject_ref, trace.data["among"]) for trace in traces] == [(person.subject.ref, listed)]
    found = staff.get(address, {"q": str(task.ref)})
    assert (found.context["cl"].result_count, traces.count()) == (listed == "storetask", 1)
    assert staff.get(address, {"q": str(bystander.subject.ref)}).context["cl"].result_count == 0


def test_no_pattern_is_taken_from_an_address(task, staff):
    """A filter that no page offers is refused before the database sees it."""
    assert staff.get(page("changelist"), {"state__regex": "("}).status_code == 400
    assert staff.get(page("changelist"), {"state__exact": "asked"}).context["cl"].result_count == 1


def test_an_answer_that_came_by_telephone_is_recorded(task, staff):
    form = staff.get(page("decide", task.pk, "answer"))
    assert form.status_code == 200
    assert (
        "This field is required"
        in staff.post(page("decide", task.pk, "answer"), {"said": ""}).content.decode()
    )
    staff.post(page("decide", task.pk, "answer"), {"said": "completed", "note": "Ada by telephone, today."})

    assert now_as(task).state == "completed"
    assert "Ada by telephone" in staff.get(page("change", task.pk)).content.decode()
    again = staff.post(page("decide", task.pk, "answer"), {"said": "refused", "note": "No."})
    assert "This question is over" in again.content.decode()
    assert now_as(task).state == "completed"


def test_after_its_time_an_answer_is_late(task, staff, frozen, jobs):
    frozen.move(days=11)
    jobs.collect("exports.tasks.ask_outside", [task.pk], {})
    jobs.run()
    staff.post(page("decide", task.pk, "answer"), {"said": "completed", "note": "Ada wrote at last."})
    task = now_as(task)
    assert (task.state, task.late_state) == ("no_answer", "completed")


def test_it_is_asked_again_now(task, staff, outbox, jobs):
    staff.post(page("decide", task.pk, "again"))
    jobs.run()
    assert now_as(task).reminders == 1


def test_who_may_only_look_decides_nothing(task, client):
    user = User.objects.create_user("looker@example.org", "correct horse battery staple", is_staff=True)
    user.user_permissions.add(Permission.objects.get(codename="view_storetask"))
    sign_in(client, user, second_factor=True)
    assert client.get(page("change", task.pk)).status_code == 200
    for name in ("again", "answer"):
        assert (
            client.post(page("decide", task.pk, name), {"said": "completed", "note": "x"}).status_code == 403
        )
    assert client.get(page("decide", task.pk, "nothing")).status_code == 404
    assert now_as(task).state == "asked"


def test_the_role_of_officers_has_the_permission():
    held = Group.objects.get(name="Privacy officer").permissions.values_list("codename", flat=True)
    assert {"view_storetask", "change_storetask"} <= set(held)


def test_what_no_worker_could_end_is_ended(task, frozen, jobs):
    type(task).objects.filter(pk=task.pk).update(job_state="failed")
    close_overdue_questions()
    assert now_as(task).state == "asked", "its time is not over"
    frozen.move(days=11)
    close_overdue_questions()
    assert now_as(task).state == "no_answer"
