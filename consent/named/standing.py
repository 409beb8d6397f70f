"""How it stands with each person whom only others named: told, waiting, or kept back and why. One rule, as SQL.

Planning asks it who is owed the notice, and staff see its counts. What a person came by is the store whose roster brought them; who
came by two is told of both.
"""

from django.db.models import Case, CharField, Exists, F, OuterRef, Q, Subquery, Value, When

from accounts.clock import today
from accounts.datamap.contacts import SENT
from accounts.datamap.current import current
from accounts.managers import SubjectQuerySet
from accounts.models import DataSubject, Disclosure, Identifier, LegalHold, Suppression
from accounts.regimes.days import add_months
from accounts.regimes.informing import TOLD_WITHIN
from accounts.roster.entries import source_of
from consent.models import Campaign, MailDelivery, Notice

CONTACT = DataSubject.Standing.CONTACT
OWED = ("overdue", "waiting")
"""States in which the notice is to be sent; the first is late."""
PASSING = ("held", "exempt")
"""Reasons for which somebody was skipped and which may be over one day: then they are owed the notice again."""


def telling_stores() -> list[str]:
    """Return the stores of the data map that say what their contacts are here for."""
    return [key for key, store in current().stores.items() if store.contacts is not None]


def is_exempt(store: str) -> bool:
    """Return whether nobody of this store is to be written to: by an exception, or because the map no longer says what to tell."""
    said = current().stores[store].contacts if store in current().stores else None
    return said is None or said.notice != SENT


def named_by(store: str) -> SubjectQuerySet:
    """Return the present contacts of a store with `named_state`, how it stands with each, and `named_at`, when the store brought them."""
    came = Identifier.objects.locating().filter(subject=OuterRef("pk"), source=source_of(store))
    named_at = came.order_by("created_at").values("created_at")[:1]
    notices = (
        Notice.objects.filter(
            subject=OuterRef("pk"), campaign__kind=Campaign.Kind.NAMED, campaign__store=store
        )
        .exclude(reason__in=PASSING)
        .order_by("-pk")
    )
    cases = [
        When(mail_state=MailDelivery.JobState.FAILED, then=Value("undeliverable")),
        When(notice_state=Notice.State.SKIPPED, then=F("notice_reason")),
        When(notice_state__isnull=False, then=F("notice_state")),
    ]
    if is_exempt(store):
        state = Case(*cases, default=Value("exempt"), output_field=CharField())
    else:
        cases += [
            When(_held(), then=Value("held")),
            When(~_has_address(), then=Value("no_address")),
            When(_late(), then=Value("overdue")),
        ]
        state = Case(*cases, default=Value("waiting"), output_field=CharField())
    return (
        _contacts()
        .filter(Exists(came))
        .annotate(
            named_at=Subquery(named_at),
            notice_state=Subquery(notices.values("state")[:1]),
            notice_reason=Subquery(notices.values("reason")[:1]),
            mail_state=Subquery(notices.values("delivery__job_state")[:1]),
        )
        .annotate(named_state=state)
    )


def owed(store: str) -> SubjectQuerySet:
    """Return the contacts of a store who are to be told now."""
    return named_by(store).filter(named_state__in=OWED)


def unsaid() -> SubjectQuerySet:
    """Return the contacts of whom the data map does not say what they are here for; nothing may be done with their data."""
    said = Identifier.objects.locating().filter(
        subject=OuterRef("pk"), source__in=[source_of(store) for store in telling_stores()]
    )
    return _contacts().exclude(Exists(said))


def kept_back(store: str, people: list[int]) -> dict[int, str]:
    """Return why some of these people are not told after all, by their number; asked in the moment of handing over. One query."""
    rows = DataSubject.objects.filter(pk__in=people).annotate(is_held=_held(), is_suppressed=_suppressed())
    exempt = is_exempt(store)
    reasons = {}
    for pk, standing, is_held, is_suppressed in rows.values_list(
        "pk", "standing", "is_held", "is_suppressed"
    ):
        if standing != CONTACT:
            reasons[pk] = "joined"
        elif exempt:
            reasons[pk] = "exempt"
        elif is_suppressed:
            reasons[pk] = "suppressed"
        elif is_held:
            reasons[pk] = "held"
    return reasons


def _contacts() -> SubjectQuerySet:
    return DataSubject.objects.present().filter(standing=CONTACT)


def _held() -> Exists:
    return Exists(LegalHold.objects.filter(subject=OuterRef("pk"), released_at__isnull=True))


def _has_address() -> Exists:
    return Exists(Identifier.objects.locating().filter(subject=OuterRef("pk"), kind=Identifier.Kind.EMAIL))


def _suppressed() -> Exists:
    same = Suppression.objects.filter(
        kind=OuterRef("kind"), store=OuterRef("store"), digest=OuterRef("digest")
    )
    return Exists(Identifier.objects.filter(Exists(same), subject=OuterRef("pk")))


def _late() -> Q:
    """Return the test whether the law's time is over: a month since the store named them, or a disclosure before they were told."""
    last = add_months(today(), -TOLD_WITHIN.count)
    disclosed = Disclosure.objects.filter(Q(subject=OuterRef("pk")) | Q(held_for=OuterRef("pk")))
    return Q(named_at__date__lt=last) | Q(Exists(disclosed))
