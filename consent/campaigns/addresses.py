"""Where people can be written to: a verified address each, for many people at once."""

from collections.abc import Sequence

from accounts.models import DataSubject, Identifier
from accounts.sealing import Keyring, Unreadable


def addresses_of(people: Sequence[DataSubject]) -> dict[int, str]:
    """Return the address that was verified last, by the number of its person; who has none is left out. Two queries."""
    newest = (
        Identifier.objects.locating()
        .filter(kind=Identifier.Kind.EMAIL, subject__in=people)
        .order_by("subject", "-verified_at", "-pk")
        .distinct("subject")
        .values_list("subject", "sealed_value")
    )
    keys = Keyring(people, life="account", create=False)
    by_number = {one.pk: one for one in people}
    found = {}
    for number, sealed in newest:
        try:
            found[number] = str(keys.unseal(by_number[number], sealed))
        except Unreadable:
            continue
    return found
