"""Arrays of texts as people read and write them, one on each line, and as PostgreSQL writes them. Pure."""

import re

_ELEMENT = re.compile(r'"((?:[^"\\]|\\.)*)"|([^,{}"]+)')


def lines_of(text: str) -> list[str]:
    """Return the elements of an array as PostgreSQL writes it, `{a,"b c"}`; those that are NULL are left out."""
    found = []
    for quoted, bare in _ELEMENT.findall(text):
        if bare:
            found += [bare] if bare != "NULL" else []
        else:
            found.append(re.sub(r"\\(.)", r"\1", quoted))
    return found


def array_of(lines: list[str]) -> str:
    """Return the array PostgreSQL reads these elements from."""
    quoted = ('"' + re.sub(r'(["\\])', r"\\\1", line) + '"' for line in lines)
    return "{" + ",".join(quoted) + "}"
