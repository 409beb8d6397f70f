"""Say in SQL that a row is identified by a value, whatever type the company's column has."""

from collections.abc import Sequence

from exports.stores.predicate import NOBODY, Composable, among, column_name, compared
from exports.stores.store import Store


def identified_by(store: Store, table: str, identifier: tuple[str, str], forms: Sequence[str]) -> Composable:
    """Return the condition that a column of a kind (`identifier`: kind, column) has one of these forms.

    A number is looked up as it stands, so that its index serves; a value that is no number finds nothing, hides
    nothing that the others find, and is not sent to a column of numbers. Call inside `store.reading()`.
    """
    kind, column = identifier
    # No server takes a text with a zero byte in it, and none holds one.
    usable = [form for form in forms if "\0" not in form]
    name = column_name(table, column, store)
    if not usable:
        return NOBODY
    if kind != "platform_id":
        return among(compared(kind, name, store), usable)
    declared = store.map.tables[table]
    return store.engine.holds((store.schema_of(declared), declared.relation, column), name, usable)
