"""Disclosures from a file: the same way as by API, and all lines or none."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from accounts.actions.disclosures import record_disclosures
from accounts.actor import SYSTEM
from accounts.models import AuditEvent, Disclosure, User

pytestmark = pytest.mark.promise("P42")
HEAD = "id,email,recipient,category,ground,disclosed_at,withheld_until\n"


@pytest.fixture
def file(tmp_path: Path) -> Any:
    """Return a function that writes a CSV file and loads it, returning what the command says."""

    def load(text: str, capsys: Any) -> str:
        path = tmp_path / "given.csv"
        path.write_text(text, encoding="utf-8")
        capsys.readouterr()
        call_command("disclosures", "load", str(path), "--sender", "CRM")
        return capsys.readouterr().out

    return load


def test_a_file_is_taken_by_the_same_way(frozen: Any, person: User, file: Any, capsys: Any) -> None:
    """What the API took already is unchanged when it stands in a file too."""
    record_disclosures(
        [
            {
                "id": "crm-1",
                "email": "maya@example.org",
                "recipient": "accountants",
                "category": "business",
                "ground": "adviser",
                "disclosed_at": "2026-11-30T09:00:00Z",
            }
        ],
        sender="CRM",
        actor=SYSTEM,
    )
    text = (
        HEAD
        + "crm-1,maya@example.org,accountants,business,adviser,2026-11-30T09:00:00Z,\n"
        + "crm-2,maya@example.org,authorities,contact,legal_duty,2026-11-30,2027-01-31\n"
    )
    assert file(text, capsys) == "Disclosures: 1 recorded, 1 unchanged.\n"
    assert file(text, capsys) == "Disclosures: 2 unchanged.\n"
    held = Disclosure.objects.get(external_id="crm-2")
    assert (held.subject, held.held_for, held.withheld_until) == (None, person.subject, date(2027, 1, 31))


@pytest.mark.parametrize(
    ("text", "complaint", "faults"),
    [
        (
            HEAD
            + "a-1,maya@example.org,accountants,business,adviser,2026-11-30,\n"
            + "a-2,maya@example.org,acountants,business,adviser,2026-11-30,\n"
            + "a-3,nobody@example.org,accountants,business,adviser,2026-11-30,\n"
            + "a-4,maya@example.org,accountants,business,adviser,2026-11-30,,too many\n",
            "Nothing was recorded.",
            [
                "Line 3 (a-2): recipient acountants is not known. Did you mean accountants?",
                "Line 4 (a-3): Nobody is known by this platform_id or verified email.",
                "Line 5 (a-4): Unknown key more cells than columns.",
            ],
        ),
        ("id,mail\n", "Line 1: there is no column mail. Did you mean email?", []),
        ("id,email\n", "Line 1: the column recipient is missing.", []),
        (HEAD + 'a-1,"maya', "Line 2: unexpected end of data.", []),
    ],
)
def test_a_faulty_file_records_nothing(
    frozen: Any, person: User, file: Any, capsys: Any, text: str, complaint: str, faults: list[str]
) -> None:
    """Every faulty line is named, and the good ones before it are not taken either."""
    with pytest.raises(CommandError, match=complaint):
        file(text, capsys)
    said = capsys.readouterr().err
    for fault in faults:
        assert fault in said
    assert not Disclosure.objects.exists()
    assert not AuditEvent.objects.filter(name="accounts:disclosures:recorded").exists()


def test_a_file_that_cannot_be_read(tmp_path: Path, db: None) -> None:
    """No file, and bytes that are no text."""
    with pytest.raises(CommandError, match="cannot be read"):
        call_command("disclosures", "load", str(tmp_path / "none.csv"))
    path = tmp_path / "latin.csv"
    path.write_bytes(HEAD.encode() + b"a-1,m\xe4ya@example.org,x,x,x,x,\n")
    with pytest.raises(CommandError, match="not in UTF-8"):
        call_command("disclosures", "load", str(path))
