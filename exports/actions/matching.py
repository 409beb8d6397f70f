"""Compare what somebody claims with what is held, for whoever has to know that they are who they say."""

from django.db import transaction

from accounts import audit, rate_limits
from accounts.actor import Actor
from accounts.identifiers import normalise
from exports.stores.match import Claims, Match, match
from exports.stores.registry import all_stores


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
    with transaction.atomic():
        audit.record(
            "exports:claims:matched",
            actor=actor,
            caller=caller,
            claimed=found.claimed,
            comparable=found.comparable,
            agreeing=found.agreeing,
        )
    return found
