"""Anybody can post to the door for answers: what they make us do is bounded, and what they prove counts."""

import pytest
from django.core.cache import cache
from django.test import Client

from accounts.rate_limits import LIMITS
from exports.outside import discovery
from tests.exports.desk import SECRET, Desk
from tests.exports.outside import asked, call_back, map_with, now_as, opendsr_store, own_url, webhook_store
from tests.exports.processor import DOMAIN, issued

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("frozen", "committed", "outbox", "private"),
    pytest.mark.promise("P10"),
]


@pytest.mark.parametrize(
    ("spoil", "asked_for", "status"),
    [
        ({"certificate": issued(number=2, domain="else.example")}, "certificate", 401),
        ({"mode": "hidden"}, "discovery", 503),
    ],
    ids=["it proves nothing", "it cannot be fetched"],
)
def test_what_could_not_be_fetched_is_not_fetched_for_everybody_who_calls(
    processor, person, client, monkeypatch, spoil, asked_for, status
):
    task = asked(person.subject, "parcels")
    for name, value in spoil.items():
        setattr(processor, name, value)
    body, headers = processor.callback(str(task.ref), own_url("parcels"), request_status="completed")
    for _ in range(5):
        assert call_back(client, "parcels", body, headers).status_code == status
    assert processor.count("GET", asked_for) == 1
    # With a memory that is over at once, each call makes us fetch: it is the memory that holds them off.
    cache.clear()
    monkeypatch.setattr(discovery, "FAILED_SECONDS", 0)
    for _ in range(3):
        call_back(client, "parcels", body, headers)
    assert processor.count("GET", asked_for) > 3


def test_another_domain_than_the_maps_makes_us_fetch_nothing(processor, person, client):
    task = asked(person.subject, "parcels")
    processor.domain = "made-up.example"
    told = processor.callback(str(task.ref), own_url("parcels"), request_status="completed")
    assert call_back(client, "parcels", *told).status_code == 401
    assert processor.seen == []
    processor.domain = DOMAIN
    told = processor.callback(str(task.ref), own_url("parcels"), request_status="completed")
    assert call_back(client, "parcels", *told).status_code == 202
    assert processor.count("GET", "certificate") == 1


def test_who_proves_nothing_is_held_off_and_the_store_is_not(processor, person, monkeypatch):
    monkeypatch.setitem(LIMITS, "false_callback", 3)
    task = asked(person.subject, "parcels")
    good, headers = processor.callback(str(task.ref), own_url("parcels"), request_status="completed")
    other = Client(REMOTE_ADDR="203.0.113.7")
    said = [call_back(other, "parcels", good + b" ", headers).status_code for _ in range(4)]
    assert said == [400, 400, 400, 429]
    fetched = len(processor.seen)
    assert call_back(other, "parcels", good, headers).status_code == 429, "nothing is looked at any more"
    assert call_back(other, "parcels", good, headers).json() == {"error": "too_many_attempts"}
    assert (now_as(task).state, len(processor.seen)) == ("waiting", fetched)
    assert call_back(Client(), "parcels", good, headers).status_code == 202
    assert now_as(task).state == "completed"


def test_a_store_has_a_limit_of_its_own(processor, person, client, monkeypatch, use_map, settings):
    monkeypatch.setitem(LIMITS, "callback", 1)
    settings.STORE_SECRETS = {"sales": SECRET}
    use_map(map_with(opendsr_store(processor), webhook_store("https://sales.example/privacy")))
    first, second = asked(person.subject, "parcels"), asked(person.subject, "parcels")
    by_hook = asked(person.subject, "sales")
    for task, status, state in ((first, 202, "completed"), (second, 429, "waiting")):
        told = processor.callback(str(task.ref), own_url("parcels"), request_status="completed")
        assert call_back(client, "parcels", *told).status_code == status
        assert now_as(task).state == state
    hooked = Desk().signed({"id": str(by_hook.ref), "state": "completed"})
    assert call_back(client, "sales", *hooked).status_code == 202
