"""What an uploaded document is, told by its content alone. Pure: no name and no declared type is believed.

A file passes only if it begins as its format begins and ends as its format ends, so that one that was cut
off, or one that is two formats at once, is refused.
"""

import zlib
from dataclasses import dataclass
from hashlib import sha256

PDF, PNG, JPEG = "application/pdf", "image/png", "image/jpeg"
ENDINGS = {PDF: "pdf", PNG: "png", JPEG: "jpg"}
"""Every type that is taken, and how a file of it is named when staff fetch it."""
PDF_TAIL = 1024
PNG_START = b"\x89PNG\r\n\x1a\n"


@dataclass(frozen=True)
class Document:
    """An uploaded file that is what it must be."""

    data: bytes
    content_type: str

    @property
    def digest(self) -> bytes:
        """Return the SHA-256 of the content."""
        return sha256(self.data).digest()


def type_of(data: bytes) -> str | None:
    """Return the media type of a whole PDF, PNG or JPEG file; None for anything else and for a damaged one."""
    for content_type, fits in ((PDF, _is_pdf), (PNG, _is_png), (JPEG, _is_jpeg)):
        if fits(data):
            return content_type
    return None


def _is_pdf(data: bytes) -> bool:
    tail = data[-PDF_TAIL:].rstrip(b"\x00\t\r\n ")
    return data.startswith(b"%PDF-") and tail.endswith(b"%%EOF") and b"startxref" in tail


def _is_png(data: bytes) -> bool:
    """Walk the chunks: each has a checksum, the first is the header, and nothing follows the last."""
    if not data.startswith(PNG_START):
        return False
    at, kind = len(PNG_START), b""
    while at + 12 <= len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        kind, end = data[at + 4 : at + 8], at + 12 + length
        if end > len(data) or (at == len(PNG_START)) != (kind == b"IHDR"):
            return False
        if zlib.crc32(data[at + 4 : end - 4]) != int.from_bytes(data[end - 4 : end], "big"):
            return False
        at = end
        if kind == b"IEND":
            break
    return kind == b"IEND" and at == len(data)


def _is_jpeg(data: bytes) -> bool:
    """Walk the segments up to the picture itself, which ends the file."""
    if not data.startswith(b"\xff\xd8\xff"):
        return False
    at = 2
    while at + 4 <= len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if marker == 0xDA:
            return data.rstrip(b"\x00").endswith(b"\xff\xd9")
        if length < 2:
            return False
        at += 2 + length
    return False
