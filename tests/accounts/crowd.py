"""A company whose people have a composite key, and addresses in a table of their own."""

from collections.abc import Iterable

from django.db import connections

MAP = """
format: 1
organisation: {name: Quire, address: [1 Leaf Lane, 10115 Berlin], country: DE, privacy_email: privacy@quire.example}
sources:
  you: {name: You, kind: person}
purposes:
  orders: {name: Deliver what you order, description: "Take, pack and send orders.", lawful_basis: contract}
retention:
  account: {name: While the account is open, period: P14D, after: account_closed, basis: contract, reason: It belongs to the account.}
categories:
  profile: {name: Your profile, description: Name and address., sources: [you], purposes: [orders], retention: account, ccpa: [A, B]}
stores:
  crowd:
    kind: sql
    name: A crowd
    database: platform
    schema: crowd
    people:
      member:
        key: [shop, no]
        identifiers:
          platform_id: number
          email: {column: email, verified: proven, table: address, link: [shop, no]}
          username: handle
        roster: {residence: country, standing: state}
    tables:
      member:
        category: profile
        key: [shop, no]
        person: ""
        erase: delete
        fields: {shop: , no: , number: , handle: , country: , state: }
      address:
        category: profile
        key: []
        person: "(shop, no) > member.(shop, no)"
        erase: delete
        fields: {shop: , no: , email: , proven: }
"""


def run(statement: str) -> None:
    """Run statements in the company's database."""
    with connections["platform"].cursor() as cursor:
        cursor.execute(statement)


def make() -> None:
    """Make the tables, in whatever transaction the caller has."""
    run("CREATE SCHEMA crowd")
    run(
        "CREATE TABLE crowd.member (shop int, no int, number text, handle text, country text, state text, PRIMARY KEY (shop, no))"
    )
    run("CREATE TABLE crowd.address (shop int, no int, email text, proven boolean)")


def join(numbers: Iterable[int]) -> None:
    """Let people join, each with a name and two verified addresses."""
    for n in numbers:
        run(f"INSERT INTO crowd.member VALUES (1, {n}, 'm{n}', 'member_{n}', 'de-by', 'active')")
        run(f"DELETE FROM crowd.address WHERE no = {n}")
        run(
            f"INSERT INTO crowd.address VALUES (1, {n}, 'm{n}@example.org', true), (1, {n}, 'also-m{n}@example.org', true)"
        )
