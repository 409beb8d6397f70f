"""Refuse what nobody could correct or check in place: rows that cannot be told apart, and columns that decide whose a row is."""

from accounts.datamap import vocabulary as v
from accounts.datamap.reader import Entry


def check_correctable(table: v.TableMap, person: v.PersonTable | None, entry: Entry) -> None:
    """Raise DataMapError for a field marked `correct` that must not change by a form, and for a `checkable` column that is shown."""
    for field in table.fields:
        if not field.correct:
            continue
        place = entry.at("fields", field.column)
        if not table.key:
            raise place.error("Rows without a key cannot be told apart. Name a key, or remove correct.")
        if table.shared:
            raise place.error("The row belongs to several people. Remove correct: their staff decide.")
        if field.column in table.path_columns | _identifying(person, table):
            raise place.error(
                "This column says whose the row is or how somebody is found. Remove correct: it is changed where it is proven."
            )
        if field.mask_others or field.whose or field.inside:
            raise place.error("This field may speak of somebody else or holds a document. Remove correct.")
    for column in table.checkable:
        place = entry.at("checkable")
        if column not in table.withheld:
            raise place.error(
                f"Only a withheld column is checked without being shown. Move {column} to withheld, or remove it here."
            )
        if not table.key:
            raise place.error("Rows without a key cannot be told apart. Name a key, or remove checkable.")


def _identifying(person: v.PersonTable | None, table: v.TableMap) -> frozenset[str]:
    if person is None or person.table != table.table:
        return frozenset()
    ends = [one for many in person.identifiers.values() for one in many if not one.table]
    state = {person.account.column} if person.account else set()
    return frozenset({one.column for one in ends} | {one.verified for one in ends if one.verified} | state)
