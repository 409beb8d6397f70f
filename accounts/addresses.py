"""Keep an address somebody used as one by which they may be found."""

from accounts.clock import now
from accounts.keyed_hash import keyed_hash
from accounts.models import DataSubject, Identifier
from accounts.sealing import seal


def keep_address(subject: DataSubject, email: str, *, source: str, proven: bool) -> None:
    """Keep the address as an identifier of the subject, once. Call under a transaction.

    A proven one finds its subject, an unproven one nobody. It is never exclusive: it may be somebody else's too.
    """
    Identifier.objects.get_or_create(
        subject=subject,
        kind=Identifier.Kind.EMAIL,
        store="",
        digest=keyed_hash("email", email),
        defaults={
            "sealed_value": seal(subject, email, life="account"),
            "verified_at": now() if proven else None,
            "exclusive": False,
            "source": source,
        },
    )
