"""S3 on a real server: read in ranges, written whole or not at all, listed in pages."""

import io
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from botocore.awsrequest import AWSResponse
from django.conf import settings
from django.core.files.base import ContentFile
from storages.backends import s3

from exports.archive import objects
from exports.archive.orphans import abort_uploads

MEGABYTE = 1024 * 1024


@pytest.fixture
def storage(bucket: Any, stored_in: Any) -> Any:
    return stored_in("private", bucket.url("candor"))


@pytest.fixture
def fetched(storage: Any) -> list[Any]:
    """Collect what is asked of the server: the range of each request for content."""
    asked: list[Any] = []
    events = storage.connection.meta.client.meta.events
    events.register(
        "before-send.s3.GetObject", lambda request, **_: asked.append(request.headers["Range"].decode())
    )
    return asked


def test_what_is_saved_lies_under_the_prefix_and_is_never_replaced(bucket: Any, storage: Any) -> None:
    first = storage.save("a/b.txt", ContentFile(b"one"))
    second = storage.save("a/b.txt", ContentFile(b"two"))
    assert first == "a/b.txt" != second
    assert sorted(bucket.names()) == sorted([f"candor/{first}", f"candor/{second}"])
    assert storage.open(first).read() == b"one"
    acl = bucket.client.get_object_acl(Bucket=bucket.name, Key=f"candor/{first}")
    assert [grant["Permission"] for grant in acl["Grants"]] == ["FULL_CONTROL"]


def test_a_part_is_read_without_the_whole(storage: Any, fetched: list[Any]) -> None:
    content = bytes(range(256)) * 4096 * 12
    name = storage.save("big", ContentFile(content))
    with storage.open(name, "rb") as stored:
        assert fetched == []
        stored.seek(10 * MEGABYTE)
        assert stored.read(100) == content[10 * MEGABYTE : 10 * MEGABYTE + 100]
        assert fetched == [f"bytes={10 * MEGABYTE}-{11 * MEGABYTE - 1}"]
        assert stored.read(100) == content[10 * MEGABYTE + 100 : 10 * MEGABYTE + 200]
        assert len(fetched) == 1
        stored.seek(-3, io.SEEK_END)
        assert stored.read() == content[-3:]
        assert stored.read() == b""
        stored.seek(0)
        assert stored.read() == content


def test_an_object_that_was_replaced_meanwhile_is_not_put_together(bucket: Any, storage: Any) -> None:
    name = storage.save("big", ContentFile(b"a" * 3 * MEGABYTE))
    with storage.open(name, "rb") as stored:
        assert stored.read(1) == b"a"
        bucket.put(f"candor/{name}", b"b" * 3 * MEGABYTE)
        with pytest.raises(OSError, match="PreconditionFailed"):
            stored.read()


def test_what_is_not_there_is_said_as_by_a_folder(storage: Any) -> None:
    for ask in (storage.open, storage.get_modified_time, storage.size):
        with pytest.raises(FileNotFoundError):
            ask("nothing")
    assert storage.delete("nothing") is None
    assert objects.names_in("nothing") == []


def test_an_error_in_the_stream_leaves_nothing_behind(bucket: Any, storage: Any) -> None:
    def broken() -> Iterator[bytes]:
        yield b"x" * 20 * MEGABYTE
        raise RuntimeError("the database is gone")

    with pytest.raises(RuntimeError, match="the database is gone"):
        objects.write("packages/p", broken())
    assert bucket.names() == []
    assert bucket.unfinished() == []
    name = objects.write("packages/p", iter([b"x" * 20 * MEGABYTE, b"y"]))
    assert bucket.names() == [f"candor/{name}"]
    with pytest.raises(ValueError, match="written by save"):
        storage.open("other", "wb")


def test_the_librarys_own_file_makes_half_an_object_visible(bucket: Any, storage: Any) -> None:
    """The red companion: what is written by `open` is completed when the block is left by an error."""
    theirs = s3.S3Storage(**settings.STORAGES["private"]["OPTIONS"])

    def write_half() -> None:
        with theirs.open("packages/p/half", "wb") as file:
            file.write(b"x" * 6 * MEGABYTE)
            raise RuntimeError("the database is gone")

    with pytest.raises(RuntimeError, match="the database is gone"):
        write_half()
    assert bucket.names() == ["candor/packages/p/half"]


def test_uploads_that_never_ended_are_aborted_and_others_left(bucket: Any, storage: Any) -> None:
    """The server of the tests dates every upload to 2010."""
    for key in ("candor/packages/p/one", "candor/packages/q/two", "candor/answers/a", "packages/x"):
        begun = bucket.client.create_multipart_upload(Bucket=bucket.name, Key=key)
        bucket.client.upload_part(
            Bucket=bucket.name, Key=key, PartNumber=1, UploadId=begun["UploadId"], Body=b"half"
        )
    (dated, *_) = {one["Initiated"] for one in bucket.unfinished()}
    assert objects.abort_unfinished("packages", dated) == 0
    assert len(bucket.unfinished()) == 4

    assert abort_uploads() == 2

    assert sorted(one["Key"] for one in bucket.unfinished()) == ["candor/answers/a", "packages/x"]
    assert abort_uploads() == 0


def test_a_stream_is_pulled_in_the_thread_that_has_the_connection(storage: Any) -> None:
    here = threading.get_ident()
    pulled = []

    def pieces() -> Iterator[bytes]:
        for _ in range(3):
            pulled.append(threading.get_ident())
            yield b"x" * 6 * MEGABYTE

    objects.write("packages/p", pieces())
    assert pulled == [here] * 3


def test_names_come_in_pages_however_many_there_are(bucket: Any, storage: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("config.s3.PAGE", 7)
    for number in range(20):
        bucket.put(f"candor/members/1/{number:02}.txt", b"x" * number)
    bucket.put("candor/members/12/other.txt", b"")
    bucket.put("members/1/outside.txt", b"")
    found = storage.names_under("members/1/")
    assert next(found) == "members/1/00.txt"
    storage.delete("members/1/01.txt")
    names = list(found)
    assert names == [f"members/1/{number:02}.txt" for number in range(1, 20)]
    assert list(storage.names_under("members/1/")) == ["members/1/00.txt", *names[1:]]


def test_a_bucket_that_refuses_or_is_away_is_said_as_by_a_folder(bucket: Any, stored_in: Any) -> None:
    refusing = stored_in("scans", bucket.url().replace(bucket.name, "another-bucket"))
    away = stored_in("scans", bucket.url().replace(bucket.endpoint, "http://127.0.0.1:9"))
    with pytest.raises(FileNotFoundError):
        list(refusing.names_under("members/1/"))
    for ask in (away.open, away.delete, away.get_modified_time, lambda name: list(away.names_under(name))):
        with pytest.raises(OSError, match="cannot be reached"):
            ask("members/1/x")


def versions(bucket: Any) -> list[str]:
    page = bucket.client.list_object_versions(Bucket=bucket.name)
    return sorted(one["Key"] for one in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())))


def test_one_object_goes_with_its_versions_and_none_whose_name_begins_so(bucket: Any, storage: Any) -> None:
    bucket.client.put_bucket_versioning(Bucket=bucket.name, VersioningConfiguration={"Status": "Enabled"})
    for name in ("a.png", "a.png", "a.png.bak", "b.png"):
        bucket.put(f"candor/{name}", b"x")
    bucket.client.delete_object(Bucket=bucket.name, Key="candor/a.png")
    assert versions(bucket).count("candor/a.png") == 3
    storage.erase_exactly("a.png")
    assert versions(bucket) == ["candor/a.png.bak", "candor/b.png"]


def test_a_server_that_knows_no_versions_is_asked_for_objects(bucket: Any, storage: Any) -> None:
    asked = []

    def refuse(request: Any, **_: Any) -> AWSResponse:
        asked.append(request.url)
        body = b"<Error><Code>NotImplemented</Code></Error>"
        return AWSResponse(request.url, 501, {}, type("Raw", (), {"stream": lambda *_: iter([body])})())

    storage.connection.meta.client.meta.events.register("before-send.s3.ListObjectVersions", refuse)
    for number in range(5):
        bucket.put(f"candor/members/1/{number}", b"x")
    bucket.put("candor/members/2/0", b"x")
    assert storage.left_under("members/1/") == 5
    assert [storage.erase_under("members/1/", 3) for _ in range(3)] == [3, 2, 0]
    assert storage.left_under("members/1/") == 0
    assert asked
    assert bucket.names() == ["candor/members/2/0"]
