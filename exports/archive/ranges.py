"""Read the Range header (RFC 9110, section 14): one range of bytes, or the whole."""

import re

ONE = re.compile(r"^bytes=(\d{0,18})-(\d{0,18})$", re.ASCII)


class Unsatisfiable(ValueError):
    """The range lies outside the archive."""


def asked_range(header: str, length: int) -> tuple[int, int] | None:
    """Return the asked part as start and stop, or None for the whole.

    Several ranges, other units and nonsense are answered with the whole, as the standard allows. Raise
    Unsatisfiable when nothing of the range exists.
    """
    match = ONE.match(header.replace(" ", ""))
    if match is None or match[0] == "bytes=-":
        return None
    first, last = match[1], match[2]
    if not first:
        start, stop = max(length - int(last), 0), length
        if not int(last):
            raise Unsatisfiable
    else:
        start, stop = int(first), min(int(last) + 1, length) if last else length
        if last and int(last) < int(first):
            return None
    if start >= length:
        raise Unsatisfiable
    return start, stop
