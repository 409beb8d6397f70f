"""What the shipped maps declare can be done: the portal's own models, and the example platform."""

from typing import Any

import pytest
from django.db import connections

from config.example.platform.build import SCHEMA, STRUCTURE
from exports.stores.feasible import feasible, order
from exports.stores.registry import open_store

pytestmark = pytest.mark.django_db(databases=["default", "platform"])


@pytest.fixture
def inkwell(db: None) -> None:
    """Make the example platform's tables, empty, in the test's transaction."""
    with connections["platform"].cursor() as cursor:
        cursor.execute(f"CREATE SCHEMA {SCHEMA}; SET LOCAL search_path TO {SCHEMA}")
        cursor.execute(STRUCTURE.read_text(encoding="utf-8"))
        cursor.execute("SET LOCAL search_path TO DEFAULT")


@pytest.mark.parametrize("key", ["portal", "platform"])
def test_every_declared_erasure_is_possible(inkwell: None, key: str) -> None:
    """No declaration asks for what the live schema or the database role would refuse."""
    store = open_store(key)
    assert feasible(store) == []
    assert set(order(store)) == set(store.map.tables)


def test_the_platforms_people_go_last(inkwell: None, settings: Any) -> None:
    """Whatever hangs on a member is erased before the member."""
    found = order(open_store("platform"))
    assert found[-1] == "members"
    assert found.index("support_messages") < found.index("support_threads")
    assert found.index("social_contacts") < found.index("connected_accounts")
