"""Hand a batch of notices to the mail ledger: all of it in one transaction, or nothing.

Whether somebody may be written to is asked again here, for the whole batch at once: between planning and now
they may have opted out, closed their account, or been erased.
"""

from contextlib import suppress
from dataclasses import dataclass

from django.db import connection, transaction

from accounts.clock import now
from accounts.datamap.vocabulary import Topic
from accounts.jobs import LeaseLost
from accounts.mail import BY_SENDER, Letter, compose_many, send_many, templates
from accounts.models import DataSubject
from consent.campaigns.addresses import addresses_of
from consent.campaigns.letters import context_of, template_of, topic_of
from consent.decisions import ALLOWING, with_decision
from consent.models import Campaign, MailDelivery, Notice, NoticeBatch
from consent.named.standing import kept_back

State = Notice.State


@dataclass(frozen=True)
class Person:
    """One person of a batch, the reason of the decision about them, and their address."""

    subject: DataSubject
    reason: str
    address: str

    @property
    def skipped_for(self) -> str:
        """Return why they are not written to, or nothing."""
        if self.reason not in ALLOWING:
            return self.reason
        return "" if self.address else "no_address"


def hand_over(pk: int) -> None:
    """Hand one batch over: claim it, decide, write the mails and what became of each notice, finish.

    The lease is checked by the last statement of the one transaction, so of two workers only one commits, and
    one that dies before that has done nothing.
    """
    batch = NoticeBatch.claim(pk)
    if batch is None:
        return
    try:
        with transaction.atomic():
            _hand_over(batch)
            batch.finish()
    except LeaseLost:
        return
    except KeyError:
        # The topic is no longer in the data map, which staff can repair.
        with suppress(LeaseLost):
            batch.give_up("unknown_topic")
    except Exception:
        with suppress(LeaseLost):
            batch.retry_later("unexpected")
        raise


def _hand_over(batch: NoticeBatch) -> None:
    campaign = Campaign.objects.select_related("policy_version").get(pk=batch.campaign_id)
    topic = topic_of(campaign)
    notices = list(batch.notices.filter(state=State.PLANNED).select_for_update().order_by("pk"))
    people = _people(campaign, notices, topic)
    letters = _letters(campaign, [p for p in people.values() if not p.skipped_for])
    send_many(letters.values())
    deliveries = dict(
        MailDelivery.objects.filter(
            reference__in=[letter.link.reference for letter in letters.values()]
        ).values_list("reference", "pk")
    )
    _settle(notices, people, {pk: deliveries[letter.link.reference] for pk, letter in letters.items()})


def _settle(notices: list[Notice], people: dict[int, Person], deliveries: dict[int, int]) -> None:
    """Note what became of the notices, with one statement for all of them."""
    reasons = [people[notice.subject_id].skipped_for for notice in notices]
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE {Notice._meta.db_table} AS notice SET settled_at = %s, reason = settled.reason, "  # noqa: S608
            "delivery_id = settled.delivery, state = CASE settled.reason WHEN '' THEN %s ELSE %s END "
            "FROM unnest(%s::bigint[], %s::text[], %s::bigint[]) AS settled (id, reason, delivery) "
            "WHERE notice.id = settled.id",
            [
                now(),
                State.HANDED_OVER,
                State.SKIPPED,
                [notice.pk for notice in notices],
                reasons,
                [deliveries.get(notice.subject_id) for notice in notices],
            ],
        )


def _people(campaign: Campaign, notices: list[Notice], topic: Topic) -> dict[int, Person]:
    """Return the people of the notices, held until the mails are written: an erasure that is about to end waits for these mails and finds them."""
    people = DataSubject.objects.filter(pk__in=[n.subject_id for n in notices]).order_by("pk")
    subjects = list(with_decision(people.select_for_update(no_key=True, of=("self",)), topic, "mail"))
    addresses = addresses_of(subjects)
    is_named = campaign.kind == Campaign.Kind.NAMED
    kept = kept_back(campaign.store, [one.pk for one in subjects]) if is_named else {}
    return {
        one.pk: Person(
            one,
            "gone" if _is_gone(one) else kept.get(one.pk, one.send_reason),  # type: ignore[attr-defined]
            addresses.get(one.pk, ""),
        )
        for one in subjects
    }


def _is_gone(subject: DataSubject) -> bool:
    return subject.erased_at is not None or subject.merged_into_id is not None


def _letters(campaign: Campaign, people: list[Person]) -> dict[int, Letter]:
    name = template_of(campaign)
    topic = campaign.topic if templates[name].topic == BY_SENDER else ""
    addressed = [(one.subject.ref, one.address) for one in people]
    letters = compose_many(name, addressed, context=context_of(campaign), topic=topic) if addressed else []
    return {one.subject.pk: letter for one, letter in zip(people, letters, strict=True)}
