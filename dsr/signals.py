"""Signals inside the dsr app, sent in the transaction of the action that caused them."""

from django.dispatch import Signal

erasure_scheduled = Signal()
"""A request for deletion has its date: `request`. Whoever suspends the person's account listens."""
request_closed = Signal()
"""A request reached a final state: `request`. Whoever must undo what was prepared for it listens."""
