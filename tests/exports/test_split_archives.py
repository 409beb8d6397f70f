"""A copy in several files: each an archive by itself, none larger than asked for, all of it there once."""

import io
import json
import os
import zipfile

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import storages
from django.urls import reverse

from accounts import signing
from accounts.actor import SYSTEM
from exports.actions.packages import DownloadsUsedUp, open_download, request_package
from exports.scope import Scope
from exports.verify import candor_verify
from tests.signing_in import sign_in

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("committed"),
]
SIZE = 400_000


@pytest.fixture
def split(shop, person, bystander, jobs):
    names = []
    for number, length in enumerate([150_000, 150_000, 150_000, 500_000, 20_000]):
        name = f"avatars/{number}.png"
        storages["platform_media"].save(name, ContentFile(os.urandom(length)))
        shop.add_user(
            "maya"[:number].upper() + "maya"[number:] + "@example.org", select="Mayas own words", avatar=name
        )
        names.append(name)
    package = request_package(person.subject, actor=SYSTEM, scope=Scope(part_bytes=SIZE))
    jobs.run(twice=True)
    package.refresh_from_db()
    yield package
    for name in names:
        storages["platform_media"].delete(name)


def test_each_file_is_an_archive_and_together_they_hold_all(split, tmp_path):
    zips = []
    for part, length in enumerate(split.parts, 1):
        archive = open_download(split, actor=SYSTEM, part=part)
        data = b"".join(archive.read(0, length))
        assert len(data) == length
        assert b"".join(archive.read(70, length - 30)) == data[70:-30]
        zips.append(zipfile.ZipFile(io.BytesIO(data)))
        (tmp_path / f"{part}.zip").write_bytes(data)
    files, key = sorted(map(str, tmp_path.glob("*.zip"))), f"--key={signing.published()[0].text}"
    assert candor_verify.main([*files, key]) == 0
    assert candor_verify.main([files[0], "--part", key]) == 0
    assert candor_verify.main([files[0], key]) == 1
    assert len(zips) > 3
    assert sum(split.parts) == split.length
    assert all(zipped.testzip() is None for zipped in zips)
    assert [length > SIZE for length in split.parts].count(True) == 1  # The file of half a megabyte.

    manifest = json.loads(zips[0].read("manifest.json"))
    assert manifest["files"][0] == f"your-data-{split.created_at:%Y-%m-%d}-01-of-0{len(zips)}.zip"
    assert len(manifest["files"]) == len(zips)
    placed = {m["name"]: m["part"] for s in manifest["sections"] for m in s["members"]}
    found = {name: part for part, zipped in enumerate(zips, 1) for name in zipped.namelist()}
    assert len(found) == sum(len(zipped.namelist()) for zipped in zips)
    for name, part in placed.items():
        assert found[name] == part, name
    notes = [name for name in found if name.startswith("part-")]
    assert [found[name] for name in notes] == list(range(2, len(zips) + 1))
    assert manifest["files"][0].encode() in zips[1].read(notes[0])
    assert set(notes) < set(placed)
    assert {name: found[name] for name in set(found) - set(placed)} == dict.fromkeys(
        ["manifest.json", "manifest.json.sig", "manifest.pub"], 1
    )


def test_each_file_is_resumed_by_itself_and_a_round_is_one_download(
    client, split, person, clock_at, settings
):
    sign_in(client, person)
    shown = client.get(reverse("exports:package", args=[split.ref])).content.decode()
    listed = client.get(reverse("api-package", args=[split.ref])).json()
    assert f"cut into {len(split.parts)} files" in shown
    assert shown.count("larger than you asked") == 1
    tags = set()
    for one in listed["files"]:
        assert one["name"] in shown
        address = reverse("exports:download", args=[split.ref, one["number"]])
        answer = client.get(client.post(address)["Location"], headers={"Range": "bytes=5-", "If-Range": "x"})
        assert answer.status_code == 200
        assert one["name"] in answer["Content-Disposition"]
        assert int(answer["Content-Length"]) == one["length"]
        tags.add(answer["ETag"])
        rest = client.get(one["file"], headers={"Range": "bytes=5-", "If-Range": answer["ETag"]})
        assert rest["Content-Range"] == f"bytes 5-{one['length'] - 1}/{one['length']}"
        assert b"".join(rest.streaming_content) == b"".join(answer.streaming_content)[5:]
    assert len(tags) == len(split.parts)
    split.refresh_from_db()
    assert (split.downloads, len(split.openings)) == (1, len(split.parts))
    for address in ("exports:download", "api-package-part"):
        for part in (0, len(split.parts) + 1):
            assert client.get(reverse(address, args=[split.ref, part])).status_code == 404

    split.openings = [[2, split.created_at.replace(year=2020).isoformat()]] * split.downloads_allowed
    split.save()
    with pytest.raises(DownloadsUsedUp):
        open_download(split, actor=SYSTEM, part=2)
    open_download(split, actor=SYSTEM, part=1)
    assert split.state == "ready"
