"""The life of a request: its states, the facts that hang on them, the reasons, and the one table of moves.

Everything else asks this module. Checking who somebody is, a look by staff, and the work itself are not
states: they have rows of their own (Verification, `needs_review`, RequestStep).
"""

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """Where a request stands, in the words of the Data Rights Protocol."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    FULFILLED = "fulfilled"
    DENIED = "denied"
    REVOKED = "revoked"
    EXPIRED = "expired"


class Reason(StrEnum):
    """Why a request stands where it stands; which states know which is in REASONS."""

    NONE = ""
    NEED_USER_VERIFICATION = "need_user_verification"
    SUSPECTED_FRAUD = "suspected_fraud"
    INSUF_VERIFICATION = "insuf_verification"
    NO_MATCH = "no_match"
    CLAIM_NOT_COVERED = "claim_not_covered"
    OUTSIDE_JURISDICTION = "outside_jurisdiction"
    TOO_MANY_REQUESTS = "too_many_requests"
    OTHER = "other"


class Outcome(StrEnum):
    """What a closed request came to, as the log of requests reports it."""

    NONE = ""
    COMPLIED = "complied"
    PARTIAL = "partial"
    DENIED = "denied"


class Move(StrEnum):
    """What can be done to a request; each is one action."""

    VERIFY = "verify"
    APPROVE = "approve"
    EXTEND = "extend"
    FULFIL = "fulfil"
    DENY = "deny"
    REVOKE = "revoke"
    EXPIRE = "expire"


@dataclass(frozen=True)
class Facts:
    """What is true of every request in a state."""

    final: bool = False
    clock_runs: bool = True


FACTS: dict[State, Facts] = {
    State.OPEN: Facts(),
    State.IN_PROGRESS: Facts(),
    State.FULFILLED: Facts(final=True, clock_runs=False),
    State.DENIED: Facts(final=True, clock_runs=False),
    State.REVOKED: Facts(final=True, clock_runs=False),
    State.EXPIRED: Facts(final=True, clock_runs=False),
}

MOVES: dict[State, dict[Move, State]] = {
    State.OPEN: {
        Move.VERIFY: State.IN_PROGRESS,
        Move.EXTEND: State.OPEN,
        Move.DENY: State.DENIED,
        Move.REVOKE: State.REVOKED,
        Move.EXPIRE: State.EXPIRED,
    },
    State.IN_PROGRESS: {
        Move.APPROVE: State.IN_PROGRESS,
        Move.EXTEND: State.IN_PROGRESS,
        Move.FULFIL: State.FULFILLED,
        Move.DENY: State.DENIED,
        Move.REVOKE: State.REVOKED,
    },
    State.FULFILLED: {},
    State.DENIED: {},
    State.REVOKED: {},
    State.EXPIRED: {},
}

REASONS: dict[State, frozenset[Reason]] = {
    State.OPEN: frozenset({Reason.NONE}),
    State.IN_PROGRESS: frozenset({Reason.NONE, Reason.NEED_USER_VERIFICATION}),
    State.FULFILLED: frozenset({Reason.NONE}),
    State.DENIED: frozenset(Reason) - {Reason.NONE, Reason.NEED_USER_VERIFICATION},
    State.REVOKED: frozenset({Reason.NONE}),
    State.EXPIRED: frozenset({Reason.NONE}),
}

LIVE = frozenset(state for state, facts in FACTS.items() if not facts.final)
FINAL = frozenset(State) - LIVE


def next_state(state: str, move: Move) -> State | None:
    """Return where the move leads from this state, or None when it is not allowed."""
    return MOVES[State(state)].get(move)


def is_final(state: str) -> bool:
    """Return whether nothing more can happen to a request in this state."""
    return FACTS[State(state)].final
