"""What the models of requests hold, and what becomes of it."""

from accounts.datamap.declare import personal
from accounts.datamap.vocabulary import Erase, Retain

RECORD = Retain(
    "legal_obligation",
    "The law asks companies to keep a record of requests and answers for 24 months; names and addresses in it are sealed.",
    "request-record",
)

personal(
    "dsr.DataSubjectRequest", name="Your requests",
    category="portal-requests",
    person="subject",
    fields=[
        "id", "ref", "reference", "subject", "right", "regime", "residence", "state", "reason", "ground", "outcome",
        "channel", "origin", "received_at", "acknowledged_at", "verified_at", "review", "approved_at",
        "statutory_due", "internal_due", "extended_at", "execute_after", "closed_at", "wish",
    ],
    withheld={
        "sealed_contact": "The encrypted name and address you gave, which you find in clear on the request's page.",
        "secret_digest": "A fingerprint of the secret that opens the request's page without signing in.",
        "idempotency_key": "A random number that keeps a form sent twice from counting twice.",
        "warned": "Whether staff were reminded of the date; it says nothing about you.",
    },
    dated="received_at",
    erase="retain",
    retain=RECORD,
)  # fmt: skip
personal(
    "dsr.Event",
    name="What happened to your requests",
    category="portal-requests",
    person="request__subject",
    fields=["id", "request", "kind", "actor", "at"],
    withheld={
        "sealed_text": "The encrypted text of an answer, which you find in clear on the request's page."
    },
    dated="at",
    erase="retain",
    retain=RECORD,
)
personal(
    "dsr.Enquiry",
    name="What you wrote to us about privacy",
    category="portal-requests",
    person="subject",
    fields=[
        "id",
        "ref",
        "reference",
        "subject",
        "kind",
        "channel",
        "state",
        "received_at",
        "acknowledge_by",
        "acknowledged_at",
        "due",
        "answered_at",
        "closed_at",
        "request",
    ],
    withheld={
        "sealed_words": "The encrypted words and address you gave, which only staff who answer you can open.",
        "sealed_answers": "The encrypted answers, which you have in clear in the mails we sent you.",
        "idempotency_key": "A random number that keeps a form sent twice from counting twice.",
    },
    dated="received_at",
    erase="retain",
    retain=RECORD,
)
personal(
    "dsr.Verification",
    name="How you proved who you are",
    category="portal-requests",
    person="request__subject",
    fields=[
        "id",
        "request",
        "method",
        "purpose",
        "asked_at",
        "expires_at",
        "tries",
        "proven_at",
        "points_claimed",
    ],
    withheld={
        "digest": "A fingerprint of a code that has not been used yet.",
        "points_comparable": "How well a claim fits what is held: whoever learns it could guess on until it fits.",
        "points_agreeing": "How well a claim fits what is held: whoever learns it could guess on until it fits.",
    },
    erase="retain",
    retain=RECORD,
)
personal(
    "dsr.RequestStep",
    name="Work on your requests",
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
JOB = {
    "lease": "A random number by which a worker knows its own work.",
    "heartbeat_at": "When a worker last said that it is at it; internal bookkeeping.",
    "not_before": "When a worker may look again; internal bookkeeping.",
    "attempts": "How often a worker tried, which says nothing about you.",
    "last_error_code": "Why a worker had to try again, which says nothing about you.",
}
personal(
    "dsr.AccountSwitch",
    name="Suspending and resuming your account",
    category="portal-requests",
    person="request__subject",
    fields=["id", "request", "suspended", "job_state"],
    withheld=JOB,
    erase="retain",
    retain=RECORD,
)
personal(
    "dsr.ErasureRun",
    name="Deletions carried out",
    category="portal-requests",
    person="subject",
    fields=["id", "request", "subject", "stage", "job_state", "created_at", "planned_at", "finished_at"],
    withheld={
        **JOB,
        "pseudonym": "The name that stands where a name has to stand after you are erased; it names nobody.",
        "plan": "Which tables an erasure goes through, the same for everybody but for the number of rows.",
        "findings": "Names of tables in which something had to be erased a second time.",
        "rounds": "How often the portal looked again, which says nothing about you.",
        "sealed_found": "An encrypted note of what is to be erased, which goes when it is.",
        "sealed_address": "The encrypted address of the last letter, which goes when it is sent.",
    },
    erase="retain",
    retain=RECORD,
)
personal(
    "dsr.ErasureStep",
    name="Steps of deletions",
    category="portal-requests",
    person="run__subject",
    fields=["id", "run", "store", "table", "handling", "done_at"],
    withheld={
        "place": "The order of the work, the same for everybody.",
        "expected": "A number of rows that the package shows as the rows themselves.",
        "touched": "A number of rows that the receipt shows.",
    },
    erase="retain",
    retain=RECORD,
)
personal(
    "dsr.DeletionReceipt",
    name="Receipts of deletions",
    category="portal-evidence",
    person="ref:subject_ref",
    fields=["id", "ref", "run", "subject_ref", "content", "issued_at"],
    withheld={"signature": "The seal under the receipt, which stands on the receipt you are given."},
    erase="retain",
    retain=RECORD,
)
personal(
    "dsr.Agent",
    name="Your requests for other people",
    category="portal-requests",
    person="subject",
    fields=["id", "ref", "subject", "kind", "first_seen_at"],
    withheld={
        "digest": "A keyed fingerprint of your address that means nothing outside this portal.",
        "sealed_contact": "The encrypted name and address you filed with.",
    },
    erase="retain",
    retain=RECORD,
)
personal(
    "dsr.Mandate",
    name="Documents with which others asked for you",
    category="portal-requests",
    person="request__subject",
    fields={
        name: {"erase": Erase("keep")}
        for name in (
            "id", "ref", "request", "agent", "kind", "signed_on", "sha256", "size", "content_type", "confirmation",
            "by_code", "reminded_at", "answered_at", "checked_at", "agent_receives",
        )
    },
    withheld={
        "sealed_words": "The agent's own encrypted words: their name and their own reference.",
        "object_name": "Where the encrypted document is stored; the name of a secret place helps only an attacker.",
        "sealed_key": "A secret that protects the document.",
        "checked_by": "Which member of staff read the document.",
    },
    files={"object_name": "private"},
    erase="anonymise",
    retain=RECORD,
)  # fmt: skip
