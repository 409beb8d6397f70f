"""What the exports app tells whoever is above it, inside the transaction in which it happened."""

from django.dispatch import Signal

package_ready = Signal()
"""A package can be downloaded. Sent with `package`."""

package_failed = Signal()
"""A package could not be completed and waits for staff. Sent with `package`."""

store_released = Signal()
"""A store agrees with the data map again, and what waited for it may go on. Sent with `store`, its key."""
