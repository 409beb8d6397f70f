"""The link that opens a manual task: signed, of one purpose, and without a word about the person."""

from accounts.signing import make_token, read_token
from exports.models import StoreTask

TASK, PASS = "store-task", "store-task-pass"
LINK_DAYS = 366
"""Longer than any due date: the task's own date ends the link, and its page still says what became of it for a while."""
PASS_SECONDS = 2 * 3600
"""How long a page stays open after its code was entered."""


def token_of(task: StoreTask) -> str:
    """Return the token that stands in the link of a mail."""
    return make_token(TASK, str(task.ref))


def task_of(token: str) -> StoreTask | None:
    """Return the task a link opens, or None when it is forged."""
    ref = read_token(TASK, token, max_age=LINK_DAYS * 24 * 3600)
    return StoreTask.objects.select_related("subject").filter(ref=ref).first() if ref else None


def pass_of(task: StoreTask) -> str:
    """Return the pass a page carries in its forms once the code was entered; it never stands in an address."""
    return make_token(PASS, str(task.ref))


def passes(task: StoreTask, given: str) -> bool:
    """Return whether this pass opens this task."""
    return read_token(PASS, given, max_age=PASS_SECONDS) == str(task.ref)
