"""Every message is registered with a topic; its class is the topic's, and nobody can claim another."""

from typing import Any
from uuid import uuid4

import pytest
from django.core.checks import run_checks
from django.core.mail import EmailMessage, mail_admins

from accounts import mail
from accounts.checks import check_topics
from accounts.datamap.current import current
from accounts.mail import BY_SENDER, Template, compose, send
from accounts.mail_links import MailLink
from accounts.signing import make_lasting_token
from consent.mail import UnregisteredMail
from consent.models import MailDelivery

CODE = {"code": "ABCD-2345"}


@pytest.fixture
def open_topic(monkeypatch: pytest.MonkeyPatch) -> str:
    """Register a message whose topic its sender names."""
    monkeypatch.setitem(mail.templates, "accounts/sign_in_code", Template("accounts/sign_in_code", BY_SENDER))
    return "accounts/sign_in_code"


@pytest.mark.promise("P22")
def test_a_message_has_the_class_of_its_topic(db: None) -> None:
    send("accounts/sign_in_code", to="maya@example.org", context=CODE)
    row = MailDelivery.objects.get()
    assert (row.topic, row.message_class) == ("administrative", "administrative")


@pytest.mark.promise("P22")
def test_a_message_cannot_claim_a_class(db: None, open_topic: str) -> None:
    """Not by naming another topic, not by naming a locked one where the topic is open, not by naming none."""
    with pytest.raises(ValueError, match="is about administrative and cannot be sent as digest"):
        send("accounts/no_account", to="maya@example.org", context=CODE, topic="digest")
    with pytest.raises(ValueError, match="people can switch off; security is administrative"):
        send(open_topic, to="maya@example.org", context=CODE, topic="security")
    with pytest.raises(ValueError, match="Name the one this message is about"):
        send(open_topic, to="maya@example.org", context=CODE)
    with pytest.raises(KeyError, match="nothing"):
        send(open_topic, to="maya@example.org", context=CODE, topic="nothing")
    assert not MailDelivery.objects.exists()
    send(open_topic, to="maya@example.org", context=CODE, topic="offers")
    assert MailDelivery.objects.get().message_class == "promotional"


@pytest.mark.promise("P22")
def test_surveys_and_promotions_are_never_administrative() -> None:
    """Whatever the data map has in the administrative class is a topic of the portal's own."""
    locked = {key for key, topic in current().topics.items() if topic.locked}
    assert locked == {"administrative", "security", "policy-changes", "named-by-others"}
    used = {template.topic for template in mail.templates.values()}
    assert used - {BY_SENDER} <= locked


def test_a_message_nobody_registered_is_not_sent(db: None) -> None:
    with pytest.raises(KeyError, match="dsr/new"):
        send("dsr/new", to="maya@example.org")
    assert not MailDelivery.objects.exists()


def test_every_topic_is_in_the_data_map() -> None:
    assert len(mail.templates) > 10
    assert not [problem for problem in run_checks(tags=["datamap"]) if problem.id == "accounts.E006"]


@pytest.mark.parametrize(
    ("topic", "hint"),
    [("securty", "Did you mean security?"), ("zzzz", "Expected one of: activity, administrative, ")],
)
def test_a_topic_that_is_not_stops_the_start(monkeypatch: pytest.MonkeyPatch, topic: str, hint: str) -> None:
    monkeypatch.setitem(mail.templates, "dsr/new", Template("dsr/new", topic))
    (problem,) = check_topics(None)
    assert problem.id == "accounts.E006"
    assert problem.msg.startswith(f"The message dsr/new is about the topic {topic}")
    assert problem.hint is not None
    assert hint in problem.hint


def test_mail_of_a_library_is_refused_in_words(db: None, settings: Any, caplog: Any) -> None:
    """It has no topic, so nobody could switch it off or look it up; what stood beside it is not sent either."""
    stray = EmailMessage("Buy now", "Cheap.", to=["maya@example.org"])
    with pytest.raises(UnregisteredMail, match="Register one with its topic"):
        stray.send()
    with pytest.raises(UnregisteredMail):
        mail.send_many([compose("accounts/sign_in_code", to="tom@example.org", context=CODE), stray])  # type: ignore[list-item]
    assert not MailDelivery.objects.exists()
    settings.ADMINS = [("A", "a@example.org")]
    mail_admins("Fault", "Something broke.", fail_silently=True)
    assert not MailDelivery.objects.exists()
    assert "without a registered template" in caplog.text


def test_a_mail_is_for_one_address_and_has_a_number_of_its_own(db: None) -> None:
    letters = [
        compose("accounts/sign_in_code", to=f"{name}@example.org", context=CODE) for name in ("a", "b")
    ]
    assert mail.send_many(letters) == 2
    numbers = {letter.link.reference for letter in letters}
    assert set(MailDelivery.objects.values_list("reference", flat=True)) == numbers
    assert len(numbers) == 2


def test_a_links_token_says_nothing_and_is_nobodys_but_ours() -> None:
    link = MailLink(uuid4(), "digest", "K7QM-42RD-XW9T")
    assert MailLink.read(link.token) == link
    assert MailLink.read(MailLink(None, "digest", "x").token) == MailLink(None, "digest", "x")
    assert MailLink.read(make_lasting_token("other", ["", "digest", "x"])) is None
    assert MailLink.read(link.token + "x") is None
    assert link.token == MailLink.read(link.token).token  # type: ignore[union-attr]


def test_a_link_outlives_a_change_of_key(settings: Any) -> None:
    """While the former key is still accepted, and no longer."""
    token = MailLink(None, "digest", "x").token
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another", [settings.SECRET_KEY]
    assert MailLink.read(token) is not None
    settings.SECRET_KEY_FALLBACKS = []
    assert MailLink.read(token) is None
