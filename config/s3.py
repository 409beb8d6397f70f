"""S3 for packages and for a company's files: read in ranges, never as a whole, and private."""

import io
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, BinaryIO, cast

from boto3.s3.transfer import TransferConfig
from botocore.exceptions import BotoCoreError, ClientError
from django.core.files.base import File
from storages.backends import s3

PAGE = 500
"""How many names are fetched at once."""
READ_AHEAD = 1024 * 1024
"""How much is fetched at once, whatever little is asked for."""


class UnknownToTheServer(OSError):
    """A server that speaks only a part of S3 was asked for what it does not know."""


class RangedObject(io.RawIOBase):
    """An object that is read and sought like a file, by requests for ranges of one version of it.

    An object that is replaced meanwhile is refused (If-Match), so that two halves are never put together.
    """

    def __init__(self, obj: Any, length: int, etag: str) -> None:
        super().__init__()
        self._obj, self._length, self._etag, self._at = obj, length, etag, 0

    def readable(self) -> bool:
        """Return True."""
        return True

    def seekable(self) -> bool:
        """Return True."""
        return True

    def tell(self) -> int:
        """Return the place of the next byte."""
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Move to a place without asking for anything."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self._length}[whence]
        self._at = max(start + offset, 0)
        return self._at

    def readinto(self, buffer: Any) -> int:
        """Fill the buffer with one request and return how much there was."""
        got = self._fetch(min(self._at + len(buffer), self._length))
        buffer[: len(got)] = got
        return len(got)

    def readall(self) -> bytes:
        """Return all that is left, with one request."""
        return self._fetch(self._length)

    def _fetch(self, stop: int) -> bytes:
        if stop <= self._at:
            return b""
        with _as_a_folder_says(self._obj.key):
            answer = self._obj.get(Range=f"bytes={self._at}-{stop - 1}", IfMatch=self._etag)
            with answer["Body"] as body:
                got: bytes = body.read()
        self._at += len(got)
        return got


class S3Storage(s3.S3Storage):
    """django-storages' S3, which fetches a whole object before it gives the first byte, with reading by range.

    Writing by `open` is refused: there an error inside the block completes the upload of half an object. `save` aborts it.
    """

    def get_default_settings(self) -> dict[str, Any]:
        """Return the defaults: nothing public, no address that works without a signature, what is there is not replaced.

        Without threads, because what is uploaded is read from a database while it goes, over this thread's connection.
        """
        return super().get_default_settings() | {
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
            "gzip": False,
            "transfer_config": TransferConfig(use_threads=False),
            "signature_version": "s3v4",
        }

    def get_modified_time(self, name: str) -> datetime:
        """Return when the object was written. Raise FileNotFoundError or OSError."""
        with _as_a_folder_says(name):
            return super().get_modified_time(name)

    def delete(self, name: str) -> None:
        """Delete an object; one that is gone already is as good. Raise OSError."""
        with _as_a_folder_says(name):
            super().delete(name)

    def names_under(self, prefix: str, after: str = "") -> Iterator[str]:
        """Yield the name of every object whose name begins so and comes behind another, in order, a page in memory at a time.

        What is deleted meanwhile does not disturb: the next page begins behind the last name. Raise OSError.
        """
        behind = {"StartAfter": f"{self._within}{after}"} if after else {}
        for page in self._pages("list_objects_v2", prefix, **behind):
            for entry in page.get("Contents", ()):
                yield entry["Key"].removeprefix(self._within)

    def be_listed(self, prefix: str) -> None:
        """Ask for one name under a prefix, whether or not there is any. Raise OSError."""
        next(self._pages("list_objects_v2", prefix, size=1), None)

    def open_exactly(self, name: str) -> BinaryIO:
        """Open an object by its very name, in which nothing is tidied up. Raise FileNotFoundError or OSError."""
        obj = self.bucket.Object(self._within + name)
        with _as_a_folder_says(name):
            head = obj.meta.client.head_object(Bucket=obj.bucket_name, Key=obj.key)
        raw = RangedObject(obj, head["ContentLength"], head["ETag"])
        return cast(BinaryIO, io.BufferedReader(raw, READ_AHEAD))

    def erase_under(self, prefix: str, limit: int) -> int:
        """Delete up to `limit` versions of objects whose names begin so and return how many; 0 when none is left.

        In a bucket that keeps versions a deletion alone would only hide them. Raise OSError, also for what the bucket
        refuses to delete, as under an object lock.
        """
        asked = min(limit, PAGE)
        versions = next((found for found in self._versions(prefix, asked) if found), [])[:asked]
        self._delete(versions)
        return len(versions)

    def erase_exactly(self, name: str) -> None:
        """Delete every version of one object, and of none whose name only begins so. Raise OSError."""
        key = self._normalize_name(s3.clean_name(name))
        for found in self._versions(key.removeprefix(self._within), PAGE):
            self._delete([one for one in found if one["Key"] == key])

    def abort_unfinished(self, prefix: str, begun_before: datetime) -> int:
        """Abort uploads of objects whose names begin so that were begun before and never ended, and return how many. Raise OSError.

        A killed worker leaves one behind. It is no object, so nothing that lists objects finds it, and the bucket keeps its parts.
        """
        aborted = 0
        for page in self._pages("list_multipart_uploads", prefix):
            for one in page.get("Uploads", ()):
                if one["Initiated"] < begun_before:
                    with _as_a_folder_says(one["Key"]), suppress(FileNotFoundError):
                        self.connection.meta.client.abort_multipart_upload(
                            Bucket=self.bucket_name, Key=one["Key"], UploadId=one["UploadId"]
                        )
                    aborted += 1
        return aborted

    def left_under(self, prefix: str) -> int:
        """Return how many versions of objects there still are. Raise OSError."""
        return sum(map(len, self._versions(prefix, PAGE)))

    def _versions(self, prefix: str, size: int) -> Iterator[list[dict[str, str]]]:
        """Yield the versions of objects, as a deletion names them, page by page; where nothing knows of versions, the objects."""
        try:
            for page in self._pages("list_object_versions", prefix, size=size):
                found = [*page.get("Versions", ()), *page.get("DeleteMarkers", ())]
                yield [{"Key": one["Key"], "VersionId": one["VersionId"]} for one in found]
        except UnknownToTheServer:
            for page in self._pages("list_objects_v2", prefix, size=size):
                yield [{"Key": one["Key"]} for one in page.get("Contents", ())]

    def _delete(self, versions: list[dict[str, str]]) -> None:
        if not versions:
            return
        wanted = {"Objects": versions, "Quiet": True}
        with _as_a_folder_says(versions[0]["Key"]):
            done = self.connection.meta.client.delete_objects(Bucket=self.bucket_name, Delete=wanted)
        if refused := done.get("Errors"):
            raise OSError(f"The bucket refused to delete: {refused[0].get('Code', 'unknown')}")

    @property
    def _within(self) -> str:
        place = self.location.strip("/")
        return f"{place}/" if place else ""

    def _pages(self, question: str, prefix: str, size: int = PAGE, **more: str) -> Iterator[dict[str, Any]]:
        pages = iter(
            self.connection.meta.client.get_paginator(question).paginate(
                Bucket=self.bucket_name,
                Prefix=self._within + prefix,
                PaginationConfig={"PageSize": size},
                **more,
            )
        )
        while True:
            with _as_a_folder_says(prefix):
                page = next(pages, None)
            if page is None:
                return
            yield page

    def _open(self, name: str, mode: str = "rb") -> File:  # type: ignore[type-arg]
        if mode != "rb":
            raise ValueError("Files here are read by open and written by save.")
        key = self._normalize_name(s3.clean_name(name))
        return File(self.open_exactly(key.removeprefix(self._within)), name)


@contextmanager
def _as_a_folder_says(name: str) -> Iterator[None]:
    """Turn the library's errors into those of a local folder, so that nobody must know where files are."""
    try:
        yield
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            raise FileNotFoundError(f"File does not exist: {name}") from error
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 501:
            raise UnknownToTheServer("The server does not know this question.") from error
        raise OSError(f"The bucket refused: {error.response['Error'].get('Code', 'unknown')}") from error
    except BotoCoreError as error:
        raise OSError("The bucket cannot be reached.") from error
