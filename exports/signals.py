"""What the exports app tells whoever is above it, inside the transaction in which it happened."""

from django.dispatch import Signal

package_ready = Signal()
"""A package can be downloaded. Sent with `package`."""

package_expires_soon = Signal()
"""A package that was never downloaded will expire soon. Sent once, with `package`."""

package_failed = Signal()
"""A package could not be completed and waits for staff. Sent with `package`."""

store_released = Signal()
"""A store agrees with the data map again, and what waited for it may go on. Sent with `store`, its key."""

value_corrected = Signal()
"""A value was put right in the store where it stands; whoever received it has to hear of it. Sent with `correction`."""

correction_undone = Signal()
"""A corrected value was replaced by another system, and staff have to decide. Sent with `correction`."""

store_answered = Signal()
"""A question to a store outside is over, whichever way. Sent with `task`."""
