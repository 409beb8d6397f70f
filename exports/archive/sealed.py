"""Encrypt a stream in authenticated chunks, and read any part of it back.

An object is a 16-byte salt and then chunks of 64 KiB, each AES-256-GCM with its own tag. The object's key
is derived from the package's key, the salt and the section, so no nonce is used twice even when a
section is built again. Number and finality of a chunk are authenticated with it: an object that was cut
off, reordered or swapped with another section's is refused.
"""

import os
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from accounts.errors import DomainError

CHUNK = 64 * 1024
SALT, TAG = 16, 16


class ObjectDamaged(DomainError):
    """A stored object is cut off, altered, or belongs to another section or key."""

    code = "object_damaged"


def seal_stream(package_key: bytes, section: str, pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the encrypted form of the pieces; holds one chunk at a time."""
    salt = os.urandom(SALT)
    box = _box(package_key, salt, section)
    yield salt
    waiting, index = bytearray(), 0
    for piece in pieces:
        waiting += piece
        # One byte more than a chunk shows that this chunk is not the last.
        while len(waiting) > CHUNK:
            yield box.encrypt(_nonce(index), bytes(waiting[:CHUNK]), _place(section, index, last=False))
            del waiting[:CHUNK]
            index += 1
    yield box.encrypt(_nonce(index), bytes(waiting), _place(section, index, last=True))


def open_range(
    package_key: bytes, section: str, stored: BinaryIO, *, total: int, start: int, stop: int
) -> Iterator[bytes]:
    """Yield bytes `start` to `stop` of the plain stream, which is `total` long; holds one chunk at a time.

    `stored` must be able to seek. Raise ObjectDamaged when a chunk is not what was written.
    """
    if start >= stop:
        return
    stored.seek(0)
    box = _box(package_key, stored.read(SALT), section)
    last = max(total - 1, 0) // CHUNK
    stored.seek(SALT + start // CHUNK * (CHUNK + TAG))
    for index in range(start // CHUNK, (stop - 1) // CHUNK + 1):
        length = (total - last * CHUNK if index == last else CHUNK) + TAG
        try:
            plain = box.decrypt(
                _nonce(index), stored.read(length), _place(section, index, last=index == last)
            )
        except (InvalidTag, ValueError) as error:
            raise ObjectDamaged from error
        at = index * CHUNK
        yield plain[max(start - at, 0) : stop - at]


def _box(package_key: bytes, salt: bytes, section: str) -> AESGCM:
    derived = HKDF(algorithm=SHA256(), length=32, salt=salt, info=f"candor section {section}".encode())
    return AESGCM(derived.derive(package_key))


def _nonce(index: int) -> bytes:
    return index.to_bytes(12, "big")


def _place(section: str, index: int, *, last: bool) -> bytes:
    return f"{section}:{index}:{'last' if last else 'more'}".encode()
