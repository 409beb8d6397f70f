"""Find which rows in a store are a person's, from the identifiers they proved to be theirs."""

from collections.abc import Iterator, Mapping, Sequence

from psycopg import sql

from accounts.databases.engine import Session
from accounts.datamap.vocabulary import IdentifierColumn, PersonTable
from accounts.models import DataSubject, Identifier
from accounts.sealing import unseal
from exports.stores.identifying import identified_by
from exports.stores.located import SHARED, Key, Located, compared_forms, key_of
from exports.stores.predicate import (
    Composable,
    column_name,
    forms_of,
    points_at,
    table_name,
)
from exports.stores.sharing import columns_of, own_rows
from exports.stores.store import Store


def locate(store: Store, subject: DataSubject) -> Located:
    """Return what in the store belongs to the subject.

    Only verified identifiers locate, here and there: where the map names a column that says whether the
    store itself verified a value, a row without it is not found by that value. Values that stand on a
    located row count as the person's from then on, but not those that a household shares: they are only noted.
    Raise StoreUnavailable, StoreFault, or Unreadable when the subject's key is gone.
    """
    values = proven_values(subject, store.key)
    if store.map.kind == "model":
        merged = DataSubject.objects.filter(merged_into=subject).order_by("pk").values_list("pk", flat=True)
        keys: dict[str, list[Key]] = {
            table: [(pk,) for pk in (subject.pk, *merged)] for table in store.map.people
        }
        return Located(store.key, keys, values)
    return locate_by(store, values)


def locate_by(store: Store, values: dict[str, list[str]]) -> Located:
    """Return what in a company's store belongs to whoever these identifiers are; see `locate`."""
    keys: dict[str, list[Key]] = {}
    learnt: dict[str, set[str]] = {}
    with store.reading() as session:
        while True:
            before = values
            for person in store.map.people.values():
                found: set[Key] = set()
                shared: set[Key] = set()
                for kind, column in columns_of(person):
                    forms = forms_of(kind, Located(store.key, identifiers=values))
                    (shared if kind in SHARED else found).update(
                        _keys(store, session, person, (kind, column), forms)
                    )
                found |= own_rows(store, session, person, shared - found, values)
                keys[person.table] = sorted(found, key=lambda key: [(isinstance(p, str), p) for p in key])
                for kind, more in _values(store, session, person, keys[person.table]):
                    own = {value for value in more if _leads_on(kind, value, values)}
                    learnt.setdefault(kind, set()).update(more - own)
                    values = {**values, kind: sorted({*values.get(kind, ()), *own})}
            # What was learnt from one table may find a row in another, whichever is declared first.
            if values == before:
                noted = {kind: sorted(some) for kind, some in learnt.items() if some}
                return Located(store.key, keys, values, noted)


def _leads_on(kind: str, value: str, values: Mapping[str, list[str]]) -> bool:
    """Return whether a value found at the person's row is theirs alone: of what people share, only what they proved is."""
    if kind not in SHARED:
        return True
    return any(compared_forms(kind, value) & compared_forms(kind, known) for known in values.get(kind, ()))


def proven_values(subject: DataSubject, store: str) -> dict[str, list[str]]:
    """Return the subject's verified identifiers by kind: general ones and those of this store."""
    rows = Identifier.objects.locating().filter(subject=subject, store__in=["", store]).order_by("kind", "pk")
    values: dict[str, list[str]] = {}
    for row in rows:
        values.setdefault(row.kind, []).append(unseal(subject, row.sealed_value, life="account"))
    return values


def _keys(
    store: Store,
    session: Session,
    person: PersonTable,
    place: tuple[str, IdentifierColumn],
    forms: Sequence[str],
) -> list[Key]:
    """Return the keys of rows whose identifier has one of these forms; a row that hangs on nobody leads to nobody."""
    kind, identifier = place
    table, link = identifier.table or person.table, identifier.link or person.key
    if not forms:
        return []
    rows = session.all(
        sql.SQL("SELECT {} FROM {} WHERE {} AND {}").format(
            _all(table, link, store),
            table_name(table, store),
            identified_by(store, table, (kind, identifier.column), forms),
            _proven(store, person, identifier),
        )
    )
    return [key_of(row) for row in rows if None not in row]


def _values(
    store: Store, session: Session, person: PersonTable, keys: Sequence[Key]
) -> Iterator[tuple[str, set[str]]]:
    """Yield the identifiers that stand on or beside the located rows, by kind, as far as the store verified them."""
    if not keys:
        return
    for table, linked in dict.fromkeys((column.table, column.link) for _kind, column in columns_of(person)):
        here = [
            (k, column) for k, column in columns_of(person) if (column.table, column.link) == (table, linked)
        ]
        link = linked or person.key
        name = table or person.table
        picked = [
            sql.SQL("CASE WHEN {} THEN {} END").format(
                _proven(store, person, column), store.engine.text(column_name(name, column.column, store))
            )
            for _kind, column in here
        ]
        rows = session.all(
            sql.SQL("SELECT {} FROM {} WHERE {}").format(
                sql.SQL(", ").join(picked),
                table_name(name, store),
                points_at(name, link, (person.table, person.key), keys, store),
            )
        )
        for place, (kind, _column) in enumerate(here):
            yield kind, {str(row[place]) for row in rows if row[place]}


def _all(table: str, columns: Sequence[str], store: Store) -> Composable:
    return sql.SQL(", ").join(column_name(table, column, store) for column in columns)


def _proven(store: Store, person: PersonTable, identifier: IdentifierColumn) -> Composable:
    """Return the condition that the store has verified this identifier; a boolean column must be true."""
    if not identifier.verified:
        return sql.SQL("1 = 1")
    name = column_name(identifier.table or person.table, identifier.verified, store)
    return store.engine.is_true(name)
