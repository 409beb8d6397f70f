"""The statements of a batch. Thousands of digests go in as one value: quoting each would take longer than looking it up.

`p` is in each the table of places, counted from 0, and digests; `packed` makes its parameters.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import connection

SEE = """INSERT INTO accounts_rosterseen (sync_id, digests) SELECT %(sync)s, array_agg(p.digest)
FROM (SELECT place, substring(%(packed)s::bytea FROM place * 34 + 1 FOR 34) AS digest FROM generate_series(0, %(many)s - 1) place) p"""
NOT_AS_KNOWN = """SELECT p.place, i.id, i.subject_id
FROM (SELECT place, substring(%(packed)s::bytea FROM place * 34 + 1 FOR 34) AS digest FROM generate_series(0, %(many)s - 1) place) p
LEFT JOIN accounts_identifier i ON i.kind = 'platform_id' AND i.store = %(store)s AND i.digest = p.digest
AND i.exclusive AND i.verified_at IS NOT NULL
WHERE i.id IS NULL OR i.gone_at IS NOT NULL OR i.line IS DISTINCT FROM substring(%(said)s::bytea FROM p.place * 16 + 1 FOR 16)"""
SUPPRESSED = """SELECT p.place
FROM (SELECT place, substring(%(packed)s::bytea FROM place * 34 + 1 FOR 34) AS digest FROM generate_series(0, %(many)s - 1) place) p
JOIN accounts_suppression s ON s.kind = %(kind)s AND s.store = %(store)s AND s.digest = p.digest"""
OWNERS = """SELECT p.place, i.subject_id
FROM (SELECT place, substring(%(packed)s::bytea FROM place * 34 + 1 FOR 34) AS digest FROM generate_series(0, %(many)s - 1) place) p
JOIN accounts_identifier i ON i.kind = %(kind)s AND i.store = %(store)s AND i.digest = p.digest
WHERE i.exclusive AND i.verified_at IS NOT NULL"""
KEEP_LINES = """UPDATE accounts_identifier i SET line = p.said, gone_at = NULL, brought_by = i.digest, source = %(source)s
FROM unnest(%(rows)s::bigint[], %(said)s::bytea[]) p (id, said) WHERE i.id = p.id"""


def packed(digests: Sequence[bytes]) -> dict[str, Any]:
    """Return the parameters of `p`; each digest has the 34 bytes of a keyed hash."""
    return {"packed": b"".join(digests), "many": len(digests)}


def execute(
    statement: str, parameters: Mapping[str, Any] | Sequence[Any] | None = None
) -> list[tuple[Any, ...]]:
    """Run a statement on the portal's database and return its rows, if it has any."""
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall() if cursor.description else []
