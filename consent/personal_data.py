"""What the models of this app hold, and what becomes of it."""

from accounts.datamap.declare import personal

personal(
    "consent.MailDelivery",
    name="Mail this portal sent you",
    category="portal-mail",
    person=["subject", "@email:to_address"],
    fields=[
        "id",
        "ref",
        "template",
        "topic",
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
    erase="delete",
)
