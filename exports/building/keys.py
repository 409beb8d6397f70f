"""A package's own key, and what was located of its person, kept sealed while it is built."""

import os

from accounts.sealing import seal, unseal, unwrap, wrap
from exports.archive.reader import package_context
from exports.models import ExportPackage
from exports.stores.located import Located


def new_key(package: ExportPackage) -> bytes:
    """Return a fresh random key, wrapped for the package."""
    return wrap(os.urandom(32), package_context(package))


def key_of(package: ExportPackage) -> bytes:
    """Return the package's key. Raise Unreadable when it is gone or the key from the environment is another."""
    return unwrap(package.wrapped_key, package_context(package))


def seal_located(package: ExportPackage, located: dict[str, Located]) -> bytes:
    """Return what was located in each store, sealed under the subject's key."""
    data = {key: found.as_data() for key, found in located.items()}
    return seal(package.subject, data, life="account")


def located_of(package: ExportPackage) -> dict[str, Located]:
    """Return what was located when the package was planned. Raise Unreadable."""
    data = unseal(package.subject, package.sealed_located, life="account")
    return {key: Located.from_data(found) for key, found in data.items()}
