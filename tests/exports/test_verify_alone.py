"""The check that stands alone: run as anybody runs it, on archives written by the portal's own layout."""

import ast
import base64
import io
import json
import random
import re
import subprocess
import sys
import zipfile
import zlib
from hashlib import sha256
from pathlib import Path

import cryptography
import pytest
from django.conf import settings
from django.urls import reverse

from accounts.encoding import canonical, to_text
from exports.archive.layout import Member, directory_entry, end_of_directory, local_header
from exports.archive.members import Members
from exports.verify import candor_verify
from tests.exports.signed_copies import CONTENT, OTHER, OURS, STAMP, raw, signed, zipped

FILE = Path(candor_verify.__file__)


def alone(*arguments, key=OURS):
    """Return exit code and words of the check in a Python that has nothing but `cryptography` (and what that needs)."""
    places = {str(Path(cryptography.__file__).parents[1])}
    start = (
        "import runpy, sys\n"
        f"sys.path += {sorted(places)!r}\n"
        "allowed = set(sys.stdlib_module_names) | {'cryptography', '_cffi_backend', 'cffi', '__main__', 'typing_extensions'}\n"
        "class Guard:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        if name.partition('.')[0] not in allowed: raise ImportError('not allowed: ' + name)\n"
        "sys.meta_path.insert(0, Guard())\n"
        f"sys.argv = ['candor_verify.py', *{[str(one) for one in arguments]!r}]\n"
        f"runpy.run_path({str(FILE)!r}, run_name='__main__')\n"
    )
    given = ["--key", base64.b64encode(raw(key)).decode()] if key else []
    start = start.replace(
        "sys.argv = ['candor_verify.py', *", f"sys.argv = ['candor_verify.py', *{given!r}, *"
    )
    ended = subprocess.run(
        [sys.executable, "-I", "-S", "-c", start], capture_output=True, text=True, check=False
    )
    assert ended.stderr == ""
    return ended.returncode, ended.stdout


def check(capsys, *arguments, key=OURS):
    """Return the same, in this process."""
    given = ["--key", base64.b64encode(raw(key)).decode()] if key else []
    code = candor_verify.main([*given, *map(str, arguments)])
    return code, capsys.readouterr().out


def test_it_needs_nothing_but_python_and_cryptography():
    tree = ast.parse(FILE.read_text(encoding="utf-8"))
    imported = {
        name.partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, ast.Import | ast.ImportFrom)
        for name in (
            [node.module or ""] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
        )
    }
    assert "cryptography" in imported
    assert imported - {"cryptography"} <= set(sys.stdlib_module_names)


def test_it_runs_alone_on_an_archive_a_folder_and_a_receipt(tmp_path):
    copy, folder, receipt = tmp_path / "copy.zip", tmp_path / "copy", tmp_path / "receipt.json"
    copy.write_bytes(zipped(signed().items()))
    assert zipfile.ZipFile(copy).testzip() is None
    zipfile.ZipFile(copy).extractall(folder)
    content = {"format": "urn:candor:correction-receipt:1", "key": {"x": to_text(raw(OURS))}}
    receipt.write_text(
        json.dumps(
            content | {"signature": {"type": "Ed25519", "value": to_text(OURS.sign(canonical(content)))}}
        )
    )

    for file in (copy, folder, receipt):
        code, said = alone(file)
        assert (code, said[:9]) == (0, "GENUINE. "), (file, said)
    assert alone(copy, key=None)[0] == 3
    assert "Whose key this is you have to check" in alone(copy, key=None)[1]
    assert alone(copy, key=OTHER)[0] == 1
    assert alone(tmp_path / "nowhere.zip")[0] == 2
    (folder / "data/shop/user.json").write_bytes(b'[{"id": 1, "name": "Mayo"}]')
    code, said = alone(folder)
    assert code == 1
    assert "data/shop/user.json was changed" in said
    assert "README.html" not in said


def test_a_changed_byte_anywhere_is_found(tmp_path, capsys):
    """Two hundred places and every byte of all headers and the directory.

    What is still genuine must unpack to the very same files: a deflate stream ends with bits that nobody reads.
    """
    whole = zipped(signed().items())
    file = tmp_path / "copy.zip"
    file.write_bytes(whole)
    assert check(capsys, file)[0] == 0
    headers = {
        place
        for one in zipfile.ZipFile(file).infolist()
        for place in range(one.header_offset, one.header_offset + 30 + len(one.filename))
    } | set(range(whole.index(b"PK\1\2"), len(whole)))
    seeded = random.Random(20261201)
    unread = 0
    for place in sorted(headers | set(seeded.sample(range(len(whole)), 200))):
        changed = bytearray(whole)
        changed[place] ^= 1 << seeded.randrange(8)
        file.write_bytes(changed)
        code, said = check(capsys, file)
        if code == 0:
            unread += 1
            assert place not in headers, place
            opened = zipfile.ZipFile(file)
            assert {name: opened.read(name) for name in opened.namelist()} == signed(), place
        else:
            assert code == 1, (place, said)
    assert unread < 10


@pytest.mark.parametrize("name", CONTENT)
def test_the_file_that_differs_is_named(tmp_path, capsys, name):
    file = tmp_path / "copy.zip"
    file.write_bytes(zipped((signed() | {name: CONTENT[name] + b"!"}).items()))
    code, said = check(capsys, file)
    assert (code, said.count(" was changed")) == (1, 1)
    assert f"{name} was changed" in said

    file.write_bytes(zipped([one for one in signed().items() if one[0] != name]))
    assert check(capsys, file) == (1, f"NOT GENUINE. The signature is right, but:\n{name} is missing.\n")


def traps():
    files = list(signed().items())
    whole = zipped(files)
    start = whole.index(b"PK\1\2")
    yield "twice", zipped([*files, files[1]]), "twice"
    yield "added", zipped([*files, ("more.txt", b"x")]), "more.txt is not in the manifest"
    yield "absolute", zipped([*files, ("/etc/passwd", b"x")]), "/etc/passwd is not in the manifest"
    yield "outside", zipped([*files, ("../x", b"x")]), "../x is not in the manifest"
    yield "before", b"#!/bin/sh\n" + whole, "put before its beginning"
    yield "behind", whole + b"x", "put behind its end"
    yield "cut off", whole[:-100], "cut off"
    yield "two directories", whole[:-22] + whole[start:], "changed"
    yield (
        "gap",
        whole[:start] + b"hidden" + zipped(files)[start:-6] + (start + 6).to_bytes(4, "little") + b"\0\0",
        "belong to none",
    )
    yield (
        "manifest",
        zipped((signed() | {"manifest.json": signed()["manifest.json"] + b" "}).items()),
        "signature does not fit",
    )
    yield (
        "key",
        zipped((signed() | {"manifest.pub": signed(key=OTHER)["manifest.pub"]}).items()),
        "none of the keys you gave",
    )
    yield "signed by another", zipped(signed(key=OTHER).items()), "none of the keys you gave"
    yield (
        "no signature",
        zipped([one for one in files if not one[0].endswith(".sig")]),
        "nothing can be checked",
    )


@pytest.mark.parametrize(("data", "words"), [pytest.param(*one[1:], id=one[0]) for one in traps()])
def test_a_trap_is_refused_and_said(tmp_path, capsys, data, words):
    file = tmp_path / "copy.zip"
    file.write_bytes(data)
    code, said = check(capsys, file)
    assert code == 1
    assert words in said


def test_several_files_are_one_copy(tmp_path, capsys):
    everything = list(signed().items())
    first, second = tmp_path / "1.zip", tmp_path / "2.zip"
    late = [one for one in everything if one[0] in ("files/x.bin", "empty.json")]
    first.write_bytes(zipped([one for one in everything if one not in late]))
    second.write_bytes(zipped(late))
    assert check(capsys, first, second)[0] == 0
    assert check(capsys, first)[0] == 1
    code, said = check(capsys, "--part", first)
    assert (code, "2 more are in parts that are not here" in said) == (0, True)
    second.write_bytes(zipped(late[:1]))
    assert "empty.json is missing" in check(capsys, "--part", first, second)[1]


def test_large_numbers_take_the_large_form(tmp_path, capsys, monkeypatch):
    """The same as past 4 GiB, with the limit brought down in the writer and the reader alike."""
    monkeypatch.setattr("exports.archive.layout.LIMIT", 500)
    monkeypatch.setattr(candor_verify, "LIMIT", 500)
    file = tmp_path / "copy.zip"
    file.write_bytes(zipped(signed().items()))
    assert b"PK\6\6" in file.read_bytes()
    assert check(capsys, file)[0] == 0


def test_content_that_grows_without_end_is_stopped(tmp_path, capsys):
    """A megabyte that becomes a gigabyte: nothing is read past the size that was signed."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    data = b"".join(packer.compress(bytes(1 << 20)) for _ in range(64)) + packer.flush()
    files = signed()
    members = Members()
    parts = {name: b"".join(members.add(name, [content])) for name, content in files.items()}
    made = {one.name: one for one in members.made}
    made["empty.json"] = Member("empty.json", 64 << 20, len(data), 0, "")
    parts["empty.json"] = data
    body, entries = io.BytesIO(), b""
    for name, member in made.items():
        entries += directory_entry(member, STAMP, body.tell())
        body.write(local_header(member, STAMP) + parts[name])
    file = tmp_path / "copy.zip"
    file.write_bytes(body.getvalue() + entries + end_of_directory(len(made), len(entries), body.tell()))
    assert "empty.json was changed: it is longer than the 0 bytes" in check(capsys, file)[1]


def test_other_peoples_files_are_as_they_were_published():
    """Their sums stand beside them; a change by hand would need both."""
    vendor = Path(settings.BASE_DIR) / "config/static/candor/js/vendor"
    told = dict(re.findall(r"\| `(\w{64})` \| (\S+) \|", (vendor / "README.md").read_text()))
    files = set(vendor.rglob("*.js"))
    assert {sha256(one.read_bytes()).hexdigest(): one.relative_to(vendor).as_posix() for one in files} == told
    assert all((one.parent / "LICENSE").is_file() for one in files)


@pytest.mark.django_db
def test_the_command_handed_out_is_this_file(client):
    answer = client.get(reverse("exports:verify_script"))
    assert answer.content == FILE.read_bytes()
    assert not answer.cookies
    page = client.get(reverse("exports:verify"))
    assert sha256(answer.content).hexdigest() in page.content.decode()
    assert not page.cookies
