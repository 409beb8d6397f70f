"""People see the lawful basis that holds where they live, on the page, for programs and in their copy."""

import json
from typing import Any, get_args

import pytest
from django.test import Client
from django.urls import reverse

from accounts.clock import now
from accounts.datamap.current import current
from accounts.datamap.vocabulary import Law
from accounts.models import User
from accounts.regimes import laws
from exports.building.manifest import manifest
from exports.described import described
from exports.models import ExportPackage
from tests.signing_in import sign_in


def test_the_map_knows_the_laws_of_the_portal() -> None:
    known = {law.key for law in vars(laws).values() if isinstance(law, laws.Regime)}
    assert set(get_args(Law)) == known


@pytest.mark.promise("P28")
@pytest.mark.parametrize(
    ("law", "basis"), [("ccpa", "legitimate_interest"), ("gdpr", "consent"), ("default", "consent")]
)
def test_a_use_of_data_may_rest_on_another_basis_elsewhere(law: str, basis: str) -> None:
    assert current().purposes["measurement"].basis_for(law) == basis
    assert current().purposes["account"].basis_for(law) == "contract"


def test_a_category_is_described_for_where_somebody_lives() -> None:
    here = dict(described(current(), "usage", law="ccpa").purposes)
    there = dict(described(current(), "usage").purposes)
    name = "Measure visits and mail"
    assert (str(here.pop(name)), str(there.pop(name))) == (
        "a legitimate interest of the company",
        "your consent",
    )
    assert here == there


@pytest.mark.django_db(databases=["default", "platform"])
@pytest.mark.usefixtures("committed")
def test_programs_and_copies_say_it_too(client: Client, person: User, bystander: User, jobs: Any) -> None:
    """Maya lives in Bavaria, Tom in California."""
    found = []
    for one in (person, bystander):
        sign_in(client, one)
        said = client.get(reverse("api-holdings")).json()
        (usage,) = [c for c in said["categories"] if c["key"] == "usage"]
        package = ExportPackage.objects.create(subject=one.subject)
        copied = json.loads(json.dumps(manifest(package, [], [], made_at=now())))["categories"]["usage"][
            "purposes"
        ]
        assert usage["purposes"] == copied
        found += [p["lawful_basis"] for p in copied if p["name"] == "Measure visits and mail"]
        page = client.get(reverse("exports:holdings")).content.decode()
        assert "Measure visits and mail" in page
    assert found == ["consent", "legitimate_interest"]
