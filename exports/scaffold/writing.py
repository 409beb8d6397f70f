"""Write a proposed map down as YAML: every guess is marked as one on its line, with how sure it is and why."""

import json
import re
from collections.abc import Iterable, Iterator

from accounts.datamap.unfinished import EXAMPLE, GUESS
from accounts.datamap.vocabulary import Erase
from exports.scaffold.handling import category_of_field
from exports.scaffold.plan import Guess, PersonPlan, Plan, TablePlan
from exports.scaffold.vocabulary import CATEGORIES, PURPOSES, RETENTION

WITHHELD = "A secret that would let others in; a copy of it would only help an attacker."
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_ -]*[A-Za-z0-9_]|[A-Za-z_]")
_WORDS = {"y", "n", "yes", "no", "true", "false", "on", "off", "null", "none"}


def written(plan: Plan) -> str:
    """Return the file. It loads as it is; what a person has to look at stands at its beginning."""
    return "\n".join([*_head(plan), *_meaning(plan), *_store(plan)]) + "\n"


def _head(plan: Plan) -> Iterator[str]:
    yield f"# A proposed data map of the store {plan.store}, made by looking at its tables. Nobody has judged it yet."
    yield "# `guess 70 %` says how sure a line is and why. Change what is wrong, then remove the mark."
    yield "#"
    yield "# What needs a person's eye:"
    said = f"{'organisation, ' if plan.organisation else ''}purposes, retention and categories"
    eyes = [*plan.eyes, f"{said}: the sentences are examples, and people read them."]
    yield from (f"#  {number}. {text}" for number, text in enumerate(eyes, 1))
    yield "# Then: manage.py datamap check, and manage.py datamap rehearse with a person of a test database."
    yield "format: 1"


def _meaning(plan: Plan) -> Iterator[str]:
    used = sorted({category for table in plan.tables.values() for category in _categories(table)})
    rules = {CATEGORIES[one].retention for one in used}
    rules |= {table.retain[2] for table in plan.tables.values() if table.retain}
    purposes = [one for one in PURPOSES if any(one in CATEGORIES[category].purposes for category in used)]
    guess = f"{GUESS}20 %: nothing in a database says it"
    if plan.organisation:
        yield from (
            "",
            f"organisation: {guess}",
            f"  name: {EXAMPLE['name']}",
            f"  address: [{EXAMPLE['address']}]",
            f"  country: {EXAMPLE['country']}",
            f"  privacy_email: {EXAMPLE['privacy_email']}",
        )
    yield from (
        "",
        "sources:",
        f"  {plan.store}-you: {{name: You, kind: person}} {guess}",
        "",
        "purposes:",
    )
    for key in purposes:
        name, description, basis = PURPOSES[key]
        yield f"  {_key(plan, key)}: {_flow(name=name, description=description, lawful_basis=basis)} {guess}"
    yield from ("", "retention:")
    for key in (one for one in RETENTION if one in rules):
        name, period, after, basis, reason = RETENTION[key]
        parts = _flow(name=name, period=period, after=after, basis=basis, reason=reason)
        yield f"  {_key(plan, key)}: {parts} {guess}"
    yield from ("", "categories:")
    for category in used:
        about = CATEGORIES[category]
        parts = _flow(
            name=about.name,
            description=about.description,
            sources=[f"{plan.store}-you"],
            purposes=[_key(plan, one) for one in about.purposes],
            retention=_key(plan, about.retention),
            ccpa=list(about.ccpa),
        )
        yield f"  {_key(plan, category)}: {parts} {GUESS}50 %: from what columns are called"


def _store(plan: Plan) -> Iterator[str]:
    yield from (
        "",
        "stores:",
        f"  {plan.store}:",
        "    kind: sql",
        f"    name: {_text(plan.store.capitalize())}",
    )
    yield f"    database: {_text(plan.database)}"
    if plan.schema:
        yield f"    schema: {_text(plan.schema)}"
    yield "    people:" if plan.people else "    people: {}"
    for one in plan.people.values():
        yield from _person(one, plan)
    yield "    tables:" if plan.tables else "    tables: {}"
    for table in plan.tables.values():
        yield from _table(table, plan)
    if plan.not_personal:
        yield "    not_personal:"
        for name, guess in plan.not_personal.items():
            yield f"      {_text(name)}: {_text(guess.what)} {_mark(guess.sure, guess.why)}"


def _person(one: PersonPlan, plan: Plan) -> Iterator[str]:
    yield f"      {_text(one.table)}: {_mark(one.sure, one.why)}"
    yield f"        key: {_texts(plan.tables[one.table].seen.key)}"
    yield f"        identifiers:{'' if one.identifiers else ' {}'}"
    for kind, columns in one.identifiers.items():
        sign = plan.tables[one.table].seen.signs[columns[0]]
        why = "people of this table are known by its key" if kind == "platform_id" else sign.why
        yield f"          {kind}: {_texts(columns)} {_mark(70 if kind == 'platform_id' else sign.sure, why)}"
    if one.verified:
        yield f"        verified: {{email: {_text(one.verified)}}} {_mark(75, 'only addresses with this mark find anybody')}"
    if one.roster:
        parts = ", ".join(f"{word}: {_text(column)}" for word, column in one.roster.items())
        yield f"        roster: {{{parts}}} {_mark(60, 'from what columns are called')}"
    if one.matching:
        parts = ", ".join(f"{point}: {_texts(columns)}" for point, columns in one.matching.items())
        yield f"        matching: {{{parts}}} {_mark(70, 'from what columns hold')}"


def _table(table: TablePlan, plan: Plan) -> Iterator[str]:
    name = table.name
    yield f"      {_text(name)}:"
    if name != table.seen.word:
        schema, relation = table.seen.relation
        yield from (f"        table: {_text(relation)}", f"        schema: {_text(schema)}")
    yield f"        category: {_key(plan, table.category)} {_mark(60, 'from what the table is called and holds')}"
    yield f"        key: {_texts(table.seen.key)}"
    if len(table.paths) == 1:
        yield f"        person: {_path(table.paths[0])}"
    else:
        yield "        person:"
        yield from (f"          - {_path(path)}" for path in table.paths)
    if table.shared:
        yield f"        shared: true {_mark(60, 'several people may share a row')}"
    yield f"        erase: {table.erase.what} {_mark(table.erase.sure, table.erase.why)}"
    if table.retain and table.erase.what != "delete":
        basis, reason, rule = table.retain
        yield f"        retain: {_flow(basis=basis, reason=reason, rule=_key(plan, rule))} {_mark(50, 'see whether this is so')}"
    hidden = secrets(table)
    yield "        fields:"
    for column in (one for one in table.seen.columns if one not in hidden):
        yield f"          {_text(column)}:{_field(table, column, plan)} {_said(table, column)}"
    if hidden:
        yield "        withheld:"
        for column in hidden:
            yield f"          {_text(column)}: {_text(WITHHELD)} {_said(table, column)}"


def secrets(table: TablePlan) -> list[str]:
    """Return the columns that are not handed out: secrets, unless rows are found by them."""
    return [name for name in table.seen.of_kind("secret") if name not in {*table.starts, *table.seen.key}]


def _field(table: TablePlan, column: str, plan: Plan) -> str:
    parts = []
    category = category_of_field(table, column)
    if category != table.category:
        parts.append(f"category: {_key(plan, category)}")
    if column in table.mentions:
        parts.append("mentions: mask")
    if column in table.fields and table.erase.what != "retain":
        parts.append(f"erase: {_erase(table.fields[column])}")
    return f" {{{', '.join(parts)}}}" if parts else ""


def _categories(table: TablePlan) -> set[str]:
    hidden = secrets(table)
    return {
        table.category,
        *(category_of_field(table, one) for one in table.seen.columns if one not in hidden),
    }


def _erase(erase: Erase) -> str:
    return erase.kind if erase.kind != "set" else f"{{set: {json.dumps(erase.value)}}}"


def _said(table: TablePlan, column: str) -> str:
    if column in table.seen.key:
        return _mark(95, "it tells the rows apart")
    sign = table.seen.signs[column]
    if column in table.starts:
        return _mark(max(path.sure for path in table.paths), "it leads to the person")
    return _mark(sign.sure, sign.why)


def _path(path: Guess) -> str:
    return f"{json.dumps(path.what, ensure_ascii=False)} {_mark(path.sure, path.why)}"


def _mark(sure: int, why: str) -> str:
    return f"{GUESS}{sure} %: {' '.join(why.split())}"


def _key(plan: Plan, word: str) -> str:
    return f"{plan.store}-{word}"


def _text(text: str) -> str:
    plain = _PLAIN.fullmatch(text) and text.lower() not in _WORDS
    return text if plain else json.dumps(text, ensure_ascii=False)


def _texts(texts: Iterable[str]) -> str:
    return f"[{', '.join(_text(text) for text in texts)}]"


def _flow(**parts: str | list[str]) -> str:
    return f"{{{', '.join(f'{key}: {_texts(part) if isinstance(part, list) else _text(part)}' for key, part in parts.items())}}}"
