"""`manage.py datamap check` looks at every store there is, of whatever kind, and the start refuses what could never be asked."""

from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command

from tests.exports import odd_shop
from tests.exports.outside import CELLAR, webhook_store

pytestmark = pytest.mark.django_db(databases=["default", "platform"])
SECRET = "s" * 44
UNTOLD = ", told_by: none, not_told_because: It forgets each parcel on delivery."
FILES = """
  media:
    kind: files
    name: What members sent
    objects:
      scans: {storage: scans, prefix: "members/{platform_id}/", category: shop, erase: delete}
      more: {storage: scans, prefix: "more/{platform_id}/", category: shop, erase: delete}
"""


def check(*keys: str) -> str:
    """Return what the command says, whether or not it finds a fault, with its exit code in front."""
    said = StringIO()
    try:
        call_command("datamap", "check", *(f"--store={key}" for key in keys), stdout=said)
    except CommandError as error:
        return f"{error.returncode}\n{said.getvalue()}{error}"
    return f"0\n{said.getvalue()}"


@pytest.fixture
def stores(shop: Any, use_map: Callable[[str], None], settings: Any) -> Callable[[str], None]:
    """Return a function that puts a map with a store of every kind in force."""

    def use(url: str) -> None:
        outside = "".join([FILES, webhook_store(url), CELLAR]).replace("[parcels]", "[shop]")
        use_map(odd_shop.MAP.replace(UNTOLD, "") + outside)

    settings.STORE_SECRETS = {"sales": SECRET}
    return use


def test_every_store_has_its_line(
    stores: Callable[[str], None], settings: Any, stored_in: Any, tmp_path: Path
) -> None:
    """What is in order is said as well: a store that is not named was not looked at."""
    stored_in("scans", f"file://{tmp_path}")
    settings.OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]
    stores("http://127.0.0.1:9/privacy")
    code, whole, *lines = check().splitlines()
    assert (code, whole.partition(":")[0]) == ("0", "The data map is sound")
    assert lines == [
        "portal agrees with the data map.",
        "shop agrees with the data map.",
        "media can be listed: scans.",
        "sales may be asked at http://127.0.0.1:9/privacy.",
        "cellar is looked into by Ada, who is asked at ada@odd.example.",
    ]


def test_what_is_missing_is_said_store_by_store_with_the_setting(
    stores: Callable[[str], None], settings: Any, stored_in: Any, tmp_path: Path
) -> None:
    """A storage that is not configured, one that is not there, a secret, an address inside, and a host nobody knows."""
    stores("https://127.0.0.1:9/privacy")
    settings.STORE_SECRETS = {}
    said = check()
    assert said.startswith("1\n")
    assert f"What members sent: edit {settings.DATA_MAP_FILES[0]}:" in said
    assert "media: The files of media.scans are in the storage scans, which is not configured." in said
    assert "in CANDOR_STORAGES and give its address in SCANS_STORAGE_URL" in said
    assert "sales: The store sales is asked by signed messages and has no secret of 32" in said
    assert (
        "sales: The store sales could never be asked: the portal does not call https://127.0.0.1:9/privacy. 127.0.0.1 leads "
        "inside the network. Add 127.0.0.1 to CANDOR_OUTBOUND_PRIVATE_HOSTS, or correct the address."
    ) in said
    assert "cellar is looked into by Ada" in said
    assert said.endswith("4 things to put right.")

    settings.STORE_SECRETS = {"sales": SECRET}
    stored_in("scans", f"file://{tmp_path}/gone")
    stores("https://nosuch.invalid/privacy")
    said = check("media", "sales")
    assert (
        "media: the storage scans cannot be listed (No such file or directory). Look at SCANS_STORAGE_URL"
        in said
    )
    assert "sales: this machine knows no host nosuch.invalid." in said
    assert said.endswith("2 things to put right.")
    assert "cellar" not in said


@pytest.mark.parametrize(
    ("url", "hosts", "hint"),
    [
        ("http://93.184.215.14/privacy", [], "93.184.215.14 is called over http, which is for hosts in"),
        ("https://10.0.0.7/privacy", [], "10.0.0.7 leads inside the network. Add 10.0.0.7 to CANDOR_OUTBOUND"),
        ("https://[::1]/privacy", [], "::1 leads inside the network."),
        ("https://10.0.0.7/privacy", ["10.0.0.7"], None),
        ("http://10.0.0.7/privacy", ["10.0.0.7"], None),
        ("https://93.184.215.14/privacy", [], None),
        ("https://nosuch.invalid/privacy", [], None),
    ],
)  # fmt: skip
def test_an_address_that_is_never_called_stops_the_start(
    stores: Callable[[str], None],
    settings: Any,
    stored_in: Any,
    tmp_path: Path,
    url: str,
    hosts: list[str],
    hint: str | None,
) -> None:
    """And not a request, weeks later. A name that is unknown for the moment stops nothing."""
    stored_in("scans", f"file://{tmp_path}")
    settings.OUTBOUND_PRIVATE_HOSTS = hosts
    stores(url)
    found = [one for one in run_checks() if one.id == "exports.E003"]
    assert [one.obj for one in found] == ([] if hint is None else ["sales"])
    assert all(str(one.hint).startswith(str(hint)) for one in found)


def test_a_bucket_that_is_not_there_is_said(
    stores: Callable[[str], None], stored_in: Any, bucket: Any
) -> None:
    """A bucket answers for its names; one that does not exist has none either, and that is no good news."""
    stored_in("scans", bucket.url())
    stores("https://93.184.215.14/privacy")
    assert "media can be listed: scans." in check("media")
    stored_in("scans", bucket.url().replace(bucket.name, f"{bucket.name}-gone"))
    assert "media: the storage scans cannot be listed (" in check("media")


def test_a_store_nobody_declared_is_refused_with_the_nearest_name(stores: Callable[[str], None]) -> None:
    stores("https://93.184.215.14/privacy")
    assert "The data map has no store cellr. Did you mean cellar?" in check("cellr")
