"""Send a mail made of a template trio. Where it goes from here is the mail ledger's business.

A template is named `<app>/<name>` and lives in `templates/<app>/email/<name>/` as `subject.txt`, `body.txt` and
`body.html`. It is registered with its topic of the data map, and the class of a message is the class of its
topic: no caller can give a message another one. Only topics of the administrative class reach people who
switched everything off.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.template.loader import render_to_string

from accounts.codes import make_reference
from accounts.datamap.current import current
from accounts.datamap.words import CLASSES
from accounts.mail_links import MailLink

BY_SENDER = ""
"""The topic of a template that many topics use: whoever sends names one that people can switch off."""


@dataclass(frozen=True)
class Template:
    """A registered message."""

    name: str
    topic: str


class Letter(EmailMultiAlternatives):
    """A message made from a registered template, for one address; the mail ledger takes no other."""

    def __init__(
        self,
        template: Template,
        *,
        to: str,
        words: tuple[str, str, str],
        link: MailLink,
        forget: bool,
    ) -> None:
        subject, text, html = words
        super().__init__(subject, text, to=[to])
        self.attach_alternative(html, "text/html")
        self.template, self.link, self.forget, self.words = template, link, forget, words

    def for_another(self, *, to: str, subject_ref: UUID, token: str) -> "Letter":
        """Return the same message for another person, with a number and links of its own in place of this one's `token`."""
        link = MailLink(subject_ref, self.link.topic, make_reference())
        other = link.token
        subject, text, html = (
            part.replace(token, other).replace(self.link.reference, link.reference) for part in self.words
        )
        return Letter(self.template, to=to, words=(subject, text, html), link=link, forget=self.forget)


templates: dict[str, Template] = {}
"""Every message the portal can send."""


def register(name: str, *, topic: str) -> None:
    """Register a message with its topic, or with BY_SENDER. Called when the app is ready; accounts.E006 checks the topic."""
    templates[name] = Template(name, topic)


def send(
    name: str,
    *,
    to: str,
    context: dict[str, Any] | None = None,
    subject_ref: UUID | None = None,
    forget: bool = False,
    topic: str = "",
) -> None:
    """Render the message and hand it to the mail ledger in the caller's transaction. See `compose`.

    Nothing leaves before that transaction commits, and a message that can be switched off leaves only if its
    person allows it at that moment.
    """
    compose(name, to=to, context=context, subject_ref=subject_ref, forget=forget, topic=topic).send()


def send_many(letters: Iterable[Letter]) -> int:
    """Hand many messages to the mail ledger at once, in the caller's transaction, and return how many they were."""
    return get_connection().send_messages(list(letters)) or 0


def compose(
    name: str,
    *,
    to: str,
    context: dict[str, Any] | None = None,
    subject_ref: UUID | None = None,
    forget: bool = False,
    topic: str = "",
) -> Letter:
    """Render the message for one address and return it; nothing is sent.

    `subject_ref` is the person it is for, if they are known: without one only administrative messages leave.
    With `forget` the ledger drops the address as soon as the mail has left. `topic` is for templates that are
    registered BY_SENDER and for no others. Raise LookupError for a message nobody registered or a topic the
    data map does not have, ValueError for a topic this template may not have.
    """
    template = templates[name]
    about = current().topics[_topic_of(template, topic)]
    link = MailLink(subject_ref, about.key, make_reference())
    app, _, short = name.partition("/")
    values = {
        "organisation": current().organisation,
        "base_url": settings.BASE_URL,
        **(context or {}),
        "topic": about,
        "class_meaning": CLASSES[about.message_class],
        "mail_reference": link.reference,
        "mail_token": link.token,
    }
    subject, text, html = (
        render_to_string(f"{app}/email/{short}/{file}", values)
        for file in ("subject.txt", "body.txt", "body.html")
    )
    words = (" ".join(subject.split()), text, html)
    return Letter(Template(name, about.key), to=to, words=words, link=link, forget=forget)


def compose_many(
    name: str, people: Sequence[tuple[UUID, str]], *, context: dict[str, Any], topic: str = ""
) -> list[Letter]:
    """Return the same message for many people, each given by reference and address, rendered once. See `compose`."""
    if not people:
        return []
    (first_ref, first_address), *others = people
    first = compose(name, to=first_address, context=context, subject_ref=first_ref, topic=topic)
    token = first.link.token
    return [first, *(first.for_another(to=address, subject_ref=ref, token=token) for ref, address in others)]


def _topic_of(template: Template, topic: str) -> str:
    """Return the topic of a message: the template's own, or the sender's where the template leaves it open."""
    if template.topic == BY_SENDER:
        if topic and current().topics[topic].locked:
            raise ValueError(
                f"{template.name} is for messages that people can switch off; {topic} is administrative."
            )
        if topic:
            return topic
        raise ValueError(f"{template.name} is used for many topics. Name the one this message is about.")
    if topic and topic != template.topic:
        raise ValueError(f"{template.name} is about {template.topic} and cannot be sent as {topic}.")
    return template.topic
