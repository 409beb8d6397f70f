"""What the models of this app hold, and what becomes of it."""

from accounts.datamap.declare import not_personal, personal
from accounts.datamap.vocabulary import Retain

personal(
    "consent.MailDelivery",
    name="Mail this portal sent you",
    category="portal-mail",
    person=["subject", "@email:to_address"],
    fields=[
        "id",
        "ref",
        "reference",
        "template",
        "topic",
        "message_class",
        "decision",
        "subject",
        "to_address",
        "created_at",
        "sent_at",
        "job_state",
        "forget",
    ],
    withheld={
        "payload": "The words of a mail that has not left yet; it may hold a code that would let a stranger in.",
        "attempts": "How often the portal tried to send, which says nothing about you.",
        "lease": "Internal bookkeeping of the worker that sends the mail.",
        "heartbeat_at": "Internal bookkeeping of the worker that sends the mail.",
        "not_before": "Internal bookkeeping of the worker that sends the mail.",
        "last_error_code": "Internal bookkeeping of the worker that sends the mail.",
    },
    dated="created_at",
    erase="delete",
)
personal(
    "consent.ConsentRecord",
    name="What you agreed to, refused and withdrew",
    category="portal-choices",
    person="ref:holder",
    fields=[
        "id", "ref", "holder", "scope", "sequence", "about", "key", "channel", "decision", "method", "actor",
        "lawful_basis", "map_version", "policy_version", "words_digest", "language", "decided_at", "previous", "digest",
    ],
    erase="retain",
    retain=Retain(
        "legal_obligation",
        "Consents must be provable and refusals respected; the entries stand under a reference that names nobody.",
        "portal-choices",
    ),
)  # fmt: skip
personal(
    "consent.Notice",
    name="Notices to you",
    category="portal-notices",
    person="subject",
    fields=[
        "id", "campaign", "batch", "subject", "state", "reason", "planned_at", "settled_at", "seen_at", "delivery",
    ],
    dated="planned_at",
    erase="delete",
)  # fmt: skip
not_personal("consent.Campaign", reason="Messages that are the same for everybody; no person is in them.")
not_personal("consent.NoticeBatch", reason="Pieces of work of a campaign; no person is in them.")
not_personal("consent.PolicyDraft", reason="Texts the company writes about itself; no person is in them.")
not_personal(
    "consent.PolicyVersion", reason="Texts the company published about itself; no person is in them."
)
