"""Which tests prove which promise. The tests say it themselves; tests/house/promises.py writes it down here for the page."""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("proofs.json")


@cache
def proofs() -> Mapping[str, tuple[str, ...]]:
    """Return the tests of each promise as `path::name`."""
    written = json.loads(FILE.read_text(encoding="utf-8"))
    return {promise: tuple(tests) for promise, tests in written.items()}
