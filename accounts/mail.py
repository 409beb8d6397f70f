"""Send a mail made of a template trio. Where it goes from here is the mail ledger's business.

A template is named `<app>/<name>` and lives in `templates/<app>/email/<name>/` as `subject.txt`,
`body.txt` and `body.html`. It must be registered with its topic, so that no message can claim a class
it does not have: only topics of the administrative class reach people who opted out.
"""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string

from accounts.datamap.current import current

TEMPLATE_HEADER = "X-Candor-Template"
SUBJECT_HEADER = "X-Candor-Subject"
FORGET_HEADER = "X-Candor-Forget"
"""Words for the mail ledger, which takes them off before the mail leaves."""


@dataclass(frozen=True)
class Template:
    """A registered message."""

    name: str
    topic: str


templates: dict[str, Template] = {}
"""Every message the portal can send."""


def register(name: str, *, topic: str = "administrative") -> None:
    """Register a message with its topic. Called when the app is ready."""
    templates[name] = Template(name, topic)


def send(
    name: str,
    *,
    to: str,
    context: dict[str, Any] | None = None,
    subject_ref: UUID | None = None,
    forget: bool = False,
) -> None:
    """Render the message and hand it to the mail ledger in the caller's transaction.

    Nothing leaves before that transaction commits. With `forget` the ledger drops the address as soon as
    the mail has left. Raise LookupError for a message nobody registered.
    """
    template = templates[name]
    app, _, short = name.partition("/")
    folder = f"{app}/email/{short}"
    values = {"organisation": current().organisation, "base_url": settings.BASE_URL, **(context or {})}
    subject = " ".join(render_to_string(f"{folder}/subject.txt", values).split())
    message = EmailMultiAlternatives(subject, render_to_string(f"{folder}/body.txt", values), to=[to])
    message.attach_alternative(render_to_string(f"{folder}/body.html", values), "text/html")
    message.extra_headers[TEMPLATE_HEADER] = template.name
    if subject_ref is not None:
        message.extra_headers[SUBJECT_HEADER] = str(subject_ref)
    if forget:
        message.extra_headers[FORGET_HEADER] = "yes"
    message.send()
