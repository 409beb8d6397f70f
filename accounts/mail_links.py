"""The token in every mail's links: whose mail it is and what about, in references that say nothing to others."""

from dataclasses import dataclass
from uuid import UUID

from accounts.signing import make_lasting_token, read_lasting_token

PURPOSE = "mail"


@dataclass(frozen=True)
class MailLink:
    """What a mail's links stand for: its person, if known, its topic, and the mail's own reference.

    The token works as long as the person is here: longer than the record of the mail, and longer than the 30
    and 60 days that 15 USC 7704(a)(3) and section 11 of Canada's anti-spam law ask for.
    """

    subject_ref: UUID | None
    topic: str
    reference: str

    @property
    def token(self) -> str:
        """Return the signed token."""
        person = self.subject_ref.hex if self.subject_ref else ""
        return make_lasting_token(PURPOSE, [person, self.topic, self.reference])

    @classmethod
    def read(cls, token: str) -> "MailLink | None":
        """Return what a token stands for, or None when we did not make it."""
        value = read_lasting_token(PURPOSE, token)
        if value is None:
            return None
        person, topic, reference = value
        return cls(UUID(person) if person else None, topic, reference)
