"""Which tables hold people, and what identifies them."""

from exports.scaffold.look import Seen, SeenTable
from exports.scaffold.plan import PersonPlan
from exports.scaffold.words import PERSON, STAFF, about, joined, singular

LIKELY = 50
"""From this on a table is taken for one of people."""
POINTS = {"email": 30, "last_name": 15, "first_name": 10, "name": 10, "username": 15, "phone": 8, "birth_date": 15, "secret": 12, "address": 5}  # fmt: skip
IDENTIFIERS = {"email": "email", "phone": "phone", "username": "username"}
MATCHING = {
    "name": ("first_name", "last_name", "name"), "email": ("email",), "phone": ("phone",), "postal_code": ("postal_code",),
    "birth_date": ("birth_date",), "address": ("address",), "city": ("city",), "country": ("country",),
}  # fmt: skip


def people_of(seen: Seen) -> dict[str, PersonPlan]:
    """Return the tables of people, the likeliest first; a table that hangs on another of people is none."""
    scores = {name: _score(table) for name, table in seen.tables.items()}
    likely = sorted((name for name, score in scores.items() if score >= LIKELY), key=lambda n: -scores[n])
    found = {
        name: _person(seen.tables[name], scores[name]) for name in likely if not _hangs(name, seen, scores)
    }
    in_order = sorted(found.values(), key=lambda one: (one.staff, -one.sure))
    for place, one in enumerate(in_order):
        # Numbers of two tables overlap, so only one table's people are found by theirs.
        if len(seen.tables[one.table].key) == 1 and (place == 0 or not one.identifiers):
            one.identifiers["platform_id"] = [seen.tables[one.table].key[0]]
            one.by_number = True
    return {one.table: one for one in in_order}


def _score(table: SeenTable) -> int:
    if not table.key or len(table.key) > 2:
        return 0
    points = sum(weight for kind, weight in POINTS.items() if table.of_kind(kind))
    named = singular(table.word) in {singular(word) for word in PERSON}
    ends = singular(table.word).rpartition("_")[2] in PERSON
    points += 40 if named else 20 if ends else 0
    return points if table.of_kind("email", "phone", "username", "last_name", "name") or named else 0


def _hangs(name: str, seen: Seen, scores: dict[str, int]) -> bool:
    """Return whether the rows belong to people of another table: they point at a likelier one, and are not named as people."""
    table, names = seen.tables[name], seen.names
    for key in seen.references:
        target = names.get(key.target, "")
        if key.relation != table.relation or target == name or scores.get(target, 0) < LIKELY:
            continue
        one_each = any(
            set(unique) == set(key.columns) for unique in seen.live.unique_keys.get(table.relation, [])
        )
        if one_each or (scores[target] > scores[name] and not about(table.word, PERSON)):
            return True
    return False


def _person(table: SeenTable, score: int) -> PersonPlan:
    kinds = [kind.replace("_", " ") for kind in POINTS if table.of_kind(kind)]
    why = f"it has {', '.join(kinds)}" if kinds else "it is named as people"
    one = PersonPlan(table.name, min(score, 98), why, about(table.word, STAFF))
    for identifier, kind in IDENTIFIERS.items():
        columns = [c for c in table.of_kind(kind) if "fax" not in joined(c) and c not in table.repeated]
        if columns:
            one.identifiers[identifier] = columns
    verified = table.of_kind("verified")
    if verified and "email" in one.identifiers:
        one.verified = verified[0]
    for word, kind in (("residence", "country"), ("language", "language")):
        if table.of_kind(kind):
            one.roster[word] = table.of_kind(kind)[0]
    for point, kinds_of in MATCHING.items():
        columns = [c for c in table.of_kind(*kinds_of) if "fax" not in joined(c)]
        if columns:
            one.matching[point] = columns
    return one
