"""Packages and their sections, the counts on the page "What we hold about you", corrections, the state of each store, and questions to those that others run."""

from exports.models.corrections import CorrectableValues, Correction, Disagreement, ValueCheck
from exports.models.holdings import HoldingsSummary
from exports.models.matching import MatchQuestion
from exports.models.packages import ExportPackage, PackageSection
from exports.models.questions import StoreAnswer, StoreTask
from exports.models.stores import StoreState

__all__ = [
    "CorrectableValues",
    "Correction",
    "Disagreement",
    "ExportPackage",
    "HoldingsSummary",
    "MatchQuestion",
    "PackageSection",
    "StoreAnswer",
    "StoreState",
    "StoreTask",
    "ValueCheck",
]
