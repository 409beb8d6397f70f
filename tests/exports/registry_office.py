"""A small database in which people can correct what stands about them: every kind of field a form may ask for."""

import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connections, transaction

from accounts.models import DataSubject
from tests.people import add_identifier

DDL = """
CREATE SCHEMA office;
SET LOCAL search_path TO office;
CREATE TYPE colour AS ENUM ('red', 'blue');
CREATE TABLE citizen (
    id serial PRIMARY KEY, email text UNIQUE, email_ok boolean NOT NULL DEFAULT true, phone text, phone_ok boolean NOT NULL DEFAULT true,
    given text, family text, born date, street text, town text, zip text, country text,
    nick varchar(8), height numeric(5, 2), children smallint, favourite colour, member boolean NOT NULL DEFAULT false,
    seen timestamp, residence varchar(6), tax_number text, motto text NOT NULL DEFAULT '', tags text[]);
CREATE TABLE pet (owner int REFERENCES citizen, no int, name text NOT NULL, PRIMARY KEY (owner, no));
"""
MAP = """
format: 1
organisation: {name: Office, address: [1 Town Square], country: DE, privacy_email: privacy@office.example}
sources:
  you: {name: You, kind: person}
  census: {name: The census of 1990, kind: third_party}
purposes: {register: {name: Keep the register, description: Write down who lives here., lawful_basis: contract}}
recipients:
  printer: {name: Printer Ltd, kind: processor, country: US, safeguard: Standard contractual clauses, receives: Names, contract: {reference: P-1, date: 2026-01-05}, reviewed_on: 2026-01-05, review_every: P1Y, told_by: none, not_told_because: It forgets each letter once it is printed.}
  public: {name: Everybody, kind: public, country: DE, receives: Names}
retention:
  life: {name: While you live here, period: P14D, after: account_closed, basis: contract, reason: It belongs to the entry.}
categories:
  people: {name: Your entry, description: Who you are., sources: [you, census], purposes: [register], recipients: [printer, public], retention: life, ccpa: [A]}
  pets: {name: Your pets, description: Who lives with you., sources: [you], purposes: [register], retention: life, ccpa: [A]}
stores:
  office:
    kind: sql
    name: The register
    database: platform
    schema: office
    people:
      citizen:
        key: id
        identifiers: {platform_id: id, email: email, phone: phone}
        verified: {email: email_ok, phone: phone_ok}
        roster: {residence: residence}
        matching:
          name: [given, family]
          email: email
          phone: phone
          birth_date: born
          address: [street]
          city: town
          postal_code: zip
          country: country
    tables:
      citizen:
        name: Your entry
        category: people
        person: ""
        erase: delete
        fields:
          id:
          email:
          email_ok:
          phone:
          phone_ok:
          given: {name: Given name, correct: true}
          family: {name: Family name, correct: true}
          born: {name: Birthday, correct: true}
          street:
          town:
          zip:
          country:
          nick: {correct: true}
          height: {correct: true}
          children: {correct: true}
          favourite: {correct: true}
          member: {correct: true}
          seen: {correct: true}
          residence: {correct: true}
          motto: {correct: true}
          tags: {correct: true}
        withheld: {tax_number: A number that a thief could use against its owner.}
        checkable: [tax_number]
      pet:
        name: Your pets
        category: pets
        key: [owner, "no"]
        person: owner > citizen.id
        erase: delete
        fields: {owner: , "no": , name: {correct: true}}
"""


def run(statement: str, *values: object) -> list[tuple]:
    """Run one statement in the register and return its rows."""
    with connections["platform"].cursor() as cursor:
        cursor.execute("SET search_path TO office")
        try:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []
        finally:
            cursor.execute("SET search_path TO DEFAULT")


def add(**values: object) -> int:
    """Insert a citizen and return the key."""
    names, places = ", ".join(values), ", ".join(["%s"] * len(values))
    return run(f"INSERT INTO citizen ({names}) VALUES ({places}) RETURNING id", *values.values())[0][0]


def one(key: int, column: str) -> Any:
    """Return one value of a citizen."""
    return run(f"SELECT {column} FROM citizen WHERE id = %s", key)[0][0]


def somebody(email: str, **values: object) -> tuple[DataSubject, int]:
    """Return a new subject with an entry in the register, and the key of the entry."""
    subject = DataSubject.objects.create()
    add_identifier(subject, "email", email)
    return subject, add(email=email, **values)


@pytest.fixture
def office(request: pytest.FixtureRequest, use_map: Callable[[str], None]) -> Iterator[Any]:
    """Make the register inside the test's transaction, or for a transactional test for good and away again.

    Needs django_db with both databases.
    """
    lasting = "transactional_db" in request.fixturenames
    request.getfixturevalue("transactional_db" if lasting else "db")
    use_map(MAP)
    with transaction.atomic(using="platform"), connections["platform"].cursor() as cursor:
        cursor.execute(DDL)
    yield sys.modules[__name__]
    if lasting:
        run("DROP SCHEMA office CASCADE")
