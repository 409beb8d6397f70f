"""Draw small PNG files with nothing but zlib, the same bytes for the same random numbers."""

import struct
import zlib
from random import Random

SIGNATURE = b"\x89PNG\r\n\x1a\n"


def png(rows: list[bytes], palette: bytes) -> bytes:
    """Return a PNG file of rows of palette numbers, one byte a dot."""
    head = struct.pack(">IIBBBBB", len(rows[0]), len(rows), 8, 3, 0, 0, 0)
    dots = zlib.compress(b"".join(b"\0" + row for row in rows), 9)
    chunks = ((b"IHDR", head), (b"PLTE", palette), (b"IDAT", dots), (b"IEND", b""))
    return SIGNATURE + b"".join(_chunk(kind, data) for kind, data in chunks)


def avatar(rng: Random, dots: int = 16) -> bytes:
    """Draw a square picture of five by five fields, mirrored as a face is."""
    half = [[rng.randrange(3) for _ in range(3)] for _ in range(5)]
    rows = [
        bytes(number for field in (*line, line[1], line[0]) for number in [field] * dots) for line in half
    ]
    return png([row for row in rows for _ in range(dots)], _palette(rng, 3))


def landscape(rng: Random, width: int = 160, height: int = 90) -> bytes:
    """Draw a wide picture of uneven stripes, for covers and photos."""
    rows: list[bytes] = []
    while len(rows) < height:
        rows += [bytes([rng.randrange(6)]) * width] * rng.randint(3, 20)
    return png(rows[:height], _palette(rng, 6))


def _palette(rng: Random, colours: int) -> bytes:
    return bytes(rng.randrange(30, 240) for _ in range(colours * 3))


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
