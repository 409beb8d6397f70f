"""The company's databases and storages by name: what an address becomes, and what is refused."""

import runpy
import sqlite3
import sys
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import ConnectionHandler, DatabaseError, router

from config import addresses, env
from config.settings import company
from tests.config.test_settings import COMPLETE, last_line, run


def read(url: str, **options: Any) -> dict[str, Any]:
    return addresses.database("BILLING_DATABASE_URL", url, **options)


def test_postgresql_mysql_and_sqlite_are_read() -> None:
    one = read("postgres://us%40er:p%2Fw@h:5433/na%20me?sslmode=require")
    assert (one["ENGINE"], one["NAME"]) == ("django.db.backends.postgresql", "na me")
    assert (one["USER"], one["PASSWORD"], one["PORT"]) == ("us@er", "p/w", "5433")
    assert one["OPTIONS"] == {"sslmode": "require", "connect_timeout": 10}
    for scheme in ("mysql", "mariadb"):
        two = read(f"{scheme}://reader:pw@h:3307/shop?ssl_ca=/etc/ca.pem&read_timeout=5&ssl_verify_cert=true")
        assert (two["ENGINE"], two["NAME"], two["PORT"]) == ("django.db.backends.mysql", "shop", "3307")
        options = two["OPTIONS"]
        assert (options["charset"], options["read_timeout"], options["write_timeout"]) == ("utf8mb4", 5, 600)
        assert (options["ssl_ca"], options["ssl_verify_cert"]) == ("/etc/ca.pem", True)
        assert {"ANSI_QUOTES", "STRICT_TRANS_TABLES"} <= set(options["sql_mode"].split(","))
    three = read("sqlite:////srv/the%20shop.sqlite3")
    assert (three["ENGINE"], three["NAME"]) == (
        "django.db.backends.sqlite3",
        "file:///srv/the%20shop.sqlite3?mode=rw",
    )
    assert read("sqlite:////srv/shop?mode=ro")["NAME"].endswith("?mode=ro")


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("oracle://h/shop", r"must begin with one of postgresql://, postgres://, mysql://, mariadb://, sqlite://"),
        ("reader:secret@h/shop", "must begin with one of"),
        ("mysql://reader:secret@h/", "names no database"),
        ("mysql://reader:secret@h:99999/shop", "has a port that is no number"),
        ("mysql://reader:secret@h/shop?local_infile=1", "local_infile is not possible here. Possible: connect_timeout"),
        ("mysql://reader:secret@h/shop?read_timeout=soon", "read_timeout must be a number of seconds"),
        ("sqlite:///shop.sqlite3", "must hold an absolute path"),
        ("sqlite://secret/shop.sqlite3", "must hold an absolute path"),
        ("sqlite:////srv/shop.sqlite3?mode=memory", "mode can be ro or rw"),
        ("sqlite:////srv/shop.sqlite3?vfs=x", "vfs is not possible here. Possible: mode."),
    ],
)  # fmt: skip
def test_an_address_that_cannot_be_meant_is_refused_without_being_told(url: str, said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=rf"BILLING_DATABASE_URL:? {said}") as refused:
        read(url)
    assert "secret" not in str(refused.value)


def opened(**databases: dict[str, Any]) -> ConnectionHandler:
    return ConnectionHandler({"default": {}, **databases})


@pytest.mark.django_db
def test_a_sqlite_file_is_opened_for_reading_alone_and_is_never_made(tmp_path: Path) -> None:
    file = tmp_path / "shop.sqlite3"
    missing = opened(shop=read(f"sqlite:///{file}"))["shop"]
    with pytest.raises(DatabaseError, match="unable to open"):
        missing.cursor()
    assert not file.exists()
    with sqlite3.connect(file) as made:
        made.execute("CREATE TABLE customer (name text)")
    both = opened(reads=read(f"sqlite:///{file}", read_only=True), writes=read(f"sqlite:///{file}"))
    with both["writes"].cursor() as cursor:
        cursor.execute("INSERT INTO customer VALUES ('Maya')")
    with both["reads"].cursor() as cursor:
        cursor.execute("SELECT name FROM customer")
        assert cursor.fetchall() == [("Maya",)]
        with pytest.raises(DatabaseError, match="readonly"):
            cursor.execute("DELETE FROM customer")
    both.close_all()


def test_pymysql_stands_in_for_the_name_django_looks_for() -> None:
    read("mysql://h/shop")
    assert sys.modules["MySQLdb"].__name__ == "pymysql"


@pytest.mark.parametrize(
    ("url", "options"),
    [
        ("s3://scans", {"bucket_name": "scans", "location": ""}),
        (
            "s3://k%2B:s%2Fc@Scans/in/2026?region=eu-west-1&endpoint=http://127.0.0.1:9&addressing=path",
            {
                "bucket_name": "Scans",
                "location": "in/2026",
                "access_key": "k+",
                "secret_key": "s/c",
                "region_name": "eu-west-1",
                "endpoint_url": "http://127.0.0.1:9",
                "addressing_style": "path",
            },
        ),
    ],
)
def test_a_bucket_is_read(url: str, options: dict[str, str]) -> None:
    assert addresses.storage("SCANS_STORAGE_URL", url)["OPTIONS"] == options


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("ftp://h/x", "must begin with file:// or s3://"),
        ("file://relative", "must hold the absolute path of a folder"),
        ("file:///", "must hold the absolute path of a folder"),
        ("s3:///prefix", "names no bucket"),
        ("s3://key@bucket", "holds half a pair of keys"),
        ("s3://bucket/a/../b", "the prefix must not hold"),
        ("s3://bucket?acl=public-read", "acl is not possible here. Possible: region, endpoint, addressing."),
        ("s3://bucket?addressing=dns", "addressing can be auto, path or virtual"),
    ],
)  # fmt: skip
def test_a_storage_that_cannot_be_meant_is_refused(url: str, said: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=f"SCANS_STORAGE_URL:? {said}"):
        addresses.storage("SCANS_STORAGE_URL", url)


def test_names_lead_to_aliases(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(company, "DATABASE_NAMES", ["platform", "billing"])
    monkeypatch.setattr(company, "STORAGE_NAMES", ["platform_media", "scans"])
    file = tmp_path / "address"
    file.write_text("mysql://writer:pw@h/shop\n")
    for name, value in {
        "PLATFORM_DATABASE_URL": "postgresql://reader@h/platform",
        "PLATFORM_DATABASE_WRITE_URL": "postgresql://writer@h/platform",
        "BILLING_DATABASE_URL": "mysql://reader:pw@h/shop",
        "BILLING_DATABASE_WRITE_URL_FILE": str(file),
        "SCANS_STORAGE_URL": "file:///srv/scans",
    }.items():
        monkeypatch.setenv(name, value)
    found = company.databases()
    assert {alias: one["USER"] for alias, one in found.items()} == {
        "platform": "reader",
        "platform_write": "writer",
        "billing": "reader",
        "billing_write": "writer",
    }
    stored = company.storages(tmp_path)
    assert {alias: str(one["OPTIONS"]["location"]) for alias, one in stored.items()} == {
        "platform_media": str(tmp_path / "platform-media"),
        "scans": "/srv/scans",
    }
    assert not any(router.allow_migrate(alias, "accounts") for alias in found)
    assert router.allow_migrate("default", "accounts")


@pytest.mark.parametrize(
    ("variables", "said"),
    [
        ({"CANDOR_DATABASES": "platform,billing"}, "BILLING_DATABASE_URL is not set, and CANDOR_DATABASES names billing."),
        ({"CANDOR_DATABASES": "default"}, "CANDOR_DATABASES: default is the portal's own. Choose another name."),
        ({"CANDOR_DATABASES": "Shop-1"}, "CANDOR_DATABASES: Shop-1 cannot be a name."),
        ({"CANDOR_DATABASES": "platform_write"}, "CANDOR_DATABASES: platform_write cannot be a name."),
        ({"CANDOR_DATABASES": "platform,platform"}, "CANDOR_DATABASES names platform twice."),
        ({"PLATFORM_DATABASE_WRITE_URL": "mysql://h/platform"}, "PLATFORM_DATABASE_WRITE_URL must lead to the same database"),
        ({"BILING_DATABASE_URL": "mysql://h/shop"}, "BILING_DATABASE_URL is set, and CANDOR_DATABASES does not name biling."),
        ({"PLATFROM_DATABASE_WRITE_URL": "x"}, "PLATFROM_DATABASE_WRITE_URL is set, and CANDOR_DATABASES does not name platfrom. Did you mean PLATFORM_DATABASE_WRITE_URL?"),
        ({"CANDOR_STORAGES": "scans"}, "SCANS_STORAGE_URL is not set, and CANDOR_STORAGES names scans."),
        ({"SCANS_STORAGE_URL": "s3://scans"}, "SCANS_STORAGE_URL is set, and CANDOR_STORAGES does not name scans."),
    ],
)  # fmt: skip
def test_names_and_addresses_must_belong_together(
    variables: dict[str, str], said: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    for name, value in {**COMPLETE, **variables}.items():
        monkeypatch.setenv(name, value)

    def read_all() -> None:
        read = runpy.run_path(company.__file__)
        read["databases"]()
        read["storages"](tmp_path)
        read["refuse_unlisted"]()

    with pytest.raises(ImproperlyConfigured) as refused:
        read_all()
    assert str(refused.value).startswith(said)


@pytest.mark.parametrize("name", ["production", "trial", "base"])
@pytest.mark.parametrize(
    "variable", ["BILING_DATABASE_URL", "BILING_DATABASE_WRITE_URL", "BILING_STORAGE_URL_FILE"]
)
def test_an_address_that_nobody_lists_is_refused_wherever_the_portal_runs(name: str, variable: str) -> None:
    """What a trial lets pass would stop the installation later. The tests take such a variable away instead."""
    given = {**COMPLETE, variable: "mysql://h/shop"}
    start = f"import config.settings.{name}"
    assert run(start, COMPLETE).returncode == 0
    said = run(start, given).stderr.strip().splitlines()[-1]
    assert (
        f"{variable} is set, and CANDOR_{'STORAGES' if 'STORAGE' in variable else 'DATABASES'} does not"
        in said
    )
    assert run("import config.settings.test", given).returncode == 0


def test_production_refuses_what_cannot_be_meant() -> None:
    assert "PRIVATE_STORAGE_URL names no bucket" in last_line({**COMPLETE, "PRIVATE_STORAGE_URL": "s3://"})


def test_three_kinds_of_database_and_two_of_storage_start(tmp_path: Path) -> None:
    given = {
        "CANDOR_DATABASES": "platform,billing,archive",
        "BILLING_DATABASE_URL": "mariadb://reader:secret@db.internal/billing",
        "BILLING_DATABASE_WRITE_URL": "mariadb://eraser:secret@db.internal/billing",
        "ARCHIVE_DATABASE_URL": f"sqlite:///{tmp_path}/archive.sqlite3",
        "CANDOR_STORAGES": "scans",
        "SCANS_STORAGE_URL": "s3://scans/members?region=eu-west-1",
        "PRIVATE_STORAGE_URL": f"file://{tmp_path}/private",
    }
    code = (
        "import django; django.setup()\n"
        "from django.core.files.storage import storages\n"
        "from django.db import connections\n"
        "print(*sorted(f'{a}={connections[a].vendor}' for a in connections), storages['scans'].bucket_name)"
    )
    done = run(code, {**COMPLETE, **given})
    assert done.stdout.split() == [
        "archive=sqlite",
        "billing=mysql",
        "billing_write=mysql",
        "default=postgresql",
        "platform=postgresql",
        "scans",
    ], done.stderr


def test_the_tests_know_no_database_of_this_machine() -> None:
    assert set(settings.DATABASES) == {"default", "platform"}
    assert {"<NAME>_DATABASE_URL", "<NAME>_DATABASE_WRITE_URL", "<NAME>_STORAGE_URL"} <= set(env.known)
