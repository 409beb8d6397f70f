"""S3 for packages and for a company's files: read in ranges, never as a whole, and private."""

import io
from typing import Any

from django.core.files.base import File
from storages.backends import s3

READ_AHEAD = 1024 * 1024
"""How much is fetched at once, whatever little is asked for."""


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
        stop = min(self._at + len(buffer), self._length)
        if stop <= self._at:
            return 0
        answer = self._obj.get(Range=f"bytes={self._at}-{stop - 1}", IfMatch=self._etag)
        with answer["Body"] as body:
            got = body.read()
        buffer[: len(got)] = got
        self._at += len(got)
        return len(got)


class S3Storage(s3.S3Storage):
    """django-storages' S3, which fetches a whole object before it gives the first byte, with reading by range.

    Writing by `open` is refused: there an error inside the block completes the upload of half an object. `save` aborts it.
    """

    def get_default_settings(self) -> dict[str, Any]:
        """Return the defaults: nothing public, no address that works without a signature, what is there is not replaced."""
        return super().get_default_settings() | {
            "default_acl": None,
            "file_overwrite": False,
            "querystring_auth": True,
            "gzip": False,
            "signature_version": "s3v4",
        }

    def _open(self, name: str, mode: str = "rb") -> File:  # type: ignore[type-arg]
        if mode != "rb":
            raise ValueError("Files here are read by open and written by save.")
        obj = self.bucket.Object(self._normalize_name(s3.clean_name(name)))
        try:
            head = obj.meta.client.head_object(Bucket=obj.bucket_name, Key=obj.key)
        except s3.ClientError as error:
            if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
                raise FileNotFoundError(f"File does not exist: {name}") from error
            raise
        raw = RangedObject(obj, head["ContentLength"], head["ETag"])
        return File(io.BufferedReader(raw, READ_AHEAD), name)
