"""What the models of this app, of Django and of django-allauth hold, and what becomes of it."""

from accounts.datamap.declare import not_personal, personal
from accounts.datamap.vocabulary import Erase, Retain

ANCHOR = Retain(
    "legal_obligation",
    "An opaque reference without anything personal stays, so that receipts and records still have something to refer to.",
    "evidence",
)

personal(
    "accounts.DataSubject", name="Your entry in this portal",
    category="portal-identifiers",
    person="",
    fields={
        "id": {}, "ref": {"erase": Erase("keep")}, "residence": {"erase": Erase("set", "")}, "language": {"erase": Erase("set", "")},
        "standing": {"erase": Erase("keep")}, "created_at": {"erase": Erase("keep")},
        "erased_at": {"erase": Erase("keep")}, "merged_into": {"erase": Erase("keep")},
    },
    erase="anonymise",
    retain=ANCHOR,
)  # fmt: skip
personal(
    "accounts.User",
    name="Your account in this portal",
    category="portal-account",
    person="subject",
    fields=["id", "ref", "subject", "email", "is_active", "is_staff", "date_joined", "last_login"],
    withheld={
        "password": "A secret that protects the account; a copy would only help an attacker.",
        "session_epoch": "A counter that ends sessions; it says nothing about a person.",
        "is_superuser": "Says what a staff account may do and nothing about a person.",
    },
    erase="delete",
)
personal(
    "accounts.Identifier",
    name="What you are found by",
    category="portal-identifiers",
    person="subject",
    fields=["id", "subject", "kind", "store", "verified_at", "exclusive", "source", "created_at", "gone_at"],
    withheld={
        "digest": "A keyed fingerprint of the value that means nothing outside this portal.",
        "brought_by": "A keyed fingerprint that means nothing outside this portal.",
        "line": "A keyed fingerprint that means nothing outside this portal.",
        "sealed_value": "The encrypted form of an address or number that stands in this package in clear.",
    },
    erase="delete",
)
personal(
    "accounts.SubjectKey",
    name="Keys that seal your records",
    category="portal-evidence",
    person="subject",
    fields=["id", "subject", "life", "created_at"],
    withheld={
        "wrapped": "A secret key that protects your sealed records; a copy would only help an attacker."
    },
    erase="retain",
    retain=Retain(
        "legal_obligation",
        "The key of the request record stays as long as the record; the other is destroyed when you are erased.",
        "request-record",
    ),
)
personal(
    "accounts.AuditEvent",
    name="What was done, under a reference that names nobody",
    category="portal-evidence",
    person="ref:subject_ref",
    fields=["id", "name", "actor", "subject_ref", "correlation", "occurred_at", "data"],
    erase="retain",
    retain=Retain(
        "legal_obligation", "The trail names nobody and proves what was done with your data.", "evidence"
    ),
)
personal(
    "accounts.LegalHold",
    name="Duties to keep data",
    category="portal-evidence",
    person="subject",
    fields=["id", "subject", "placed_at", "review_on", "released_at"],
    withheld={
        "reason": "Telling could be prohibited by law while the hold is in force.",
        "owner": "Names a role of the company and nothing about the person.",
    },
    erase="retain",
    retain=Retain(
        "legal_obligation", "The record that something had to be kept must itself be provable.", "evidence"
    ),
)
personal(
    "accounts.ProcessingRestriction",
    name="Limits on how your data is used",
    category="portal-requests",
    person="subject",
    fields=["id", "subject", "purpose", "ground", "imposed_at", "lifted_at"],
    erase="delete",
)
personal(
    "accounts.CorrectedFact",
    name="What you put right yourself",
    category="portal-identifiers",
    person="subject",
    fields=["id", "subject", "what", "corrected_at"],
    erase="delete",
)
personal(
    "accounts.Disclosure",
    name="To whom data was given",
    category="portal-evidence",
    person="subject",
    fields=["id", "subject", "recipient", "category", "ground", "disclosed_at", "recorded_at"],
    withheld={
        "held_for": "While a law or an order forbids telling, an entry hangs on this column and belongs to no copy; it "
        "appears when that is over.",
        "withheld_until": "Until when an entry was kept back; it says nothing about the person.",
        "sender": "Which system of the company reported it; it says nothing about the person.",
        "external_id": "That system's own number of the entry; it says nothing about the person.",
    },
    dated="disclosed_at",
    erase="retain",
    retain=Retain(
        "legal_obligation", "The company must be able to say to whom data was given, and when.", "evidence"
    ),
)
not_personal(
    "accounts.Suppression",
    reason="Keyed fingerprints that keep erased people from coming back; without the key they name nobody.",
)
personal(
    "accounts.SubjectConflict",
    name="Questions whether two entries are the same person",
    category="portal-evidence",
    person=["first", "second"],
    fields=["id", "store", "state", "found_at", "settled_at"],
    withheld={
        "first": "May be the entry of another person.",
        "second": "May be the entry of another person.",
    },
    erase="delete",
)
personal(
    "accounts.SubjectMerge",
    name="When two entries of yours became one",
    category="portal-evidence",
    person=["into", "former"],
    fields=["id", "ref", "merged_at", "ground", "split_at"],
    withheld={
        "former": "A number of an entry in this portal; after a split it may be another person's.",
        "into": "A number of an entry in this portal; after a split it may be another person's.",
        "moved": "Numbers of rows in this portal's own tables; they say nothing about a person.",
        "merged_by": "Names a member of staff by an opaque reference.",
        "split_by": "Names a member of staff by an opaque reference.",
    },
    erase="retain",
    retain=Retain(
        "legal_obligation",
        "It names nobody and proves why data of two entries was treated as one.",
        "evidence",
    ),
)
not_personal(
    "accounts.RosterSync",
    reason="How far reading a store's people has come; the row number it goes on from is forgotten at the end.",
)
not_personal(
    "accounts.RosterSeen",
    reason="Keyed fingerprints of the numbers met in one run, deleted at its end; without the key they name nobody.",
)
not_personal(
    "accounts.ServiceKey",
    reason="Keys of the company's own systems, as keyed hashes; no person is in them.",
)
not_personal(
    "accounts.DataMapVersion", reason="Snapshots of what the company declares; no person is in them."
)
personal("accounts.User_groups", category="portal-account", person="user__subject", name="Your roles in this portal",
    fields=["id", "user", "group"], erase="delete")  # fmt: skip
personal("accounts.User_user_permissions", category="portal-account", person="user__subject",
    name="Your permissions in this portal", fields=["id", "user", "permission"], erase="delete")  # fmt: skip

personal("accounts.KnownBrowser", name="Browsers you signed in with before", category="portal-sessions", person="user__subject",
    fields=["id", "user", "first_seen_at", "last_seen_at"],
    withheld={"digest": "A fingerprint of a secret in your browser; it means nothing elsewhere."},
    erase="delete")  # fmt: skip
personal("accounts.SecurityAlert", name="Security alerts sent to you", category="portal-sessions", person="user__subject",
    fields=["id", "ref", "user", "kind", "sent_at", "disowned_at"], erase="delete")  # fmt: skip
personal("accounts.ProviderGrant", name="What a connected service brought", category="portal-connections", person=["user__subject", "account__user__subject"],
    fields=["id", "account", "user", "provider", "brought", "scopes", "refreshed_at"],
    withheld={"removed_contacts": "Fingerprints by which contacts you removed stay away; they name nobody."},
    erase="delete")  # fmt: skip
not_personal(
    "accounts.HandoffUse", reason="Fingerprints of used one-minute tokens; they name nobody and soon expire."
)
not_personal(
    "accounts.ProviderRevocation",
    reason="Encrypted keys on their way back to a sign-in service; they name nobody and are dropped on arrival.",
)
not_personal(
    "accounts.ProviderDeletion",
    reason="That a sign-in service asked for a deletion and when it was done, under a random code.",
)

personal("account.EmailAddress", name="Addresses you sign in with", category="portal-account", person="user__subject",
    fields=["id", "user", "email", "verified", "primary"], erase="delete")  # fmt: skip
personal("account.EmailConfirmation", name="Confirmations of your address", category="portal-account", person="email_address__user__subject",
    fields=["id", "email_address", "created", "sent"],
    withheld={"key": "A secret link that could be used to take over the address."}, erase="delete")  # fmt: skip
personal("socialaccount.SocialAccount", name="Services you connected", category="portal-connections", person="user__subject",
    fields=["id", "user", "provider", "uid", "last_login", "date_joined", "extra_data"], erase="delete")  # fmt: skip
personal("socialaccount.SocialToken", name="Keys of the services you connected", category="portal-account", person="account__user__subject",
    fields=["id", "app", "account", "expires_at"],
    withheld={
        "token": "A secret that opens the account at the other service.",
        "token_secret": "A secret that opens the account at the other service.",
    }, erase="delete")  # fmt: skip
personal("mfa.Authenticator", name="Your passkeys and second factors", category="portal-account", person="user__subject",
    fields=["id", "user", "type", "created_at", "last_used_at"],
    withheld={"data": "The secret part of a passkey or one-time code generator."}, erase="delete")  # fmt: skip
personal("usersessions.UserSession", name="Where you are signed in", category="portal-sessions", person="user__subject",
    fields=["id", "user", "created_at", "ip", "last_seen_at", "user_agent"],
    withheld={
        "session_key": "A secret that would let somebody else into the session.",
        "data": "Internal state of the session without information about you.",
    }, erase="delete")  # fmt: skip
personal("admin.LogEntry", name="What you changed as staff", category="portal-evidence", person="user__subject",
    fields=["id", "action_time", "user", "content_type", "object_id", "object_repr", "action_flag", "change_message"],
    erase="delete")  # fmt: skip
not_personal(
    "socialaccount.SocialApp", reason="Keys of the sign-in services the company set up; no person is in it."
)
not_personal(
    "sessions.Session",
    reason="Signed-in browsers under random keys; ended at closing, and listed under sessions.",
)
not_personal("auth.Permission", reason="Names of permissions the program knows; no person is in it.")
not_personal("auth.Group", reason="Names of staff roles; people's accounts have none of them.")
not_personal("auth.Group_permissions", reason="Which permissions a staff role has; no person is in it.")
not_personal("contenttypes.ContentType", reason="Names of the program's own tables; no person is in it.")
