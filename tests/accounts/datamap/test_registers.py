"""Staff look through the registers a map amounts to: who receives data under which contract, where to, what was released."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.actor import SYSTEM
from accounts.datamap import history
from accounts.datamap.current import current
from accounts.datamap.loader import load
from accounts.datamap.registers import registers_of
from accounts.models import User
from tests.accounts.datamap.maps import spoiled
from tests.signing_in import sign_in

DAY = date(2026, 12, 2)
HERE = "admin:accounts_datamapversion_registers"


@pytest.fixture
def shop(tmp_path: Path, settings: Any) -> Iterator[None]:
    """Let the portal work by the small map, with a review that is overdue."""
    settings.DATA_MAP_FILES = [spoiled(tmp_path, ("reviewed_on: 2026-02-01", "reviewed_on: 2025-02-01"))]
    current.cache_clear()
    yield
    current.cache_clear()


@pytest.fixture
def assistant(db: None) -> User:
    """Return a member of staff who may look and decide nothing."""
    user = User.objects.create_user("assistant@staff.example", is_staff=True)
    user.groups.add(Group.objects.get(name="Privacy assistant"))
    return user


@pytest.mark.promise("P10", "P14", "P16")
def test_a_map_amounts_to_registers(tmp_path: Path) -> None:
    found = registers_of(load([spoiled(tmp_path)]), DAY)
    (host,) = found.processors
    assert (host.review, host.tone, host.every, host.categories) == (
        "current",
        "success",
        "1 year",
        ["Profile"],
    )
    assert host.told == "It keeps no copy of its own."
    assert [row.recipient.key for row in found.others] == ["bank", "world", "lab"]
    assert [row.recipient.key for row in found.transfers] == ["world", "lab"]
    assert [(row.recipient, row.going_on) for row in found.releases] == [
        ("Everybody", True),
        ("A laboratory", True),
    ]
    assert [row.going_on for row in registers_of(load([spoiled(tmp_path)]), date(2027, 1, 1)).releases] == [
        True,
        False,
    ]
    assert found.overdue == 0
    assert registers_of(load([spoiled(tmp_path)]), date(2027, 2, 2)).overdue == 1


def test_who_is_told_through_a_store_is_shown_with_it(tmp_path: Path) -> None:
    datamap = load([spoiled(tmp_path)])
    (lab,) = [row for row in registers_of(datamap, DAY).others if row.recipient.key == "lab"]
    assert lab.recipient.told_by == "mailer"
    assert lab.told == f"Through {datamap.stores['mailer'].name}"


@pytest.mark.promise("P10", "P16")
def test_staff_see_contracts_reviews_transfers_and_releases(
    client: Client, assistant: User, shop: None, frozen: Any, django_assert_num_queries: Any
) -> None:
    sign_in(client, assistant, second_factor=True)
    client.get(reverse(HERE))
    with django_assert_num_queries(11):
        page = client.get(reverse(HERE))
    text = page.content.decode()
    for said in ("DPA-1", "Overdue", "due 1 February 2026", "It keeps no copy of its own.", "Standard contractual clauses",
                 "RES-1", "At least 50 people", "The review of Host was due on 2026-02-01"):  # fmt: skip
        assert said in text
    assert "has not been kept as a version yet" in text


def test_a_kept_version_opens_as_what_it_was(
    client: Client, assistant: User, shop: None, tmp_path: Path, frozen: Any
) -> None:
    current()  # Read before the file is written again below.
    old, _ = history.apply(
        load([spoiled(tmp_path, ("DPA-1", "DPA-OLD"))]), effective=date(2025, 1, 1), actor=SYSTEM
    )
    own, _ = history.apply(current(), effective=date(2026, 1, 1), actor=SYSTEM)
    sign_in(client, assistant, second_factor=True)
    now_ = client.get(reverse(HERE)).content.decode()
    assert f"Version {own.pk} of the data map, in force from 1 January 2026." in now_
    assert "DPA-OLD" not in now_
    then = client.get(reverse("admin:accounts_datamapversion_change", args=[old.pk])).content.decode()
    assert "DPA-OLD" in then
    listed = client.get(reverse("admin:accounts_datamapversion_changelist")).content.decode()
    assert reverse(HERE) in listed
    assert client.get(reverse("admin:accounts_datamapversion_change", args=["99999"])).status_code == 404


def test_nobody_else_sees_them(client: Client, person: User, db: None) -> None:
    anybody = User.objects.create_user("new@staff.example", is_staff=True)
    sign_in(client, anybody, second_factor=True)
    assert client.get(reverse(HERE)).status_code == 403
    sign_in(client, person)
    assert client.get(reverse(HERE)).status_code in (302, 403, 404)


def test_nothing_can_be_changed_there(client: Client, officer: User) -> None:
    sign_in(client, officer, second_factor=True)
    version, _ = history.apply(current(), effective=date(2026, 1, 1), actor=SYSTEM)
    for name in ("add", "change", "delete"):
        arguments = [] if name == "add" else [version.pk]
        answer = client.post(
            reverse(f"admin:accounts_datamapversion_{name}", args=arguments), {"post": "yes"}
        )
        assert answer.status_code in (200, 403, 405)
    version.refresh_from_db()
    assert version.effective == date(2026, 1, 1)


@pytest.mark.promise("P10")
def test_the_first_page_counts_overdue_reviews(
    client: Client, officer: User, shop: None, frozen: Any
) -> None:
    sign_in(client, officer, second_factor=True)
    text = client.get(reverse("admin:index")).content.decode()
    before, _, after = text.partition("Recipients to review")
    assert after
    assert ">1</span>" in before[-300:]
