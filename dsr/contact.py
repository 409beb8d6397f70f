"""What somebody wrote into a request: readable as long as the record's key lives, and no longer."""

from dataclasses import asdict, dataclass

from accounts.models import DataSubject
from accounts.sealing import readable, seal
from dsr.models import DataSubjectRequest


@dataclass(frozen=True)
class Contact:
    """The name and address to answer to, and in the person's own words what is wrong or wanted."""

    email: str
    name: str = ""
    details: str = ""


def seal_contact(subject: DataSubject, contact: Contact) -> bytes:
    """Return the contact sealed under the subject's record key."""
    return seal(subject, asdict(contact), life="record")


def contact_of(request: DataSubjectRequest) -> Contact | None:
    """Return what was given with the request, or None when its key is gone."""
    kept = readable(request.subject, request.sealed_contact, life="record")
    return None if kept is None else Contact(**kept)
