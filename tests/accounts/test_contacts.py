"""Whom only others named: known by a verified address, told nothing, never taken up again once erased, and a person once they come."""

import pytest

from accounts.actions.linking import link_subject
from accounts.actions.roster import merge_roster
from accounts.actor import SYSTEM, actor_for
from accounts.keyed_hash import keyed_hash
from accounts.models import DataSubject, Suppression, User
from accounts.roster.entries import entry_from
from consent.campaigns.planning import reachable
from consent.decisions import decide

pytestmark = [pytest.mark.django_db, pytest.mark.promise("P05")]


def take_over(**line: object) -> None:
    """Take a line of the company's gift list over."""
    merge_roster("platform", entries=[entry_from(line)], actor=SYSTEM)


def gifted() -> DataSubject:
    """Return the recipient of a gift."""
    take_over(platform_id="gift-1", email="gran@example.org", standing="contact")
    return DataSubject.objects.known_by("platform_id", "gift-1", "platform").get()


def test_a_contact_is_told_nothing(person: User) -> None:
    """No topic reaches them, and no campaign plans for them; the member is reached."""
    contact = gifted()
    assert contact.standing == "contact"
    assert decide(contact, topic="digest").reason == "third_party"
    assert decide(person.subject, topic="digest").allowed
    assert contact not in reachable()
    assert person.subject in reachable()


def test_a_list_makes_no_member_a_contact(person: User) -> None:
    """A member somebody else has in a list stays a member, the address verified or not."""
    take_over(platform_id="gift-2", email="maya@example.org", standing="contact")
    person.subject.refresh_from_db()
    assert person.subject.standing == "active"
    assert DataSubject.objects.known_by("platform_id", "gift-2", "platform").get() == person.subject


def test_a_contact_who_joins_is_a_member() -> None:
    """By the company's word or by signing in with the address."""
    contact = gifted()
    take_over(platform_id="m-1", email="gran@example.org")
    contact.refresh_from_db()
    assert contact.standing == "active"
    take_over(platform_id="gift-3", email="uncle@example.org", standing="contact")
    user = User.objects.create_user("uncle@example.org")
    user.emailaddress_set.create(email="uncle@example.org", verified=True, primary=True)  # type: ignore[attr-defined]
    joined = link_subject(user, actor=actor_for(user))
    assert joined == DataSubject.objects.known_by("platform_id", "gift-3", "platform").get()
    joined.refresh_from_db()
    assert joined.standing == "active"


def test_an_erased_contact_is_not_taken_up_again() -> None:
    """Under no other number either: the address is what stays away."""
    Suppression.objects.create(kind="email", digest=keyed_hash("email", "gran@example.org"))
    for number in ("gift-1", "gift-9"):
        take_over(platform_id=number, email="gran@example.org", standing="contact")
    assert not DataSubject.objects.exists()
