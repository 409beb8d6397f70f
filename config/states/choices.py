"""Choices people made: a signal of a browser, a consent withdrawn, a newsletter left from the message itself."""

from accounts.actor import actor_for
from config.states import cast
from config.states.past import ago
from consent.actions.choices import record_choices
from consent.choices import SALE, Choice, Holder
from consent.models import ConsentRecord

Method = ConsentRecord.Method


def signal() -> None:
    """Let Diego's browser have sent Global Privacy Control while he was signed in."""
    _chose("diego", Choice("sale", SALE, allowed=False), Method.GPC, days=11)


def withdrawn() -> None:
    """Let Lena have agreed to the measuring of visits, and have taken that back."""
    if _chose("lena", Choice("purpose", "measurement", allowed=True), Method.PAGE, days=70):
        _chose("lena", Choice("purpose", "measurement", allowed=False), Method.PAGE, days=5, again=True)


def unsubscribed() -> None:
    """Let Sam have switched the digest off with the button of a mail program."""
    _chose("sam", Choice("topic", "digest", allowed=False, channel="mail"), Method.ONE_CLICK, days=3)


def subscribed() -> None:
    """Let Maya and Layla have asked for the newsletter."""
    for key in ("maya", "layla"):
        _chose(key, Choice("topic", "newsletter", allowed=True, channel="mail"), Method.PAGE, days=50)


def _chose(key: str, choice: Choice, method: str, *, days: int, again: bool = False) -> bool:
    """Record a choice some days ago and return whether it was; not when its person has chosen anything before."""
    user, holder = cast.user(key), Holder.of(cast.subject(key))
    if not again and ConsentRecord.objects.of(holder.ref).exists():
        return False
    with ago(days=days):
        record_choices(holder, actor=actor_for(user), choices=[choice], method=method)
    return True
