"""A small spreadsheet, as far as its parts tell what it is."""

import io
import zipfile


def workbook(*more: str, whole: bool = True) -> bytes:
    """Return a workbook with further parts, or one that lacks its main part."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as made:
        for name in ("[Content_Types].xml", "xl/workbook.xml"[: None if whole else 5], *more):
            made.writestr(name, "<x/>")
    return held.getvalue()
