"""What the owner of a manual store does through the link in a mail: get a code, open the task, put files to it."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.clock import now
from accounts.codes import digest, make_code, matches
from accounts.errors import DomainError
from exports.actions.questions import QuestionOver
from exports.archive.vault import shelf
from exports.models import StoreAnswer, StoreTask
from exports.outside import answers
from exports.outside.answers import MOST_FILES, File
from exports.outside.ending import record
from exports.outside.letters import send_code
from exports.outside.locking import lock
from exports.outside.stores import find

PURPOSE = "store task"
CODE_LIFE = timedelta(minutes=30)
MOST_TRIES = 5


class OwnerCodeRefused(DomainError):
    """The code is wrong, used, too old, or was tried too often."""

    code = "code_refused"
    message = _("This code does not work. Check it, or ask for a new one: a code is valid for 30 minutes.")


class TooManyFiles(DomainError):
    """An answer has more files than anybody could look through."""

    code = "too_many_files"
    message = _("That is too many files. Put what belongs together into one.")


def send_owner_code(task: StoreTask, *, actor: Actor) -> None:
    """Mail the store's owner a new single-use code; an older one stops working. Locks the question. Raise QuestionOver."""
    with transaction.atomic():
        task = _locked(task)
        store = find(task.store)
        if store is None:
            raise QuestionOver
        code = make_code()
        task.code_digest, task.code_expires_at, task.code_tries = digest(PURPOSE, code), now() + CODE_LIFE, 0
        task.save(update_fields=["code_digest", "code_expires_at", "code_tries"])
        record("exports:question:code_sent", task, actor=actor)
        send_code(task, store, code)


def open_question(task: StoreTask, *, actor: Actor, code: str) -> None:
    """Check the code and record that the owner sees whose data is meant. Every try counts before it is compared. Raise OwnerCodeRefused, QuestionOver."""
    with transaction.atomic():
        task = _locked(task)
        rows = StoreTask.objects.filter(pk=task.pk, code_digest__isnull=False, code_expires_at__gt=now())
        counted = rows.filter(code_tries__lt=MOST_TRIES).update(code_tries=F("code_tries") + 1)
        good = matches(PURPOSE, code, task.code_digest if counted and task.code_digest else b"")
        if good:
            rows.update(code_digest=None, code_expires_at=None)
        record("exports:question:opened" if good else "exports:question:code_refused", task, actor=actor)
    if not good:
        raise OwnerCodeRefused


def add_file(task: StoreTask, *, file: File, actor: Actor) -> StoreAnswer:
    """Keep one more file of the owner's answer, encrypted; the same one twice is kept once. Locks the question. Raise QuestionOver, TooManyFiles."""
    with shelf() as own, transaction.atomic():
        task = _locked(task)
        if task.answers.count() >= MOST_FILES:
            raise TooManyFiles
        answer = answers.keep(own, task, file)
        record("exports:question:file_added", task, actor=actor)
        return answer


def _locked(task: StoreTask) -> StoreTask:
    locked = lock(StoreTask.objects.filter(pk=task.pk))
    if locked is None or not locked.takes_answers:
        raise QuestionOver
    return locked
