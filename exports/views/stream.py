"""Answer a request for an archive: the whole, one range of it, or only its headers."""

from collections.abc import Iterator
from itertools import chain

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

from exports.archive.parts import file_name
from exports.archive.ranges import Unsatisfiable, asked_range
from exports.archive.reader import Archive


def archive_response(request: HttpRequest, archive: Archive) -> HttpResponseBase:
    """Return the archive with a known length, in parts if the request asks so. Raise Unreadable or ObjectDamaged.

    The first piece is read before anything is answered, so that a lost key is a clear refusal.
    """
    package = archive.package
    lengths, etag = package.lengths, archive.etag
    length, name = lengths[archive.part - 1], file_name(package, archive.part, len(lengths))
    asked = request.headers.get("Range", "")
    if asked and request.headers.get("If-Range", etag) != etag:
        asked = ""
    try:
        part = asked_range(asked, length)
    except Unsatisfiable:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{length}"})
    start, stop = part or (0, length)
    pieces = iter(()) if request.method == "HEAD" else _begun(archive.read(start, stop))
    response = StreamingHttpResponse(pieces, status=206 if part else 200, content_type="application/zip")
    for header, value in {
        "Content-Length": str(stop - start),
        "Content-Disposition": f'attachment; filename="{name}"',
        "Accept-Ranges": "bytes",
        "ETag": etag,
        "Cache-Control": "private, no-store",
    }.items():
        response.headers[header] = value
    if part:
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{length}"
    return response


def _begun(pieces: Iterator[bytes]) -> Iterator[bytes]:
    first = next(pieces, b"")
    return chain([first], pieces)
