"""Turn the address of a database or of a storage into Django's settings, and refuse what cannot be meant.

Every complaint names the variable and never the address, which holds a password.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

CONNECT_SECONDS = 10
ANSWER_SECONDS = 600
"""How long a MySQL server may be silent in the middle of an answer; PostgreSQL notices a dead peer by itself."""
SQL_MODE = (
    "ANSI_QUOTES,PIPES_AS_CONCAT,NO_BACKSLASH_ESCAPES,STRICT_TRANS_TABLES,ERROR_FOR_DIVISION_BY_ZERO,"
    "NO_ENGINE_SUBSTITUTION"
)
"""Names in double quotes, `||` joins, a backslash is a letter, and a value that does not fit is an error."""
MYSQL_NUMBERS = ("connect_timeout", "read_timeout", "write_timeout")
MYSQL_TEXTS = ("ssl_ca", "ssl_cert", "ssl_key", "unix_socket")
MYSQL_SWITCHES = ("ssl_verify_cert", "ssl_verify_identity")
S3_OPTIONS = {
    "region": "region_name",
    "endpoint": "endpoint_url",
    "addressing": "addressing_style",
}

Settings = dict[str, Any]


def postgresql(variable: str, url: str) -> Settings:
    """Return the settings of a postgresql:// address. Raise ImproperlyConfigured."""
    parts = _server(variable, url)
    options = dict(parse_qsl(parts.query))
    host = options.pop("host", None) or parts.hostname or ""
    return _database("django.db.backends.postgresql", parts, host, options)


def mysql(variable: str, url: str) -> Settings:
    """Return the settings of a mysql:// or mariadb:// address, spoken by PyMySQL. Raise ImproperlyConfigured."""
    parts = _server(variable, url)
    given = dict(parse_qsl(parts.query))
    allowed = (*MYSQL_NUMBERS, *MYSQL_TEXTS, *MYSQL_SWITCHES)
    _refuse_options(variable, given, allowed)
    options: Settings = {
        "charset": "utf8mb4",
        "connect_timeout": CONNECT_SECONDS,
        "read_timeout": ANSWER_SECONDS,
        "write_timeout": ANSWER_SECONDS,
        "sql_mode": SQL_MODE,
        "init_command": "SET time_zone = '+00:00'",
    }
    for name, value in given.items():
        if name in MYSQL_NUMBERS:
            if not value.isdecimal() or not int(value):
                raise ImproperlyConfigured(f"{variable}: {name} must be a number of seconds.")
            options[name] = int(value)
        else:
            options[name] = value.lower() in ("1", "true", "yes") if name in MYSQL_SWITCHES else value
    speak_mysql()
    return _database("django.db.backends.mysql", parts, parts.hostname or "", options)


def sqlite(variable: str, url: str, *, read_only: bool = False) -> Settings:
    """Return the settings of a sqlite:////absolute/path address. Raise ImproperlyConfigured.

    The file is never created: a mistyped path must not look like a company without data.
    """
    parts = urlsplit(url)
    given = dict(parse_qsl(parts.query))
    _refuse_options(variable, given, ("mode",))
    path = unquote(parts.path).removeprefix("/")
    if parts.netloc or not path.startswith("/"):
        raise ImproperlyConfigured(
            f"{variable} must hold an absolute path, as in sqlite:////srv/shop.sqlite3."
        )
    if given.get("mode", "ro") not in ("ro", "rw"):
        raise ImproperlyConfigured(f"{variable}: mode can be ro or rw.")
    reads = read_only or given.get("mode") == "ro"
    options: Settings = {"timeout": 20} | ({} if reads else {"transaction_mode": "IMMEDIATE"})
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": f"{Path(path).as_uri()}?mode={'ro' if reads else 'rw'}",
        "OPTIONS": options,
    }


SCHEMES: dict[str, Callable[[str, str], Settings]] = {
    "postgresql": postgresql,
    "postgres": postgresql,
    "mysql": mysql,
    "mariadb": mysql,
    "sqlite": sqlite,
}


def database(variable: str, url: str, *, read_only: bool = False) -> Settings:
    """Return the settings of a company's database. `read_only` opens an SQLite file so that nothing can write.

    On a server it is the role that may only read. Raise ImproperlyConfigured.
    """
    scheme = urlsplit(url).scheme
    if scheme not in SCHEMES:
        raise ImproperlyConfigured(
            f"{variable} must begin with one of {', '.join(f'{name}://' for name in SCHEMES)}."
        )
    if scheme == "sqlite":
        return sqlite(variable, url, read_only=read_only)
    found = SCHEMES[scheme](variable, url)
    if SCHEMES[scheme] is postgresql:
        found["OPTIONS"].setdefault("connect_timeout", CONNECT_SECONDS)
    return found | {"CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}


def storage(variable: str, url: str) -> Settings:
    """Return the settings of a storage at file:///path or s3://bucket/prefix. Raise ImproperlyConfigured."""
    parts = urlsplit(url)
    if parts.scheme == "s3":
        return _s3(variable, parts)
    if parts.scheme != "file":
        raise ImproperlyConfigured(f"{variable} must begin with file:// or s3://.")
    path = Path(unquote(parts.path))
    if parts.netloc or not path.is_absolute() or path == Path("/"):
        raise ImproperlyConfigured(
            f"{variable} must hold the absolute path of a folder, as in file:///srv/media."
        )
    _refuse_options(variable, dict(parse_qsl(parts.query)), ())
    return folder(path)


def folder(path: Path) -> Settings:
    """Return the settings of a storage in a local folder that no address on the web leads to."""
    return {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": path, "base_url": None},
    }


def speak_mysql() -> None:
    """Let Django's MySQL backend find PyMySQL under the name it looks for."""
    if "MySQLdb" not in sys.modules:
        import pymysql

        pymysql.install_as_MySQLdb()


def _s3(variable: str, parts: SplitResult) -> Settings:
    given = dict(parse_qsl(parts.query))
    _refuse_options(variable, given, tuple(S3_OPTIONS))
    # Not hostname: that one is brought to lower case, and drops what stands before an @.
    bucket = parts.netloc.rpartition("@")[2]
    if not bucket or ":" in bucket:
        raise ImproperlyConfigured(f"{variable} names no bucket: s3://bucket/prefix.")
    if given.get("addressing", "auto") not in ("auto", "path", "virtual"):
        raise ImproperlyConfigured(f"{variable}: addressing can be auto, path or virtual.")
    if ".." in parts.path.split("/"):
        raise ImproperlyConfigured(f"{variable}: the prefix must not hold `..`.")
    options: Settings = {
        "bucket_name": bucket,
        "location": unquote(parts.path).strip("/"),
        **{S3_OPTIONS[name]: value for name, value in given.items()},
    }
    if parts.username or parts.password:
        if not (parts.username and parts.password):
            raise ImproperlyConfigured(
                f"{variable} holds half a pair of keys: s3://key:secret@bucket/prefix."
            )
        options |= {"access_key": unquote(parts.username), "secret_key": unquote(parts.password)}
    return {"BACKEND": "config.s3.S3Storage", "OPTIONS": options}


def _server(variable: str, url: str) -> SplitResult:
    parts = urlsplit(url)
    if not parts.path.strip("/"):
        raise ImproperlyConfigured(
            f"{variable} names no database: add its name after the host, as in …/candor"
        )
    try:
        _ = parts.port
    except ValueError as error:
        raise ImproperlyConfigured(f"{variable} has a port that is no number between 1 and 65535.") from error
    return parts


def _database(engine: str, parts: SplitResult, host: str, options: Settings) -> Settings:
    return {
        "ENGINE": engine,
        "NAME": unquote(parts.path.strip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": host,
        "PORT": str(parts.port or ""),
        "OPTIONS": options,
    }


def _refuse_options(variable: str, given: Settings, allowed: tuple[str, ...]) -> None:
    for name in given:
        if name not in allowed:
            raise ImproperlyConfigured(
                f"{variable}: {name} is not possible here. Possible: {', '.join(allowed) or 'nothing'}."
            )
