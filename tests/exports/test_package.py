import base64
import io
import json
import re
import shutil
import subprocess
import zipfile
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.core.files.base import ContentFile
from django.core.files.storage import storages

from accounts import signing
from accounts.actor import SYSTEM
from exports.actions.packages import open_download, request_package
from exports.building import content
from exports.signals import package_ready
from exports.verify import candor_verify
from tests.exports.archives import built, downloaded

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("committed"),
]


@pytest.fixture
def maya(shop, person, bystander):
    storages["platform_media"].save("avatars/maya.png", ContentFile(b"\x89PNG maya"))
    key = shop.add_user("maya@example.org", select="Mayas own words", avatar="avatars/maya.png")
    other = shop.add_user("tom@example.org", select="Toms own words")
    shop.run(
        'INSERT INTO "Order" (shop, "No", "user", total) SELECT 1, n, %s, 7.5 FROM generate_series(1, 1203) n',
        key,
    )
    shop.run(
        "INSERT INTO reply (author, body) VALUES (%s, '<b>bold</b> & \"quoted\"'), (%s, 'Tom answers')",
        key,
        other,
    )
    yield key
    storages["platform_media"].delete("avatars/maya.png")


@pytest.mark.promise("P33")
def test_a_package_holds_every_row_of_the_person_and_nothing_of_others(maya, person, jobs):
    zipped = downloaded(built(person.subject, jobs))

    assert zipped.testzip() is None
    assert json.loads(zipped.read("data/shop/user.json"))[0]["select"] == "Mayas own words"
    assert len(json.loads(zipped.read("data/shop/Order.json"))) == 1203
    everything = b"".join(zipped.read(name) for name in zipped.namelist())
    assert b"Mayas own words" in everything
    assert b"Toms own words" not in everything
    assert b"tom@example.org" not in everything
    assert b"Tom answers" not in everything


def test_identifiers_stand_in_the_package_in_clear(maya, person, jobs):
    zipped = downloaded(built(person.subject, jobs))

    (row,) = json.loads(zipped.read("data/portal/what-locates-you.json"))

    assert (row["kind"], row["value"]) == ("email", "maya@example.org")


def test_files_come_along_and_lost_ones_are_named(maya, shop, person, jobs):
    shop.run('UPDATE "user" SET avatar = %s WHERE id = %s', "../../etc/passwd", maya)
    lost = built(person.subject, jobs)
    zipped = downloaded(lost)
    manifest = json.loads(zipped.read("manifest.json"))
    (files,) = [s for s in manifest["sections"] if s["kind"] == "files"]
    assert files["missing_files"] == ["../../etc/passwd"]
    assert b"../../etc/passwd" in zipped.read("not-included.html")

    shop.run('UPDATE "user" SET avatar = %s WHERE id = %s', "avatars/maya.png", maya)
    zipped = downloaded(built(person.subject, jobs))
    (name,) = [name for name in zipped.namelist() if name.startswith("files/")]
    assert (name[:21], name[-4:]) == ("files/shop/user/maya-", ".png")
    assert zipped.read(name) == b"\x89PNG maya"
    assert f'<img src="../../{name}"' in zipped.read("html/shop/user-0001.html").decode()
    assert f'<img src="../../{name}"' in zipped.read("html/shop/user.files-000001.html").decode()


def test_files_of_rows_are_cut_into_pieces_too(maya, shop, person, jobs, monkeypatch):
    """Each piece begins behind the last name of the one before, as the database orders names."""
    monkeypatch.setattr(content, "MOST_FILES", 1)
    for name, address in (("avatars/B.png", "MAYA@example.org"), ("avatars/a.png", "Maya@example.org")):
        storages["platform_media"].save(name, ContentFile(name.encode()))
        shop.run('UPDATE "user" SET avatar = %s WHERE id = %s', name, shop.add_user(address))
    package = built(person.subject, jobs)
    pieces = package.sections.filter(kind="files", store="shop")
    assert [len(piece.members) for piece in pieces] == [2, 2, 2]
    zipped = downloaded(package)
    names = sorted(name for name in zipped.namelist() if name.startswith("files/shop/user/"))
    assert len(set(names)) == 3
    assert {zipped.read(name) for name in names} == {b"\x89PNG maya", b"avatars/B.png", b"avatars/a.png"}


@pytest.mark.promise("P16", "P33")
def test_the_manifest_agrees_with_the_archive_and_is_signed(maya, person, jobs, tmp_path):
    package = built(person.subject, jobs)
    zipped = downloaded(package)
    (tmp_path / "copy.zip").write_bytes(zipped.fp.getvalue())
    ours = signing.published()[0].text
    assert candor_verify.main([str(tmp_path / "copy.zip"), f"--key={ours}"]) == 0
    text = zipped.read("manifest.json")
    manifest = json.loads(text)

    key = Ed25519PublicKey.from_public_bytes(base64.b64decode(zipped.read("manifest.pub")))
    key.verify(base64.b64decode(zipped.read("manifest.json.sig")), text)
    assert manifest["key"] == signing.public_jwk()
    listed = {m["name"]: m for s in manifest["sections"] for m in s["members"]}
    assert {"README.html", "not-included.html", "style.css"} < set(listed)
    assert set(zipped.namelist()) - set(listed) == {"manifest.json", "manifest.json.sig", "manifest.pub"}
    for name, member in listed.items():
        assert sha256(zipped.read(name)).hexdigest() == member["sha256"], name
    assert manifest["subject"] == str(person.subject.ref)
    (orders,) = [s for s in manifest["sections"] if s.get("table") == "Order" and s["kind"] == "rows"]
    assert orders["records"] == 1203
    carrier = {"name": "Carrier Inc.", "country": "US", "safeguard": "Standard contractual clauses"}
    assert orders["recipients"] == orders["transfers"] == [carrier]
    assert orders["purposes"] == [{"name": "Run the shop", "lawful_basis": "contract"}]
    assert manifest["categories"]["cards"]["held_by"] == "Bank AG"


def test_pages_can_be_read_offline_and_lead_to_each_other(maya, person, jobs):
    zipped = downloaded(built(person.subject, jobs))
    names = zipped.namelist()
    pages = [name for name in names if name.endswith(".html")]

    assert [n for n in names if n.startswith("html/shop/Order-")] == [
        f"html/shop/Order-000{n}.html" for n in (1, 2, 3)
    ]
    assert zipped.read("html/shop/Order-0003.html").count(b"<dl>") == 203
    assert b"&lt;b&gt;bold&lt;/b&gt; &amp; &quot;quoted&quot;" in zipped.read("html/shop/reply-0001.html")
    for page in pages:
        text = zipped.read(page).decode()
        assert "<script" not in text
        assert re.findall(r"(?:src|<link[^>]*href)=.(?:https?:)?//", text) == []
    front = zipped.read("README.html").decode()
    assert "Bank AG" in front
    assert 'href="html/shop/Order-0001.html"' in front


@pytest.mark.skipif(shutil.which("unzip") is None, reason="no unzip on this machine")
def test_the_archive_satisfies_unzip(maya, person, jobs, tmp_path):
    package = built(person.subject, jobs)
    file = tmp_path / "package.zip"
    file.write_bytes(b"".join(open_download(package, actor=SYSTEM).read(0, package.length)))

    told = subprocess.run(["unzip", "-t", str(file)], check=True, capture_output=True, text=True)

    assert "No errors detected" in told.stdout


def test_any_part_of_the_archive_is_the_part_of_the_whole(maya, person, jobs):
    package = built(person.subject, jobs)
    archive = open_download(package, actor=SYSTEM)
    whole = b"".join(archive.read(0, package.length))
    edges = [0, 1, 29, 1000, len(whole) // 2, len(whole) - 23, len(whole) - 1, len(whole)]

    for start in edges:
        for stop in edges:
            assert b"".join(archive.read(start, stop)) == whole[start:stop], (start, stop)


def test_two_clicks_ask_for_one_package(person, jobs):
    first = request_package(person.subject, actor=SYSTEM)

    assert request_package(person.subject, actor=SYSTEM) == first
    assert len(jobs.waiting) == 1


def test_a_package_is_told_of_when_it_is_ready(maya, person, jobs):
    told = []

    def listen(sender, package, **_):
        told.append((package.ref, package.state))

    package_ready.connect(listen)
    try:
        package = built(person.subject, jobs)
    finally:
        package_ready.disconnect(listen)

    assert told == [(package.ref, "ready")]


@pytest.mark.promise("P39")
def test_objects_are_unreadable_without_the_key(maya, person, jobs):
    package = built(person.subject, jobs)

    for section in package.sections.exclude(object_name=""):
        with storages["private"].open(section.object_name) as stored:
            data = stored.read()
        assert b"Mayas own words" not in data
        assert b"PK" not in data[:2]
    assert bytes(package.sealed_located) == b""


def test_somebody_without_data_gets_a_package_that_says_so(shop, person, jobs):
    zipped = downloaded(built(person.subject, jobs))
    manifest = json.loads(zipped.read("manifest.json"))

    assert [s["records"] for s in manifest["sections"] if s.get("store") == "shop"] == [0, 0, 0, 0, 0]
    assert isinstance(zipped, zipfile.ZipFile)
    assert io.BytesIO(zipped.read("README.html")).read()
