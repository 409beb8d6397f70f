"""Attempts are counted, and comparisons kept, in the cache; every test starts from nothing."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def _no_counts() -> None:
    cache.clear()
