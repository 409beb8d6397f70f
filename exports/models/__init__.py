"""Packages, their sections, the counts on the page "What we hold about you", and the state of each store."""

from exports.models.holdings import HoldingsSummary
from exports.models.packages import ExportPackage, PackageSection
from exports.models.stores import StoreState

__all__ = ["ExportPackage", "HoldingsSummary", "PackageSection", "StoreState"]
