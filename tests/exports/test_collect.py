import uuid

import orjson
import pytest

from exports.stores import collect
from exports.stores.locate import locate
from exports.stores.registry import open_store

pytestmark = pytest.mark.django_db(databases=["default", "platform"])


def rows(person, table, store="shop"):
    opened = open_store(store)
    lines = list(collect.rows(opened, opened.table(table), locate(opened, person.subject)))
    return [orjson.loads(line) for line in lines]


@pytest.fixture
def maya(shop, person):
    return shop.add_user("maya@example.org", select="reserved")


@pytest.fixture
def tom(shop, bystander):
    return shop.add_user("tom@example.org")


def test_only_declared_columns_leave(shop, person, maya, tom):
    (row,) = rows(person, "user")

    assert row["select"] == "reserved"
    assert "secret" not in row


def test_a_row_reached_in_two_ways_is_taken_once_and_in_key_order(shop, person, maya, tom):
    shop.run('INSERT INTO "Order" VALUES (2, 1, %s, %s), (1, 9, %s, %s), (1, 2, %s, %s), (3, 3, %s, %s)',
             maya, maya, tom, maya, maya, tom, tom, tom)  # fmt: skip

    assert [(row["shop"], row["No"]) for row in rows(person, "Order")] == [(1, 2), (1, 9), (2, 1)]


def test_a_table_may_lead_to_the_person_through_itself(shop, person, maya, tom):
    (mine,), (other,) = (
        shop.run("INSERT INTO reply (author, body) VALUES (%s, 'x') RETURNING id", who)[0]
        for who in (maya, tom)
    )
    answer = shop.run("INSERT INTO reply (author, answers) VALUES (%s, %s) RETURNING id", tom, mine)[0][0]
    shop.run("INSERT INTO reply (author, answers) VALUES (%s, %s)", tom, other)

    assert [row["id"] for row in rows(person, "reply")] == [mine, answer]


def test_a_path_may_end_in_an_address_and_other_people_are_masked(shop, person, bystander, maya, tom):
    insert = "INSERT INTO gift (giver, recipient_email, recipient_name, note) VALUES (%s, %s, %s, %s)"
    shop.run(insert, maya, "kim@example.org", "Kim Lee", "For Kim")
    shop.run(insert, tom, "MAYA@example.org", "Maya", "Hope she likes it")
    shop.run(insert, tom, "kim@example.org", "Kim Lee", None)

    given, received = rows(person, "gift")

    assert given["note"] == "For Kim"
    assert (given["recipient_email"], given["recipient_name"]) == ("another person", "another person")
    assert (received["recipient_email"], received["recipient_name"]) == ("MAYA@example.org", "Maya")
    assert received["note"] == "another person"


def test_every_type_survives_as_json(shop, person, maya, tom):
    token, key = shop.run('SELECT token FROM "user" WHERE id = %s', maya)[0][0], uuid.uuid4()
    shop.run(
        "INSERT INTO odd VALUES (%s, %s, '\\x00ff', '10.0.0.1/8', '{a,\"b c\"}', '{\"a\": \"\\\\ \\n \\u0001\"}', %s, "
        "'[2020-01-01,2020-02-01)', 'infinity', '2020-01-01 00:00+02', 'NaN', NULL)",
        key, token, '{"line":\n "a\\nb",\r\n "quote": "\\""}',
    )  # fmt: skip

    (row,) = rows(person, "odd")

    assert row == {
        "id": str(key), "owner": str(token), "raw": "\\x00ff", "net": "10.0.0.1/8", "tags": ["a", "b c"],
        "doc": {"a": "\\ \n \x01"}, "loose": {"line": "a\nb", "quote": '"'}, "span": "[2020-01-01,2020-02-01)",
        "forever": "infinity", "at": "2019-12-31T22:00:00+00:00", "ratio": "NaN", "nothing": None,
    }  # fmt: skip


def test_counts_come_from_one_query(shop, person, maya, tom, django_assert_num_queries):
    shop.run('INSERT INTO "Order" (shop, "No", "user") VALUES (1, 1, %s), (1, 2, %s)', maya, tom)
    store = open_store("shop")
    located = locate(store, person.subject)

    with django_assert_num_queries(1 + 2, using="platform"):  # and a savepoint around it
        counts = collect.count(store, located)

    assert counts == {"user": 1, "Order": 1, "reply": 0, "gift": 0, "odd": 0}


def test_somebody_who_is_nowhere_has_nothing(shop, person, tom):
    store = open_store("shop")
    located = locate(store, person.subject)

    assert set(collect.count(store, located).values()) == {0}
    assert list(collect.rows(store, store.table("user"), located)) == []


def test_files_are_listed_once_each(shop, person, bystander):
    shop.add_user("maya@example.org", avatar="avatars/maya.png")
    shop.add_user("tom@example.org", avatar="avatars/tom.png")
    store = open_store("shop")

    found = list(collect.files(store, store.table("user"), locate(store, person.subject)))

    assert found == [collect.StoredFile("platform_media", "avatars/maya.png", "avatar", 0)]


def test_the_portal_is_collected_by_the_same_code(person, bystander):
    (subject,) = rows(person, "accounts_datasubject", "portal")
    (address,) = rows(person, "account_emailaddress", "portal")
    (identifier,) = rows(person, "accounts_identifier", "portal")

    assert subject["ref"] == str(person.subject.ref)
    assert address["email"] == "maya@example.org"
    assert "sealed_value" not in identifier


def test_a_stream_left_in_the_middle_leaves_the_connection_usable(shop, person, maya):
    shop.run('INSERT INTO "Order" (shop, "No", "user") SELECT 1, n, %s FROM generate_series(1, 2000) n', maya)
    store = open_store("shop")
    located = locate(store, person.subject)

    stream = collect.rows(store, store.table("Order"), located)
    assert next(stream)
    stream.close()

    assert len(list(collect.rows(store, store.table("Order"), located))) == 2000
