"""Bring up the servers a run needs, and say in which environment variables they are."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from config.servers.binaries import find_postgres, find_redis
from config.servers.named import beside, ensure_application_role, ensure_database
from config.servers.postgres import Cluster, written_by
from config.servers.processes import Family
from config.servers.provision import PLATFORM, Passwords, provision
from config.servers.reach import data_folder, runnable_by, server_user
from config.servers.redis import start_redis

Say = Callable[[str], None]
SECRETS = ("postgres", "owner", "application", "platform", "redis", "secret_key", "key", "signing_key")


def launch(
    folder: Path, family: Family, *, throwaway: bool, environ: Mapping[str, str], say: Say
) -> dict[str, str]:
    """Start what the environment does not name and return the variables that lead to all of it.

    Beside them stands `cluster`: what tells this PostgreSQL from one that was made afresh.
    Everything is kept in the folder, except PostgreSQL's data when root must hand it to a user who cannot get there.
    Raises ServerError when a server cannot be had.
    """
    known = keep_secrets(folder / "secrets.json")
    logs = folder / "logs"
    logs.mkdir(exist_ok=True)
    return {
        **databases(folder, logs, family, known, throwaway=throwaway, environ=environ, say=say),
        **broker(folder, logs, family, known, throwaway=throwaway, environ=environ, say=say),
        "CANDOR_SECRET_KEY": known["secret_key"],
        "CANDOR_KEY": known["key"],
        "CANDOR_SIGNING_KEY": known["signing_key"],
    }


def databases(
    folder: Path,
    logs: Path,
    family: Family,
    known: Mapping[str, str],
    *,
    throwaway: bool,
    environ: Mapping[str, str],
    say: Say,
) -> dict[str, str]:
    """Return the addresses of the databases, starting PostgreSQL unless one is named."""
    named = environ.get("DATABASE_URL", "")
    if named:
        say(f"PostgreSQL: the one in DATABASE_URL, on {urlsplit(named).hostname or 'this machine'}")
        platform = environ.get("PLATFORM_DATABASE_URL") or beside(named, PLATFORM)
        if throwaway:
            ensure_application_role(named)
        else:
            ensure_database(platform)
        return {
            "cluster": hashlib.sha256(named.encode()).hexdigest(),
            "DATABASE_URL": named,
            "DATABASE_OWNER_URL": environ.get("DATABASE_OWNER_URL") or named,
            "PLATFORM_DATABASE_URL": platform,
        }
    user = server_user()
    place = data_folder(folder / "postgres", user)
    programs = runnable_by(find_postgres(environ, major=written_by(place)), user)
    cluster = Cluster(place, programs, user, known["postgres"])
    cluster.initialise()
    port = cluster.start(family, logs / "postgres.log", throwaway=throwaway)
    passwords = Passwords(known["owner"], known["application"], known["platform"])
    addresses = provision(cluster, port, passwords, may_create=throwaway)
    runs_as = f", run as {user.name}" if user else ""
    if not place.is_relative_to(folder):
        runs_as += f", its data in {place}"
    say(f"PostgreSQL {programs.major} on port {port} ({describe(programs.kind)}{runs_as})")
    return addresses


def broker(
    folder: Path,
    logs: Path,
    family: Family,
    known: Mapping[str, str],
    *,
    throwaway: bool,
    environ: Mapping[str, str],
    say: Say,
) -> dict[str, str]:
    """Return the address of Redis, starting one unless one is named."""
    named = environ.get("REDIS_URL", "")
    if named:
        say(f"Redis: the one in REDIS_URL, on {urlsplit(named).hostname or 'this machine'}")
        return {"REDIS_URL": named}
    program = find_redis(environ)
    address = start_redis(
        program, folder / "redis", logs / "redis.log", family, password=known["redis"], throwaway=throwaway
    )
    say(f"{Path(program).name} on port {urlsplit(address).port}")
    return {"REDIS_URL": address}


def keep_secrets(path: Path) -> dict[str, str]:
    """Return the passwords and keys of this folder, made at random the first time and readable by the user alone."""
    try:
        known = json.loads(path.read_text())
    except (OSError, ValueError):
        known = {}
    missing = [name for name in SECRETS if name not in known]
    if missing:
        known |= {name: fresh_secret(name) for name in missing}
        partial = path.with_suffix(".partial")
        partial.unlink(missing_ok=True)
        with os.fdopen(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
            json.dump(known, handle)
        partial.replace(path)
    return {name: str(known[name]) for name in SECRETS}


def fresh_secret(name: str) -> str:
    """Make one secret: 32 random bytes in base64 for the two keys, letters and digits for the rest."""
    if name in {"key", "signing_key"}:
        return base64.b64encode(secrets.token_bytes(32)).decode()
    return secrets.token_hex(32 if name == "secret_key" else 16)


def describe(kind: str) -> str:
    """Say where the programs came from."""
    return {"system": "this machine's own", "wheel": "from the wheel"}[kind]
