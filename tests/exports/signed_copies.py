"""Copies as the portal lays them out and signs them, with other contents and keys."""

import base64
import json
import random
from datetime import UTC, datetime
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from exports.archive.layout import directory_entry, end_of_directory, local_header
from exports.archive.members import Members

STAMP = datetime(2026, 12, 2, 12, 30, 8, tzinfo=UTC)
OURS, OTHER = (Ed25519PrivateKey.from_private_bytes(bytes([n]) * 32) for n in (1, 2))
CONTENT = {
    "README.html": b"<p>Your data</p>" * 40,
    "data/shop/user.json": b'[{"id": 1, "name": "Maya"}]',
    "files/x.bin": random.Random(7).randbytes(900),
    "empty.json": b"",
}


def raw(key):
    return key.public_key().public_bytes_raw()


def zipped(files):
    """Return an archive of (name, content) pairs as the portal lays it out."""
    members, body, entries = Members(), bytearray(), bytearray()
    for name, content in files:
        data = b"".join(members.add(name, [content]))
        entries += directory_entry(members.made[-1], STAMP, len(body))
        body += local_header(members.made[-1], STAMP) + data
    return bytes(body + entries + end_of_directory(len(members.made), len(entries), len(body)))


def signed(content=CONTENT, *, key=OURS):
    """Return the files of a copy with its manifest; the second file and what follows is said to be in part 2."""
    listed = [
        {"name": name, "size": len(data), "sha256": sha256(data).hexdigest(), "part": 1 + (number > 1)}
        for number, (name, data) in enumerate(content.items())
    ]
    text = json.dumps({"format": 1, "sections": [{"kind": "rows", "members": listed}]}).encode()
    lines = (base64.b64encode(one) + b"\n" for one in (key.sign(text), raw(key)))
    return content | dict(
        zip(("manifest.json", "manifest.json.sig", "manifest.pub"), [text, *lines], strict=True)
    )
