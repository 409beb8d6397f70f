"""A copy of more than 4 GiB, with a member of more than 4 GiB and members that begin behind the first 4 GiB, read by other programs.

Run with `manage.py test tests/benchmarks/large_archive.py -n0 -s`; not part of the ordinary run. Takes some minutes and 11 GiB of disk.
"""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest
from django.core.files.storage import storages

from accounts.actor import SYSTEM
from exports.actions.packages import open_download
from tests.exports.archives import built

pytestmark = [pytest.mark.django_db(databases=["default", "platform"]), pytest.mark.usefixtures("committed")]
GIB = 1024**3
BLOCK = 32 * 1024 * 1024
RANDOM_FILES, RANDOM_BYTES = 17, 256 * 1024 * 1024
"""Noise that cannot be compressed: together more than 4 GiB of archive."""
SPARSE = 4 * GIB + 5
"""Nothing but zeros: more than 4 GiB only when unpacked."""
NEEDED = 11 * GIB
READERS = {
    "unzip": ["unzip", "-tq"],
    "zipinfo": ["zipinfo", "-t"],
    "7z": ["7z", "t"],
    "7zz": ["7zz", "t"],
    "7za": ["7za", "t"],
}


@pytest.fixture
def media(shop: Any, person: Any) -> Any:
    """Give the person rows that name one sparse file and many of noise; those are one file under many names."""
    storage = storages["platform_media"]
    folder = Path(storage.path("large"))
    folder.mkdir(parents=True, exist_ok=True)
    if min(shutil.disk_usage(place).free for place in (folder, storages["private"].path(""))) < NEEDED:
        shutil.rmtree(folder)
        pytest.skip("This needs 11 GiB of disk.")
    with (folder / "zeros.bin").open("wb") as sparse:
        sparse.truncate(SPARSE)
    with (folder / "noise-01.bin").open("wb") as noise:
        block = os.urandom(BLOCK)
        for _ in range(RANDOM_BYTES // BLOCK):
            noise.write(block)
    for number in range(2, RANDOM_FILES + 1):
        os.link(folder / "noise-01.bin", folder / f"noise-{number:02}.bin")
    for number, file in enumerate(sorted(folder.iterdir())):
        address = "".join(
            letter.upper() if number >> at & 1 else letter for at, letter in enumerate("maya@example.org")
        )
        shop.run('UPDATE "user" SET avatar = %s WHERE id = %s', f"large/{file.name}", shop.add_user(address))
    yield folder
    shutil.rmtree(folder)


def test_other_programs_read_an_archive_of_more_than_4_gib(
    media: Path, person: Any, jobs: Any, tmp_path: Path
) -> None:
    package = built(person.subject, jobs)
    assert package.state == "ready"
    file = tmp_path / "copy.zip"
    with file.open("wb") as out:
        for piece in open_download(package, actor=SYSTEM).read(0, package.length):
            out.write(piece)
    assert file.stat().st_size == package.length > 4 * GIB
    with zipfile.ZipFile(file) as zipped:
        members = zipped.infolist()
        assert max(member.file_size for member in members) == SPARSE
        assert max(member.header_offset for member in members) > 4 * GIB
        assert sum(member.file_size == RANDOM_BYTES for member in members) == RANDOM_FILES
        assert zipped.testzip() is None
    sys.stdout.write(f"Python's zipfile reads {package.length / GIB:.2f} GiB in {len(members)} members\n")
    for name, command in READERS.items():
        if shutil.which(name) is None:
            sys.stdout.write(f"{name} is not on this machine: not tried\n")
            continue
        done = subprocess.run([*command, str(file)], capture_output=True, text=True, check=False)
        assert done.returncode == 0, f"{name}: {done.stdout[-500:]} {done.stderr[-500:]}"
        sys.stdout.write(f"{name} reads it: {done.stdout.strip().splitlines()[-1]}\n")
