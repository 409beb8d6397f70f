"""Work on an erasure: one bounded piece at a time, each committed with its progress, until it is proved done.

Where the rows are the portal's own, the work and the progress commit together. Everywhere else a worker
may die between the two; the piece is then repeated and finds nothing left to do.
"""

import hashlib
import hmac
import time
from collections import deque
from contextlib import suppress
from datetime import timedelta
from itertools import groupby

from django.conf import settings
from django.db import transaction
from django.db.models import F

from accounts.clock import now
from accounts.datamap.current import current
from accounts.datamap.models import PORTAL
from accounts.errors import DomainError
from accounts.jobs import LeaseLost
from accounts.models import DataSubject
from dsr import letters
from dsr.erasure import copies
from dsr.erasure.finish import finish
from dsr.erasure.found import look_up, unsealed
from dsr.erasure.outside import WAITS_FOR_STORES, ask_to_erase, still_out
from dsr.erasure.plan import make_plan
from dsr.erasure.prepare import keep_away, leave_the_portal
from dsr.erasure.rules import may_wait_for_copy
from dsr.erasure.verify import MOST_ROUNDS, look_again
from dsr.models import ErasureRun, ErasureStep
from dsr.queue import nudge_erasure
from exports.quarantine import WAIT, StoreQuarantined, require_sound, suspect
from exports.stores.erase import HeldByLaw, refuse_held
from exports.stores.erasing import Eraser, eraser
from exports.stores.registry import open_store
from exports.stores.store import StoreFault

ROWS = 500
"""Rows of one piece."""
SECONDS = 20.0
"""After this long the worker gives the job back, so that others have their turn and a lease never grows old."""
FAR_TOO_MANY = 1_000_000
"""Rows touched in one table, beyond ten times those that were found, after which no more are tried: other people's links count too."""
HELD_WAIT = timedelta(hours=6)
COPY_WAIT = timedelta(minutes=2)
OUTSIDE_WAIT = timedelta(hours=1)


class NotYet(DomainError):
    """The erasure has to wait for something; no attempt is counted."""

    def __init__(self, code: str, delay: timedelta) -> None:
        super().__init__()
        self.why, self.delay = code, delay


class StillThere(DomainError):
    """After several rounds something of the person still stands somewhere."""

    code = "residue_found"


def work(pk: int) -> None:
    """Do the next piece of an erasure if it is to be had, and ask for the one after it."""
    run = ErasureRun.claim(pk)
    if run is None:
        return
    with suppress(LeaseLost):
        _work_on(run)
        letters.tell_if_failed(run, run.request)


def _work_on(run: ErasureRun) -> None:
    """Do the next piece, or put the run back with the reason why it could not be done. Raise LeaseLost."""
    try:
        _next_piece(run)
    except LeaseLost:
        raise
    except NotYet as wait:
        run.commit_piece()
        run.retry_later(wait.why, wait.delay)
    except HeldByLaw as held:
        run.commit_piece()
        run.retry_later(held.code, HELD_WAIT)
    except StoreQuarantined as fault:
        run.commit_piece()
        run.retry_later(fault.code, WAIT)
    except StillThere as fault:
        run.give_up(fault.code)
    except DomainError as error:
        if isinstance(error, StoreFault):
            suspect(error.store)
        run.retry_later(error.code)
    except Exception:
        with suppress(LeaseLost):
            run.retry_later("unexpected")
            letters.tell_if_failed(run, run.request)
        raise


def pseudonym_of(subject: DataSubject) -> str:
    """Return the one name that stands for an erased person wherever a name has to stand."""
    digest = hmac.digest(settings.CANDOR_KEY, b"candor pseudonym 1" + subject.ref.bytes, hashlib.sha256)
    return f"erased-{digest.hex()[:12]}"


def _next_piece(run: ErasureRun) -> None:
    if run.request.is_closed:
        run.finish(stage=ErasureRun.Stage.CALLED_OFF, sealed_found=None, sealed_address=None)
        return
    refuse_held(run.subject)
    if run.stage == ErasureRun.Stage.PLANNING:
        _plan(run)
    if run.stage == ErasureRun.Stage.ERASING:
        _erase(run)
    if run.stage == ErasureRun.Stage.VERIFYING:
        _verify(run)
    if run.stage == ErasureRun.Stage.CLOSING and finish(run) is not None:
        return
    with transaction.atomic():
        run.pause()
        nudge_erasure(run.pk)


def _plan(run: ErasureRun) -> None:
    """Wait for a copy that was asked for before, then freeze the plan and seal what was located."""
    asked_at = run.request.received_at
    patient = may_wait_for_copy(now(), asked_at=asked_at, promise_days=settings.ERASURE_PROMISE_DAYS)
    if patient and copies.in_the_making(run.subject):
        raise NotYet("copy_in_the_making", COPY_WAIT)
    found = look_up(run.subject)
    plan = make_plan(found)
    with transaction.atomic():
        keep_away(found)
        ask_to_erase(run)
        place = 0
        for store in plan["stores"]:
            for table in store["tables"]:
                place += 1
                ErasureStep.objects.create(
                    run=run,
                    place=place,
                    store=store["key"],
                    table=table["table"],
                    handling=table["handling"],
                    expected=table["rows"],
                )
        run.commit_piece(
            stage=ErasureRun.Stage.ERASING,
            plan=plan,
            planned_at=now(),
            pseudonym=pseudonym_of(run.subject),
            sealed_found=found.sealed(run.subject),
            findings=[],
        )


def _erase(run: ErasureRun) -> None:
    """Take the steps in order, some rows at a time, until all are done or the time is up."""
    began = time.monotonic()
    found = unsealed(run.subject, run.sealed_found)
    for key, steps in groupby(run.steps.filter(done_at=None), key=lambda step: step.store):
        if key == PORTAL:
            # By the portal's rows the stores outside find the person: they go when these have answered.
            if still_out(run):
                raise NotYet(WAITS_FOR_STORES, OUTSIDE_WAIT)
            copies.drop(run.subject)
            leave_the_portal(run.subject)
        erase = eraser(key, found.located[key], subject=run.subject, pseudonym=run.pseudonym)
        waiting = deque(steps)
        while waiting:
            with transaction.atomic():
                _piece(erase, waiting)
                run.commit_piece()
            if time.monotonic() - began > SECONDS:
                return
    run.commit_piece(stage=ErasureRun.Stage.VERIFYING)


def _piece(erase: Eraser, waiting: deque[ErasureStep]) -> None:
    """Erase up to ROWS rows or files, from as many tables as that takes; tables with nothing left are done."""
    room = ROWS
    while waiting and room > 0:
        step = waiting[0]
        touched = erase(step.table, room)
        room -= touched
        step.touched += touched
        done_at = None if touched and not _turns_in_a_circle(step) else now()
        ErasureStep.objects.filter(pk=step.pk).update(touched=F("touched") + touched, done_at=done_at)
        if done_at:
            waiting.popleft()


def _turns_in_a_circle(step: ErasureStep) -> bool:
    """Return whether far more rows were touched than there were: a trigger puts back what goes, and whoever looks again will say so."""
    return step.touched > FAR_TOO_MANY + 10 * step.expected


def _verify(run: ErasureRun) -> None:
    """Look whether anything still stands; a place that the map does not know cannot be looked into. Raise StoreQuarantined."""
    for store in run.plan["stores"]:
        if current().store(store["key"]).has_tables:
            require_sound(open_store(store["key"]), erasing=True)
    findings = look_again(run)
    if not findings:
        run.commit_piece(stage=ErasureRun.Stage.CLOSING, findings=[], rounds=run.rounds + 1)
        return
    with transaction.atomic():
        for finding in findings:
            run.steps.filter(store=finding.store, table=finding.table).update(done_at=None)
        run.commit_piece(
            stage=ErasureRun.Stage.ERASING,
            findings=[finding.as_data() for finding in findings],
            rounds=run.rounds + 1,
        )
    if run.rounds >= MOST_ROUNDS:
        raise StillThere
