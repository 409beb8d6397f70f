"""What a file of an answer is, told by its content alone. Pure: no name and no declared type is believed.

Beyond what `exports.documents` knows, tables and texts as systems export them. What a browser or an office
program would run is refused: no pages, no macros, no archives.
"""

import io
import json
import zipfile

from exports import documents

JSON, CSV, TEXT = "application/json", "text/csv", "text/plain"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ENDINGS = {**documents.ENDINGS, JSON: "json", CSV: "csv", TEXT: "txt", XLSX: "xlsx"}
"""Every type that is taken, and the ending of its files."""
MOST_PARTS = 2000
CONTROLS = {chr(code) for code in range(32)} - set("\t\n\r\f") | {"\x7f"}


def type_of(data: bytes) -> str | None:
    """Return the media type of a file, or None for one that is not taken."""
    if not data:
        return None
    return documents.type_of(data) or (XLSX if _is_workbook(data) else _text_type(data))


def _text_type(data: bytes) -> str | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return None
    if CONTROLS & set(text) or text.lstrip()[:1] == "<" or text.startswith(("%PDF", "%!")):
        return None
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        first = text.split("\n", 1)[0]
        return CSV if any(mark in first for mark in ",;\t") and "\n" in text else TEXT
    return JSON


def _is_workbook(data: bytes) -> bool:
    """Look into the ZIP for a workbook's parts; nothing is unpacked."""
    if not data.startswith(b"PK\x03\x04"):
        return False
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as opened:
            names = {name.lower() for name in opened.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError):
        return False
    whole = {"[content_types].xml", "xl/workbook.xml"} <= names and len(names) <= MOST_PARTS
    return whole and not any("vbaproject" in name or name.startswith("xl/macrosheets") for name in names)
