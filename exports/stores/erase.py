"""Erase one person's rows from a store, table by table, in bounded pieces that may be repeated.

The same statements serve a company's database and the portal's own. A piece takes rows the declared
paths lead to, removes the files they name, and then deletes or anonymises them; when nothing of the
person is left to change, it touches nothing and says so.
"""

from django.utils.translation import gettext_lazy as _

from accounts.errors import DomainError
from accounts.models import DataSubject, LegalHold
from exports.stores.located import Located
from exports.stores.pieces import Piece
from exports.stores.shape import Shape, shape
from exports.stores.store import Store


class HeldByLaw(DomainError):
    """A duty to keep what is held about this person is in force."""

    code = "held_by_law"
    message = _(
        "This data must be kept for now, because a legal hold is in force. Ask whoever owns the hold."
    )


def refuse_held(subject: DataSubject) -> None:
    """Raise HeldByLaw while a legal hold on this person is in force."""
    if LegalHold.objects.filter(subject=subject, released_at__isnull=True).exists():
        raise HeldByLaw


def erase_piece(
    store: Store,
    table: str,
    located: Located,
    *,
    subject: DataSubject,
    pseudonym: str,
    limit: int = 500,
    live: Shape | None = None,
) -> int:
    """Erase at most `limit` of the person's rows in this table and return how many were touched; 0 when nothing is left.

    Files go before the rows that name them. `live` spares reading the catalogue for each piece. Commits on its own, so a repeated piece only finds less to do.
    Raise HeldByLaw, and CannotClear for a map that `feasible` would have refused.
    """
    refuse_held(subject)
    mapped = store.map.tables[table]
    if mapped.erase == "retain":
        return 0
    live = live or shape(store)
    with store.writing() as session:
        return Piece(session, store, mapped, located, live, pseudonym, limit).work()
