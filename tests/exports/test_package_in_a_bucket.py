"""A package whose sections lie in a bucket, with a person's files from another: built, handed out in parts, gone."""

from typing import Any

import pytest

from accounts.actor import SYSTEM
from exports.actions.expiry import expire_package
from exports.archive.reader import Archive
from tests.exports.archives import built, downloaded

pytestmark = [pytest.mark.django_db(databases=["default", "platform"]), pytest.mark.usefixtures("committed")]


def test_it_is_built_read_in_parts_and_removed(
    bucket: Any, stored_in: Any, shop: Any, person: Any, jobs: Any
) -> None:
    stored_in("private", bucket.url("candor"))
    stored_in("platform_media", bucket.url("media"))
    bucket.put("media/avatars/maya.png", b"\x89PNG maya" * 300_000)
    shop.add_user("maya@example.org", avatar="avatars/maya.png")

    package = built(person.subject, jobs)

    zipped = downloaded(package)
    (name,) = [name for name in zipped.namelist() if name.startswith("files/") and name.endswith(".png")]
    assert zipped.read(name) == b"\x89PNG maya" * 300_000
    whole = b"".join(Archive(package).read(0, package.length))
    assert b"".join(Archive(package).read(1000, 5000)) == whole[1000:5000]
    stored = [name for name in bucket.names() if name.startswith("candor/packages/")]
    assert stored
    assert not any(
        b"PNG maya" in bucket.client.get_object(Bucket=bucket.name, Key=one)["Body"].read() for one in stored
    )
    expire_package(package, actor=SYSTEM)
    assert [name for name in bucket.names() if name.startswith("candor/packages/")] == []
    assert "media/avatars/maya.png" in bucket.names()
