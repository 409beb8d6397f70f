"""Tasks of the exports app."""

from celery import shared_task

from accounts.actor import SYSTEM
from accounts.nudge import send
from exports.actions.expiry import expire_due, remind_of_expiry
from exports.actions.forgetting import forget_read_values
from exports.actions.questions import close_overdue
from exports.archive.orphans import abort_uploads, remove_orphans
from exports.building.build import build
from exports.checking import check, have_all_checked
from exports.correcting import checking, reading, watching, writing
from exports.counting import count
from exports.outside import answers, work
from exports.recognising import answer


@shared_task
def build_package(pk: int) -> None:
    """Work on one package; come back when there is more to do."""
    if build(pk):
        send(build_package, pk)


@shared_task
def count_holdings(pk: int) -> None:
    """Count what is held about one person."""
    count(pk)


@shared_task
def expire_packages() -> None:
    """Let packages expire whose time is over, and remind of those whose time is over soon."""
    expire_due(actor=SYSTEM)
    remind_of_expiry(actor=SYSTEM)


@shared_task
def ask_outside(pk: int) -> None:
    """Do the next thing about one question to a store outside."""
    work.work(pk)


@shared_task
def close_overdue_questions() -> None:
    """End questions to stores outside whose time is over and that no worker could end."""
    close_overdue(actor=SYSTEM)


@shared_task
def remove_orphaned_objects() -> None:
    """Delete objects that no package and no answer refers to, and uploads that never ended."""
    abort_uploads()
    remove_orphans()
    answers.remove_orphans()


@shared_task
def check_store(pk: int) -> None:
    """Compare one store with the data map."""
    check(pk)


@shared_task
def check_stores() -> None:
    """Have every store compared with the data map."""
    have_all_checked()


@shared_task
def read_correctable_values(pk: int) -> None:
    """Read the values one person may correct."""
    reading.read(pk)


@shared_task
def write_correction(pk: int) -> None:
    """Write one corrected value."""
    writing.write(pk)


@shared_task
def check_value(pk: int) -> None:
    """Answer whether a value that is not shown is the right one."""
    checking.check(pk)


@shared_task
def answer_match(pk: int) -> None:
    """Answer whether details a system claims of somebody agree."""
    answer(pk)


@shared_task
def watch_corrections() -> None:
    """Look whether corrected values still stand."""
    watching.watch()


@shared_task
def forget_values() -> None:
    """Drop values that were read for a page somebody has left."""
    forget_read_values(actor=SYSTEM)
