import tracemalloc
from itertools import count

import pytest

from accounts.actor import SYSTEM
from exports.actions.packages import open_download
from exports.archive.members import Members
from exports.archive.sealed import open_range, seal_stream
from exports.stores import collect
from exports.stores.locate import locate
from exports.stores.registry import open_store
from tests.exports.archives import built

pytestmark = pytest.mark.django_db(databases=["default", "platform"])
LITTLE = 4 * 1024 * 1024


def most_memory(stream):
    """Pull a stream to its end and return the most memory it held, and its length."""
    tracemalloc.start()
    try:
        length = sum(len(piece) for piece in stream)
        return tracemalloc.get_traced_memory()[1], length
    finally:
        tracemalloc.stop()


def test_rows_stream_however_many_there_are(shop, person):
    maya = shop.add_user("maya@example.org")
    shop.run(
        "INSERT INTO reply (author, body) SELECT %s, repeat('x', 100) FROM generate_series(1, 30000)", maya
    )
    store = open_store("shop")
    located = locate(store, person.subject)

    memory, length = most_memory(collect.rows(store, store.table("reply"), located))

    assert length > 30_000 * 100
    assert memory < LITTLE / 4


def test_compressing_and_sealing_hold_a_chunk_at_a_time():
    members = Members()
    number = count()
    rows = (b"%d " % next(number) * 30 for _ in range(40_000))

    memory, length = most_memory(seal_stream(bytes(32), "1/1", members.add("a", rows)))

    assert members.made[0].size > LITTLE
    assert length > 64 * 1024
    assert memory < LITTLE


def test_reading_a_part_holds_a_chunk_at_a_time(tmp_path):
    file = tmp_path / "object"
    size = 8_000_000
    with file.open("wb") as out:
        out.writelines(seal_stream(bytes(32), "1/1", (bytes(1_000_000) for _ in range(8))))

    with file.open("rb") as stored:
        memory, length = most_memory(open_range(bytes(32), "1/1", stored, total=size, start=7, stop=size - 7))

    assert length == size - 14
    assert memory < LITTLE


def test_a_download_holds_little_of_a_large_package(shop, person, jobs, committed):
    maya = shop.add_user("maya@example.org")
    shop.run(
        "INSERT INTO reply (author, body) SELECT %s, md5(n::text) || md5((n + 1)::text) || md5((n + 2)::text) "
        "FROM generate_series(1, 30000) n",
        maya,
    )
    package = built(person.subject, jobs)
    assert package.length > 1_500_000

    memory, length = most_memory(open_download(package, actor=SYSTEM).read(0, package.length))

    assert length == package.length
    assert memory < LITTLE / 4
