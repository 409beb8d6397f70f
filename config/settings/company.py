"""The company's databases and storages, each by a name that the data map uses."""

import re
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured

from config import addresses, env

env.known |= {
    "<NAME>_DATABASE_URL": "A database of the company, known to the data map as `name`: postgresql, mysql, mariadb or sqlite.",
    "<NAME>_DATABASE_WRITE_URL": "The same database with a role that may change rows; then the other address may only read.",
    "<NAME>_STORAGE_URL": "A storage of the company, known to the data map as `name`: file:///path or s3://bucket/prefix?region=&endpoint=.",
}
NAME = re.compile(r"[a-z][a-z0-9_]*")
OURS = ("default", "owner", "private", "staticfiles")
DATABASE, WRITE, STORAGE = "_DATABASE_URL", "_DATABASE_WRITE_URL", "_STORAGE_URL"

DATABASE_NAMES = env.words(
    "CANDOR_DATABASES",
    "Names of the company's databases, comma-separated; `platform` alone if PLATFORM_DATABASE_URL is set.",
    ["platform"] if env.named(f"PLATFORM{DATABASE}") else [],
)
STORAGE_NAMES = env.words(
    "CANDOR_STORAGES",
    "Names of the company's storages, comma-separated; `platform_media` alone, a local folder, if not set.",
    ["platform_media"],
)


def databases() -> dict[str, dict[str, Any]]:
    """Return Django's settings for every named database: `name`, and `name_write` where a write address is given.

    Raise ImproperlyConfigured for a name without an address.
    """
    found = {}
    for name in _names("CANDOR_DATABASES", DATABASE_NAMES):
        variable, other = f"{name.upper()}{DATABASE}", f"{name.upper()}{WRITE}"
        url, writing = env.named(variable), env.named(other)
        if not url:
            raise ImproperlyConfigured(f"{variable} is not set, and CANDOR_DATABASES names {name}.")
        found[name] = addresses.database(variable, url, read_only=bool(writing))
        if writing:
            found[f"{name}_write"] = addresses.database(other, writing)
            if found[name]["ENGINE"] != found[f"{name}_write"]["ENGINE"]:
                raise ImproperlyConfigured(f"{other} must lead to the same database as {variable}.")
    return found


def storages(folder: Path) -> dict[str, dict[str, Any]]:
    """Return Django's settings for every named storage, `platform_media` in the folder unless it has an address.

    Raise ImproperlyConfigured for a name without an address.
    """
    found = {}
    for name in _names("CANDOR_STORAGES", STORAGE_NAMES):
        variable = f"{name.upper()}{STORAGE}"
        url = env.named(variable)
        if not url and name != "platform_media":
            raise ImproperlyConfigured(f"{variable} is not set, and CANDOR_STORAGES names {name}.")
        found[name] = addresses.storage(variable, url) if url else addresses.folder(folder / "platform-media")
    return found


def refuse_unlisted() -> None:
    """Raise ImproperlyConfigured for an address whose name is in neither list: most likely a typing error."""
    env.refuse_unlisted(DATABASE, DATABASE_NAMES, "CANDOR_DATABASES")
    env.refuse_unlisted(WRITE, DATABASE_NAMES, "CANDOR_DATABASES")
    env.refuse_unlisted(STORAGE, [*STORAGE_NAMES, "private"], "CANDOR_STORAGES")


def _names(variable: str, names: list[str]) -> list[str]:
    for name in names:
        if not NAME.fullmatch(name) or name.endswith("_write"):
            raise ImproperlyConfigured(
                f"{variable}: {name} cannot be a name. Use small letters, digits and _, and no _write at the end."
            )
        if name in OURS:
            raise ImproperlyConfigured(f"{variable}: {name} is the portal's own. Choose another name.")
        if names.count(name) > 1:
            raise ImproperlyConfigured(f"{variable} names {name} twice. Name it once.")
    return names
