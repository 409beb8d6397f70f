"""Plan a campaign: one notice for each person, piece by piece, each piece with the batch that will hand it over.

Whose data is held is told of a significant change, whatever they chose (it is administrative). Third-party
contacts are not: their address was given for one purpose of somebody else's, and the notice owed to them
is the one about that (GDPR 14), which is planned for them alone. For any other message they are planned neither.
"""

from contextlib import suppress

from django.db import connection, transaction
from django.db.models import Exists, OuterRef

from accounts.clock import now
from accounts.jobs import LeaseLost
from accounts.managers import SubjectQuerySet
from accounts.models import DataSubject
from accounts.nudge import nudge
from accounts.sweep import registry
from consent.models import Campaign, Notice, NoticeBatch
from consent.named.standing import owed

PIECE = 200
"""People in one piece, and so mails in one batch."""
PIECES_A_TURN = 25
"""Pieces after which other jobs of the queue have a turn."""


def reachable() -> SubjectQuerySet:
    """Return everybody that a change of the policy or a message is planned for."""
    return DataSubject.objects.present().exclude(standing=DataSubject.Standing.CONTACT)


def people_for(campaign: Campaign) -> SubjectQuerySet:
    """Return everybody a campaign is planned for."""
    return owed(campaign.store) if campaign.kind == Campaign.Kind.NAMED else reachable()


def plan(pk: int) -> bool:
    """Plan some pieces of a campaign and return whether there is more to do.

    Each piece is committed with the campaign's progress under the lease, so a worker that dies loses at most the
    piece it was at, and no person is planned twice.
    """
    campaign = Campaign.claim(pk)
    if campaign is None:
        return False
    try:
        for _ in range(PIECES_A_TURN):
            if not _plan_piece(campaign):
                campaign.finish(planned_at=now())
                return False
        campaign.pause()
    except LeaseLost:
        return False
    except Exception:
        with suppress(LeaseLost):
            campaign.retry_later("unexpected")
        raise
    return True


def _plan_piece(campaign: Campaign) -> bool:
    """Plan the next people by number and return whether there were any."""
    numbers = _next_people(campaign)
    if not numbers:
        return False
    with transaction.atomic():
        batch = NoticeBatch.objects.create(campaign=campaign, number=campaign.batches.count() + 1)
        _insert_notices(campaign, batch, people_for(campaign).filter(pk__in=numbers))
        nudge(registry[NoticeBatch], batch.pk)
        campaign.commit_piece(planned_through=max(campaign.planned_through, numbers[-1]))
    return True


def _next_people(campaign: Campaign) -> list[int]:
    """Return the numbers of the next people: who comes after the last one planned, and at the end whoever was passed over.

    Numbers are given out before rows are committed, so somebody with a lower number may appear only after their
    piece was planned. Looking for them reads everybody once, at the end of the planning.
    """
    after = campaign.planned_through
    planned = Notice.objects.filter(campaign=campaign, subject=OuterRef("pk"))
    for people in (
        people_for(campaign).filter(pk__gt=after),
        people_for(campaign).filter(pk__lte=after).exclude(Exists(planned)),
    ):
        if numbers := list(people.order_by("pk").values_list("pk", flat=True)[:PIECE]):
            return numbers
    return []


def _insert_notices(campaign: Campaign, batch: NoticeBatch, people: SubjectQuerySet) -> None:
    """Insert a notice for each of the people, from one table into the other; who has one already is passed over."""
    chosen, values = people.values("pk").query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Notice._meta.db_table} (campaign_id, batch_id, subject_id, state, reason, planned_at) "  # noqa: S608
            f"SELECT %s, %s, chosen.id, %s, '', %s FROM ({chosen}) AS chosen (id) "
            "ON CONFLICT (campaign_id, subject_id) DO NOTHING",
            [campaign.pk, batch.pk, Notice.State.PLANNED, now(), *values],
        )
