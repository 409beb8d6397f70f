"""Check a copy or a receipt from a Candor privacy portal, offline.

    python candor_verify.py COPY.zip --keys keys.json
    python candor_verify.py PART-1.zip PART-2.zip --key BASE64
    python candor_verify.py UNPACKED_FOLDER --keys keys.json
    python candor_verify.py RECEIPT.json --keys keys.json

Needs Python 3.11 and the package `cryptography`, nothing else. `keys.json` is what the portal publishes at
/.well-known/candor-signing-keys.json: get it from there yourself, not from whoever gave you the file.

Ends with 0 if all is genuine, 1 if not, 2 if a file cannot be read, 3 if all is whole but no key was given.
"""

import argparse
import base64
import binascii
import hashlib
import json
import struct
import sys
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

MANIFEST, SIGNATURE, KEY = "manifest.json", "manifest.json.sig", "manifest.pub"
LIMIT, PIECE = 0xFFFFFFFF, 256 * 1024
MOST_MANIFEST, MOST_SMALL = 512 * 1024 * 1024, 1024
Read = Callable[[], Iterator[bytes]]


class Listed(NamedTuple):
    """What the manifest says of a file; `part` counts the ZIP files of the copy from 1."""

    size: int
    sha256: str
    part: int


class NotGenuineError(Exception):
    """What is there is not what was signed."""


class UnreadableError(Exception):
    """What is there is nothing the check can look at."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Check what the command line names, say what was found, and return the exit code."""
    parser = argparse.ArgumentParser(description="Check a copy or a receipt from a Candor privacy portal.")
    parser.add_argument("file", nargs="+", type=Path, help="a ZIP file or all its parts, a folder, a receipt")
    parser.add_argument("--keys", type=Path, help="the file of keys that the portal publishes")
    parser.add_argument("--key", action="append", default=[], help="a public key in base64; repeatable")
    parser.add_argument("--part", action="store_true", help="allow that whole parts are not here")
    options = parser.parse_args(arguments)
    try:
        trusted = trusted_keys(options.keys, options.key)
        first: Path = options.file[0]
        if len(options.file) == 1 and first.is_file() and _begins_with(first, b"{"):
            said = check_receipt(first, trusted)
        else:
            said = check_copy(options.file, trusted, part=options.part)
    except NotGenuineError as wrong:
        sys.stdout.write(f"NOT GENUINE. {wrong}\n")
        return 1
    except (UnreadableError, OSError, RecursionError) as wrong:
        sys.stdout.write(f"Cannot be read. {wrong}\n")
        return 2
    if trusted is None:
        sys.stdout.write(
            f"WHOLE, BUT NOT PROVEN. {said} Whose key this is you have to check: get the portal's keys, use --keys.\n"
        )
        return 3
    sys.stdout.write(f"GENUINE. {said}\n")
    return 0


def trusted_keys(file: Path | None, given: Sequence[str]) -> set[str] | None:
    """Return the ids of the keys that count, or None when none were given. Raise UnreadableError."""
    texts = list(given)
    if file is not None:
        data = _json(file.read_bytes())
        try:
            texts += [one["x"] for one in data.get("keys", [data])]
        except (AttributeError, TypeError, LookupError):
            raise UnreadableError(f"{file} is no file of keys.") from None
        if not texts:
            raise UnreadableError(f"{file} holds no key.")
    return {key_id(_raw(text, 32)) for text in texts} if texts else None


def key_id(raw: bytes) -> str:
    """Return a key's id, its thumbprint by RFC 7638."""
    return _url(hashlib.sha256(_canonical({"crv": "Ed25519", "kty": "OKP", "x": _url(raw)})).digest())


def check_receipt(file: Path, trusted: set[str] | None) -> str:
    """Return what to say of a genuine receipt. Raise NotGenuineError or UnreadableError."""
    document = _json(file.read_bytes())
    if not isinstance(document, dict) or "signature" not in document:
        raise UnreadableError(f"{file} is no signed receipt.")
    signature = document.pop("signature")
    if isinstance(signature, dict):
        if set(signature) != {"type", "value"} or signature["type"] != "Ed25519":
            raise NotGenuineError("The receipt says something about its signature that we never say.")
        signature = signature["value"]
    content = document["content"] if set(document) == {"content"} else document
    named = content.get("candor:key", content.get("key")) if isinstance(content, dict) else None
    text = named if isinstance(named, str) else named.get("x") if isinstance(named, dict) else None
    if not isinstance(text, str) or not isinstance(signature, str):
        raise UnreadableError(f"{file} is no receipt that names its key.")
    raw = _raw(text, 32)
    if isinstance(named, dict) and named.get("kid", key_id(raw)) != key_id(raw):
        raise NotGenuineError("The key id in the receipt is not that of the key in it.")
    _signed(_canonical(content), _raw(signature, 64), raw, trusted, "receipt")
    return f"This receipt is as it was signed, with the key {key_id(raw)}."


def check_copy(paths: Sequence[Path], trusted: set[str] | None, *, part: bool) -> str:
    """Return what to say of a genuine copy. Raise NotGenuineError, which names each file that differs, or UnreadableError."""
    there = _files(paths)
    for name in (MANIFEST, SIGNATURE, KEY):
        if name not in there:
            raise NotGenuineError(f"{name} is missing: without it nothing can be checked.")
    text = _whole(there.pop(MANIFEST), MANIFEST, MOST_MANIFEST)
    signature = _line(_whole(there.pop(SIGNATURE), SIGNATURE, MOST_SMALL), SIGNATURE, 64)
    raw = _line(_whole(there.pop(KEY), KEY, MOST_SMALL), KEY, 32)
    _signed(text, signature, raw, trusted, "manifest")
    listed = _listed(text)
    faults = [
        f"{name} {wrong}" for name, read in there.items() if (wrong := _differs(read, listed.get(name)))
    ]
    here = {1} | {listed[name].part for name in there if name in listed}
    missing = [name for name in listed if name not in there]
    faults += [f"{name} is missing." for name in missing if not part or listed[name].part in here]
    if faults:
        raise NotGenuineError("\n".join(["The signature is right, but:", *faults]))
    left = f" {len(missing)} more are in parts that are not here." if missing else ""
    return (
        f"All {len(listed) - len(missing)} files are as they were signed, with the key {key_id(raw)}.{left}"
    )


def _files(paths: Sequence[Path]) -> dict[str, Read]:
    there: dict[str, Read] = {}
    for path in paths:
        for name, read in folder(path) if path.is_dir() else archive(path):
            if name in there:
                raise NotGenuineError(f"{name} is there twice.")
            there[name] = read
    return there


def _signed(message: bytes, signature: bytes, raw: bytes, trusted: set[str] | None, what: str) -> None:
    if trusted is not None and key_id(raw) not in trusted:
        raise NotGenuineError(f"The {what} names the key {key_id(raw)}, which is none of the keys you gave.")
    try:
        Ed25519PublicKey.from_public_bytes(raw).verify(signature, message)
    except (InvalidSignature, ValueError):
        raise NotGenuineError(f"The {what} was changed: its signature does not fit.") from None


def _listed(text: bytes) -> dict[str, Listed]:
    """Return what the manifest says of each file it lists."""
    try:
        members = [one for section in json.loads(text)["sections"] for one in section["members"]]
        listed = {
            str(one["name"]): Listed(int(one["size"]), str(one["sha256"]), int(one.get("part", 1)))
            for one in members
        }
    except (ValueError, TypeError, LookupError):
        raise UnreadableError(
            "The manifest is of a form this check does not know. Is there a newer one?"
        ) from None
    if len(listed) != len(members):
        raise NotGenuineError("The manifest lists a file twice.")
    return listed


def _differs(read: Read, listed: Listed | None) -> str:
    """Return what is wrong with a file, or nothing; `listed` is what the manifest says of it."""
    if listed is None:
        return "is not in the manifest: somebody added it."
    size, found, length = listed.size, hashlib.sha256(), 0
    try:
        for piece in read():
            length += len(piece)
            if length > size:
                return f"was changed: it is longer than the {size} bytes that were signed."
            found.update(piece)
    except NotGenuineError as wrong:
        return f"was changed: {wrong}"
    if length < size:
        return f"was changed: it has {length} bytes, not the {size} that were signed."
    return "" if found.hexdigest() == listed.sha256 else "was changed: its checksum is another one."


def folder(path: Path) -> Iterator[tuple[str, Read]]:
    """Yield the files of an unpacked copy. Raise NotGenuineError for a link, which could lead anywhere."""
    for one in sorted(path.rglob("*")):
        if one.is_symlink():
            raise NotGenuineError(f"{one.relative_to(path).as_posix()} is a link; a copy holds none.")
        if not one.is_dir():
            yield one.relative_to(path).as_posix(), lambda one=one: _pieces(one)  # type: ignore[misc]


def _pieces(path: Path) -> Iterator[bytes]:
    with path.open("rb") as stream:
        while piece := stream.read(PIECE):
            yield piece


def archive(path: Path) -> Iterator[tuple[str, Read]]:
    """Yield the files of a ZIP archive that is laid out byte for byte as the portal does it.

    Every record is written again from what it says and must come out the same; members lie one behind the other from
    the first byte, the directory behind them, and its end at the end. So nothing can hide before, between or behind.
    """
    with path.open("rb") as stream:
        size = stream.seek(0, 2)
        if not (_begins_with(path, b"PK") or (size >= 22 and _at(stream, size - 22, 4) == b"PK\x05\x06")):
            raise UnreadableError(f"{path} is no ZIP file, no folder and no receipt.")
        count, at, directory = _end(stream, size)
        place, seen, stamp = 0, set[bytes](), b""
        for _ in range(count):
            head = _at(stream, at, 46)
            if len(head) < 46:
                raise NotGenuineError("The directory of the ZIP file is cut off.")
            crc, compressed, length, names, extra = struct.unpack("<LLLHH", head[16:32])
            name, more = _at(stream, at + 46, names), _at(stream, at + 46 + names, extra)
            stamp = stamp or head[12:16]
            wide = more[4:28]
            numbers = iter(struct.unpack(f"<{len(wide) // 8}Q", wide[: len(wide) // 8 * 8]))
            length = next(numbers, 0) if length == LIMIT else length
            compressed = next(numbers, 0) if compressed == LIMIT else compressed
            entry, local = _records(name, stamp, crc, (compressed, length), place)
            if _at(stream, at, len(entry)) != entry or at + len(entry) > directory[1]:
                raise NotGenuineError(f"The directory of the ZIP file was changed at {_shown(name)}.")
            if _at(stream, place, len(local)) != local:
                raise NotGenuineError(
                    f"The header of {_shown(name)} does not fit the directory of the ZIP file."
                )
            begin = place + len(local)
            if begin + compressed > directory[0]:
                raise NotGenuineError(f"{_shown(name)} does not end before the directory of the ZIP file.")
            if name in seen:
                raise NotGenuineError(f"{_shown(name)} is in the ZIP file twice.")
            seen.add(name)
            yield name.decode(errors="replace"), lambda b=begin, c=compressed, k=crc: _inflated(path, b, c, k)  # type: ignore[misc]
            place, at = begin + compressed, at + len(entry)
        if place != directory[0] or at != directory[1]:
            raise NotGenuineError("The ZIP file holds bytes that belong to none of its files.")


def _end(stream: BinaryIO, size: int) -> tuple[int, int, tuple[int, int]]:
    """Return the number of files, where the directory begins, and where it begins and ends."""
    last = _at(stream, max(size - 22, 0), 22)
    if len(last) < 22 or last[:4] != b"PK\x05\x06":
        raise NotGenuineError("The ZIP file is cut off, or something was put behind its end.")
    count, length, offset = struct.unpack("<HLL", last[10:20])
    end = size - 22
    if count == 0xFFFF or LIMIT in (length, offset):
        end -= 76
        record = _at(stream, max(end, 0), 56)
        if len(record) < 56:
            raise NotGenuineError("The end of the ZIP file was changed.")
        count, length, offset = struct.unpack("<QQQ", record[32:56])
    if offset + length != end or _at(stream, end, size - end) != _ending(count, length, offset):
        raise NotGenuineError(
            "The end of the ZIP file was changed, or something was put before its beginning."
        )
    return count, offset, (offset, end)


def _ending(count: int, length: int, offset: int) -> bytes:
    few, short, near = min(count, 0xFFFF), min(length, LIMIT), min(offset, LIMIT)
    last = struct.pack("<4sHHHHLLH", b"PK\x05\x06", 0, 0, few, few, short, near, 0)
    if count < 0xFFFF and length < LIMIT and offset < LIMIT:
        return last
    wide = struct.pack("<4sQHHLLQQQQ", b"PK\x06\x06", 44, 813, 45, 0, 0, count, count, length, offset)
    return wide + struct.pack("<4sLQL", b"PK\x06\x07", 0, offset + length, 1) + last


def _records(name: bytes, stamp: bytes, crc: int, sizes: tuple[int, int], place: int) -> tuple[bytes, bytes]:
    """Return the directory's entry of a file and the header before it, as the portal writes them."""
    compressed, length = sizes
    wide = [number for number in (length, compressed, place) if number >= LIMIT]
    extra = struct.pack(f"<HH{len(wide)}Q", 1, 8 * len(wide), *wide) if wide else b""
    need = 45 if wide else 20
    numbers = struct.pack("<LLL", crc, min(compressed, LIMIT), min(length, LIMIT))
    front = struct.pack("<4sHHHH", b"PK\x01\x02", 768 | need, need, 0x800, 8) + stamp + numbers
    back = struct.pack("<HHHHHLL", len(name), len(extra), 0, 0, 0, 0o100600 << 16, min(place, LIMIT))
    large = length >= LIMIT or compressed >= LIMIT
    inner = struct.pack("<HHQQ", 1, 16, length, compressed) if large else b""
    if large:
        numbers = struct.pack("<LLL", crc, LIMIT, LIMIT)
    local = struct.pack("<4sHHH", b"PK\x03\x04", 45 if large else 20, 0x800, 8) + stamp + numbers
    return front + back + name + extra, local + struct.pack("<HH", len(name), len(inner)) + name + inner


def _inflated(path: Path, begin: int, compressed: int, crc: int) -> Iterator[bytes]:
    """Yield the content of one file of the archive. Raise NotGenuineError if it is damaged."""
    box, found, left = zlib.decompressobj(-15), 0, compressed
    with path.open("rb") as stream:
        stream.seek(begin)
        try:
            while not box.eof:
                waiting = box.unconsumed_tail or stream.read(min(PIECE, left))
                left -= 0 if box.unconsumed_tail else len(waiting)
                piece = box.decompress(waiting, PIECE)
                if not waiting and not piece:
                    break
                found = zlib.crc32(piece, found)
                yield piece
        except zlib.error:
            raise NotGenuineError("it cannot be unpacked.") from None
    if not box.eof or box.unused_data or left or found != crc:
        raise NotGenuineError("it cannot be unpacked as a whole.")


def _shown(name: bytes) -> str:
    return ascii(name[:120].decode(errors="replace"))


def _at(stream: BinaryIO, place: int, length: int) -> bytes:
    stream.seek(place)
    return stream.read(length)


def _begins_with(path: Path, sign: bytes) -> bool:
    with path.open("rb") as stream:
        return stream.read(64).lstrip().startswith(sign)


def _whole(read: Read, name: str, most: int) -> bytes:
    pieces, length = list[bytes](), 0
    try:
        for piece in read():
            pieces.append(piece)
            length += len(piece)
            if length > most:
                raise NotGenuineError("it is larger than any of ours.")
    except NotGenuineError as wrong:
        raise NotGenuineError(f"{name} was changed: {wrong}") from None
    return b"".join(pieces)


def _line(data: bytes, name: str, length: int) -> bytes:
    """Return the bytes of a line of base64, which must be written in the one way we write it."""
    try:
        raw = base64.b64decode(data)
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != length or base64.b64encode(raw) + b"\n" != data:
        raise NotGenuineError(f"{name} was changed.")
    return raw


def _raw(text: Any, length: int) -> bytes:
    plain = str(text).strip().rstrip("=").replace("+", "-").replace("/", "_")
    try:
        raw = base64.urlsafe_b64decode(plain + "=" * (-len(plain) % 4))
    except (binascii.Error, ValueError):
        raw = b""
    if len(raw) != length or _url(raw) != plain:
        raise UnreadableError(f"This is no base64 of {length} bytes: {plain[:100]!a}.")
    return raw


def _url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _canonical(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=True).encode(
        errors="replace"
    )


def _json(data: bytes) -> Any:
    """Return what a file says. Raise UnreadableError; a name given twice in one place would be read in two ways."""

    def once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise UnreadableError("A name stands twice in one place of the file.")
        return found

    try:
        return json.loads(data, object_pairs_hook=once)
    except ValueError:
        raise UnreadableError("The file is no JSON.") from None


if __name__ == "__main__":
    sys.exit(main())
