"""The mails about questions to stores outside: to the owner who looks, and to staff. None names the person."""

from django.conf import settings
from django.urls import reverse

from accounts import mail
from accounts.datamap.vocabulary import StoreMap
from accounts.staff import staff_who_may
from exports.models import StoreTask
from exports.outside.links import token_of
from exports.outside.stores import name_of

CHANGE = "exports.change_storetask"


def ask_owner(task: StoreTask, store: StoreMap, *, again: bool) -> None:
    """Ask the store's owner, or remind them, with the link that opens the task."""
    path = reverse("exports:store_task", args=[token_of(task)])
    _to_owner("question", task, store, again=again, href=f"{settings.BASE_URL}{path}")


def send_code(task: StoreTask, store: StoreMap, code: str) -> None:
    """Send the owner the code that opens a task."""
    _to_owner("question_code", task, store, code=code)


def tell_staff(task: StoreTask, kind: str) -> None:
    """Tell staff that a store refused, did not answer, or cannot be reached. `kind` is refused, no_answer, late or unreachable."""
    path = reverse("admin:exports_storetask_change", args=[task.pk])
    context = {"task": task, "kind": kind, "store": name_of(task.store), "href": f"{settings.BASE_URL}{path}"}
    for user in staff_who_may(CHANGE):
        mail.send("exports/question_staff", to=user.email, context=context)


def _to_owner(name: str, task: StoreTask, store: StoreMap, **extra: object) -> None:
    assert store.manual is not None  # noqa: S101  (only manual stores have an owner)
    context = {"task": task, "store": store, "owner": store.manual.owner, **extra}
    mail.send(f"exports/{name}", to=store.manual.email, context=context)
