"""A small company database full of oddities: reserved words, mixed case, composite keys, several ways to a person."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connections, transaction

from accounts.datamap.current import current

SCHEMA = "Odd Shop"
DDL = """
CREATE SCHEMA "Odd Shop";
SET LOCAL search_path TO "Odd Shop";
CREATE TABLE "user" (
    id serial PRIMARY KEY, "eMail" text UNIQUE, confirmed boolean NOT NULL DEFAULT true, "select" text,
    secret text NOT NULL DEFAULT 'hash', avatar text NOT NULL DEFAULT '', token uuid NOT NULL DEFAULT gen_random_uuid());
CREATE TABLE "Order" (
    shop int, "No" int, "user" int REFERENCES "user", payer int REFERENCES "user", parent int,
    total numeric, PRIMARY KEY (shop, "No"));
CREATE TABLE reply (
    id serial PRIMARY KEY, author int REFERENCES "user", answers int REFERENCES reply, body text);
CREATE TABLE gift (
    id serial PRIMARY KEY, giver int REFERENCES "user", recipient_email text, recipient_name text, note text);
CREATE TABLE odd (
    id uuid PRIMARY KEY, owner uuid, raw bytea, net inet, tags text[], doc jsonb, loose json, span daterange,
    forever date, at timestamptz, ratio float8, nothing text);
CREATE TABLE tag (id serial PRIMARY KEY, name text);
"""
MAP = """
format: 1
organisation: {name: Odd Shop, address: [1 Side Street], country: US, privacy_email: privacy@odd.example}
sources: {you: {name: You, kind: person}}
purposes: {shop: {name: Run the shop, description: Sell and deliver., lawful_basis: contract}}
recipients:
  carrier: {name: Carrier Inc., kind: processor, country: US, safeguard: Standard contractual clauses, receives: Names and addresses, contract: {reference: C-1, date: 2026-01-05}, reviewed_on: 2026-01-05, review_every: P1Y, told_by: none, not_told_because: It forgets each parcel on delivery.}
  bank: {name: Bank AG, kind: third_party, country: DE, receives: Card numbers, told_by: none, not_told_because: You are a customer of theirs too.}
retention:
  shop-life: {name: While the account is open, period: P14D, after: account_closed, basis: contract, reason: It belongs to the account.}
categories:
  shop: {name: What you did in the shop, description: Orders and replies., sources: [you], purposes: [shop], recipients: [carrier], retention: shop-life, ccpa: [D]}
  gifts: {name: Gifts, description: Gifts you gave or got., sources: [you], purposes: [shop], recipients: [carrier], retention: shop-life, ccpa: [A]}
  cards: {name: Card numbers, description: The number of your card., held: false, held_by: bank, sources: [you], purposes: [shop], recipients: [bank], retention: shop-life, ccpa: [A]}
stores:
  shop:
    kind: sql
    name: The odd shop
    database: platform
    schema: Odd Shop
    people:
      user: {key: id, identifiers: {platform_id: id, email: eMail}, verified: {email: confirmed}}
    tables:
      user:
        name: Your profile
        category: shop
        person: ""
        erase: delete
        fields: {id: , eMail: , confirmed: , select: , avatar: , token: }
        withheld: {secret: A secret that protects the account and tells nothing about a person.}
        files: {avatar: {storage: platform_media}}
      Order:
        category: shop
        key: [shop, "No"]
        person: ["user > user.id", "payer > user.id"]
        erase: delete
        fields: {shop: , "No": , user: , payer: , parent: , total: }
      reply:
        category: shop
        person: ["author > user.id", "answers > reply.id / author > user.id"]
        erase: delete
        fields: {id: , author: , answers: {erase: {set: null}}, body: }
      gift:
        category: gifts
        person: ["giver > user.id", "recipient_email > @email"]
        erase: delete
        fields: {id: , giver: , recipient_email: {mentions: mask}, recipient_name: {whose: recipient_email}, note: {whose: giver}}
      odd:
        category: shop
        person: "owner > user.token"
        erase: delete
        fields: {id: , owner: , raw: , net: , tags: , doc: , loose: , span: , forever: , at: , ratio: , nothing: }
    not_personal:
      tag: Names of topics chosen by the shop; no row says anything about a person.
"""


def build() -> None:
    """Make the tables in the database `platform`, inside the test's transaction or for good."""
    with transaction.atomic(using="platform"), connections["platform"].cursor() as cursor:
        cursor.execute(DDL)


def run(statement: str, *values: object) -> list[tuple]:
    """Run one statement in the shop and return its rows."""
    with connections["platform"].cursor() as cursor:
        cursor.execute('SET search_path TO "Odd Shop"')
        try:
            cursor.execute(statement, values)
            return cursor.fetchall() if cursor.description else []
        finally:
            cursor.execute("SET search_path TO DEFAULT")


def add_user(email: str | None, **values: object) -> int:
    """Insert a user and return the key."""
    columns = {"eMail": email, **values}
    names = ", ".join(f'"{name}"' for name in columns)
    places = ", ".join(["%s"] * len(columns))
    return run(f'INSERT INTO "user" ({names}) VALUES ({places}) RETURNING id', *columns.values())[0][0]


@pytest.fixture
def use_map(settings: Any, tmp_path: Path) -> Iterator[Callable[[str], None]]:
    """Return a function that puts a data map in force for the test."""

    def use(text: str) -> None:
        file = tmp_path / "map.yaml"
        file.write_text(text, encoding="utf-8")
        settings.DATA_MAP_FILES = [file]
        current.cache_clear()

    yield use
    current.cache_clear()


@pytest.fixture
def shop(request: pytest.FixtureRequest, use_map: Callable[[str], None]) -> Iterator[Any]:
    """Make the odd shop inside the test's transaction, or for a transactional test for good and away again.

    Needs django_db with both databases.
    """
    lasting = "transactional_db" in request.fixturenames
    request.getfixturevalue("transactional_db" if lasting else "db")
    use_map(MAP)
    build()
    yield sys.modules[__name__]
    if lasting:
        run('DROP SCHEMA "Odd Shop" CASCADE')
