"""The statements that find a person's rows can use the indexes a company has on its keys."""

from typing import Any

import pytest
from psycopg import sql

from exports.stores.locate import locate
from exports.stores.predicate import among, column_name, compared, rows_of, table_name
from exports.stores.store import Store
from tests.exports.hard.shapes import subject_of

pytestmark = pytest.mark.django_db(databases=["default", "platform"])
INDEXES = """
CREATE INDEX ON purchase (tenant, buyer); CREATE INDEX ON purchase (tenant, payer);
CREATE INDEX ON thread_member (tenant, member); CREATE INDEX ON visit (tenant, member);
CREATE INDEX ON attachment (owner_id);
CREATE INDEX ON kinds (owner); CREATE INDEX ON log (tenant, member); CREATE INDEX ON gift (tenant, giver);
CREATE INDEX ON gift (lower(recipient_email::text)); CREATE INDEX ON member (lower(email::text));
"""


def plan(hard: Any, store: Store, table: str, condition: sql.Composable) -> str:
    """Return how the server would find rows if reading a whole table were out of the question."""
    statement = sql.SQL("EXPLAIN SELECT * FROM {} WHERE {}").format(table_name(table, store), condition)
    hard.run("SET LOCAL enable_seqscan = off")
    with store.connection.cursor() as cursor:
        cursor.execute(statement)
        return "\n".join(line for (line,) in cursor.fetchall())


@pytest.mark.parametrize(
    "table",
    [
        "member",
        "mailbox",
        "purchase",
        "purchase_line",
        "thread",
        "visit",
        "attachment",
        "kinds",
        "log",
        "gift",
    ],
)
def test_no_path_needs_the_whole_table(hard: Any, hard_store: Store, table: str) -> None:
    """Each way of a path is an equality or a semi-join on plain columns."""
    hard.run(INDEXES + "CREATE INDEX ON mailbox (tenant, member)")
    located = locate(hard_store, subject_of("ana"))
    condition = rows_of(hard_store.table(table), located, hard_store)
    assert "Seq Scan" not in plan(hard, hard_store, table, condition)


def test_an_address_is_looked_up_by_the_index_the_readme_asks_for(hard: Any, hard_store: Store) -> None:
    """Without it the table is read as a whole, which the plan shows."""
    condition = among(
        compared("email", column_name("member", "email", hard_store), hard_store), ["ana@example.org"]
    )
    assert "Seq Scan" in plan(hard, hard_store, "member", condition)
    hard.run(INDEXES)
    assert "Seq Scan" not in plan(hard, hard_store, "member", condition)
