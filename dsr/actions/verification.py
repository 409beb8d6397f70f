"""Let somebody prove that a request is theirs, with a code sent to the address they gave."""

from datetime import timedelta

from django.db import transaction
from django.db.models import F

from accounts.actor import SYSTEM, Actor
from accounts.clock import now
from accounts.codes import digest, make_code, matches
from dsr import letters
from dsr.actions.requests import acknowledge_with_secret
from dsr.errors import CodeRefused
from dsr.lifecycle import Move
from dsr.models import DataSubjectRequest, Event, Mandate, RequestStep, Verification
from dsr.moves import check, locked, make, record, tell
from dsr.queue import add_step

CODE_LIFE = timedelta(minutes=30)
MOST_TRIES = 5


def send_code(request: DataSubjectRequest, *, actor: Actor, purpose: str = "confirm") -> Verification:
    """Mail a new single-use code to the request's address; older ones of the purpose stop working. Locks the request."""
    with transaction.atomic():
        request = locked(request)
        if purpose == Verification.Purpose.CONFIRM:
            check(request, Move.VERIFY)
        request.verifications.filter(purpose=purpose, proven_at=None).update(digest=None)
        code = make_code()
        verification = Verification.objects.create(
            request=request,
            method=Verification.Method.MAILED_CODE,
            purpose=purpose,
            digest=digest(purpose, code),
            expires_at=now() + CODE_LIFE,
        )
        tell(request, Event.Kind.CODE_SENT, actor=actor)
        record("dsr:code:sent", request, actor=actor, purpose=purpose)
        letters.send_code(request, code=code, purpose=purpose)
        return verification


def use_code(request: DataSubjectRequest, *, actor: Actor, code: str, purpose: str) -> None:
    """Check a code and mark it used. Every try is counted before it is compared, and stays counted. Raise CodeRefused."""
    unused = request.verifications.filter(purpose=purpose, digest__isnull=False, expires_at__gt=now())
    with transaction.atomic():
        counted = unused.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1)
        kept = unused.last() if counted else None
        good = matches(purpose, code, kept.digest if kept and kept.digest else b"")
        # Of two right answers at the same time one wins: the second finds no digest any more.
        won = good and unused.update(digest=None, proven_at=now()) == 1
        if not won:
            record("dsr:code:refused", request, actor=actor, purpose=purpose)
    if not won:
        raise CodeRefused


def verify_request(request: DataSubjectRequest, *, actor: Actor, code: str) -> DataSubjectRequest:
    """Confirm an open request with its mailed code, acknowledge it, and send a worker to find out who is meant.

    The acknowledgement carries the tracker's secret, which exists nowhere else in clear. Nothing here
    depends on whether anything is known about the address. Locks the request. Raise CodeRefused, MoveNotAllowed.
    """
    check(request, Move.VERIFY)
    use_code(request, actor=actor, code=code, purpose=Verification.Purpose.CONFIRM)
    with transaction.atomic():
        request = locked(request)
        make(request, Move.VERIFY, actor=actor, verified_at=now())
        if request.channel == DataSubjectRequest.Channel.AGENT:
            # The agent has an acknowledgement and a secret already, and the person needs neither.
            confirmed = {"confirmation": Mandate.Confirmation.CONFIRMED, "answered_at": now()}
            Mandate.objects.filter(request=request).update(**confirmed)
            tell(request, Event.Kind.PERMITTED, actor=actor)
        else:
            tell(request, Event.Kind.CONFIRMED, actor=actor)
            acknowledge_with_secret(request, actor=SYSTEM)
        record("dsr:request:verified", request, actor=actor, method=Verification.Method.MAILED_CODE)
        add_step(request, RequestStep.Kind.LOOK_UP)
        return request


def expire_request(request: DataSubjectRequest, *, actor: Actor) -> DataSubjectRequest:
    """Close a request that was never confirmed and say so to the address it came with. Raise MoveNotAllowed."""
    with transaction.atomic():
        request = locked(request)
        make(request, Move.EXPIRE, actor=actor)
        request.verifications.filter(digest__isnull=False).update(digest=None)
        tell(request, Event.Kind.EXPIRED, actor=actor)
        record("dsr:request:expired", request, actor=actor)
        letters.write("expired", request)
        return request
