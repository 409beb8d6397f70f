"""A database that puts back what is erased."""

from typing import Any

import pytest

from accounts.actor import SYSTEM
from accounts.clock import now
from accounts.models import User
from dsr.actions.erasure import start_erasure
from dsr.actions.requests import submit_request
from dsr.contact import Contact
from dsr.erasure import run as running
from dsr.models import DeletionReceipt
from tests.dsr.test_erasure import MAYA, ask, join

pytestmark = pytest.mark.django_db(databases=["default", "platform"])


def test_a_trigger_that_puts_back_what_goes_ends_visibly(
    inkwell: None, person: User, frozen: Any, jobs: Any, committed: None, monkeypatch: Any, outbox: Any
) -> None:
    """Deleting would go on for ever; after far too many rows the step is left, and what still stands is said."""
    join(person, MAYA, "maya")
    ask("INSERT INTO inkwell.searches (member_id, words, results, at) VALUES (%s, 'w', 1, now())", MAYA)
    request = submit_request(
        person.subject,
        actor=SYSTEM,
        right="erasure",
        channel="portal",
        contact=Contact(email=person.email),
        method="sign_in",
        execute_after=now(),
    )
    ask(
        "CREATE FUNCTION inkwell.again() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "INSERT INTO inkwell.searches (member_id, words, results, at) VALUES (OLD.member_id, OLD.words, 1, now()); "
        "RETURN OLD; END $$"
    )
    ask("CREATE TRIGGER again AFTER DELETE ON inkwell.searches FOR EACH ROW EXECUTE FUNCTION inkwell.again()")
    monkeypatch.setattr(running, "FAR_TOO_MANY", 100)
    run = start_erasure(request, actor=SYSTEM)
    jobs.run()
    run.refresh_from_db()
    # The member cannot go while searches point at them: the database says so, and it is tried again later.
    assert (run.stage, run.last_error_code) == ("erasing", "store_fault")
    assert run.steps.get(table="searches").touched < 1000
    assert not DeletionReceipt.objects.exists()
