"""Compare claimed details with what is held, for whoever asked. Done by workers; numbers are all that is kept."""

from typing import Final

from django.db import transaction

from accounts import audit
from accounts.actor import Actor
from accounts.errors import DomainError
from accounts.jobs import LeaseLost
from exports.models import MatchQuestion
from exports.stores.match import Claims, Match, match
from exports.stores.registry import all_stores
from exports.stores.store import StoreUnavailable

Degree = MatchQuestion.Degree
REASONABLE: Final = 2
HIGH: Final = 3
"""Details that must agree for each degree of certainty (11 CCR 7062(b), (c)). One alone could be guessed, and would say that somebody is known."""


def record(found: Match, *, caller: str, actor: Actor) -> None:
    """Write the numbers of a comparison into the trail, and nothing of what was compared."""
    with transaction.atomic():
        audit.record(
            "exports:claims:matched",
            actor=actor,
            caller=caller,
            claimed=found.claimed,
            comparable=found.comparable,
            agreeing=found.agreeing,
        )


def answer(pk: int) -> None:
    """Answer one question of a system and forget what was asked. Raise what is unexpected, after the job was put back."""
    question = MatchQuestion.claim(pk)
    if question is None:
        return
    try:
        asked = question.asked()
        claims = Claims(asked["points"], asked["region"])
        found = match(all_stores(), (asked["kind"], asked["value"]), claims)
        record(found, caller=question.caller, actor=Actor("api", f"key-{question.caller}"))
        question.finish(
            claimed=found.claimed, comparable=found.comparable, degree=degree_of(found.agreeing), sealed=None
        )
    except LeaseLost:
        return
    except StoreUnavailable as error:
        question.retry_later(error.code)
    except DomainError as error:
        question.give_up(error.code)
    except Exception:
        question.retry_later("unexpected")
        raise


def degree_of(agreeing: int) -> str:
    """Return how sure so many agreeing details make."""
    if agreeing >= HIGH:
        return Degree.HIGH
    return Degree.REASONABLE if agreeing >= REASONABLE else Degree.NONE
