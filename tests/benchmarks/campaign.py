"""How fast a campaign is planned and handed over, against the same rows written by two plain statements.

Run with `manage.py test tests/benchmarks/campaign.py -n0 -s`; not part of the ordinary run.
"""

import sys
import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actor import SYSTEM
from consent.actions.campaigns import start_message
from consent.campaigns import planning
from consent.campaigns.handing_over import hand_over
from consent.campaigns.progress import progress_of
from consent.models import Campaign, MailDelivery, Notice, NoticeBatch
from tests.journeys.test_campaign_kill import crowd

PEOPLE = 20_000
PLANS = {
    "the next people": "SELECT id FROM accounts_datasubject WHERE erased_at IS NULL AND merged_into_id IS NULL AND "
    "standing <> 'contact' AND id > %(after)s ORDER BY id LIMIT 200",
    "the banner": "SELECT id FROM consent_notice WHERE subject_id = %(subject)s AND seen_at IS NULL ORDER BY id DESC LIMIT 1",
    "one batch": "SELECT id FROM consent_notice WHERE batch_id = %(batch)s AND state = 'planned' ORDER BY id FOR UPDATE",
}


@pytest.mark.django_db(transaction=True)
def test_a_campaign_is_fast(transactional_db: None, jobs: object) -> None:
    people = crowd(PEOPLE)
    execute("ANALYZE accounts_datasubject, accounts_identifier, accounts_subjectkey")
    campaign = start_message(actor=SYSTEM, topic="digest", title="Stories", text="Read *these*.\n\n" * 20)
    took = {}
    start = time.perf_counter()
    while planning.plan(campaign.pk):
        pass
    took["planned"] = time.perf_counter() - start
    start = time.perf_counter()
    for pk in NoticeBatch.objects.order_by("pk").values_list("pk", flat=True):
        hand_over(pk)
    took["handed over"] = time.perf_counter() - start
    execute("ANALYZE consent_notice, consent_maildelivery")
    start = time.perf_counter()
    assert progress_of(campaign).handed_over == PEOPLE
    took["progress"] = time.perf_counter() - start
    plain = Campaign.objects.create(kind="message", topic="digest", title="Plain", text="x")
    batch = NoticeBatch.objects.create(campaign=plain, number=1)
    start = time.perf_counter()
    execute(
        "INSERT INTO consent_notice (campaign_id, batch_id, subject_id, state, reason, planned_at) "
        "SELECT %s, %s, id, 'planned', '', now() FROM accounts_datasubject",
        [plain.pk, batch.pk],
    )
    took["plain notices"] = time.perf_counter() - start
    start = time.perf_counter()
    execute(
        "INSERT INTO consent_maildelivery (job_state, attempts, not_before, last_error_code, ref, template, reference, topic, "
        "message_class, decision, subject_id, to_address, forget, payload, created_at) "
        "SELECT 'queued', 0, now(), '', gen_random_uuid(), template, left(md5(id::text || 'x'), 14), topic, message_class, decision, "
        "subject_id, to_address, forget, payload, now() FROM consent_maildelivery"
    )
    took["plain mails"] = time.perf_counter() - start
    assert MailDelivery.objects.count() == Notice.objects.count() == 2 * PEOPLE
    for name, seconds in took.items():
        sys.stdout.write(f"{name:16} {PEOPLE / seconds:>10,.0f} a second\n")
    given = {
        "after": people[100].pk,
        "subject": people[100].pk,
        "batch": NoticeBatch.objects.earliest("pk").pk,
    }
    for name, statement in PLANS.items():
        sys.stdout.write(f"\n{name}:\n{explain(statement, given)}\n")
    sys.stdout.write(f"\nprogress:\n{explain(progress_statement(campaign), {})}\n")


def execute(statement: str, values: object = None) -> None:
    """Run a statement on the portal's database."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def explain(statement: str, values: dict[str, int]) -> str:
    """Return how the database carries a statement out."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (ANALYZE, COSTS OFF, TIMING OFF) {statement}", values)
        return "\n".join(row[0] for row in cursor.fetchall())


def progress_statement(campaign: Campaign) -> str:
    """Return the longest statement of the progress page."""
    with CaptureQueriesContext(connection) as asked:
        progress_of(campaign)
    return str(asked.captured_queries[0]["sql"])
