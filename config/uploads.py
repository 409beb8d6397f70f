"""Take uploads into memory and nowhere else, and no more of them than is allowed.

Django would write a large upload to a temporary file in clear. What is over the limit is counted and thrown
away, so that the form can say how large it was without anybody having kept it.
"""

from io import BytesIO
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

MEGABYTE = 1024 * 1024


class InMemory(FileUploadHandler):
    """Keeps all files of one request together up to the limit."""

    def __init__(self, request: Any = None) -> None:
        super().__init__(request)
        self.left = settings.UPLOAD_MAX_MB * MEGABYTE

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin a file."""
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Keep what there is room for; return nothing, so that no other handler gets it."""
        taken = raw_data[: self.left]
        self.left -= len(taken)
        self.kept.write(taken)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Return the file with its true size, whether all of it was kept or not."""
        self.kept.seek(0)
        return InMemoryUploadedFile(
            file=self.kept,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type,
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
