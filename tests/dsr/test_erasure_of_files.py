"""Files in an erasure: planned, erased before the portal's own rows, looked for again, and on the receipt."""

from pathlib import Path
from typing import Any

import pytest

from accounts.actor import SYSTEM
from accounts.clock import now
from accounts.datamap.current import current
from accounts.models import User
from dsr.actions.erasure import start_erasure
from dsr.actions.requests import submit_request
from dsr.contact import Contact
from dsr.erasure import verify
from dsr.erasure.consequences import deleted_categories, kept_parts
from dsr.models import DataSubjectRequest, DeletionReceipt
from tests.dsr.test_erasure import MAYA, TOM, join

pytestmark = pytest.mark.django_db(databases=["default", "platform"])
STORES = """
format: 1
stores:
  scans:
    kind: files
    name: The archive
    objects:
      papers: {name: Papers you sent, storage: platform_media, prefix: "papers/{platform_id}/", category: CATEGORY, erase: delete}
      bills: {name: Your bills, storage: platform_media, prefix: "bills/{platform_id}/", category: CATEGORY, erase: retain,
        retain: {basis: legal_obligation, reason: Tax law asks for these papers., rule: RULE}}
"""


@pytest.fixture
def papers(inkwell: None, media: Path, person: User, bystander: User, settings: Any, tmp_path: Path) -> Any:
    """Put a store of files beside the platform, with papers of Maya and of Tom."""
    datamap = current()
    table = next(t for t in datamap.stores["platform"].tables.values() if t.erase == "retain")
    file = tmp_path / "files.yaml"
    file.write_text(STORES.replace("CATEGORY", table.category).replace("RULE", table.retain.rule))
    settings.DATA_MAP_FILES = [*settings.DATA_MAP_FILES, file]
    current.cache_clear()
    join(person, MAYA, "maya")
    join(bystander, TOM, "tomtom")
    for member in (MAYA, TOM):
        for name in (
            f"papers/{member}/a/passport.png",
            f"papers/{member}/letter.pdf",
            f"bills/{member}/1.pdf",
        ):
            (media / name).parent.mkdir(parents=True, exist_ok=True)
            (media / name).write_bytes(b"x")
    yield media
    current.cache_clear()


@pytest.fixture
def request_(papers: Path, person: User, frozen: Any) -> DataSubjectRequest:
    return submit_request(
        person.subject,
        actor=SYSTEM,
        right="erasure",
        channel="portal",
        contact=Contact(email=person.email),
        method="sign_in",
        execute_after=now(),
    )


def left(media: Path, member: str) -> list[str]:
    return sorted(
        str(path.relative_to(media)) for path in media.rglob("*") if member in str(path) and path.is_file()
    )


@pytest.mark.promise("P30")
def test_files_are_erased_and_proved_like_rows(
    request_: DataSubjectRequest, papers: Path, jobs: Any, committed: None, outbox: Any
) -> None:
    assert len(left(papers, MAYA)) == 3
    run = start_erasure(request_, actor=SYSTEM)
    jobs.run(twice=True)
    run.refresh_from_db()
    assert (run.stage, run.last_error_code, run.findings) == ("finished", "", [])
    assert left(papers, MAYA) == [f"bills/{MAYA}/1.pdf"]
    assert not (papers / "papers" / MAYA).exists()
    assert len(left(papers, TOM)) == 3
    keys = [store["key"] for store in run.plan["stores"]]
    assert keys[-1] == "portal"
    receipt = DeletionReceipt.objects.get(run=run)
    (files,) = [store for store in receipt.content["stores"] if store["store"] == "scans"]
    assert files["name"] == "The archive"
    papers_, bills = files["tables"]
    assert papers_ == {
        "table": "papers",
        "name": "Papers you sent",
        "handling": "delete",
        "rows_found": 2,
        "verified_absent": True,
    }
    assert (bills["rows_found"], bills["verified_absent"]) == (1, False)
    assert bills["kept"]["reason"] == "Tax law asks for these papers."
    assert MAYA not in str(receipt.content) + str(run.plan)


def test_a_file_that_comes_while_others_are_erased_reopens_the_step(
    request_: DataSubjectRequest, papers: Path, jobs: Any, committed: None, outbox: Any, monkeypatch: Any
) -> None:
    late, looked = papers / "papers" / MAYA / "late.pdf", []
    look = verify.files_left

    def upload_once(*args: Any) -> Any:
        if not looked:
            late.parent.mkdir()
            late.write_bytes(b"x")
        looked.append(look(*args))
        return looked[-1]

    monkeypatch.setattr(verify, "files_left", upload_once)
    run = start_erasure(request_, actor=SYSTEM)
    jobs.run()
    run.refresh_from_db()
    assert [len(findings) for findings in looked] == [1, 0]
    assert (run.stage, run.rounds) == ("finished", 2)
    assert not late.exists()


def test_a_storage_that_is_away_stops_it_before_anything_goes(
    request_: DataSubjectRequest,
    papers: Path,
    jobs: Any,
    committed: None,
    settings: Any,
    bucket: Any,
    stored_in: Any,
) -> None:
    stored_in("platform_media", bucket.url().replace(bucket.endpoint, "http://127.0.0.1:9"))
    run = start_erasure(request_, actor=SYSTEM)
    jobs.run()
    run.refresh_from_db()
    assert (run.stage, run.last_error_code) == ("planning", "store_unavailable")
    assert run.steps.count() == 0


def test_the_consequences_name_what_is_kept(papers: Path) -> None:
    assert "Your bills" in [part.name for part in kept_parts()]
    assert "Papers you sent" not in [part.name for part in kept_parts()]
    assert deleted_categories()
