"""Hold off who asks too often. Counters live in the cache under keyed hashes, so no address stands in a key."""

from allauth.account.adapter import get_adapter
from django.core.cache import cache
from django.http import HttpRequest

from accounts.errors import TooManyAttempts
from accounts.keyed_hash import keyed_hash

HOUR = 3600
LIMITS = {
    "intake": 20,
    "mailbox": 5,
    "code": 20,
    "tracker": 20,
    "enquiry": 10,
    "agent": 60,
    "genuine": 60,
    "browser": 60,
    "choices": 120,
    "matched": 5,
    "matcher": 300,
    "system-match": 5,
    "correction": 30,
    "value-check": 5,
    "wrong_key": 60,
    "false_callback": 60,
    "callback": 7200,
    "service_key": 7200,
}
"""How often an hour: forms from one place, requests for one mailbox, codes and tracker look-ups from one place,
questions and filings of agents from one place, questions from one place whether a message is genuine, consents from one place,
changes by which one person allows something, comparisons of claims with what is held of one person and for one caller, and those that systems ask for of one person,
corrections by one person, their questions whether a value that is not shown is right, wrong service keys from one place, and calls with one right key;
answers from one place that no store proved to be its own, and answers of one store."""


def count(kind: str, value: str) -> None:
    """Count one attempt and raise TooManyAttempts when the hour's limit is passed. The same for every value."""
    key = _key(kind, value)
    cache.add(key, 0, HOUR)
    try:
        attempts = cache.incr(key)
    except ValueError:
        # The counter ran out between the two calls: this is the first attempt of a new hour.
        attempts = 1
    if attempts > LIMITS[kind]:
        raise TooManyAttempts


def used_up(kind: str, value: str) -> bool:
    """Return whether the hour's limit is reached, without counting: for who is held off before anything is done for them."""
    return int(cache.get(_key(kind, value), 0)) >= LIMITS[kind]


def place_of(request: HttpRequest) -> str:
    """Return the network address an attempt came from, found behind as many proxies as the settings trust.

    The same as sign-in counts by, so that visitors behind one load balancer do not use up one limit.
    """
    return get_adapter().get_client_ip(request)


def _key(kind: str, value: str) -> str:
    return f"limit:{kind}:{keyed_hash(kind, value).hex()}"
