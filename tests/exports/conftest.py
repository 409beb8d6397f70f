"""The odd shop as the company's database, and its map in force."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from accounts.datamap.current import current
from tests.exports import odd_shop


@pytest.fixture
def use_map(settings: Any, tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Return a function that puts a data map in force for the test."""

    def use(text: str) -> None:
        file = tmp_path / "map.yaml"
        file.write_text(text, encoding="utf-8")
        settings.DATA_MAP_FILES = [file]
        current.cache_clear()

    yield use
    current.cache_clear()


@pytest.fixture
def shop(request: pytest.FixtureRequest, use_map: Callable[[str], None]) -> Any:
    """Make the odd shop inside the test's transaction. Needs django_db with both databases."""
    if "transactional_db" not in request.fixturenames:
        request.getfixturevalue("db")
    use_map(odd_shop.MAP)
    odd_shop.build()
    return odd_shop
