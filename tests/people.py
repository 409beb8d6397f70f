"""The people of the tests: a data subject with an account, a bystander, a stranger, staff."""

from typing import Any

import pytest

from accounts.clock import now
from accounts.keyed_hash import keyed_hash
from accounts.models import DataSubject, Identifier, User
from accounts.sealing import seal


def add_identifier(
    subject: DataSubject, kind: str, value: str, *, store: str = "", verified: bool = True
) -> Identifier:
    """Give a subject an identifier, as the roster or a sign-in would."""
    return Identifier.objects.create(
        subject=subject,
        kind=kind,
        store=store,
        digest=keyed_hash(kind, value),
        sealed_value=seal(subject, value, life="account"),
        verified_at=now() if verified else None,
        source="test",
    )


def make_person(email: str, **subject: Any) -> User:
    """Return an account with its data subject and its verified address."""
    person = DataSubject.objects.create(**subject)
    add_identifier(person, "email", email)
    user = User.objects.create_user(email, "correct horse battery staple", subject=person)
    user.emailaddress_set.create(email=email, verified=True, primary=True)  # type: ignore[attr-defined]
    return user


@pytest.fixture
def person(db: None) -> User:
    """Return the person most tests are about: Maya, who lives in Bavaria."""
    return make_person("maya@example.org", residence="DE-BY")


@pytest.fixture
def bystander(db: None) -> User:
    """Return somebody whom nothing a test does may touch: Tom, in California."""
    return make_person("tom@example.org", residence="US-CA")


@pytest.fixture
def stranger(db: None) -> User:
    """Return a signed-in person who must never see anything of the others."""
    return make_person("eve@example.org")


@pytest.fixture
def officer(db: None) -> User:
    """Return a member of staff with every permission."""
    return User.objects.create_superuser("officer@example.org", "correct horse battery staple")
