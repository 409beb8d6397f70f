"""What is asked and what is answered, whatever the protocol. Pure, and never logged: both hold personal data."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.errors import DomainError

Said = Literal["asked", "completed", "nothing_held", "refused"]


@dataclass(frozen=True)
class Identity:
    """One identifier as a store gets it: hashed where the data map says so."""

    kind: str
    format: str
    value: str = field(repr=False)


@dataclass(frozen=True)
class Question:
    """One question to one store. `ref` is the number it is known by, here and there."""

    ref: UUID
    verb: str
    regulation: str
    issued_at: datetime
    answer_by: datetime
    identities: tuple[Identity, ...]
    callback: str
    changes: Any = field(default=None, repr=False)


@dataclass(frozen=True)
class Reply:
    """What a store said. `asked` means that it knows the question and is not done with it."""

    said: Said
    reason: str = ""
    expected_at: datetime | None = None
    results_url: str = field(default="", repr=False)
    data: bytes | None = field(default=None, repr=False)

    @property
    def final(self) -> bool:
        """Return whether nothing more is to come."""
        return self.said != "asked"


class OutsideFault(DomainError):
    """The store cannot be asked or understood now; asking again later may help."""

    code = "store_unreachable"
    message = _("The other system could not be reached. It is asked again by itself.")


class Misbehaved(OutsideFault):
    """The store answered with something its protocol does not know."""

    code = "store_misbehaved"
    message = _("The other system answered with something that cannot be understood.")


class NotSigned(OutsideFault):
    """The answer is not signed by whom the data map names, or not within its time."""

    code = "signature_invalid"
    message = _("The answer is not signed by the system it should be from.")


class NotThem(NotSigned):
    """The answer is from somebody else than the data map names, or nothing proves that it is not."""

    code = "not_them"


class NotLetIn(OutsideFault):
    """The store does not accept our credentials."""

    code = "not_let_in"
    message = _("The other system does not accept the portal's credentials.")


class Unsettled(OutsideFault):
    """The portal lacks the secret or certificate by which it could ask or believe this store."""

    code = "secret_missing"
    message = _("The portal has no secret for this system. Add it to CANDOR_STORE_SECRETS.")
