"""How what is in an archive is called there. Pure: the same thing always has the same name, so that pages can point at it."""

import re
from hashlib import sha256
from itertools import count as counting
from mimetypes import MimeTypes
from pathlib import PurePosixPath

DEPTH = 6
"""Folders of a file's name that are kept in the archive, counted from its end."""
PICTURES = frozenset({".avif", ".gif", ".jpeg", ".jpg", ".png", ".svg", ".webp"})
"""Endings of what every browser shows as a picture."""
UNKNOWN = "application/octet-stream"
KNOWN = MimeTypes()
"""Types by ending as Python has them, and not as the machine happens to."""
KNOWN.add_type("text/plain", ".sig")
KNOWN.add_type("text/plain", ".pub")


def file_stem(store: str, table: str, taken: set[str]) -> str:
    """Return a path for a table that no other has, on file systems that ignore case too."""
    plain = f"{safe(store)}/{safe(table)}"
    for number in counting(1):
        stem = plain if number == 1 else f"{plain}-{number}"
        if stem.lower() not in taken:
            break
    taken.add(stem.lower())
    return stem


def safe(name: str) -> str:
    """Return a name that every file system takes and no path can be made of."""
    return re.sub(r"[^\w.-]+", "-", name).strip(".-")[:100] or "unnamed"


def data_name(stem: str) -> str:
    """Return the path of a table's rows as JSON."""
    return f"data/{stem}.json"


def sheet_name(stem: str) -> str:
    """Return the path of a table's rows as CSV."""
    return f"data/{stem}.csv"


def schema_name(stem: str) -> str:
    """Return the path of the schema of a table's rows."""
    return f"schemas/{stem}.schema.json"


def page_name(stem: str, number: int) -> str:
    """Return the path of a page of rows."""
    return f"html/{stem}-{number:04}.html"


def list_name(stem: str, before: int) -> str:
    """Return the path of a list of files, of which so many came before."""
    return f"html/{stem}.files-{before + 1:06}.html"


def file_of_row(stem: str, column: str, name: str) -> str:
    """Return the path of the file that a row names in this column."""
    return file_name(stem, PurePosixPath(name).name, f"{column}/{name}")


def file_name(stem: str, name: str, whole: str) -> str:
    """Return the path of a file: its own name, folders and all, with some letters made of the whole name, which no other file has."""
    *folders, last = [safe(part) for part in name.split("/")[-DEPTH:]]
    path = PurePosixPath(last)
    mark = sha256(whole.encode(errors="surrogateescape")).hexdigest()[:12]
    return "/".join(["files", stem, *folders, f"{path.stem}-{mark}{path.suffix}"])


def own_name(path: str) -> str:
    """Return what a file of the archive was called where it came from, without the letters that make its name the only one."""
    folders, _, last = path.split("/", 3)[3].rpartition("/")
    return f"{folders}/" * bool(folders) + re.sub(r"-[0-9a-f]{12}(?=\.|$)", "", last, count=1)


def is_picture(name: str) -> bool:
    """Return whether the file is called as pictures are."""
    return PurePosixPath(name).suffix.lower() in PICTURES


def media_type(name: str) -> str:
    """Return the media type that the ending of a name says."""
    if name.startswith("activitypub/"):
        return "application/activity+json"
    return KNOWN.guess_type(name, strict=False)[0] or UNKNOWN
