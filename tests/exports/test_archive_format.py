import io
import struct
import zipfile
import zlib
from datetime import UTC, datetime

import pytest

from exports.archive.layout import LIMIT, Member, directory_entry, end_of_directory, local_header
from exports.archive.objects import StreamFile
from exports.archive.ranges import Unsatisfiable, asked_range
from exports.building.content import _array
from exports.building.names import file_stem, safe

STAMP = datetime(2026, 12, 2, 12, 30, 8, tzinfo=UTC)


def zipped(members):
    """Return an archive of (name, content) pairs, laid out by hand."""
    body, entries = bytearray(), bytearray()
    for name, content in members:
        packer = zlib.compressobj(6, zlib.DEFLATED, -15)
        data = packer.compress(content) + packer.flush() if content else b"\x03\x00"
        member = Member(name, len(content), len(data), zlib.crc32(content), "")
        entries += directory_entry(member, STAMP, len(body))
        body += local_header(member, STAMP) + data
    return bytes(body + entries + end_of_directory(len(members), len(entries), len(body)))


def test_the_layout_is_read_by_others():
    archive = zipfile.ZipFile(io.BytesIO(zipped([("a/é ß.json", b"[1]"), ("empty", b"")])))

    assert archive.testzip() is None
    assert archive.namelist() == ["a/é ß.json", "empty"]
    assert archive.infolist()[0].date_time == (2026, 12, 2, 12, 30, 8)


def test_more_members_than_fit_the_small_form():
    archive = zipfile.ZipFile(io.BytesIO(zipped([(f"{n}", b"") for n in range(65_600)])))

    assert len(archive.namelist()) == 65_600


def test_numbers_past_four_gigabytes_use_the_large_form():
    large = Member("big.json", 5 * LIMIT, 2 * LIMIT, 1, "")
    entry = directory_entry(large, STAMP, 3 * LIMIT)

    assert entry[20:28] == b"\xff" * 8
    assert entry[42:46] == b"\xff" * 4
    assert struct.unpack("<HHQQQ", entry[-28:]) == (1, 24, 5 * LIMIT, 2 * LIMIT, 3 * LIMIT)
    assert local_header(large, STAMP)[18:26] == b"\xff" * 8
    assert end_of_directory(1, 100, 2 * LIMIT)[:4] == b"PK\x06\x06"


@pytest.mark.parametrize(
    ("header", "part"),
    [
        ("bytes=0-", (0, 100)),
        ("bytes=10-19", (10, 20)),
        ("bytes=90-500", (90, 100)),
        ("bytes=-10", (90, 100)),
        ("bytes=-500", (0, 100)),
        ("", None),
        ("bytes=-", None),
        ("bytes=9-3", None),
        ("bytes=0-1,5-6", None),
        ("rows=0-1", None),
        ("bytes=x-", None),
        (f"bytes=0-{'9' * 5000}", None),
        (f"bytes={'9' * 5000}-", None),
    ],
)
def test_ranges(header, part):
    assert asked_range(header, 100) == part


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=500-600", "bytes=-0"])
def test_ranges_outside(header):
    with pytest.raises(Unsatisfiable):
        asked_range(header, 100)


def test_a_stream_can_be_read_as_a_file():
    file = StreamFile(iter([b"abc", b"", b"defg"]))
    file.seek(0)

    assert (file.read(2), file.tell(), file.read(4), file.read(), file.read(1)) == (
        b"ab",
        2,
        b"cdef",
        b"g",
        b"",
    )
    with pytest.raises(io.UnsupportedOperation):
        file.seek(0)


def test_names_in_the_archive_are_safe_and_differ_without_regard_to_case():
    taken: set[str] = set()

    assert file_stem("shop", "Order", taken) == "shop/Order"
    assert file_stem("shop", "order", taken) == "shop/order-2"
    assert safe("../../etc/passwd") == "etc-passwd"
    assert safe("..") == "unnamed"


def test_an_array_of_nothing_is_an_array():
    class Counted:
        records = 0

    assert b"".join(_array(Counted(), iter([]))) == b"[]\n"
    assert b"".join(_array(Counted(), iter([b"1", b"2"]))) == b"[\n1,\n2\n]\n"
