"""Rows that are easily missed, or easily taken from somebody else: what people share, and values that fit no column."""

from typing import Any

import pytest

from exports.stores.locate import locate
from exports.stores.registry import open_store
from exports.stores.store import Store
from tests.exports.hard.acts import Erasure
from tests.exports.hard.shapes import subject_of
from tests.people import add_identifier

pytestmark = pytest.mark.django_db(databases=["default", "platform"])
PHONE = "+4915123456789"


def share_the_telephone(hard: Any) -> None:
    """Let Ben have verified the number of Ana's household, too."""
    hard.run("UPDATE telephone SET number = %s WHERE mark = 'ben'", PHONE)


def test_an_address_that_hangs_on_nobody_breaks_nothing(hard: Any, hard_store: Store) -> None:
    hard.run("INSERT INTO mailbox VALUES (7, NULL, NULL, 'ana.second@example.org', true, NULL)")
    hard.run("INSERT INTO mailbox VALUES (8, 2, NULL, 'ana.second@example.org', true, NULL)")

    assert locate(hard_store, subject_of("ana")).keys["member"] == [(1, 1), (2, 2)]


def test_a_proven_telephone_finds_its_person(hard: Any, hard_store: Store) -> None:
    ana = subject_of("dan")
    add_identifier(ana, "phone", PHONE)

    assert locate(hard_store, ana).keys["member"] == [(1, 1)]


def test_the_telephone_of_a_household_leads_to_nobody_elses_row(hard: Any, hard_store: Store) -> None:
    share_the_telephone(hard)

    assert locate(hard_store, subject_of("ana")).keys["member"] == [(1, 1), (2, 2)]
    assert locate(hard_store, subject_of("ben")).keys["member"] == [(1, 2)]


def test_a_telephone_alone_that_two_people_have_finds_neither(hard: Any, hard_store: Store) -> None:
    share_the_telephone(hard)
    either = subject_of("dan")
    add_identifier(either, "phone", PHONE)

    assert locate(hard_store, either).keys["member"] == []


def test_a_telephone_stays_at_the_row_of_whoever_shares_it(hard: Any, hard_store: Store) -> None:
    share_the_telephone(hard)
    ana = Erasure(hard_store, "ana")
    assert {"telephone"} <= {finding.table for finding in ana.left()}

    ana.run()

    assert ana.left() == []
    assert hard.run("SELECT number FROM telephone WHERE mark = 'ben'") == [(PHONE,)]


def test_one_number_that_is_none_hides_no_other(shop: Any, person: Any) -> None:
    key = shop.add_user(None)
    add_identifier(person.subject, "platform_id", "no'number", store="shop")
    add_identifier(person.subject, "platform_id", str(key), store="shop")

    assert locate(open_store("shop"), person.subject).keys == {"user": [(key,)]}
