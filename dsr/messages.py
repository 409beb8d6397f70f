"""Register every mail about requests. All are of the administrative class: they answer what a person asked for."""

from accounts.mail import register

for name in (
    "acknowledged",
    "agent_acknowledged",
    "agent_confirm",
    "agent_copy",
    "agent_news",
    "answered",
    "closing_cancelled",
    "closing_started",
    "code",
    "copy_expires",
    "copy_ready",
    "denied",
    "enquiry_answer",
    "enquiry_received",
    "enquiry_staff",
    "erasure_done",
    "erasure_scheduled",
    "expired",
    "extended",
    "nothing_found",
    "opted_out",
    "revoked",
    "staff",
):
    register(f"dsr/{name}", topic="administrative")
