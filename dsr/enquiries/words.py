"""What somebody wrote in an enquiry and what they were answered: readable as long as the record's key lives."""

from dataclasses import asdict, dataclass

from accounts.clock import now
from accounts.models import DataSubject
from accounts.sealing import readable, seal, unseal
from dsr.models import Enquiry


@dataclass(frozen=True)
class Words:
    """The name and address to answer to, what they wrote, and the suspicious message they pasted."""

    email: str
    text: str
    name: str = ""
    pasted: str = ""


def seal_words(subject: DataSubject, words: Words) -> bytes:
    """Return the words sealed under the subject's record key."""
    return seal(subject, asdict(words), life="record")


def words_of(enquiry: Enquiry) -> Words | None:
    """Return what was written, or None when its key is gone."""
    kept = readable(enquiry.subject, enquiry.sealed_words, life="record")
    return Words(**kept) if kept else None


def answers_of(enquiry: Enquiry) -> list[dict[str, str]]:
    """Return every answer given, the first on top, each with `at` and `text`; none when their key is gone."""
    return readable(enquiry.subject, enquiry.sealed_answers, life="record") or []


def with_answer(enquiry: Enquiry, text: str) -> bytes:
    """Return the answers with one more, sealed."""
    said = [*answers_of(enquiry), {"at": now().isoformat(timespec="minutes"), "text": text}]
    return seal(enquiry.subject, said, life="record")


def moved(enquiry: Enquiry, to: DataSubject) -> dict[str, bytes | None]:
    """Return the sealed fields as they are for another subject. Raise Unreadable when their key is gone."""
    return {
        name: seal(to, unseal(enquiry.subject, kept, life="record"), life="record") if kept else None
        for name, kept in (("sealed_words", enquiry.sealed_words), ("sealed_answers", enquiry.sealed_answers))
    }
