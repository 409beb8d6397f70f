"""A later file adds to what an earlier one declared, in a defined way and at lines of its own."""

from pathlib import Path

import pytest
from django.conf import settings

from accounts.datamap.errors import DataMapError
from accounts.datamap.loader import load
from accounts.datamap.models import portal_store
from accounts.datamap.vocabulary import DataMap
from tests.accounts.datamap.maps import spoiled

PORTAL = Path(settings.BASE_DIR, "config/portal.yaml")
MAILER = """\
recipients:
  mailer:
    name: Mailer
    kind: processor
    country: FR
    receives: Addresses
    categories: [portal-mail]
    contract: {reference: DPA-2, date: 2026-01-05}
    reviewed_on: 2026-02-01
    review_every: P1Y
    told_by: none
    not_told_because: It forgets each message after a day.
"""


def more(folder: Path, text: str, name: str = "more.yaml") -> Path:
    """Write a second file."""
    file = folder / name
    file.write_text(f"format: 1\n{text}", encoding="utf-8")
    return file


def both(folder: Path, text: str) -> DataMap:
    """Read the sound map with a second file."""
    return load([spoiled(folder), more(folder, text)])


@pytest.mark.promise("P10")
def test_a_recipient_may_name_categories_of_the_portal(tmp_path: Path) -> None:
    datamap = load([PORTAL, spoiled(tmp_path), more(tmp_path, MAILER)], portal=portal_store())
    assert datamap.categories["portal-mail"].recipients == ("mailer",)
    assert datamap.recipients["mailer"].categories == ("portal-mail",)
    assert datamap.categories["portal-requests"].recipients == ()


def test_both_sides_may_say_the_same(tmp_path: Path) -> None:
    datamap = load(
        [spoiled(tmp_path, ("receives: Everything\n", "receives: Everything\n    categories: [profile]\n"))]
    )
    assert datamap.categories["profile"].recipients == ("host",)
    assert datamap.recipients["host"].categories == ("profile",)


def test_an_entry_adds_to_lists_and_says_single_values_anew(tmp_path: Path) -> None:
    datamap = both(
        tmp_path,
        "categories:\n  profile: {extends: true, name: Who you are, recipients: [bank, host], ccpa: [D]}\n",
    )
    profile = datamap.categories["profile"]
    assert (profile.name, profile.description) == ("Who you are", "Who you are.")
    assert profile.recipients == ("host", "bank")
    assert profile.ccpa == ("A", "C", "D")


def test_a_later_file_says_how_long_the_portal_keeps_its_mail(tmp_path: Path) -> None:
    file = more(tmp_path, "retention:\n  portal-mail: {extends: true, period: P30D, name: A month}\n")
    datamap = load([PORTAL, spoiled(tmp_path), file], portal=portal_store())
    assert datamap.retention["portal-mail"].period == "P30D"
    assert datamap.retention["portal-mail"].after == "collected"


def test_a_store_gains_tables(tmp_path: Path) -> None:
    table = "{category: profile, person: member_id > members.id, erase: delete, fields: {id: , member_id: }}"
    datamap = both(tmp_path, f"stores:\n  shop: {{extends: true, tables: {{returns: {table}}}}}\n")
    assert list(datamap.stores["shop"].tables) == ["members", "orders", "lines", "returns"]


def test_the_organisation_may_be_added_to(tmp_path: Path) -> None:
    swiss = "{region: CH, name: Rep, address: [C], contact: rep@swiss.example}"
    datamap = both(tmp_path, f"organisation: {{extends: true, phone: '1', representatives: [{swiss}]}}\n")
    organisation = datamap.organisation
    assert (organisation.name, organisation.phone) == ("Quire", "1")
    assert [r.region for r in organisation.representatives] == ["UK", "CH"]


def test_a_third_file_adds_to_the_second(tmp_path: Path) -> None:
    second = more(tmp_path, "sources:\n  you: {extends: true, name: Yourself}\n")
    third = more(tmp_path, "sources:\n  you: {extends: true, kind: automatic}\n", "third.yaml")
    source = load([spoiled(tmp_path), second, third]).sources["you"]
    assert (source.name, source.kind) == ("Yourself", "automatic")


WRONG = [
    ("sources:\n  yuo: {extends: true, name: Y}\n",
     "more.yaml:3: sources.yuo.extends: No earlier file has yuo in sources. Did you mean you?"),
    ("sources:\n  you: {extends: false, name: Y}\n", "more.yaml:3: sources.you.extends: Say true, or remove this key."),
    ("sources:\n  you: {extends: yes please, name: Y}\n", "more.yaml:3: sources.you.extends: Expected true or false."),
    ("sources:\n  you:\n    extends: true\n    kind: human\n",
     ("more.yaml:5: sources.you.kind: human is not possible here. "
      "Expected one of: automatic, derived, person, third_party.")),
    ("categories:\n  profile: {extends: true, recipients: [hots]}\n",
     "more.yaml:3: categories.profile.recipients: The recipient hots is not declared. Did you mean host?"),
    ("categories:\n  profile: {extends: true, recipient: [host]}\n",
     "more.yaml:3: categories.profile.recipient: Unknown key. Did you mean recipients?"),
    ("stores:\n  shop:\n    extends: true\n    tables:\n      orders: {category: profile}\n",
     "more.yaml:6: stores.shop.tables.orders: orders is declared already (company.yaml:83). Choose another key."),
    ("stores:\n  portal: {extends: true, name: Ours}\n",
     "more.yaml:3: stores.portal: The portal's models make portal, and no file can add to it. Choose another key."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "said"), WRONG, ids=[said[:70] for _, said in WRONG])
def test_what_cannot_be_added_is_said_at_its_line(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(DataMapError) as refused:
        load([PORTAL, spoiled(tmp_path), more(tmp_path, text)], portal=portal_store())
    assert str(refused.value) == said


def test_what_an_addition_breaks_is_said_where_it_stands(tmp_path: Path) -> None:
    """The line that is wrong after an addition may be one of the earlier file; it is named with its own file."""
    with pytest.raises(DataMapError) as refused:
        both(tmp_path, "purposes:\n  news: {extends: true, lawful_basis: contract}\n")
    assert str(refused.value).startswith(
        "company.yaml:59: cookies.seen.purpose: What is not necessary needs consent"
    )
