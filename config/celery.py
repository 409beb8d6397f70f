"""The Celery application, its queues, and the whole beat schedule.

A message is only a nudge: the job is a database row, claimed by the worker that gets the message and
rescued by the sweeper when no worker finishes it. Losing Redis therefore loses minutes, not work.
"""

import os

from celery import Celery
from celery.signals import worker_init
from django.core.exceptions import ImproperlyConfigured

from config.startup import refuse_faults

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")

app = Celery("candor")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.conf.update(
    task_serializer="json",
    accept_content=["json"],
    result_backend=None,
    task_ignore_result=True,
    task_acks_late=True,
    task_reject_on_worker_lost=True,
    worker_prefetch_multiplier=1,
    worker_soft_shutdown_timeout=5,
    worker_hijack_root_logger=False,
    task_time_limit=15 * 60,
    task_default_queue="default",
    task_routes={
        "exports.*": {"queue": "exports"},
        "dsr.tasks.run_erasure": {"queue": "erasures"},
        "consent.*": {"queue": "notices"},
    },
    broker_connection_retry_on_startup=True,
    # A dead worker's messages return after this long; every piece of work is bounded well below it.
    broker_transport_options={
        "visibility_timeout": 20 * 60,
        "unacked_restore_interval": 2,
        "unacked_restore_throttle": 1,
    },
    timezone="UTC",
)
app.autodiscover_tasks()

app.conf.beat_schedule = {
    "check-stores": {"task": "exports.tasks.check_stores", "schedule": 3600.0},
    "close-overdue-questions": {"task": "exports.tasks.close_overdue_questions", "schedule": 15 * 60.0},
    "expire-packages": {"task": "exports.tasks.expire_packages", "schedule": 15 * 60.0},
    "forget-correctable-values": {"task": "exports.tasks.forget_values", "schedule": 10 * 60.0},
    "forget-expired-sessions": {"task": "accounts.tasks.forget_sessions", "schedule": 3600.0},
    "forget-mail-addresses": {"task": "consent.tasks.forget_addresses", "schedule": 6 * 3600.0},
    "remind-of-request-deadlines": {"task": "dsr.tasks.watch_deadlines", "schedule": 15 * 60.0},
    "remove-orphaned-documents": {"task": "dsr.tasks.remove_orphaned_documents", "schedule": 24 * 3600.0},
    "remove-orphaned-objects": {"task": "exports.tasks.remove_orphaned_objects", "schedule": 24 * 3600.0},
    "rescue-stale-jobs": {"task": "accounts.tasks.sweep_jobs", "schedule": 30.0},
    "start-due-erasures": {"task": "dsr.tasks.start_due_erasures", "schedule": 10 * 60.0},
    "sync-rosters": {"task": "accounts.tasks.sync_rosters", "schedule": 30 * 60.0},
    "tell-lapsed-disclosures": {"task": "accounts.tasks.tell_lapsed_disclosures", "schedule": 15 * 60.0},
    "tell-people-others-named": {"task": "consent.tasks.tell_people_others_named", "schedule": 6 * 3600.0},
    "watch-corrections": {"task": "exports.tasks.watch_corrections", "schedule": 3600.0},
}


@worker_init.connect(dispatch_uid="config.celery.check")
def refuse_faulty_map(**_: object) -> None:
    """End the worker before it takes work when a system check fails, as the web does.

    SystemExit, because Celery logs any other error of a signal's receiver and goes on.
    """
    try:
        refuse_faults()
    except ImproperlyConfigured as fault:
        raise SystemExit(str(fault)) from fault
