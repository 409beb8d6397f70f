"""What stores outside answered, as a part of the copy; and the wait until each has answered or its time is over."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from accounts.actor import SYSTEM
from accounts.clock import now
from exports.actions.questions import close_overdue
from exports.archive.members import PIECE
from exports.building.content import Content
from exports.building.names import safe
from exports.models import ExportPackage, PackageSection, StoreTask
from exports.outside import answers
from exports.outside.ending import GOOD
from exports.outside.stores import name_of, verbs_of
from exports.outside.waiting import Waiting, waiting_for
from exports.stores.registry import outside_stores

LONGEST_WAIT = timedelta(hours=6)
ACCESS = StoreTask.Verb.ACCESS


@dataclass(frozen=True)
class Outside:
    """What became of one store outside in a copy: `task` is None where the store cannot be asked for copies at all."""

    store: str
    name: str
    task: StoreTask | None
    files: tuple[str, ...] = ()

    @property
    def complete(self) -> bool:
        """Return whether what the store holds is in the copy, or it holds nothing."""
        return self.task is not None and self.task.state in GOOD


def waits(package: ExportPackage) -> bool:
    """Return whether an answer is still out, and if so give the package back to the queue until it is here or overdue.

    The end of a question wakes the package. Raise LeaseLost.
    """
    close_overdue(actor=SYSTEM, request_ref=package.ref)
    first: datetime | None = (
        StoreTask.objects.waited_for(package.ref, ACCESS)
        .values_list("due_at", flat=True)
        .order_by("due_at")
        .first()
    )
    if first is None:
        return False
    package.commit_piece(
        job_state="queued", lease=None, not_before=min(first, now() + LONGEST_WAIT), last_error_code=""
    )
    return True


def outside_content(package: ExportPackage, section: PackageSection) -> Content:
    """Return the files with which a store answered; none where it did not, which the contents then say."""
    content = Content()
    task = StoreTask.objects.belonging_to(package.ref, ACCESS).get(store=section.store)
    content.stream = _files(content, task, section.stem)
    return content


def outside_of(package: ExportPackage, sections: list[PackageSection]) -> list[Outside]:
    """Return what became of every store outside in this copy, those that could not be asked last."""
    tasks = {task.store: task for task in StoreTask.objects.belonging_to(package.ref, ACCESS)}
    files = {
        section.store: tuple(member["name"] for member in section.members)
        for section in sections
        if section.kind == PackageSection.Kind.OUTSIDE
    }
    asked = [Outside(key, name_of(key), task, files.get(key, ())) for key, task in tasks.items()]
    never = [
        Outside(store.key, store.name, None)
        for store in outside_stores()
        if store.key not in tasks and ACCESS not in verbs_of(store)
    ]
    return [*asked, *never]


def missing_in(package: ExportPackage) -> list[str]:
    """Return the names of the stores outside whose data the copy lacks."""
    return [one.name for one in outside_of(package, []) if not one.complete]


def waiting_on(package: ExportPackage) -> list[Waiting]:
    """Return the stores outside for which a copy waits. One query while it is being made, else none."""
    if package.state not in (package.State.WAITING, package.State.BUILDING):
        return []
    return waiting_for(package.ref, ACCESS)


def lacking_in(package: ExportPackage) -> list[Outside]:
    """Return the stores outside whose data a copy that is ready lacks. One query once it is ready, else none."""
    if package.state != package.State.READY:
        return []
    return [one for one in outside_of(package, []) if not one.complete]


def _files(content: Content, task: StoreTask, stem: str) -> Iterator[bytes]:
    if task.state not in GOOD:
        return
    for number, answer in enumerate(task.answers.select_related("task__subject"), 1):
        data = answers.read(answer)
        content.records += 1
        name = f"{stem}/{number:02}-{safe(answers.name_of(answer))}"
        yield from content.members.add(name, (data[at : at + PIECE] for at in range(0, len(data), PIECE)))
