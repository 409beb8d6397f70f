"""Seal personal text under a data subject's own key, so that destroying the key destroys the text.

Each subject has up to two data keys: one dies when the person is erased, the other when the record of
their requests expires. Data keys are random, wrapped with AES-256-GCM under the key from the
environment; sealed text is AES-256-GCM with the subject's reference and the key's life as associated data.
"""

import json
import os
from collections.abc import Sequence
from functools import cache
from typing import Any, Literal

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

from accounts.errors import DomainError
from accounts.models.subject import DataSubject, SubjectKey

Life = Literal["account", "record"]
VERSION = b"\x01"
NONCE = 12


class Unreadable(DomainError):
    """The key is gone or the sealed bytes were altered."""

    code = "unreadable"


def seal(subject: DataSubject, value: Any, *, life: Life) -> bytes:
    """Return JSON of `value` encrypted under the subject's key for this life, creating the key at first use.

    Raise Unreadable for the account of somebody who was erased: what comes late must not bring anything back.
    """
    return _encrypt(_data_key(subject, life, create=True), value, _context(subject, life))


def unseal(subject: DataSubject, sealed: bytes, *, life: Life) -> Any:
    """Return what was sealed. Raise Unreadable when the key was destroyed or the bytes are not ours."""
    return _decrypt(_data_key(subject, life, create=False), sealed, _context(subject, life))


def readable(subject: DataSubject, sealed: bytes | None, *, life: Life) -> Any | None:
    """Return what was sealed, or None where there is nothing, or nothing that can be read any more."""
    if sealed is None:
        return None
    try:
        return unseal(subject, sealed, life=life)
    except Unreadable:
        return None


def destroy_key(subject: DataSubject, *, life: Life) -> bool:
    """Delete the subject's key for this life and return whether there was one. Nothing sealed with it can be read again."""
    deleted, _ = SubjectKey.objects.filter(subject=subject, life=life).delete()
    return bool(deleted)


class Keyring:
    """The data keys of many subjects for one life, fetched and made with three statements; without `create` with one."""

    def __init__(self, subjects: Sequence[DataSubject], *, life: Life, create: bool = True) -> None:
        self.life = life
        have = self._load(subjects)
        missing = [
            SubjectKey(subject=s, life=life, wrapped=wrap(os.urandom(32), _context(s, life)))
            for s in subjects
            if s.pk not in have
        ]
        if missing and create:
            # Another process may have made the same key meanwhile; whichever was first is the one that counts.
            SubjectKey.objects.bulk_create(missing, ignore_conflicts=True)
            have = self._load(subjects)
        self._keys = {s.pk: unwrap(have[s.pk], _context(s, life)) for s in subjects if s.pk in have}

    def seal(self, subject: DataSubject, value: Any) -> bytes:
        """Return JSON of `value` encrypted under the subject's key."""
        return _encrypt(self._keys[subject.pk], value, _context(subject, self.life))

    def unseal(self, subject: DataSubject, sealed: bytes) -> Any:
        """Return what was sealed under the subject's key. Raise Unreadable when the key was destroyed or the bytes are not ours."""
        if subject.pk not in self._keys:
            raise Unreadable
        return _decrypt(self._keys[subject.pk], sealed, _context(subject, self.life))

    def _load(self, subjects: Sequence[DataSubject]) -> dict[int, bytes]:
        rows = SubjectKey.objects.filter(subject__in=subjects, life=self.life)
        return dict(rows.values_list("subject", "wrapped"))


class FreshKey:
    """A data key just made for a subject who is being made too: `wrapped` is what its SubjectKey holds.

    For many people at once; nothing is read or written here.
    """

    __slots__ = ("_cipher", "_context", "wrapped")

    def __init__(self, ref: str, *, life: Life) -> None:
        key = os.urandom(32)
        self._context = f"{ref}:{life}".encode()
        self._cipher = AESGCM(key)
        self.wrapped = wrap(key, self._context)

    def seal(self, value: Any) -> bytes:
        """Return JSON of `value` encrypted under the key."""
        nonce = os.urandom(NONCE)
        return VERSION + nonce + self._cipher.encrypt(nonce, _plain(value), self._context)


def wrap(key: bytes, context: bytes) -> bytes:
    """Return a data key encrypted under the key from the environment."""
    nonce = os.urandom(NONCE)
    return VERSION + nonce + _master(settings.CANDOR_KEY).encrypt(nonce, key, context)


def unwrap(wrapped: bytes, context: bytes) -> bytes:
    """Return the data key. Raise Unreadable when the key from the environment is not the one that wrapped it."""
    wrapped = bytes(wrapped)
    try:
        return _master(settings.CANDOR_KEY).decrypt(wrapped[1 : 1 + NONCE], wrapped[1 + NONCE :], context)
    except InvalidTag as error:
        raise Unreadable from error


def _data_key(subject: DataSubject, life: Life, *, create: bool) -> bytes:
    context = _context(subject, life)
    row = SubjectKey.objects.filter(subject=subject, life=life).first()
    if row is None:
        erased = DataSubject.objects.filter(pk=subject.pk, erased_at__isnull=False)
        if not create or (life == "account" and erased.exists()):
            raise Unreadable
        wrapped = wrap(os.urandom(32), context)
        row, _ = SubjectKey.objects.get_or_create(subject=subject, life=life, defaults={"wrapped": wrapped})
    return unwrap(row.wrapped, context)


def _encrypt(key: bytes, value: Any, context: bytes) -> bytes:
    nonce = os.urandom(NONCE)
    return VERSION + nonce + AESGCM(key).encrypt(nonce, _plain(value), context)


_json = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"))


def _plain(value: Any) -> bytes:
    return _json.encode(value).encode()


@cache
def _master(key: bytes) -> AESGCM:
    return AESGCM(key)


def _decrypt(key: bytes, sealed: bytes, context: bytes) -> Any:
    sealed = bytes(sealed)
    if sealed[:1] != VERSION:
        raise Unreadable
    try:
        plain = AESGCM(key).decrypt(sealed[1 : 1 + NONCE], sealed[1 + NONCE :], context)
    except InvalidTag as error:
        raise Unreadable from error
    return json.loads(plain)


def _context(subject: DataSubject, life: str) -> bytes:
    return f"{subject.ref}:{life}".encode()
