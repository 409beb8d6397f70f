"""The members of the sample become data subjects, the difficult ones too."""

import pytest

from accounts.actions.roster import sync_roster
from accounts.actor import SYSTEM
from accounts.keyed_hash import keyed_hash
from accounts.models import DataSubject, Identifier
from tests.example.conftest import FEW

pytestmark = pytest.mark.django_db(databases=["default", "platform"])


def of(email: str) -> DataSubject:
    return DataSubject.objects.get(identifiers__kind="email", identifiers__digest=keyed_hash("email", email))


def test_everybody_is_taken_over_once(company_files):
    assert sync_roster("platform", actor=SYSTEM)["created"] == FEW
    assert DataSubject.objects.count() == FEW
    assert sync_roster("platform", actor=SYSTEM) == {"unchanged": FEW}


def test_residence_language_and_standing_come_along(company_files):
    sync_roster("platform", actor=SYSTEM)
    lena, diego = of("lena.huber@inkwell.example"), of("diego.ramirez@inkwell.example")
    assert (lena.residence, lena.language, lena.standing) == ("DE-BY", "de", "active")
    assert diego.residence == "US-CA"
    assert of("viktor.sand@inkwell.example").standing == "suspended"


def test_addresses_count_whatever_their_case_and_only_when_the_company_verified_them(company_files):
    sync_roster("platform", actor=SYSTEM)
    assert of("loud.reader@shout.example")
    unverified = keyed_hash("email", "first.last+news@sub.mail.example")
    assert not Identifier.objects.filter(kind="email", digest=unverified).exists()
