"""Ask the rules of a real erasure about the proposal, and change it until nothing stands in the way."""

from collections.abc import Callable
from contextlib import suppress

from accounts.databases.catalogue import Column, Reference
from accounts.datamap.vocabulary import Erase, StoreMap
from exports.scaffold.handling import anonymise
from exports.scaffold.plan import Plan, TablePlan
from exports.scaffold.signs import Sign
from exports.stores.order import Cycle, obstacles, order_tables
from exports.stores.shape import Shape, shape
from exports.stores.store import Store
from exports.stores.targets import CannotClear, handling, target

ROUNDS = 50
"""Each round solves one thing; a database of some hundred tables needs a few."""
CUT = Erase("set", None)
EMPTY_DAY = "1900-01-01"


def mend(plan: Plan, compiled: Callable[[Plan], StoreMap]) -> None:
    """Change the plan until its tables have an order, nothing blocks a deletion and every column can be emptied.

    `compiled` makes the real map of it. What cannot be solved is left for a person and said.
    """
    for _ in range(ROUNDS):
        store = Store(compiled(plan))
        live = shape(store)
        if not _next_fault(plan, store, live):
            return
    plan.eyes.insert(
        0, "Not everything that stands in the way of an erasure could be solved: run datamap check."
    )


def _next_fault(plan: Plan, store: Store, live: Shape) -> bool:
    """Solve one thing and return whether there was one."""
    try:
        order_tables(store.map.tables, live.references)
    except Cycle as circle:
        return _break(plan, circle, live)
    for link in obstacles(store.map.tables, live.references):
        return _let_go(plan, link, live)
    changed = False
    for name, table in store.map.tables.items():
        if table.erase == "anonymise" or table.shared:
            for column in _stuck(store, plan.tables[name], live):
                changed |= _settle(plan, plan.tables[name], column, withheld=column.name in table.withheld)
    return changed


def _stuck(store: Store, plan: TablePlan, live: Shape) -> list[Column]:
    """Return the columns that cannot become what the map says."""
    columns = live.columns.get(plan.name, {})
    said = handling(store.map.tables[plan.name])
    return [
        columns[name]
        for name, erase in said.items()
        if name in columns and not _can(store, plan, columns[name], erase)
    ]


def _break(plan: Plan, circle: Cycle, live: Shape) -> bool:
    inside = [link for link in live.references if str(link) in circle.links and _may_cut(plan, link, live)]
    if inside:
        _cut(plan, inside[0], f"it breaks the circle {' → '.join(circle.tables)}")
        return True
    for name in circle.tables:
        if plan.tables[name].erase.what == "delete":
            anonymise(plan.tables[name], f"the tables {' → '.join(circle.tables)} wait for each other")
            return True
    return False


def _let_go(plan: Plan, link: Reference, live: Shape) -> bool:
    if _may_cut(plan, link, live):
        _cut(plan, link, f"rows of {link.target} could not be deleted while it points at them")
    else:
        anonymise(plan.tables[link.target], f"rows of {link.table} point at it and stay")
    return True


def _may_cut(plan: Plan, link: Reference, live: Shape) -> bool:
    """Return whether the link may be empty and nothing is found by it."""
    table = plan.tables.get(link.table)
    if table is None or table.erase.what == "retain":
        return False
    columns = live.columns[link.table]
    return all(
        columns[name].nullable and name not in {*table.starts, *table.seen.key, *table.fields}
        for name in link.columns
    )


def _cut(plan: Plan, link: Reference, why: str) -> None:
    table = plan.tables[link.table]
    table.fields[link.columns[0]] = CUT
    sign = table.seen.signs[link.columns[0]]
    table.seen.signs[link.columns[0]] = Sign(sign.kind, min(sign.sure, 60), why)


def _can(store: Store, plan: TablePlan, column: Column, erase: Erase) -> bool:
    if erase.kind == "keep" or column.generated:
        return True
    with suppress(CannotClear):
        table = store.map.tables[plan.name]
        target(store.engine, table, column, erase, "erased-0")
        return True
    return False


def _settle(plan: Plan, table: TablePlan, column: Column, *, withheld: bool) -> bool:
    """Say what becomes of a column that cannot be emptied: a neutral value of its type, or it stays. Return whether that helps."""
    place = f"{table.name}.{column.name}"
    if withheld:
        said = f"{place} is withheld and cannot be emptied: place it under fields and say what becomes of it."
        plan.eyes += [said] if said not in plan.eyes else []
        return False
    kind = table.seen.signs[column.name].kind
    table.fields[column.name] = choice = _neutral(column, kind)
    if choice.kind == "keep" and kind not in ("moment", "label", "plain"):
        plan.eyes.append(f"{place} cannot be emptied and is kept: see whether that is right.")
    return True


def _neutral(column: Column, kind: str) -> Erase:
    """Return what a column that may not be empty can become."""
    if kind == "birth_date":
        return Erase("set", EMPTY_DAY)
    if column.base == "uuid" and not column.unique:
        return Erase("pseudonym")
    if column.unique or kind in ("moment", "label"):
        return Erase("keep")
    if column.family == "E" and column.options:
        return Erase("set", column.options[0])
    plain: dict[str, Erase] = {"N": Erase("set", 0), "B": Erase("set", value=False)}
    return plain.get(column.family, Erase("keep"))
