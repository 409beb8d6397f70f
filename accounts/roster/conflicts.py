"""Note that the roster found two people where the company has one."""

from collections.abc import Iterable

from django.db import connection

from accounts.clock import now


def note_conflicts(store: str, pairs: Iterable[tuple[int, int]]) -> None:
    """Note each pair of known people once, for staff to decide. A pair that staff have decided on stays decided."""
    known = {(min(a, b), max(a, b)) for a, b in pairs if a != b}
    if not known:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_subjectconflict (first_id, second_id, store, state, found_at) "
            "SELECT a, b, %s, 'open', %s FROM unnest(%s::bigint[], %s::bigint[]) p (a, b) ON CONFLICT DO NOTHING",
            [store, now(), [a for a, _b in known], [b for _a, b in known]],
        )
