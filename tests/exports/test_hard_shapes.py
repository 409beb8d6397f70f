"""A database with every hard shape there is: the map fits it."""

from typing import Any

import pytest

from exports.stores.live import drift

pytestmark = pytest.mark.django_db(databases=["default", "platform"])


def test_the_map_fits_the_database(hard_store: Any) -> None:
    """Every table and column is placed, with its type, its key and its foreign keys."""
    assert len(hard_store.map.tables) > 35
    assert drift(hard_store) == []
