"""Read settings from the environment, typed, and refuse what cannot be understood.

Every reader names the variable in its complaint and says what it found, so that a person who mistyped a value
knows which one; what may be a secret is never repeated. Any reader also accepts ``NAME_FILE``: the path of a file that holds the value (secrets mounted
by an orchestrator). Giving both is refused, because nobody can tell which one was meant.
"""

import base64
import binascii
import os
from collections.abc import Callable, Iterable
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import TypeVar
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config import addresses

T = TypeVar("T")

known: dict[str, str] = {}
"""Every variable some setting reads, with its one-line meaning; feeds the README table and `unknown`."""


def text(name: str, meaning: str, default: str | None = None) -> str:
    """Return the variable as text; without a default it must be set. Raise ImproperlyConfigured."""
    known[name] = meaning
    value = _raw(name)
    if value is None:
        if default is None:
            raise ImproperlyConfigured(f"{name} is not set. It is needed: {meaning}")
        return default
    return value


def boolean(name: str, meaning: str, default: bool) -> bool:  # noqa: FBT001  (a default is what a reader takes)
    """Return True for 1/true/yes/on and False for 0/false/no/off; anything else is refused."""
    return _convert(name, meaning, default, _as_boolean)


def integer(name: str, meaning: str, default: int, *, least: int = 0, most: int | None = None) -> int:
    """Return a whole number between `least` and `most`, both inclusive."""

    def convert(value: str) -> int:
        try:
            number = int(value)
        except ValueError:
            raise ValueError(f"is {value!r} and must be a whole number") from None
        if number < least or (most is not None and number > most):
            limit = f"between {least} and {most}" if most is not None else f"at least {least}"
            raise ValueError(f"is {number} and must be {limit}")
        return number

    return _convert(name, meaning, default, convert)


def words(name: str, meaning: str, default: Iterable[str] = ()) -> list[str]:
    """Return a comma-separated list, blanks around and empty items dropped."""
    return _convert(
        name, meaning, list(default), lambda value: [w.strip() for w in value.split(",") if w.strip()]
    )


def pairs(name: str, meaning: str) -> dict[str, str]:
    """Return a comma-separated list of `name=value`; a name given twice, and a value that is missing, are refused."""

    def convert(value: str) -> dict[str, str]:
        found: dict[str, str] = {}
        for item in (part.strip() for part in value.split(",") if part.strip()):
            key, mark, said = item.partition("=")
            if not (mark and key.strip() and said.strip()):
                raise ValueError("must be a list of name=value with commas between")
            if key.strip() in found:
                raise ValueError(f"names {key.strip()} twice")
            found[key.strip()] = said.strip()
        return found

    return _convert(name, meaning, {}, convert)


def choice(name: str, meaning: str, default: str, options: Iterable[str]) -> str:
    """Return one of the options; anything else is refused with the list of options."""
    allowed = list(options)

    def convert(value: str) -> str:
        if value not in allowed:
            raise ValueError(f"is {value!r} and must be one of {', '.join(allowed)}")
        return value

    return _convert(name, meaning, default, convert)


def key32(name: str, meaning: str, default: bytes | None = None) -> bytes:
    """Return 32 bytes given as URL-safe or plain base64; a key of another length is refused."""
    known[name] = meaning
    if _raw(name) is None and default is None:
        raise ImproperlyConfigured(f"{name} is not set. It is needed: {meaning}")
    return _convert(name, meaning, default or b"", _key_bytes)


def former_keys(name: str, meaning: str) -> list[tuple[bytes, str]]:
    """Return public keys, 32 bytes each, with the day (ISO) each was last used: a list of KEY=YYYY-MM-DD.

    A key or a day given twice is refused: of two keys of one day nobody could say which came first.
    """

    def convert(value: str) -> list[tuple[bytes, str]]:
        found: dict[str, bytes] = {}
        for item in (part.strip() for part in value.split(",") if part.strip()):
            key, mark, day = item.rpartition("=")
            if not mark:
                raise ValueError("must be a list of KEY=YYYY-MM-DD with commas between")
            try:
                day = date.fromisoformat(day).isoformat()
            except ValueError:
                raise ValueError(f"has {day!r} where a day as in 2026-12-31 is needed") from None
            raw = _key_bytes(key)
            if day in found or raw in found.values():
                raise ValueError("names one key or one day twice")
            found[day] = raw
        return [(raw, day) for day, raw in found.items()]

    return _convert(name, meaning, [], convert)


def _key_bytes(value: str) -> bytes:
    """Return 32 bytes of URL-safe or plain base64, padded or not. Raise ValueError."""
    plain = value.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        raw = base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError) as error:
        raise ValueError("is not base64") from error
    if len(raw) != 32:
        raise ValueError(f"must decode to 32 bytes, not {len(raw)}")
    return raw


def database(name: str, meaning: str, default: str | None = None) -> dict[str, object]:
    """Return Django's settings for a postgresql:// URL. A missing database name is refused."""
    url = text(name, meaning, default)
    if urlsplit(url).scheme not in ("postgresql", "postgres"):
        raise ImproperlyConfigured(
            f"{name} must begin with postgresql://. Other databases cannot hold the portal."
        )
    return addresses.postgresql(name, url)


def named(name: str) -> str:
    """Return a variable whose name holds a word that the operator chose, or "" when it is not set.

    Its pattern, as in <NAME>_DATABASE_URL, stands in `known`.
    """
    return _raw(name) or ""


def path(name: str, meaning: str, default: Path | None = None) -> Path:
    """Return a path made absolute, so that it means the same from every working directory."""
    return Path(text(name, meaning, str(default) if default is not None else None)).expanduser().absolute()


def refuse_unknown(prefix: str = "CANDOR_") -> None:
    """Raise ImproperlyConfigured for a variable with our prefix that no setting reads: most likely a typing error."""
    readable = known | {f"{name}_FILE": "" for name in known}
    for name in sorted(os.environ):
        if name.startswith(prefix) and name not in readable:
            nearest = _nearest(name, known)
            raise ImproperlyConfigured(
                f"{name} is not a setting of Candor.{nearest} Remove it or correct its name."
            )


def refuse_unlisted(suffix: str, names: Iterable[str], lister: str) -> None:
    """Raise ImproperlyConfigured for a variable with this ending whose word the `lister` does not list."""
    listed = {f"{name.upper()}{suffix}" for name in names}
    for variable in sorted(os.environ):
        bare = variable.removesuffix("_FILE")
        if bare.endswith(suffix) and bare not in listed:
            word = bare.removesuffix(suffix).lower()
            raise ImproperlyConfigured(
                f"{variable} is set, and {lister} does not name {word}.{_nearest(bare, listed)} "
                f"Add {word} to {lister}, or remove the variable."
            )


def _nearest(name: str, names: Iterable[str]) -> str:
    close = get_close_matches(name, list(names), n=1)
    return f" Did you mean {close[0]}?" if close else ""


def _raw(name: str) -> str | None:
    value, file = os.environ.get(name), os.environ.get(f"{name}_FILE")
    if value is not None and file is not None:
        raise ImproperlyConfigured(f"{name} and {name}_FILE are both set. Keep one of them.")
    if file is not None:
        try:
            return Path(file).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise ImproperlyConfigured(f"{name}_FILE cannot be read: {error.strerror}.") from error
    return value if value != "" else None


def _as_boolean(value: str) -> bool:
    lowered = value.lower()
    if lowered in ("1", "true", "yes", "on"):
        return True
    if lowered in ("0", "false", "no", "off"):
        return False
    raise ValueError(f"is {value!r} and must be one of 1, true, yes, on, 0, false, no, off")


def _convert(name: str, meaning: str, default: T, convert: Callable[[str], T]) -> T:
    known[name] = meaning
    value = _raw(name)
    if value is None:
        return default
    try:
        return convert(value)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} {error}. It sets: {meaning}") from error
