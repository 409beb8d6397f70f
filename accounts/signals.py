"""Signals of the ground floor, sent in the transaction of what caused them."""

from django.dispatch import Signal

people_identified = Signal()
"""People can now be found by identifiers they did not have before: `subjects`, the keys of their rows.

Whoever keeps something that an unknown address asked for listens."""

subjects_merged = Signal()
"""Two data subjects are one person now: `former`, `into`, `actor`. Sent after everything has moved."""
