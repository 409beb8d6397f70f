"""One bounded piece of an erasure in one table: take rows, remove their files, then change or delete them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql

from accounts.databases.catalogue import Column, Reference
from accounts.databases.engine import Address, Composable, Engine, Session
from accounts.datamap.vocabulary import TableMap
from exports.stores.folders import reached, remove_file
from exports.stores.located import Located
from exports.stores.order import cut_columns, loose_columns
from exports.stores.predicate import NOBODY, among, column_name, others_rows_of, rows_of, table_name
from exports.stores.reduce import reductions
from exports.stores.shape import Shape
from exports.stores.store import Store
from exports.stores.targets import targets

NOTHING = sql.SQL("")


@dataclass(frozen=True)
class _Rows:
    """Rows that are locked until the piece commits: how they are found again, and the files they name."""

    here: Composable
    limit: Composable
    files: Sequence[tuple[Any, ...]]

    def __bool__(self) -> bool:
        return bool(self.files)


@dataclass(frozen=True)
class Piece:
    """The work on at most `limit` rows of one table, inside the transaction of the session."""

    session: Session
    store: Store
    table: TableMap
    located: Located
    live: Shape
    pseudonym: str
    limit: int
    dry: bool = False
    """Leave files alone: what is done to rows is rolled back, and a storage has no way back."""

    def work(self) -> int:
        """Do what the map says with the next rows and return how many were touched; 0 when nothing is left."""
        if self.table.shared and (touched := self._reduce()):
            return touched
        if self.table.erase == "anonymise":
            return self._anonymise()
        return self._cut() or self._delete()

    @property
    def _mine(self) -> Composable:
        """Return the condition for rows that are this person's alone; the others of a shared table are reduced."""
        mine = rows_of(self.table, self.located, self.store)
        if not self.table.shared:
            return mine
        others = others_rows_of(self.table, self.located, self.store)
        return sql.SQL("({} AND ({}) IS NOT TRUE)").format(mine, others)

    def _anonymise(self) -> int:
        engine = self.session.engine
        values = targets(engine, self.table, self._columns, self.pseudonym)
        if not values:
            return 0
        rows = self._take(self._mine, self.limit, differs(self.session.engine, values, self._columns))
        self._remove_files(rows, [name for name in self.table.files if name in values])
        return self._update(values, rows)

    def _reduce(self) -> int:
        """Take out of rows that somebody else keeps what names this person."""
        values = reductions(
            self.table,
            self._columns,
            self.pseudonym,
            self.located,
            self.store,
        )
        if not values:
            return 0
        shared = sql.SQL("({} AND {})").format(
            rows_of(self.table, self.located, self.store),
            others_rows_of(self.table, self.located, self.store),
        )
        return self._update(
            values, self._take(shared, self.limit, differs(self.session.engine, values, self._columns))
        )

    def _delete(self) -> int:
        inward = [r for r in self.live.references if r.table == r.target == self.table.table and r.blocks]
        rows = self._take(self._mine, self.limit, self._leaves(inward))
        if not rows and inward:
            # What is left points at itself in a circle: the database checks it only when the statement is through.
            rows = self._take(self._mine, None)
        self._remove_files(rows, list(self.table.files))
        if not rows:
            return 0
        if self.session.engine.checks_each_row:
            self._let_go(inward, rows)
        return self.session.run(
            sql.SQL("DELETE FROM {} WHERE {}{}").format(self._name, rows.here, rows.limit)
        )

    def _let_go(self, inward: Sequence[Reference], rows: _Rows) -> None:
        """Set links among rows that go in this very piece to null, where each row is checked and none may go before the other."""
        loose = [name for link in inward for name in loose_columns(link, self._columns, self.table.key)[:1]]
        if loose:
            self._update(dict.fromkeys(loose, sql.SQL("NULL")), rows)

    def _cut(self) -> int:
        """Set declared links at the person's rows to null, whosever rows they stand in."""
        for link in self.live.references:
            columns = cut_columns(link, self.store.map.tables) if link.target == self.table.table else []
            if columns and (touched := self._cut_link(link, columns)):
                return touched
        return 0

    def _cut_link(self, link: Reference, columns: Sequence[str]) -> int:
        child = self.store.map.tables[link.table]
        name = table_name(link.table, self.store)
        mine = self._mine
        pointing = sql.SQL("({}) IN (SELECT {} FROM {} WHERE {})").format(
            sql.SQL(", ").join(column_name(link.table, column, self.store) for column in link.columns),
            sql.SQL(", ").join(column_name(link.target, end, self.store) for end in link.target_columns),
            self._name,
            mine,
        )
        # Rows of the same table that go anyway keep the link: it may be what they are found by.
        if link.table == link.target:
            pointing = sql.SQL("{} AND ({}) IS NOT TRUE").format(pointing, mine)
        rows = _take(self.session, self.store, child, pointing, self.limit)
        values = dict.fromkeys(columns, sql.SQL("NULL"))
        return _update(self.session, name, values, rows, child.key) if rows else 0

    def _leaves(self, inward: Sequence[Reference]) -> Composable | None:
        """Return the condition that no other row of the same table points at this one, or None where none can."""
        parts = []
        for link in inward:
            same = sql.SQL(" AND ").join(
                sql.SQL("below.{} = {}").format(
                    sql.Identifier(column), column_name(self.table.table, end, self.store)
                )
                for column, end in zip(link.columns, link.target_columns, strict=True)
            )
            itself = sql.SQL(" AND ").join(
                sql.SQL("below.{0} = {1}").format(
                    sql.Identifier(part), column_name(self.table.table, part, self.store)
                )
                for part in self.table.key
            )
            parts.append(
                sql.SQL("NOT EXISTS (SELECT 1 FROM {} below WHERE {} AND NOT ({}))").format(
                    self._name, same, itself if self.table.key else NOBODY
                )
            )
        return sql.SQL(" AND ").join(parts) if parts else None

    def _remove_files(self, rows: _Rows, columns: Sequence[str]) -> None:
        """Delete the files these rows name, unless a row that is not the person's names the same one."""
        if self.dry:
            return
        for place, column in enumerate(self.table.files):
            names = sorted({row[place] for row in rows.files if row[place]})
            if column not in columns or not names:
                continue
            shared = sql.SQL("SELECT DISTINCT {c} FROM {t} WHERE {named} AND ({mine}) IS NOT TRUE").format(
                c=sql.Identifier(column),
                t=self._name,
                named=among(sql.Identifier(column), names),
                mine=self._mine,
            )
            others = {name for (name,) in self.session.all(shared)}
            for name in names:
                if name not in others:
                    with reached(self.store.key):
                        remove_file(self.table.files[column], name)

    def _take(self, where: Composable, limit: int | None, also: Composable | None = None) -> _Rows:
        condition = where if also is None else sql.SQL("{} AND {}").format(where, also)
        return _take(self.session, self.store, self.table, condition, limit)

    def _update(self, values: Mapping[str, Composable], rows: _Rows) -> int:
        return _update(self.session, self._name, values, rows, self.table.key) if rows else 0

    @property
    def _columns(self) -> Mapping[str, Column]:
        return self.live.columns[self.table.table]

    @property
    def _name(self) -> Composable:
        return table_name(self.table.table, self.store)


def differs(engine: Engine, values: Mapping[str, Composable], columns: Mapping[str, Column]) -> Composable:
    """Return the condition that a row does not yet have these values."""
    each = [engine.differs(sql.Identifier(name), value, columns[name]) for name, value in values.items()]
    return sql.SQL("({})").format(sql.SQL(" OR ").join(each))


def _take(
    session: Session,
    store: Store,
    table: TableMap,
    condition: Composable,
    limit: int | None,
) -> _Rows:
    """Lock up to `limit` rows that meet the condition and return how they are found again. Locked rows do not move."""
    address: Address = session.engine.address((store.schema_of(table), table.relation), table.key)
    files = [sql.Identifier(column) for column in table.files]
    most = NOTHING if limit is None else sql.SQL(" LIMIT {}").format(sql.SQL(str(limit)))
    picked = [*address.select, *files] or [sql.SQL("1")]
    found = session.all(
        sql.SQL("SELECT {} FROM {} WHERE {}{}{}").format(
            sql.SQL(", ").join(picked),
            table_name(table.table, store),
            condition,
            most,
            session.engine.locked(),
        )
    )
    wide = len(address.select)
    if address.where is None:
        return _Rows(condition, most, [row[wide:] for row in found])
    here = address.where([row[:wide] for row in found]) if found else NOBODY
    return _Rows(here, NOTHING, [row[wide:] for row in found])


def _update(
    session: Session, name: Composable, values: Mapping[str, Composable], rows: _Rows, key: Sequence[str]
) -> int:
    where = sql.SQL("{}{}").format(rows.here, rows.limit)
    return session.run(session.engine.change(name, values, where, key))
