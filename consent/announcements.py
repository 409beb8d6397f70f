"""What the consent app tells whoever is above it, inside the transaction in which it happened."""

from django.dispatch import Signal

choices_recorded = Signal()
"""Somebody decided something new. Sent with `holder` and `records`, the new entries of the ledger."""
