"""Read the letters that the trial's transport wrote."""

import email
import email.policy
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from itertools import islice
from pathlib import Path

from django.conf import settings

NAME = re.compile(r"^\d{8}T\d{12}-[0-9a-f]{8}$")
MOST = 200
"""Letters to one address that are listed, newest first."""


@dataclass(frozen=True)
class Letter:
    """One letter: its file's name, when it was written, and what its reader sees."""

    name: str
    at: datetime
    to: str
    subject: str
    text: str
    html: str


def names() -> list[str]:
    """Return the names of all letters, newest first."""
    folder = Path(settings.EMAIL_FILE_PATH)
    return sorted((file.stem for file in folder.glob("*.eml")), reverse=True) if folder.is_dir() else []


def read(some: Iterable[str]) -> list[Letter]:
    """Return the letters of these names, in their order."""
    return [found for name in some if (found := letter(name)) is not None]


def newest_to(address: str) -> list[Letter]:
    """Return up to MOST letters to one address, newest first; of the others only the head is read."""
    return read(islice((name for name in names() if _is_to(name, address.casefold())), MOST))


def _is_to(name: str, address: str) -> bool:
    with (Path(settings.EMAIL_FILE_PATH) / f"{name}.eml").open("rb") as file:
        return address in str(BytesHeaderParser().parse(file)["to"]).casefold()


def letter(name: str) -> Letter | None:
    """Return one letter, or None when there is none of this name."""
    file = Path(settings.EMAIL_FILE_PATH) / f"{name}.eml"
    return _read(file) if NAME.match(name) and file.is_file() else None


def _read(file: Path) -> Letter:
    message = email.message_from_bytes(file.read_bytes(), policy=email.policy.default)
    assert isinstance(message, EmailMessage)  # noqa: S101  (the policy makes it one)
    return Letter(
        name=file.stem,
        at=datetime.strptime(file.stem.partition("-")[0], "%Y%m%dT%H%M%S%f").replace(tzinfo=UTC),
        to=str(message["to"]),
        subject=str(message["subject"]),
        text=_part(message, "plain"),
        html=_part(message, "html"),
    )


def _part(message: EmailMessage, kind: str) -> str:
    part = message.get_body((kind,))
    return str(part.get_content()) if part is not None else ""
