"""Keep the documents of agents in the private storage, each encrypted under a random key of its own."""

from uuid import UUID

from accounts.models import DataSubject, SubjectKey
from accounts.sealing import seal, unseal
from dsr.errors import DocumentGone
from dsr.models import Mandate
from exports.archive import vault
from exports.archive.vault import Shelf
from exports.documents import Document

FOLDER = "mandates"


def keep(shelf: Shelf, document: Document, *, ref: UUID, subject: DataSubject) -> tuple[str, bytes]:
    """Write the document encrypted and return the object's name and its key, sealed under the subject's record key."""
    return shelf.keep(document.data, folder=FOLDER, label=_label(ref), subject=subject, life="record")


def read(mandate: Mandate) -> bytes:
    """Return the document. Raise DocumentGone after an erasure, Unreadable without its key, ObjectDamaged when it was altered."""
    if not mandate.object_name or mandate.sealed_key is None:
        raise DocumentGone
    try:
        return vault.read(
            mandate.object_name,
            mandate.sealed_key,
            label=_label(mandate.ref),
            subject=mandate.request.subject,
            life="record",
            size=mandate.size,
        )
    except FileNotFoundError as error:
        raise DocumentGone from error


def resealed(mandate: Mandate, *, former: DataSubject, new: DataSubject) -> bytes | None:
    """Return the document's key sealed under another subject's record key; None when the document is gone."""
    if mandate.sealed_key is None:
        return None
    return seal(new, unseal(former, mandate.sealed_key, life="record"), life="record")


def remove_orphans() -> int:
    """Delete objects that no mandate names, or whose record key is destroyed, and return how many.

    The first are left by workers that were killed while filing, the second are what nobody can read any more.
    """
    return vault.remove_unnamed(FOLDER, _named)


def _named(place: str) -> set[str]:
    keyed = SubjectKey.objects.filter(life="record").values("subject")
    readable = Mandate.objects.filter(object_name__startswith=place, request__subject__in=keyed)
    return set(readable.values_list("object_name", flat=True))


def _label(ref: UUID) -> str:
    return f"mandate {ref}"
