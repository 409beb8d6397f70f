"""What the models of this app hold, and what becomes of it."""

from accounts.datamap.declare import not_personal, personal
from accounts.datamap.vocabulary import Retain

PROTECTS = "A secret that protects the copy; a copy of it would only help an attacker."
WORKINGS = "How a worker is getting on with the job; it tells nothing about you."
JOB = dict.fromkeys(
    ["lease", "heartbeat_at", "not_before", "last_error_code", "attempts", "job_state"], WORKINGS
)

personal(
    "exports.ExportPackage",
    name="Copies of your data",
    category="portal-packages",
    person="subject",
    fields=[
        "id", "ref", "subject", "request_ref", "created_at", "scope", "map_version", "sections_total", "length",
        "parts", "ready_at", "expires_at", "expired_at", "downloads_allowed", "downloads", "openings", "last_opened_at",
    ],
    withheld={
        "wrapped_key": PROTECTS,
        "sealed_located": "Where your rows are while the copy is made, encrypted; the rows themselves are in the copy.",
        "sections_done": WORKINGS,
        "removed_at": WORKINGS,
        "expiry_told_at": WORKINGS,
        "failure_told_at": WORKINGS,
        **JOB,
    },
    dated="created_at",
    erase="delete",
)  # fmt: skip
personal(
    "exports.PackageSection",
    name="Parts of copies of your data",
    category="portal-packages",
    person="package__subject",
    fields=["id", "package", "position", "kind", "store", "table", "records", "done_at"],
    withheld={
        "stem": "How a file inside the copy is named, which the copy itself shows.",
        "begins": "Where a part goes on among the files, which the copy itself shows.",
        "members": "The list of files inside the copy, which the copy itself shows.",
        "missing": "Names of lost files, which the copy's own list shows.",
        "object_name": "Where the encrypted part is stored; the name of a secret place helps only an attacker.",
        "part": "In which file of the copy it is, which the copy itself shows.",
        "lease": WORKINGS,
        "heartbeat_at": WORKINGS,
    },
    erase="delete",
)
personal(
    "exports.HoldingsSummary",
    name="Counts shown under What we hold about you",
    category="portal-packages",
    person="subject",
    fields=["id", "subject", "counts", "unavailable", "counted_at"],
    withheld=JOB,
    erase="delete",
)
not_personal(
    "exports.MatchQuestion",
    reason="What a system of the company asked is sealed until a worker has compared it, and the row is gone within the hour.",
)
not_personal(
    "exports.StoreState",
    reason="Whether a system's tables are as the data map says; sentences about tables and columns, never about rows.",
)
personal(
    "exports.CorrectableValues",
    name="Values read for the page on which you correct them",
    category="portal-requests",
    person="subject",
    fields=["id", "ref", "subject", "unavailable", "read_at"],
    withheld={
        "sealed_entries": "The values as they stood for half an hour, encrypted; the values themselves are in the copy.",
        **JOB,
    },
    erase="delete",
)
personal(
    "exports.Correction",
    name="What you corrected",
    category="portal-requests",
    person="subject",
    fields=[
        "id", "ref", "subject", "store", "table", "column", "actor", "repeats", "outcome", "standing", "asked_at",
        "written_at", "looked_at", "rewritten",
    ],
    withheld={
        "cell": "A keyed fingerprint of the place, which means nothing outside this portal.",
        "sealed": "The old and the new value, encrypted; what stands now is in the copy where it belongs.",
        **JOB,
    },
    dated="asked_at",
    erase="delete",
)  # fmt: skip
personal(
    "exports.ValueCheck",
    name="Values you asked us to check",
    category="portal-requests",
    person="subject",
    fields=["id", "ref", "subject", "store", "table", "column", "agrees", "asked_at"],
    withheld={
        "sealed_value": "What you typed, encrypted until it was compared and gone since.",
        **JOB,
    },
    dated="asked_at",
    erase="delete",
)
personal(
    "exports.Disagreement",
    name="What you said against a refused correction",
    category="portal-requests",
    person="subject",
    fields=["id", "subject", "request_ref", "statement", "written_at"],
    dated="written_at",
    erase="delete",
)
personal(
    "exports.StoreTask",
    name="Questions about you to other systems",
    category="portal-requests",
    person="subject",
    fields=[
        "id", "ref", "subject", "store", "verb", "request_ref", "state", "reason", "created_at", "due_at", "asked_at",
        "expected_at", "answered_at", "ended_at", "late_state", "reminders",
    ],
    withheld={
        "sealed_changes": "What another system was asked to correct, encrypted until it is done; your own data shows it.",
        "sealed_results": "Where an answer is fetched from, encrypted until it is fetched; the copy holds the answer.",
        "sealed_note": "What the people of another system noted about their work, encrypted; it tells nothing about you.",
        "code_digest": "A fingerprint of a code for the people of another system.",
        "code_expires_at": "Until when that code works.",
        "code_tries": "How often that code was tried.",
        "tries": WORKINGS,
        "looks": WORKINGS,
        "staff_told_at": WORKINGS,
        **JOB,
    },
    dated="created_at",
    erase="retain",
    retain=Retain(
        "legal_obligation",
        "The law asks companies to keep a record of requests and answers for 24 months; whom other systems were told to forget is part of it.",
        "request-record",
    ),
)  # fmt: skip
personal(
    "exports.StoreAnswer",
    name="Files with which other systems answered",
    category="portal-packages",
    person="task__subject",
    fields=["id", "ref", "task", "content_type", "size", "received_at"],
    withheld={
        "sha256": "A fingerprint of the file, which the copy itself holds.",
        "sealed_name": "What the file was called, encrypted; the copy shows it.",
        "sealed_key": PROTECTS,
        "object_name": "Where the encrypted file is stored; the name of a secret place helps only an attacker.",
    },
    files={"object_name": "private"},
    dated="received_at",
    erase="delete",
)
