"""Say how to mend a map that does not know a table or a column: which file to edit, where in it, and what to write."""

from collections.abc import Iterable

from accounts.databases.catalogue import Relation
from accounts.datamap.origin import origin
from accounts.datamap.where import as_key, file_of_model, model_of_table
from exports.stores.store import Store


def place_of(store: Store, table: str, *inside: str) -> str:
    """Return where a mapped table is declared, or what is inside its declaration: `file:line` and the keys."""
    if store.map.kind == "model":
        return f'{file_of_model(_label(table))}, personal("{_label(table)}")'
    return f"{origin(store.key, 'tables', table, *inside)}, stores.{store.key}.tables.{table}"


def place_of_column(store: Store, table: str, column: str) -> str:
    """Return where a column of a mapped table is declared; the table's place where it is none of its fields."""
    declared = store.map.tables[table]
    section = "withheld" if column in declared.withheld else "fields"
    return place_of(store, table, section, column)


def place_of_reason(store: Store, name: str) -> str:
    """Return where a table without people stands under not_personal."""
    if store.map.kind == "model":
        return f'{file_of_model(_label(name))}, not_personal("{_label(name)}")'
    return f"{origin(store.key, 'not_personal', name)}, stores.{store.key}.not_personal"


def place_column(store: Store, table: str, column: str) -> str:
    """Return a sentence that says how to place a column."""
    if store.map.kind == "model":
        return (
            f'Edit {place_of(store, table)}: add `"{column}"` to its fields, or `"{column}": "Why nobody gets it."` '
            f"to withheld. If no model has the column, remove it from the database."
        )
    name = as_key(column)
    return (
        f"Edit {origin(store.key, 'tables', table)}: under stores.{store.key}.tables.{table}.fields add `{name}:` to export it, or "
        f"under stores.{store.key}.tables.{table}.withheld `{name}: why nobody gets it`."
    )


def place_table(store: Store, relation: Relation, columns: Iterable[str], *, copy: bool = False) -> str:
    """Return a sentence that says how to place a table; `copy` says that it is a materialised view."""
    schema, table = relation
    if store.map.kind == "model":
        return (
            f"Edit {file_of_model(table)}: declare the model it belongs to, or remove it from the database if there is "
            f"none."
        )
    file, name = origin(store.key, "tables"), as_key(table)
    reason = f"under stores.{store.key}.not_personal add `{name}: why no row says anything about a person`"
    if copy:
        return (
            f"It is a materialised view, a copy of other tables that no erasure reaches. Edit "
            f"{origin(store.key, 'not_personal')}: {reason}, and refresh it after every erasure."
        )
    fields = ", ".join(f"{as_key(column)}: " for column in columns)
    other = schema != (store.map.schema or store.engine.default_schema)
    extra = f"table: {name}, schema: {as_key(schema)}, " if other else ""
    handle = as_key(f"{table} in {schema}") if other else name
    return (
        f"Edit {file}: under stores.{store.key}.tables add `{handle}: {{{extra}category: …, person: …, erase: delete, "
        f"fields: {{{fields}}}}}`, or {reason}."
    )


def _label(table: str) -> str:
    """Return the label of the installed model with this table, the table's name where there is none."""
    model = model_of_table(table)
    return model._meta.label if model else table
