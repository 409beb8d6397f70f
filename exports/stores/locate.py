"""Find which rows in a store are a person's, from the identifiers they proved to be theirs."""

from typing import Any

from django.db import DataError, transaction
from psycopg import sql

from accounts.datamap.vocabulary import PersonTable
from accounts.models import DataSubject, Identifier
from accounts.sealing import unseal
from exports.stores.located import Key, Located
from exports.stores.predicate import among, column_name, compared, table_name
from exports.stores.store import Store


def locate(store: Store, subject: DataSubject) -> Located:
    """Return what in the store belongs to the subject.

    Only verified identifiers locate, here and there: where the map names a column that says whether the
    store itself verified a value, a row without it is not found by that value. Values that stand on a
    located row count as the person's from then on. Raise StoreUnavailable, StoreFault, or Unreadable
    when the subject's key is gone.
    """
    values = proven_values(subject, store.key)
    if store.map.kind == "model":
        merged = DataSubject.objects.filter(merged_into=subject).order_by("pk").values_list("pk", flat=True)
        return Located(store.key, {table: [subject.pk, *merged] for table in store.map.people}, values)
    keys: dict[str, list[Key]] = {}
    with store.reading() as cursor:
        for person in store.map.people.values():
            found: set[Key] = set()
            for kind, column in person.identifiers.items():
                forms = Located(store.key, identifiers=values).forms(kind)
                found.update(_keys(store, cursor, person, (kind, column), forms))
            keys[person.table] = sorted(found, key=lambda key: (isinstance(key, str), key))
            for kind, more in _values(store, cursor, person, keys[person.table]).items():
                values[kind] = sorted({*values.get(kind, ()), *more})
    return Located(store.key, keys, values)


def proven_values(subject: DataSubject, store: str) -> dict[str, list[str]]:
    """Return the subject's verified identifiers by kind: general ones and those of this store."""
    rows = Identifier.objects.locating().filter(subject=subject, store__in=["", store]).order_by("kind", "pk")
    values: dict[str, list[str]] = {}
    for row in rows:
        values.setdefault(row.kind, []).append(unseal(subject, row.sealed_value, life="account"))
    return values


def _keys(
    store: Store, cursor: Any, person: PersonTable, identifier: tuple[str, str], forms: list[str]
) -> list[Key]:
    """Return the keys of rows whose identifier (kind and column) has one of these forms."""
    if not forms:
        return []
    kind, column = identifier
    name = column_name(person.table, column, store.map)
    # A number is looked up as it stands, so that its index serves; a value that is no number finds nothing.
    bare = kind == "platform_id"
    statement = sql.SQL("SELECT {} FROM {} WHERE {} AND {}").format(
        column_name(person.table, person.key, store.map),
        table_name(person.table, store.map),
        among(name if bare else compared(kind, name), forms),
        _proven_there(store, person, kind),
    )
    try:
        with transaction.atomic(using=store.map.database):
            cursor.execute(statement)
            return [_plain(key) for (key,) in cursor.fetchall()]
    except DataError:
        return []


def _values(store: Store, cursor: Any, person: PersonTable, keys: list[Key]) -> dict[str, set[str]]:
    """Return the identifiers that stand on the located rows, as far as the store verified them."""
    if not keys:
        return {}
    kinds = list(person.identifiers)
    columns = [
        sql.SQL("CASE WHEN {} THEN {}::text END").format(
            _proven_there(store, person, kind), column_name(person.table, column, store.map)
        )
        for kind, column in person.identifiers.items()
    ]
    cursor.execute(
        sql.SQL("SELECT {} FROM {} WHERE {}").format(
            sql.SQL(", ").join(columns),
            table_name(person.table, store.map),
            among(column_name(person.table, person.key, store.map), keys),
        )
    )
    found: dict[str, set[str]] = {}
    for row in cursor.fetchall():
        for kind, value in zip(kinds, row, strict=True):
            if value:
                found.setdefault(kind, set()).add(value)
    return found


def _proven_there(store: Store, person: PersonTable, kind: str) -> sql.Composable:
    """Return the condition that the store has verified this identifier; a boolean column must be true."""
    column = person.verified.get(kind)
    if column is None:
        return sql.SQL("TRUE")
    name = column_name(person.table, column, store.map)
    return sql.SQL("({0} IS NOT NULL AND {0}::text <> 'false')").format(name)


def _plain(key: Any) -> Key:
    return key if isinstance(key, int) else str(key)
