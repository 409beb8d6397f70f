"""Packages, their sections, and the counts on the page "What we hold about you"."""

from exports.models.holdings import HoldingsSummary
from exports.models.packages import ExportPackage, PackageSection

__all__ = ["ExportPackage", "HoldingsSummary", "PackageSection"]
