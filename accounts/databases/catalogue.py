"""What a live database says about its tables: columns, unique keys and foreign keys, the same for every server."""

from dataclasses import dataclass, field
from typing import Literal

OnDelete = Literal["no action", "restrict", "cascade", "set null", "set default"]
ON_DELETE: dict[str, OnDelete] = {
    "NO ACTION": "no action",
    "RESTRICT": "restrict",
    "CASCADE": "cascade",
    "SET NULL": "set null",
    "SET DEFAULT": "set default",
}
"""How the SQL standard writes each action, as MySQL and SQLite do too."""
Relation = tuple[str, str]
"""Schema and name of a table."""


@dataclass(frozen=True)
class Column:
    """One column: `type` as the server writes it, `family` a letter for its kind.

    A array, B boolean, D date or time, E enumeration, I network, N number, R range, S text, T length of time, U anything
    else (`base` then says uuid, json, bytea …).
    """

    name: str
    type: str
    base: str
    family: str
    nullable: bool
    generated: bool
    unique: bool
    length: int | None = None
    options: tuple[str, ...] = ()


@dataclass(frozen=True)
class ForeignKey:
    """A foreign key as the database knows it, with schemas."""

    relation: Relation
    columns: tuple[str, ...]
    target: Relation
    target_columns: tuple[str, ...]
    on_delete: OnDelete


@dataclass(frozen=True)
class LiveSchema:
    """The tables of some schemas as they are, views left out, partitions counted with their table.

    `views` have no rows of their own and `copies` (materialised views) have rows of other tables. From `parents` other
    tables inherit, whose rows stand in them too. The role may not read `unreadable` tables, and sees only some rows
    of `partial` ones.
    """

    columns: dict[Relation, dict[str, Column]] = field(default_factory=dict)
    unique_keys: dict[Relation, list[tuple[str, ...]]] = field(default_factory=dict)
    references: list[ForeignKey] = field(default_factory=list)
    views: set[Relation] = field(default_factory=set)
    copies: set[Relation] = field(default_factory=set)
    parents: set[Relation] = field(default_factory=set)
    unreadable: set[Relation] = field(default_factory=set)
    partial: set[Relation] = field(default_factory=set)


@dataclass(frozen=True)
class Reference:
    """One foreign key between tables as the map names them: rows of `table` point with `columns` at `target_columns` of `target`."""

    table: str
    columns: tuple[str, ...]
    target: str
    target_columns: tuple[str, ...]
    on_delete: OnDelete

    @property
    def blocks(self) -> bool:
        """Return whether the database refuses to delete a row that is pointed at."""
        return self.on_delete in ("no action", "restrict")

    def __str__(self) -> str:
        return f"{self.table}.{', '.join(self.columns)}"
