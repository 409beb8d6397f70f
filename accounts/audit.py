"""Record audit events: registered names only, declared keys only, nothing personal.

Names read `app:noun:verb_in_past`, as in `dsr:request:submitted`. Each app registers its own in
`audit_events.py`, which is loaded when the app is ready.
"""

from uuid import UUID

from accounts.actor import Actor
from accounts.models.audit import AuditEvent

events: dict[str, frozenset[str]] = {}
"""Registered event names and the data keys each may carry."""


class UnknownEvent(LookupError):
    """An event or a data key that nobody registered: a fault in the program, never hidden."""


def register(name: str, *, keys: tuple[str, ...] = ()) -> str:
    """Register an event name with the data keys it may carry and return the name."""
    if name in events:
        raise ValueError(f"The audit event {name} is registered twice.")
    if len(name.split(":")) != 3:
        raise ValueError(f"The audit event {name} must have three parts, app:noun:verb.")
    events[name] = frozenset(keys)
    return name


def record(
    name: str, *, actor: Actor, subject_ref: UUID | None = None, **data: str | int | bool | None
) -> AuditEvent:
    """Insert one event in the caller's transaction and return it. Raise UnknownEvent for what is not registered."""
    if name not in events:
        raise UnknownEvent(f"{name} is not registered. Add it to the app's audit_events.py.")
    if extra := set(data) - events[name]:
        raise UnknownEvent(
            f"{name} may not carry {', '.join(sorted(extra))}. Add the key where the event is registered."
        )
    return AuditEvent.objects.create(name=name, actor=actor.label, subject_ref=subject_ref, data=data)
