"""Note that the roster found two people where the company has one."""

from collections.abc import Iterable

from django.db import connection

from accounts.clock import now
from accounts.roster.writing import Person


def note_conflicts(store: str, pairs: Iterable[tuple[Person, Person]]) -> None:
    """Note each pair of known people once, for staff to decide. A pair that staff have decided on stays decided."""
    known = {
        (min(a.pk, b.pk), max(a.pk, b.pk))
        for a, b in pairs
        if a.pk is not None and b.pk is not None and a.pk != b.pk
    }
    if not known:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_subjectconflict (first_id, second_id, store, state, found_at) "
            "SELECT a, b, %s, 'open', %s FROM unnest(%s::bigint[], %s::bigint[]) p (a, b) ON CONFLICT DO NOTHING",
            [store, now(), [a for a, _b in known], [b for _a, b in known]],
        )
