"""The statements and the map of the hard shapes for one server, and the people in them."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import yaml

from accounts.models import DataSubject
from tests.people import add_identifier

HERE = Path(__file__).parent
Server = Literal["postgresql", "mariadb", "sqlite"]
TYPES: dict[Server, dict[str, str]] = {
    "postgresql": {"LARGE": "text", "TOKEN": "uuid"},
    "mariadb": {"LARGE": "longtext", "TOKEN": "varchar(36)"},
    "sqlite": {"LARGE": "text", "TOKEN": "text"},
}
PEOPLE: dict[str, list[tuple[str, str]]] = {
    "ana": [
        ("email", "ana@example.org"),
        ("email", "ana.second@example.org"),
        ("username", "ana_k"),
        ("phone", "+4915123456789"),
    ],
    "ben": [("email", "ben@example.org")],
    "cat": [("email", "cat@example.org")],
    "dan": [],
    "eve": [("email", "eve@example.org")],
}
"""The identifiers each person has proved to the portal. Dan has proved none: he is a bystander, whatever he claims."""
LARGE_TEXT = "Ana writes a very long letter. ä\n" * 40_000
"""More than a megabyte."""
PAPERS = [
    (1, "a1a1a1a1-0000-4000-8000-000000000001", LARGE_TEXT, "", None, "ana"),
    (2, "b1b1b1b1-0000-4000-8000-000000000002", LARGE_TEXT.replace("Ana", "Ben"), "", None, "ben"),
    (3, None, None, None, None, None),
]
"""Rows of `paper`, which a build inserts with parameters."""
INSERT_PAPER = 'INSERT INTO paper (id, token, body, empty, "nothing", mark) VALUES (%s, %s, %s, %s, %s, %s)'
ROWS = dict[str, list[dict[str, Any]]]
"""All rows of a database by the map's table, as their JSON."""


def statements(server: Server) -> str:
    """Return the statements that make the tables of a server and fill them, all but `PAPERS`."""
    text = (HERE / "shapes.sql").read_text(encoding="utf-8")
    text = text.replace(f"-- {server}: ", "")
    for word, kind in TYPES[server].items():
        text = text.replace(f" {word}", f" {kind}")
    lines = [text, (HERE / "people.sql").read_text(encoding="utf-8")]
    own = HERE / f"{server}.sql"
    if own.exists():
        lines.append(own.read_text(encoding="utf-8"))
    return "\n".join(
        line for text in lines for line in text.splitlines() if not line.lstrip().startswith("--")
    )


def the_map(
    server: Server,
    *,
    database: str,
    schema: str,
    change: Mapping[str, Mapping[str, Any] | None] | None = None,
) -> str:
    """Return the data map of a server's tables as YAML text.

    `change` lays mappings over tables, as in `{"team": {"fields": {"leader": None}}}`; None instead of a table removes it.
    """
    datamap = yaml.safe_load((HERE / "shapes.yaml").read_text(encoding="utf-8"))
    store = datamap["stores"]["hard"]
    store["database"] = database
    store["schema"] = schema
    if not schema:
        del store["schema"]
    own = HERE / f"{server}.yaml"
    if own.exists():
        store["tables"] |= yaml.safe_load(own.read_text(encoding="utf-8"))
    for table, over in (change or {}).items():
        if over is None:
            del store["tables"][table]
        else:
            _lay(store["tables"].setdefault(table, {}), over)
    return yaml.safe_dump(datamap, allow_unicode=True, sort_keys=False)


def _lay(below: dict[str, Any], over: Mapping[str, Any]) -> None:
    for key, value in over.items():
        if isinstance(value, dict) and isinstance(below.get(key), dict):
            _lay(below[key], value)
        else:
            below[key] = value


def subject_of(name: str) -> DataSubject:
    """Make the portal's record of one of the people, with the identifiers they have proved."""
    subject = DataSubject.objects.create()
    for kind, value in PEOPLE[name]:
        add_identifier(subject, kind, value)
    return subject


def marked(row: Mapping[str, Any]) -> set[str]:
    """Return the people whose row it is."""
    return set((row["mark"] or "").split())


def exact(text: str | bytes) -> Any:
    """Return what JSON says with numbers as they are written, so that nothing is rounded away."""
    return json.loads(text, parse_float=str, parse_int=str)
