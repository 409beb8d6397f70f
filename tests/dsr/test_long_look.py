"""Looking again reads whole tables: a worker that is at it for long is not taken for dead."""

from typing import Any

import pytest

from accounts.actor import SYSTEM
from dsr.actions.erasure import start_erasure
from dsr.models import ErasureRun
from exports.stores import residue
from tests.dsr.job_cases import closing_member

pytestmark = [
    pytest.mark.django_db(databases=["default", "platform"]),
    pytest.mark.usefixtures("frozen", "committed", "inkwell"),
]


def test_a_worker_that_reads_large_tables_keeps_its_job(
    jobs: Any, frozen: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each table takes a minute and a half; at the end of none could another worker have claimed the run."""
    request, _number = closing_member()
    run = start_erasure(request, actor=SYSTEM)
    standing, taken_for_dead = residue.standing, []

    def slow(*args: Any, **named: Any) -> Any:
        frozen.move(seconds=90)
        taken_for_dead.append(ErasureRun.jobs.claimable().filter(pk=run.pk).exists())
        return standing(*args, **named)

    monkeypatch.setattr(residue, "standing", slow)
    jobs.run()
    run.refresh_from_db()
    assert run.stage == "finished"
    assert len(taken_for_dead) > 10
    assert not any(taken_for_dead)
