"""May this message reach this person, by this channel, now? One rule, as SQL, for one person and for a million.

Asked at the moment of sending, and by whoever plans to send. A message's class comes from its topic in the
data map, so that no message can claim one. Each answer has a reason, kept with the message.
"""

from dataclasses import dataclass

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value, When

from accounts.datamap.current import current
from accounts.datamap.vocabulary import Topic
from accounts.models import DataSubject, ProcessingRestriction
from consent.models import ConsentRecord

Standing = DataSubject.Standing
ALLOWING = frozenset({"administrative", "opted_in", "on_by_default"})
"""Reasons that let a message through; every other one keeps it back."""


@dataclass(frozen=True)
class SendDecision:
    """The answer and its reason."""

    reason: str

    @property
    def allowed(self) -> bool:
        """Return whether the message may leave."""
        return self.reason in ALLOWING


def with_decision(people: QuerySet[DataSubject], topic: Topic, channel: str) -> QuerySet[DataSubject]:
    """Return the people with `send_reason`, the reason of the decision about a message of this topic by this channel."""
    if topic.locked:
        return people.annotate(send_reason=Value("administrative"))
    newest = ConsentRecord.objects.filter(
        holder=OuterRef("ref"), about=ConsentRecord.About.TOPIC, key=topic.key, channel=channel
    ).order_by("-sequence")
    restricted = ProcessingRestriction.objects.filter(
        Q(purpose="") | Q(purpose=topic.purpose), subject=OuterRef("pk"), lifted_at__isnull=True
    )
    return people.annotate(
        topic_choice=Subquery(newest.values("decision")[:1]),
        send_reason=Case(
            When(Q(erased_at__isnull=False) | Q(merged_into__isnull=False), then=Value("gone")),
            When(standing__in=[Standing.CLOSING, Standing.CLOSED], then=Value("closing")),
            # Somebody else gave us their address, for one purpose that is no message of ours.
            When(standing=Standing.CONTACT, then=Value("third_party")),
            When(Exists(restricted), then=Value("restricted")),
            When(topic_choice__in=["given", "opted_in"], then=Value("opted_in")),
            When(topic_choice__isnull=False, then=Value("opted_out")),
            default=Value("on_by_default" if topic.starts_on_by(channel) else "never_agreed"),
            output_field=CharField(),
        ),
    )


def decide(subject: DataSubject | None, *, topic: str, channel: str = "mail") -> SendDecision:
    """Return whether a message of this topic may reach this person by this channel now. Raise KeyError for an unknown topic.

    Only administrative messages reach an address that belongs to no known person.
    """
    about = current().topics[topic]
    if channel not in about.channels:
        return SendDecision("not_by_this_channel")
    if about.locked:
        return SendDecision("administrative")
    if subject is None:
        return SendDecision("nobody_known")
    row = with_decision(DataSubject.objects.filter(pk=subject.pk), about, channel)
    return SendDecision(
        row.annotate(reason=F("send_reason")).values_list("reason", flat=True).first() or "gone"
    )
