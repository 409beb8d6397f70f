"""The rights a person can exercise, in the law's words, and what each needs."""

from dataclasses import dataclass
from enum import StrEnum


class Right(StrEnum):
    """What a person can ask for."""

    ACCESS = "access"
    PORTABILITY = "portability"
    RECTIFICATION = "rectification"
    ERASURE = "erasure"
    RESTRICTION = "restriction"
    OBJECTION = "objection"
    OPT_OUT = "opt_out"
    LIMIT = "limit"


@dataclass(frozen=True)
class RightFacts:
    """What is true of a right under every law here.

    `verified` is False where asking who the person is would be against the law (11 CCR 7060(b)).
    `discloses` marks an answer that carries data out, `once` a right of which one request can be open,
    `automatic` one that a worker carries out.
    """

    verified: bool = True
    discloses: bool = False
    once: bool = False
    automatic: bool = False


FACTS: dict[Right, RightFacts] = {
    Right.ACCESS: RightFacts(discloses=True, automatic=True),
    Right.PORTABILITY: RightFacts(discloses=True, automatic=True),
    Right.RECTIFICATION: RightFacts(),
    Right.ERASURE: RightFacts(once=True, automatic=True),
    Right.RESTRICTION: RightFacts(),
    Right.OBJECTION: RightFacts(),
    Right.OPT_OUT: RightFacts(verified=False, automatic=True),
    Right.LIMIT: RightFacts(verified=False),
}
