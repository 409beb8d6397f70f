"""How rows reach the people they belong to: the shortest ways along the links, and the ways back to what people share."""

from collections.abc import Mapping

from exports.scaffold.look import Seen, SeenTable
from exports.scaffold.plan import Guess, Link, PersonPlan, TablePlan, quoted
from exports.scaffold.signs import KINDS

FARTHEST = 4
"""Steps after which a way says nothing any more."""
Way = tuple[Link, ...]


def tables_of(
    seen: Seen, people: Mapping[str, PersonPlan], links: list[Link]
) -> tuple[dict[str, TablePlan], list[str]]:
    """Return the tables whose rows reach a person, and what a person has to look at."""
    eyes: list[str] = []
    found = {
        name: TablePlan(seen.tables[name], [Guess("", one.sure, one.why)]) for name, one in people.items()
    }
    ways = _shortest(seen, people, links)
    for name, several in ways.items():
        own = _of_one_kind(name, several, people, eyes)
        found[name] = TablePlan(seen.tables[name], [_guess(way) for way in own])
        found[name].starts = {column for way in own for column in way[0].columns}
        direct = [way[0] for way in own if len(way) == 1 and not way[0].inside]
        if len(direct) > 1 and not direct[0].when:
            found[name].mentions = {column for link in direct for column in link.columns}
            eyes.append(
                f"{name}: a row may belong to several people ({', '.join(sorted(found[name].mentions))}). Erasing one of them "
                f"deletes it for all; say shared: true to keep it for the others."
            )
    for table in seen.tables.values():
        if table.name in found:
            continue
        if plan := _shared(table, found, ways, links) or _by_value(table):
            found[table.name] = plan
            eyes.append(f"{table.name}: {plan.paths[0].why}. See whether its rows are people's own.")
    return found, eyes


def _shortest(seen: Seen, people: Mapping[str, PersonPlan], links: list[Link]) -> dict[str, list[Way]]:
    """Return for each table its ways with the fewest steps, never through a person and never through itself."""
    ways: dict[str, list[Way]] = {}
    for _ in range(FARTHEST):
        new: dict[str, list[Way]] = {}
        for link in links:
            if link.table in people or link.table in ways or link.table == link.target:
                continue
            if link.target in people:
                new.setdefault(link.table, []).append((link,))
            else:
                new.setdefault(link.table, []).extend((link, *way) for way in ways.get(link.target, []))
        ways |= {name: found for name, found in new.items() if found}
    return ways


def _of_one_kind(name: str, ways: list[Way], people: Mapping[str, PersonPlan], eyes: list[str]) -> list[Way]:
    """Return the ways to customers where there are some: what staff handled is not theirs."""
    ends = {way[-1].target for way in ways}
    first = next(one for one in people if one in ends)
    if len(ends) > 1 and not any(way[0].when for way in ways):
        others = ", ".join(sorted(ends - {first}))
        eyes.append(f"{name}: its rows lead to {first} and to {others}; they are taken as {first}'s alone.")
        return [way for way in ways if way[-1].target == first]
    return ways


def _guess(way: Way) -> Guess:
    sure = min(link.sure for link in way) - 5 * (len(way) - 1)
    weakest = min(way, key=lambda link: link.sure)
    return Guess(" / ".join(link.step for link in way), sure, weakest.why)


def _shared(
    table: SeenTable, found: Mapping[str, TablePlan], ways: Mapping[str, list[Way]], links: list[Link]
) -> TablePlan | None:
    """Return the plan of a table that personal rows point at, as people do at addresses, or None."""
    personal = [name for name in table.columns if KINDS[table.signs[name].kind].personal]
    if len(personal) < 2:
        return None
    for link in links:
        if link.target != table.name or link.table not in found or link.when or link.many or link.inside:
            continue
        back = Link(
            table.name, link.ends, link.table, link.columns, link.sure - 25, "rows of people point at it"
        )
        onward = ways.get(link.table, [()])[0]
        path = " / ".join(step.step for step in (back, *onward))
        plan = TablePlan(
            table, [Guess(path, back.sure, f"{link.table} points at it, and several people may share a row")]
        )
        plan.shared, plan.starts = True, set(link.ends)
        return plan
    return None


def _by_value(table: SeenTable) -> TablePlan | None:
    """Return the plan of a table that names people by an address or number alone, or None."""
    for kind in ("email", "phone"):
        columns = table.of_kind(kind)
        if columns:
            paths = [
                Guess(f"{quoted(name)} > @{kind}", 55, f"only {name} leads from it to a person")
                for name in columns
            ]
            return TablePlan(table, paths, starts=set(columns))
    return None
