"""Compare what somebody claims with what is held, for whoever has to know that they are who they say."""

from collections.abc import Mapping

from django.db import transaction

from accounts import audit, rate_limits
from accounts.actor import Actor
from accounts.identifiers import normalise
from accounts.models import ServiceKey
from accounts.nudge import nudge
from exports.models import MatchQuestion
from exports.recognising import record
from exports.stores.match import Claims, Match, match
from exports.stores.registry import all_stores
from exports.tasks import answer_match


def match_claims(*, actor: Actor, identifier: tuple[str, str], claims: Claims, caller: str) -> Match:
    """Return how many claimed data points agree with what all stores hold of whom the identifier (kind, value) leads to.

    Call from a worker. For staff and for the ladder of proofs only: whoever claimed is told nothing of it. `caller`
    is an opaque reference of what asks. Nothing of the claims is kept. Raise TooManyAttempts when this person or
    this caller was asked about too often, StoreUnavailable, StoreFault.
    """
    kind, value = identifier
    rate_limits.count("matched", f"{kind} {normalise(kind, value)}")
    rate_limits.count("matcher", caller)
    found = match(all_stores(), identifier, claims)
    record(found, caller=caller, actor=actor)
    return found


def ask_match(
    key: ServiceKey, *, identifier: tuple[str, str], points: Mapping[str, str], region: str, actor: Actor
) -> MatchQuestion:
    """Have a worker compare what a system of the company claims of somebody, and return the question to poll.

    Nothing is looked up here, so asking is the same whoever is asked about. What was asked is sealed until it was compared,
    and the whole question is forgotten within the hour. Raise TooManyAttempts when the key asked too often, or
    systems asked too often about this person.
    """
    kind, value = identifier
    rate_limits.count("matcher", f"key {key.ref}")
    rate_limits.count("system-match", f"{kind} {normalise(kind, value)}")
    with transaction.atomic():
        question = MatchQuestion(caller=key.ref)
        question.keep({"kind": kind, "value": value, "points": dict(points), "region": region})
        question.save()
        audit.record("exports:match:asked", actor=actor, points=len(points))
        nudge(answer_match, question.pk)
        return question
