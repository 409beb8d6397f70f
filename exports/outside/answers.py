"""The files of an answer: kept encrypted until the copy they belong to is done, and not a day longer."""

from dataclasses import dataclass
from hashlib import sha256
from pathlib import PurePosixPath
from uuid import UUID

from django.db import transaction

from accounts.sealing import seal, unseal
from exports.archive import objects, vault
from exports.archive.vault import Shelf
from exports.models import StoreAnswer, StoreTask
from exports.outside.file_types import ENDINGS

FOLDER = "answers"
MOST_FILES = 50


@dataclass(frozen=True)
class File:
    """A file somebody answers with, whose content is what `content_type` says."""

    data: bytes
    content_type: str
    name: str = ""


def keep(shelf: Shelf, task: StoreTask, file: File) -> StoreAnswer:
    """Write the file encrypted and return its row; the same content twice is one file. Call inside a transaction within the shelf."""
    digest = sha256(file.data).digest()
    known: StoreAnswer | None = StoreAnswer.objects.filter(task=task, sha256=digest).first()
    if known is not None:
        return known
    answer = StoreAnswer(task=task, content_type=file.content_type, size=len(file.data), sha256=digest)
    answer.object_name, answer.sealed_key = shelf.keep(
        file.data, folder=FOLDER, label=_label(answer), subject=task.subject, life="account"
    )
    # The ending is that of the content, whatever the file was called: nobody shall be handed text as a program.
    stem = PurePosixPath(file.name).stem or "answer"
    name = f"{stem}.{ENDINGS[file.content_type]}"
    answer.sealed_name = seal(task.subject, name, life="account")
    answer.save()
    return answer


def name_of(answer: StoreAnswer) -> str:
    """Return what the file was called. Raise Unreadable."""
    return str(unseal(answer.task.subject, answer.sealed_name, life="account"))


def read(answer: StoreAnswer) -> bytes:
    """Return the file. Raise FileNotFoundError, Unreadable, ObjectDamaged."""
    return vault.read(
        answer.object_name,
        answer.sealed_key,
        label=_label(answer),
        subject=answer.task.subject,
        life="account",
        size=answer.size,
    )


def drop_for(request_ref: UUID) -> int:
    """Delete the files of answers that a copy has taken over, or that nobody waits for any more, and return how many.

    Rows go in the caller's transaction, and their objects after it.
    """
    found = StoreAnswer.objects.filter(task__request_ref=request_ref)
    names = list(found.values_list("object_name", flat=True))
    found.delete()
    transaction.on_commit(lambda: _remove(names))
    return len(names)


def remove_orphans() -> int:
    """Delete objects that belong to no answer, left by workers that were killed, and return how many."""
    return vault.remove_unnamed(
        FOLDER,
        lambda place: set(
            StoreAnswer.objects.filter(object_name__startswith=place).values_list("object_name", flat=True)
        ),
    )


def _remove(names: list[str]) -> None:
    for name in names:
        objects.remove(name)


def _label(answer: StoreAnswer) -> str:
    return f"answer {answer.ref}"
