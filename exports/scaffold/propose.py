"""Propose a map for a database nobody here has seen."""

import tempfile
from contextlib import suppress
from pathlib import Path

from django.conf import settings

from accounts.datamap.errors import DataMapError
from accounts.datamap.reader import read
from accounts.datamap.stores import read_store
from accounts.datamap.unfinished import names_organisation
from accounts.datamap.vocabulary import StoreMap
from exports.scaffold.documents import inside_documents
from exports.scaffold.handling import handle
from exports.scaffold.links import links_of
from exports.scaffold.look import Seen, SeenTable, look
from exports.scaffold.mending import mend
from exports.scaffold.people import IDENTIFIERS, people_of
from exports.scaffold.plan import Guess, Plan
from exports.scaffold.signs import KINDS
from exports.scaffold.ways import tables_of
from exports.scaffold.writing import secrets, written
from exports.stores.store import Store


def propose(key: str, database: str, *schemas: str) -> Plan:
    """Return what is proposed for the tables of a database, in its usual schema or in these, of which the first is the store's own.

    Nothing is changed; raise StoreUnavailable, StoreFault.
    """
    schema = schemas[0] if schemas else ""
    store = Store(StoreMap(key, "sql", key, database, schema))
    seen = look(store, *schemas)
    people = people_of(seen)
    links, doubtful = inside_documents(store, seen, people, links_of(seen, people))
    tables, eyes = tables_of(seen, people, links)
    eyes += doubtful
    handle(tables, people)
    plan = Plan(
        key,
        database,
        schema,
        people,
        tables,
        {},
        frozenset(at for at, _name in seen.names),
        not _said_elsewhere(),
        eyes,
    )
    _place_the_rest(plan, seen)
    _look_at(plan)
    mend(plan, compiled)
    return plan


def _said_elsewhere() -> bool:
    """Return whether a file of the company's says already which organisation it is."""
    with suppress(DataMapError):
        return names_organisation(settings.DATA_MAP_FILES)
    return False


def compiled(plan: Plan) -> StoreMap:
    """Return the real map of what is proposed, read by the reader every map is read by. Raise DataMapError."""
    with tempfile.NamedTemporaryFile("w", suffix=".yaml", encoding="utf-8") as file:
        file.write(written(plan))
        file.flush()
        entry = read(Path(file.name)).at("stores", plan.store)
        return read_store(plan.store, entry)


def _place_the_rest(plan: Plan, seen: Seen) -> None:
    """Place tables from which nothing leads to a person; one that looks personal all the same is for a person's eye."""
    watched = {seen.usual, *(table.seen.relation[0] for table in plan.tables.values())}
    for other in sorted({table.relation[0] for table in seen.tables.values()} - watched):
        plan.eyes.append(
            f"{other}: no table of this schema leads to a person, so it is left out and not watched."
        )
    for table in seen.tables.values():
        if table.name in plan.tables or table.relation[0] not in watched:
            continue
        name = table.word if table.relation[0] == seen.usual else ".".join(table.relation)
        personal = [name for name in table.columns if KINDS[table.signs[name].kind].personal]
        if not table.sampled:
            plan.eyes.append(f"{table.name}: its rows could not be sampled, so it is judged by names alone.")
        if not personal:
            what = "No column of it looks personal, and nothing in it leads to a person."
            plan.not_personal[name] = Guess(what, 75, "from what its columns are called and hold")
            continue
        what = "Nothing in it leads to a person of this company, so far as its tables and keys show."
        plan.not_personal[name] = Guess(what, 40, f"yet {', '.join(personal[:3])} may be personal")
        strong = _strong(table)
        places = ", ".join((strong or personal)[:4])
        said = f"{places} {'look' if strong else 'may be'} personal, and no way to a person was found."
        plan.eyes.insert(0 if strong else len(plan.eyes), f"{table.name}: {said}")


def _strong(table: SeenTable) -> list[str]:
    """Return the columns that would tell who somebody is."""
    weak = {"text", "document", "file", "company", "city", "name", "place"}
    return [
        name
        for name in table.columns
        if KINDS[table.signs[name].kind].personal and table.signs[name].kind not in weak
    ]


def _look_at(plan: Plan) -> None:
    """Say of each table what no rule can judge: free text, documents, files, secrets, sensitive data."""
    for kinds, said in (
        (("sensitive", "number", "bank"), "may be sensitive information; law asks for more care with it"),
        (("document",), "is a document: say under `inside` what stands where"),
        (("text",), "is free text and may name other people"),
        (
            ("file",),
            "may name files; declare their storage under `files`, so that they are exported and deleted too",
        ),
    ):
        places = [f"{t.name}.{c}" for t in plan.tables.values() for c in t.seen.of_kind(*kinds)]
        if places:
            more = f" and {len(places) - 8} more" if len(places) > 8 else ""
            plan.eyes.append(f"{', '.join(places[:8])}{more}: {said}.")
    hidden = [f"{table.name}.{column}" for table in plan.tables.values() for column in secrets(table)]
    if hidden:
        plan.eyes.append(f"{', '.join(hidden[:8])}: withheld as secrets.")
    for one in plan.people.values():
        twice = [
            c
            for c in plan.tables[one.table].seen.of_kind(*IDENTIFIERS.values())
            if c in plan.tables[one.table].seen.repeated
        ]
        if twice:
            plan.eyes.append(
                f"{one.table}: people share a value of {', '.join(twice)}, so nobody is found by it."
            )
    if not plan.people:
        plan.eyes.insert(
            0, "No table of people was found: name one under `people`, with its key and identifiers."
        )
