"""Compare what somebody without an account said of themselves with what is held, for the staff who decide.

The answer is numbers beside the proof of identity. It is no proof by itself and decides nothing here; nobody
outside is told of it.
"""

from accounts.actor import Actor
from accounts.errors import TooManyAttempts
from accounts.matching.places import country_of
from dsr.contact import Contact
from dsr.models import DataSubjectRequest, Verification
from exports.actions.matching import match_claims
from exports.stores.match import Claims
from exports.stores.store import StoreFault, StoreUnavailable


def compare_claims(request: DataSubjectRequest, contact: Contact, *, actor: Actor) -> None:
    """Write beside the request's proven code how many claimed data points agree with what its address leads to.

    The same is done whether the address is known or not. A name that may be what is wrong is left out of it (11 CCR
    7060(h)). Where stores cannot be asked now, or were asked too often, nothing is written, and the request goes on.
    """
    points = {"name": contact.name, "country": country_of(request.residence)}
    claims = Claims(
        {point: said for point, said in points.items() if said},
        disputed=frozenset({"name"} if request.right == "rectification" else ()),
    )
    try:
        found = match_claims(
            actor=actor, identifier=("email", contact.email), claims=claims, caller=str(request.ref)
        )
    except (TooManyAttempts, StoreUnavailable, StoreFault):
        return
    proven = request.verifications.filter(purpose=Verification.Purpose.CONFIRM, proven_at__isnull=False)
    proven.update(
        points_claimed=found.claimed, points_comparable=found.comparable, points_agreeing=found.agreeing
    )
