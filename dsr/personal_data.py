"""What the models of requests hold, and what becomes of it."""

from accounts.datamap.declare import personal
from accounts.datamap.vocabulary import Retain

RECORD = Retain(
    "legal_obligation",
    "The law asks companies to keep a record of requests and answers for 24 months; names and addresses in it are sealed.",
    "request-record",
)

personal(
    "dsr.DataSubjectRequest",
    category="portal-requests",
    person="subject",
    fields=[
        "id", "ref", "reference", "subject", "right", "regime", "residence", "state", "reason", "ground", "outcome",
        "channel", "origin", "received_at", "acknowledged_at", "verified_at", "review", "approved_at",
        "statutory_due", "internal_due", "extended_at", "execute_after", "closed_at",
    ],
    withheld={
        "sealed_contact": "The encrypted name and address you gave, which you find in clear on the request's page.",
        "secret_digest": "A fingerprint of the secret that opens the request's page without signing in.",
        "idempotency_key": "A random number that keeps a form sent twice from counting twice.",
        "warned": "Whether staff were reminded of the date; it says nothing about you.",
    },
    erase="retain",
    retain=RECORD,
)  # fmt: skip
personal(
    "dsr.Event",
    category="portal-requests",
    person="request__subject",
    fields=["id", "request", "kind", "actor", "at"],
    withheld={
        "sealed_text": "The encrypted text of an answer, which you find in clear on the request's page."
    },
    erase="retain",
    retain=RECORD,
)
personal(
    "dsr.Verification",
    category="portal-requests",
    person="request__subject",
    fields=["id", "request", "method", "purpose", "asked_at", "expires_at", "tries", "proven_at"],
    withheld={"digest": "A fingerprint of a code that has not been used yet."},
    erase="retain",
    retain=RECORD,
)
personal(
    "dsr.RequestStep",
    category="portal-requests",
    person="request__subject",
    fields=[
        "id",
        "request",
        "kind",
        "job_state",
        "attempts",
        "heartbeat_at",
        "not_before",
        "last_error_code",
    ],
    withheld={"lease": "A random number by which a worker knows its own work."},
    erase="retain",
    retain=RECORD,
)
