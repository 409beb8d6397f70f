"""Make a package as workers do, and read it as the person does."""

import io
import zipfile
from typing import Any

from accounts.actor import SYSTEM
from exports.actions.packages import EVERYTHING, open_download, request_package
from exports.models import ExportPackage
from exports.scope import Scope


def built(subject: Any, jobs: Any, scope: Scope = EVERYTHING, *, twice: bool = False) -> ExportPackage:
    """Return the subject's package after the workers are done with it."""
    package = request_package(subject, actor=SYSTEM, scope=scope)
    jobs.run(twice=twice)
    package.refresh_from_db()
    return package


def downloaded(package: ExportPackage) -> zipfile.ZipFile:
    """Return the whole archive, opened."""
    archive = open_download(package, actor=SYSTEM)
    data = b"".join(archive.read(0, package.length))
    assert len(data) == package.length
    return zipfile.ZipFile(io.BytesIO(data))
