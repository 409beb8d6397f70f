"""End sessions: in one browser, in all others, or everywhere, programs with a token included."""

from allauth.usersessions.models import UserSession
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.db.models import F
from django.http import HttpRequest

from accounts import audit
from accounts.actor import Actor
from accounts.models import KnownBrowser, User


@transaction.atomic
def end_sessions(user: User, *, actor: Actor) -> None:
    """End every session and token of the account, known or not, and forget its known browsers.

    Takes effect with the caller's commit: every session carries a hash of the account's epoch, which is
    raised here. The account's row is locked until then.
    """
    _raise_epoch(user)
    for session in UserSession.objects.filter(user=user):
        session.end()
    KnownBrowser.objects.filter(user=user).delete()
    audit.record("accounts:sessions:ended", actor=actor, subject_ref=user.subject_ref, all=True)


@transaction.atomic
def end_other_sessions(request: HttpRequest, *, actor: Actor) -> None:
    """End every session and token of the signed-in person but this one."""
    user = request.user
    if not isinstance(user, User):
        raise TypeError("Only a signed-in person has sessions.")
    _raise_epoch(user)
    for session in UserSession.objects.filter(user=user).exclude(session_key=request.session.session_key):
        session.end()
    update_session_auth_hash(request, user)
    UserSession.objects.filter(user=user).delete()
    UserSession.objects.create_from_request(request)
    audit.record("accounts:sessions:ended", actor=actor, subject_ref=user.subject_ref, all=False)


@transaction.atomic
def end_session(session: UserSession, *, actor: Actor) -> None:
    """End one session."""
    user = session.user
    session.end()
    audit.record("accounts:sessions:ended", actor=actor, subject_ref=user.subject_ref, all=False)


def _raise_epoch(user: User) -> None:
    User.objects.filter(pk=user.pk).update(session_epoch=F("session_epoch") + 1)
    user.refresh_from_db(fields=["session_epoch"])
