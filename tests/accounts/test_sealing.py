"""Sealed records: readable with the subject's key, and never again after it is destroyed."""

import pytest

from accounts.clock import now
from accounts.models import DataSubject, SubjectKey, User
from accounts.sealing import Keyring, Unreadable, destroy_key, seal, unseal


def test_sealed_text_comes_back(person: User) -> None:
    """What was sealed is what is unsealed, and the bytes do not show it."""
    sealed = seal(person.subject, {"name": "Máya"}, life="record")
    assert "Máya".encode() not in sealed
    assert unseal(person.subject, sealed, life="record") == {"name": "Máya"}


@pytest.mark.promise("P39")
def test_destroying_the_key_destroys_the_text(person: User, bystander: User) -> None:
    """After its key is gone the text cannot be read; the other life and the bystander are untouched."""
    mine = seal(person.subject, "mine", life="account")
    record = seal(person.subject, "record", life="record")
    theirs = seal(bystander.subject, "theirs", life="account")
    assert destroy_key(person.subject, life="account")
    with pytest.raises(Unreadable):
        unseal(person.subject, mine, life="account")
    assert unseal(person.subject, record, life="record") == "record"
    assert unseal(bystander.subject, theirs, life="account") == "theirs"


def test_an_erased_account_gets_no_new_key(person: User, bystander: User) -> None:
    """What comes late cannot be kept, also where the caller saw the person before; the record of requests still can."""
    subject = person.subject
    destroy_key(subject, life="account")
    DataSubject.objects.filter(pk=subject.pk).update(standing="erased", erased_at=now())
    with pytest.raises(Unreadable):
        seal(subject, "late", life="account")
    assert not SubjectKey.objects.filter(subject=subject, life="account").exists()
    assert unseal(subject, seal(subject, "record", life="record"), life="record") == "record"
    assert unseal(bystander.subject, seal(bystander.subject, "theirs", life="account"), life="account")


def test_nobody_reads_what_was_sealed_for_another(person: User, bystander: User) -> None:
    """Bytes moved to another subject's row do not open."""
    sealed = seal(person.subject, "mine", life="account")
    seal(bystander.subject, "theirs", life="account")
    with pytest.raises(Unreadable):
        unseal(bystander.subject, sealed, life="account")


def test_altered_bytes_do_not_open(person: User) -> None:
    """A changed byte is noticed."""
    sealed = bytearray(seal(person.subject, "mine", life="account"))
    sealed[-1] ^= 1
    with pytest.raises(Unreadable):
        unseal(person.subject, bytes(sealed), life="account")


def test_a_keyring_unseals_for_many_with_one_query(person, bystander, django_assert_num_queries):
    sealed = {user: seal(user.subject, user.email, life="account") for user in (person, bystander)}
    keyless = DataSubject.objects.create()
    with django_assert_num_queries(1):
        keys = Keyring([person.subject, bystander.subject, keyless], life="account", create=False)
        for user in (person, bystander):
            assert keys.unseal(user.subject, sealed[user]) == user.email
    for subject, foreign in (
        (person.subject, sealed[bystander]),
        (keyless, sealed[person]),
        (person.subject, b"x"),
    ):
        with pytest.raises(Unreadable):
            keys.unseal(subject, foreign)
    assert not keyless.keys.exists()
