import pytest

from exports.stores.locate import locate
from exports.stores.located import Located
from exports.stores.registry import open_store
from exports.stores.store import StoreUnavailable
from tests.people import add_identifier

pytestmark = pytest.mark.django_db(databases=["default", "platform"])


def test_an_address_locates_whatever_its_case(shop, person, bystander):
    key = shop.add_user("Maya@Example.ORG")
    shop.add_user("tom@example.org")

    located = locate(open_store("shop"), person.subject)

    assert located.keys == {"user": [(key,)]}
    assert located.identifiers["email"] == ["Maya@Example.ORG", "maya@example.org"]
    assert located.identifiers["platform_id"] == [str(key)]


def test_an_address_the_store_never_verified_locates_nobody(shop, person):
    shop.add_user("maya@example.org", confirmed=False)

    assert locate(open_store("shop"), person.subject).keys == {"user": []}


def test_an_identifier_the_person_never_verified_locates_nobody(shop, person):
    shop.add_user("second@example.org")
    add_identifier(person.subject, "email", "second@example.org", verified=False)

    assert locate(open_store("shop"), person.subject).keys == {"user": []}


def test_a_number_locates_only_in_its_own_store(shop, person, bystander):
    key = shop.add_user(None)
    add_identifier(person.subject, "platform_id", str(key), store="shop")
    add_identifier(bystander.subject, "platform_id", str(key), store="other")

    assert locate(open_store("shop"), person.subject).keys == {"user": [(key,)]}
    assert locate(open_store("shop"), bystander.subject).keys == {"user": []}


def test_a_number_that_is_none_finds_nothing_and_breaks_nothing(shop, person):
    add_identifier(person.subject, "platform_id", "no'number", store="shop")

    assert locate(open_store("shop"), person.subject).keys == {"user": []}


def test_what_was_located_survives_json(shop, person):
    shop.add_user("maya@example.org")
    located = locate(open_store("shop"), person.subject)

    assert Located.from_data(located.as_data()) == located


def test_an_unreachable_database_is_named(shop, person, monkeypatch):
    from django.db import OperationalError

    store = open_store("shop")

    def refuse(*_args, **_options):
        raise OperationalError("connection refused")

    monkeypatch.setattr(store.connection, "cursor", refuse)
    with pytest.raises(StoreUnavailable) as refused:
        locate(store, person.subject)

    assert refused.value.store == "shop"


def test_the_portal_is_located_by_the_subject_itself(person, bystander):
    located = locate(open_store("portal"), person.subject)

    assert located.keys == {"accounts_datasubject": [(person.subject.pk,)]}
