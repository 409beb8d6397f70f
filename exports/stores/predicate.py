"""Say in SQL which rows of a table are a person's: the one condition that counting, export and erasure share."""

from collections.abc import Callable, Iterable, Sequence
from functools import partial

from psycopg import sql

from accounts.databases.render import Among
from accounts.datamap.columns import ColumnRef
from accounts.datamap.vocabulary import Hop, Path, TableMap
from exports.stores.located import Key, Located, Part
from exports.stores.store import Store

Composable = sql.Composable
NOBODY = sql.Composed([sql.SQL("1 = 0")])
"""The condition no row meets."""
MANY = 1000
"""More keys of several columns than this are not written out one by one where the server has another way."""
End = Callable[[str, Sequence[ColumnRef], str | None], Composable | None]
"""Makes the condition at the end of a path: table, columns, and the person table whose key they are, or None for an identifier."""


def rows_of(table: TableMap, located: Located, store: Store) -> Composable:
    """Return a condition that holds for this person's rows of the table and for no other row.

    Columns are written `schema.table.column`, so it fits behind WHERE in SELECT, UPDATE and DELETE on the
    bare table name. Paths are joined by OR: a row reached twice is still one row.
    """
    theirs = reached_by(table.paths, table, located, store)
    days = _on_days(table, located, store)
    return theirs if days is None else sql.SQL("({} AND {})").format(theirs, days)


def others_rows_of(table: TableMap, located: Located, store: Store) -> Composable:
    """Return a condition that holds for rows that belong to somebody who is not this person, whoever else they belong to."""
    ways = [Way(table, path, located, store).others() for path in table.paths]
    return sql.SQL("({})").format(sql.SQL(" OR ").join(ways))


def table_name(name: str, store: Store) -> Composable:
    """Return the quoted name of a declared table with its schema, as it stands behind FROM, UPDATE and DELETE FROM."""
    table = store.map.tables[name]
    quoted = sql.Identifier(store.schema_of(table), table.relation)
    return sql.SQL("ONLY {}").format(quoted) if table.only else quoted


def column_name(name: str, column: str, store: Store) -> sql.Identifier:
    """Return the quoted name of a column with its table and schema."""
    table = store.map.tables[name]
    return sql.Identifier(store.schema_of(table), table.relation, column)


def value_of(name: str, ref: ColumnRef, store: Store) -> Composable:
    """Return the value a column expression stands for: the column's own, or the text inside its document."""
    column = column_name(name, ref.name, store)
    return store.engine.inside(column, ref.inside) if ref.inside else column


def compared(kind: str, column: Composable, store: Store) -> Composable:
    """Return the column in the form in which identifiers of this kind are compared."""
    engine = store.engine
    if kind in ("email", "username"):
        return engine.lower(column)
    return engine.digits(column) if kind == "phone" else engine.text(column)


def forms_of(kind: str, located: Located) -> list[str]:
    """Return the person's values of a kind as `compared` columns may hold them: a user name with and without its sign."""
    forms = located.forms(kind)
    return [*forms, *(f"@{form}" for form in forms)] if kind == "username" else forms


def among(column: Composable, values: Iterable[str | int]) -> Composable:
    """Return `column IN (…)`, or the condition no row meets when there are no values."""
    given = list(values)
    return Among(column, given) if given else NOBODY


def keys_among(columns: Sequence[Composable], keys: Sequence[Key], store: Store) -> Composable:
    """Return the condition that the columns, together, are one of these keys, letter for letter."""
    if len(columns) > 1 and len(keys) > MANY:
        together = store.engine.together(columns, keys)
        if together is not None:
            return together
    return _any_key([partial(among, column) for column in columns], keys)


def points_at(
    here: str, columns: Sequence[str], end: tuple[str, Sequence[str]], keys: Sequence[Key], store: Store
) -> Composable:
    """Return the condition that the columns of a table, together, point at one of these keys; `end` is their table and its columns.

    A declared key is compared as the database itself compares with it: what its foreign key takes for the same is the same.
    """
    rules = key_rules(*end, store)
    if not any(rules):
        return keys_among([column_name(here, column, store) for column in columns], keys, store)
    ways = [partial(_refers, store, here, column, rule) for column, rule in zip(columns, rules, strict=True)]
    return _any_key(ways, keys)


def key_rules(table: str, targets: Sequence[str], store: Store) -> list[str]:
    """Return the collation of each of these columns if together they are the table's declared key, else nothing of each.

    Of a key every value is there once in the eyes of its collation, so what this calls the same cannot be two rows.
    """
    declared = set(targets) == set(store.map.tables[table].key)
    return [store.collation(table, target) if declared else "" for target in targets]


def _refers(store: Store, here: str, column: str, rule: str, values: Sequence[Part]) -> Composable:
    name = column_name(here, column, store)
    if not rule or not values:
        return among(name, values)
    return store.engine.refers(name, values, store.collation(here, column), rule)


def _any_key(ways: Sequence[Callable[[Sequence[Part]], Composable]], keys: Sequence[Key]) -> Composable:
    """Join the parts. Keys that have a part in common are asked together, by the part that has the fewest values."""
    if len(ways) == 1:
        return ways[0]([key[0] for key in keys])
    if not keys:
        return NOBODY
    few = min(range(len(ways)), key=lambda place: len({key[place] for key in keys}))
    rest = [way for place, way in enumerate(ways) if place != few]
    groups: dict[Part, list[Key]] = {}
    for key in keys:
        groups.setdefault(key[few], []).append(key[:few] + key[few + 1 :])
    each = [
        sql.SQL("({} AND {})").format(ways[few]([part]), _any_key(rest, others))
        for part, others in groups.items()
    ]
    return _either(each)


def _either(conditions: Sequence[Composable]) -> Composable:
    """Return the conditions joined by OR, in a tree: SQLite takes no expression that is a thousand deep."""
    if len(conditions) == 1:
        return conditions[0]
    half = len(conditions) // 2
    return sql.SQL("({} OR {})").format(_either(conditions[:half]), _either(conditions[half:]))


def names_the_person(column: str, table: TableMap, located: Located, store: Store) -> Composable:
    """Return the condition that a column of the row names this person and nobody else.

    A column that paths start from, alone or with others, is compared with what those paths lead to; any other with
    every identifier of the person.
    """
    paths = [path for path in table.paths if ColumnRef(column) in path.starts]
    if paths:
        return reached_by(paths, table, located, store)
    return among(store.engine.lower(column_name(table.table, column, store)), located.own_values())


def reached_by(paths: Iterable[Path], table: TableMap, located: Located, store: Store) -> Composable:
    """Return the condition that one of these paths leads to this person."""
    ways = [Way(table, path, located, store).mine() for path in paths]
    found = [way for way in ways if way is not None]
    return sql.SQL("({})").format(sql.SQL(" OR ").join(found)) if found else NOBODY


def _on_days(table: TableMap, located: Located, store: Store) -> Composable | None:
    """Return the condition that a row is of the days asked for; a row in which no day stands is of any. None where all are."""
    since, until = located.days.get(table.table, (None, None))
    column = column_name(table.table, table.dated, store)
    value = store.engine.moment(column)
    parts = [
        sql.SQL("{} {} {}").format(value, sql.SQL(sign), sql.Literal(edge))
        for sign, edge in ((">=", since), ("<", until))
        if edge is not None
    ]
    return sql.SQL("({} IS NULL OR ({}))").format(column, sql.SQL(" AND ").join(parts)) if parts else None


def when(here: str, hop: Hop, found: Composable, store: Store) -> Composable:
    """Return the condition together with what a row must say for this step to be taken."""
    if not hop.when:
        return found
    conditions = [
        sql.SQL("{} = {}").format(store.engine.text(column_name(here, column, store)), sql.Literal(value))
        for column, value in hop.when
    ]
    return sql.SQL("({} AND {})").format(sql.SQL(" AND ").join(conditions), found)


class Way:
    """One path of one table, as conditions: that it leads to this person, or to somebody else."""

    def __init__(self, table: TableMap, path: Path, located: Located, store: Store) -> None:
        self.table, self.path, self.located, self.store = table.table, path, located, store

    def mine(self) -> Composable | None:
        """Return the condition that the path leads to this person, or None when it cannot."""
        return self._step(self.table, 0, self._end_is_mine)

    def others(self) -> Composable:
        """Return the condition that the path leads to somebody, and that it is not this person."""
        return self._step(self.table, 0, self._end_is_anothers) or NOBODY

    def first_query(self) -> Composable | None:
        """Return the query for what the path's first step may find, as text, where it leads to this person; None when it cannot."""
        hop = self.path.hops[0]
        inner = self._step(hop.table, 1, self._end_is_mine)
        return None if inner is None else self._texts(hop, inner)

    def _step(self, here: str, step: int, end: End) -> Composable | None:
        """Return the condition for the path from its given step on."""
        if step == len(self.path.hops):
            if self.path.identifier is not None:
                return end(here, (self.path.identifier.column,), None)
            key = self.store.map.people[here].key
            return end(here, tuple(ColumnRef(part) for part in key), here)
        hop = self.path.hops[step]
        person = self.store.map.people.get(hop.table)
        last = step + 1 == len(self.path.hops) and self.path.identifier is None
        direct = person is not None and hop.targets == person.key and all(c.plain for c in hop.columns)
        if last and direct and not hop.as_text:
            found = end(here, hop.columns, hop.table)
        else:
            inner = self._step(hop.table, step + 1, end)
            found = None if inner is None else self._joined(here, hop, inner)
        return None if found is None else when(here, hop, found, self.store)

    def _joined(self, here: str, hop: Hop, inner: Composable) -> Composable:
        engine = self.store.engine
        texts = hop.as_text or any(ref.inside or ref.many for ref in hop.columns)
        if hop.columns[0].many:
            ref = hop.columns[0]
            query = self._texts(hop, inner)
            return engine.elements_among(column_name(here, ref.name, self.store), ref.inside, query)
        if texts:
            left = [engine.text(value_of(here, ref, self.store)) for ref in hop.columns]
            return sql.SQL("({}) IN ({})").format(sql.SQL(", ").join(left), self._texts(hop, inner))
        pairs = [
            engine.matched(
                column_name(here, ref.name, self.store),
                column_name(hop.table, target, self.store),
                self.store.collation(here, ref.name) if rule else "",
                rule,
            )
            for ref, target, rule in zip(
                hop.columns, hop.targets, key_rules(hop.table, hop.targets, self.store), strict=True
            )
        ]
        return sql.SQL("({}) IN ({})").format(
            sql.SQL(", ").join(part for left, _right in pairs for part in left),
            self._picked(hop, inner, [part for _left, right in pairs for part in right]),
        )

    def _texts(self, hop: Hop, inner: Composable) -> Composable:
        engine = self.store.engine
        targets: list[Composable] = [column_name(hop.table, target, self.store) for target in hop.targets]
        return self._picked(hop, inner, [engine.text(target) for target in targets])

    def _picked(self, hop: Hop, inner: Composable, picked: Sequence[Composable]) -> Composable:
        return sql.SQL("SELECT {} FROM {} WHERE {}").format(
            sql.SQL(", ").join(picked),
            table_name(hop.table, self.store),
            inner,
        )

    def _end_is_mine(self, here: str, columns: Sequence[ColumnRef], person: str | None) -> Composable | None:
        if person is None:
            kind = self._kind()
            forms = forms_of(kind, self.located)
            return (
                among(compared(kind, value_of(here, columns[0], self.store), self.store), forms)
                if forms
                else None
            )
        keys = self.located.keys.get(person)
        return self._points_at_one(here, columns, person, keys) if keys else None

    def _end_is_anothers(self, here: str, columns: Sequence[ColumnRef], person: str | None) -> Composable:
        values = [value_of(here, column, self.store) for column in columns]
        there = [sql.SQL("{} IS NOT NULL").format(value) for value in values]
        if person is None:
            kind = self._kind()
            form = compared(kind, values[0], self.store)
            there.append(sql.SQL("{} <> ''").format(self.store.engine.text(values[0])))
            mine = among(form, forms_of(kind, self.located))
        else:
            mine = self._points_at_one(here, columns, person, self.located.keys.get(person, []))
        return sql.SQL("({} AND NOT ({}))").format(sql.SQL(" AND ").join(there), mine)

    def _points_at_one(
        self, here: str, columns: Sequence[ColumnRef], person: str, keys: Sequence[Key]
    ) -> Composable:
        end = (person, self.store.map.people[person].key)
        return points_at(here, [column.name for column in columns], end, keys, self.store)

    def _kind(self) -> str:
        identifier = self.path.identifier
        return identifier.kind if identifier is not None else ""
