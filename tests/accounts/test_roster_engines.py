"""People are read in pieces by key from MariaDB and SQLite as from PostgreSQL."""

from typing import Any

import pytest

from accounts.actions.roster import sync_roster
from accounts.actor import SYSTEM
from accounts.models import DataSubject
from accounts.roster import sync as syncing
from tests.accounts.crowd import MAP

pytestmark = pytest.mark.django_db
TABLES = """
CREATE TABLE member (shop int, no int, number varchar(20), handle varchar(20), country varchar(10), state varchar(10), PRIMARY KEY (shop, no));
CREATE TABLE address (shop int, no int, email varchar(40), proven boolean);
"""


@pytest.mark.parametrize("alias", ["lite", "maria"])
def test_everybody_comes_over(
    alias: str, request: pytest.FixtureRequest, use_map: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Composite keys, pieces, and an address in another table; an unverified one stays away."""
    database = request.getfixturevalue(f"{alias}_db")
    database.build(TABLES)
    for n in range(1, 8):
        database.build(f"INSERT INTO member VALUES (1, {n}, 'm{n}', 'member_{n}', 'de-by', 'active')")
        database.build(f"INSERT INTO address VALUES (1, {n}, 'm{n}@example.org', {n % 2})")
    use_map(MAP.replace("database: platform", f"database: {alias}").replace("    schema: crowd\n", ""))
    monkeypatch.setattr(syncing, "PIECE", 3)
    assert sync_roster("crowd", actor=SYSTEM) == {"created": 7}
    assert sync_roster("crowd", actor=SYSTEM) == {"unchanged": 7}
    third = DataSubject.objects.known_by("platform_id", "m3", "crowd").get()
    assert third.residence == "DE-BY"
    assert DataSubject.objects.known_by("email", "m3@example.org").get() == third
    assert not DataSubject.objects.known_by("email", "m4@example.org").exists()
