"""Create the platform's database from nothing: schema, rows and files, in one transaction."""

import json
from collections.abc import Callable
from datetime import date
from hashlib import sha256
from pathlib import Path

import psycopg
from psycopg import sql

from config.example.platform import account, knowing, machines, money, reading, reference, talking, writing
from config.example.platform.people import FEWEST, make_people
from config.example.platform.world import Media, Table, World, midnight

SCHEMA = "inkwell"
STRUCTURE = Path(__file__).with_name("schema.sql")
MODULES = (reference, account, writing, reading, knowing, money, talking, machines)
TABLES: tuple[Table, ...] = tuple(table for module in MODULES for table in module.TABLES)


def build(
    url: str,
    media_root: Path,
    *,
    people: int = 320,
    anchor: date,
    progress: Callable[[str], None] = lambda words: None,
) -> dict[str, int]:
    """Drop and create the platform's schema and fill it; return the number of rows of every table.

    All times are counted back from the anchor, so that sessions are recent and logs are inside their thirty and ninety
    days whenever the trial is built. The same anchor and number of people make the same rows and files, byte for byte.
    Everything becomes visible at once when the transaction commits; only the schema of this name is touched.

    Raises ValueError for too few people, psycopg.Error when the database cannot be written.
    """
    media = Media(media_root)
    with psycopg.connect(url) as connection:
        counts = fill(connection, media, people=people, anchor=anchor, progress=progress)
    media.forget_others()
    return counts


def fill(
    connection: psycopg.Connection,
    media: Media,
    *,
    people: int,
    anchor: date,
    progress: Callable[[str], None] = lambda words: None,
) -> dict[str, int]:
    """Do what `build` does in the caller's transaction, and leave files of earlier builds alone."""
    if people < FEWEST:
        raise ValueError(
            f"The sample company needs at least {FEWEST} people to have room for the difficult ones."
        )
    start = midnight(anchor)
    connection.execute("SELECT pg_advisory_xact_lock(hashtext(%s))", [SCHEMA])
    progress("Creating the tables of the sample platform")
    _create(connection)
    progress(f"Inventing {people} people")
    world = World(start, make_people(people, start, media), media.save)
    counts = {table.name: _load(connection, table, world) for table in TABLES}
    progress(f"{sum(counts.values()):,} rows in {len(counts)} tables, {len(media.written)} files")
    _finish(connection, {"people": people, "anchor": anchor.isoformat(), "structure": _structure()})
    return counts


def is_built(url: str) -> bool:
    """Say whether a build with today's structure has finished in this database."""
    with psycopg.connect(url) as connection:
        query = "SELECT obj_description(oid, 'pg_namespace') FROM pg_namespace WHERE nspname = %s"
        row = connection.execute(query, [SCHEMA]).fetchone()
    return bool(row and row[0] and json.loads(row[0]).get("structure") == _structure())


def _structure() -> str:
    return sha256(STRUCTURE.read_bytes()).hexdigest()


def _create(connection: psycopg.Connection) -> None:
    schema = sql.Identifier(SCHEMA)
    connection.execute(sql.SQL("DROP SCHEMA IF EXISTS {} CASCADE").format(schema))
    connection.execute(sql.SQL("CREATE SCHEMA {}").format(schema))
    connection.execute(sql.SQL("SET LOCAL search_path TO {}").format(schema))
    connection.execute(STRUCTURE.read_bytes())


def _load(connection: psycopg.Connection, table: Table, world: World) -> int:
    names = sql.SQL(", ").join(map(sql.Identifier, table.columns))
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
    count = 0
    with connection.cursor().copy(statement) as copy:
        for row in table.rows(world):
            copy.write_row(row)
            count += 1
    return count


def _finish(connection: psycopg.Connection, facts: dict[str, object]) -> None:
    """Set the counters behind the numbers that were given, and leave the mark that is_built looks for."""
    numbered = connection.execute(
        "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = %s AND is_identity = 'YES'",
        [SCHEMA],
    ).fetchall()
    for table, column in numbered:
        statement = sql.SQL(
            "SELECT setval(pg_get_serial_sequence({}, {}), coalesce(max({}), 1)) FROM {}"
        ).format(sql.Literal(table), sql.Literal(column), sql.Identifier(column), sql.Identifier(table))
        connection.execute(statement)
    comment = sql.SQL("COMMENT ON SCHEMA {} IS {}").format(
        sql.Identifier(SCHEMA), sql.Literal(json.dumps(facts))
    )
    connection.execute(comment)
