"""Read PostgreSQL's own catalogue; information_schema hides tables the role may not read, and with them the drift."""

from typing import Any

from accounts.databases.catalogue import Column, ForeignKey, LiveSchema, OnDelete

ON_DELETE: dict[str, OnDelete] = {
    "a": "no action",
    "r": "restrict",
    "c": "cascade",
    "n": "set null",
    "d": "set default",
}
COLUMNS = """
SELECT n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod), b.typname, b.typcategory,
       NOT a.attnotnull AND NOT (t.typtype = 'd' AND t.typnotnull), a.attgenerated <> '' OR a.attidentity = 'a',
       EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique
               AND (a.attnum = ANY (i.indkey) OR 0 = ANY (i.indkey))),
       CASE WHEN a.atttypmod > 4 AND b.typname IN ('varchar', 'bpchar') THEN a.atttypmod - 4 END,
       ARRAY(SELECT e.enumlabel::text FROM pg_enum e WHERE e.enumtypid = b.oid ORDER BY e.enumsortorder)
FROM pg_attribute a
JOIN pg_class c ON c.oid = a.attrelid
JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_type t ON t.oid = a.atttypid
JOIN pg_type b ON b.oid = CASE WHEN t.typtype = 'd' THEN t.typbasetype ELSE t.oid END
WHERE n.nspname = ANY (%s) AND c.relkind IN ('r', 'p', 'f', 'm') AND NOT c.relispartition
  AND a.attnum > 0 AND NOT a.attisdropped
ORDER BY n.nspname, c.relname, a.attnum
"""
ONE_COLUMN = COLUMNS.replace("ORDER BY n.", "AND c.relname = %s AND a.attname = %s ORDER BY n.")
UNIQUE_KEYS = """
SELECT n.nspname, c.relname, array_agg(a.attname::text ORDER BY a.attnum)
FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = ANY(i.indkey)
WHERE i.indisunique AND i.indpred IS NULL AND i.indexprs IS NULL AND n.nspname = ANY(%s)
GROUP BY n.nspname, c.relname, i.indexrelid ORDER BY i.indexrelid
"""
REFERENCES = """
SELECT kn.nspname, k.relname,
       ARRAY(SELECT a.attname::text FROM unnest(o.conkey) WITH ORDINALITY u (num, place)
             JOIN pg_attribute a ON a.attrelid = o.conrelid AND a.attnum = u.num ORDER BY u.place),
       pn.nspname, p.relname,
       ARRAY(SELECT a.attname::text FROM unnest(o.confkey) WITH ORDINALITY u (num, place)
             JOIN pg_attribute a ON a.attrelid = o.confrelid AND a.attnum = u.num ORDER BY u.place),
       o.confdeltype
FROM pg_constraint o
JOIN pg_class k ON k.oid = o.conrelid JOIN pg_namespace kn ON kn.oid = k.relnamespace
JOIN pg_class p ON p.oid = o.confrelid JOIN pg_namespace pn ON pn.oid = p.relnamespace
WHERE o.contype = 'f' AND o.conparentid = 0 AND (pn.nspname = ANY (%s) OR kn.nspname = ANY (%s))
ORDER BY 1, 2, o.conname
"""


HIDES = """
row_security_active(c.oid) AND (
    EXISTS (SELECT FROM unnest(%s::"char"[]) need (command) WHERE NOT EXISTS (
        SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND p.polpermissive AND p.polcmd IN (need.command, '*')
        AND pg_get_expr(p.polqual, p.polrelid) = 'true' AND (0 = ANY (p.polroles) OR EXISTS (
            SELECT FROM unnest(p.polroles) r (oid) WHERE pg_has_role(r.oid, 'USAGE')))))
    OR EXISTS (SELECT FROM pg_policy p WHERE p.polrelid = c.oid AND NOT p.polpermissive
               AND pg_get_expr(p.polqual, p.polrelid) IS DISTINCT FROM 'true'))
"""
READS, CHANGES = ["r"], ["r", "w", "d"]
"""What a role does to rows, as pg_policy writes it: select, update, delete."""
RELATIONS = """
SELECT n.nspname, c.relname, c.relkind = 'v', c.relkind = 'm',
       c.relkind = 'r' AND EXISTS (SELECT FROM pg_inherits i WHERE i.inhparent = c.oid),
       NOT (has_schema_privilege(n.oid, 'USAGE') AND (has_table_privilege(c.oid, 'SELECT') OR NOT EXISTS (
           SELECT FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
           AND NOT has_column_privilege(c.oid, a.attnum, 'SELECT')))),
       HIDES
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = ANY (%s) AND c.relkind IN ('r', 'p', 'f', 'm', 'v') AND NOT c.relispartition
""".replace("HIDES", HIDES)
ONE_RELATION = """
SELECT HIDES FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname = %s AND c.relname = %s
""".replace("HIDES", HIDES)


def read(cursor: Any, schemas: list[str]) -> LiveSchema:
    """Return the tables of these schemas, foreign and materialised ones too; partitions count with their table, whose rights and policies are asked for."""
    live = LiveSchema()
    cursor.execute(COLUMNS, [schemas])
    for schema, relation, *column, options in cursor.fetchall():
        facts = [*column, tuple(options)]
        live.columns.setdefault((schema, relation), {})[column[0]] = Column(*facts)
    cursor.execute(UNIQUE_KEYS, [schemas])
    for schema, relation, names in cursor.fetchall():
        live.unique_keys.setdefault((schema, relation), []).append(tuple(names))
    cursor.execute(REFERENCES, [schemas, schemas])
    for schema, relation, names, to_schema, target, ends, action in cursor.fetchall():
        on_delete = ON_DELETE[action.decode() if isinstance(action, bytes) else action]
        live.references.append(
            ForeignKey((schema, relation), tuple(names), (to_schema, target), tuple(ends), on_delete)
        )
    cursor.execute(RELATIONS, [READS, schemas])
    for schema, relation, *facts in cursor.fetchall():
        kinds = (live.views, live.copies, live.parents, live.unreadable, live.partial)
        for kind, fact in zip(kinds, facts, strict=True):
            if fact:
                kind.add((schema, relation))
    return live


def column(cursor: Any, schema: str, relation: str, name: str) -> Column | None:
    """Return one column of a table, or None when there is none."""
    cursor.execute(ONE_COLUMN, [[schema], relation, name])
    row = cursor.fetchone()
    if row is None:
        return None
    facts = [*row[2:-1], tuple(row[-1])]
    return Column(*facts)


def hides_rows(cursor: Any, schema: str, relation: str) -> bool:
    """Return whether a policy could keep rows from what this role would read, change or delete: any but one that is simply true."""
    cursor.execute(ONE_RELATION, [CHANGES, schema, relation])
    row = cursor.fetchone()
    return row is not None and bool(row[0])
