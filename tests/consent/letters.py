"""A message that people can switch off, for tests: `send(DIGEST, …)` with the fixture `digest`."""

from typing import Any

import pytest

from accounts import mail
from accounts.actor import actor_for
from accounts.models import User
from consent.actions.choices import record_choices
from consent.choices import Choice, Holder
from consent.models import ConsentRecord, MailDelivery
from tests.strict_mail import render_strictly, strict_engine

DIGEST = "tests/digest"
BODY = '{%% extends "email/base.%s" %%}{%% block content %%}%s{%% endblock %%}'
WORDS = {
    "subject.txt": "Stories of today",
    "body.txt": BODY % ("txt", "Three stories."),
    "body.html": BODY % ("html", "<h1>Stories of today</h1><p>Three stories.</p>"),
}


@pytest.fixture
def digest(monkeypatch: pytest.MonkeyPatch) -> str:
    """Register a message of the topic `digest`, with words of its own in the portal's frame, and return its name."""

    def render(name: str, values: dict[str, Any]) -> str:
        folder, _, file = name.rpartition("/")
        if folder == "tests/email/digest":
            return str(strict_engine().from_string(WORDS[file]).render(values))
        return render_strictly(name, values)

    monkeypatch.setitem(mail.templates, DIGEST, mail.Template(DIGEST, "digest"))
    monkeypatch.setattr("accounts.mail.render_to_string", render)
    return DIGEST


def send_digest(user: User) -> MailDelivery:
    """Write a digest to a person into the ledger and return its row."""
    mail.send(DIGEST, to=user.email, subject_ref=user.subject_ref)
    return MailDelivery.objects.latest("pk")


def choose(user: User, topic: str, *, allowed: bool, channel: str = "mail") -> list[ConsentRecord]:
    """Choose as the person would on a page."""
    choice = Choice("topic", topic, allowed=allowed, channel=channel)
    return record_choices(Holder.of(user.subject), actor=actor_for(user), choices=[choice], method="page")
