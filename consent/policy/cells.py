"""What a table of the policy is made of."""

from collections.abc import Mapping
from typing import Any

Map = Mapping[str, Any]
"""A data map as JSON has it."""
Cell = str | tuple[str, str]
"""The words of a cell, or a name and what is said about it."""
Row = tuple[Cell, ...]
Table = tuple[Row, list[Row]]
"""The heads of a table, and its rows."""
