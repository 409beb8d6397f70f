"""The tables of the ground floor."""

from accounts.models.audit import AuditEvent
from accounts.models.conflict import SubjectConflict
from accounts.models.disclosure import Disclosure
from accounts.models.facts import CorrectedFact, LegalHold, ProcessingRestriction, Suppression
from accounts.models.map_version import DataMapVersion
from accounts.models.merge import SubjectMerge
from accounts.models.revocation import ProviderRevocation
from accounts.models.roster import RosterSeen, RosterSync
from accounts.models.service_key import ServiceKey
from accounts.models.signin import HandoffUse, KnownBrowser, ProviderDeletion, ProviderGrant, SecurityAlert
from accounts.models.subject import DataSubject, Identifier, SubjectKey
from accounts.models.user import User

__all__ = [
    "AuditEvent",
    "CorrectedFact",
    "DataMapVersion",
    "DataSubject",
    "Disclosure",
    "HandoffUse",
    "Identifier",
    "KnownBrowser",
    "LegalHold",
    "ProcessingRestriction",
    "ProviderDeletion",
    "ProviderGrant",
    "ProviderRevocation",
    "RosterSeen",
    "RosterSync",
    "SecurityAlert",
    "ServiceKey",
    "SubjectConflict",
    "SubjectKey",
    "SubjectMerge",
    "Suppression",
    "User",
]
