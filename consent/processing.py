"""May data of this person be used for this purpose now? One rule, as SQL, for one person and for a million.

Beside `decisions.py`, which is about messages: this is about every use, and the company's systems ask it before they use
anything. Each answer has a reason. What only others told of somebody serves the one purpose the data map declares for the stores
that brought them, and no other, on whatever basis that other rests.
"""

from django.db.models import Case, CharField, Exists, OuterRef, Q, QuerySet, Subquery, Value, When

from accounts.datamap.current import current
from accounts.datamap.vocabulary import Purpose
from accounts.models import DataSubject, Identifier, ProcessingRestriction
from accounts.roster.entries import source_of
from consent.models import ConsentRecord

Standing = DataSubject.Standing
About = ConsentRecord.About
PERMITTING = frozenset({"by_its_basis", "agreed", "named_for_it"})
"""Reasons that permit the use; every other one refuses it."""
OUTLIVES = "legal_obligation"
"""The basis of what goes on after an account is closed."""


def with_use(people: QuerySet[DataSubject], purpose: Purpose) -> QuerySet[DataSubject]:
    """Return the people with `use_reason`, the reason of the answer about this purpose."""
    restricted = ProcessingRestriction.objects.filter(
        Q(purpose="") | Q(purpose=purpose.key), subject=OuterRef("pk"), lifted_at__isnull=True
    )
    named = Identifier.objects.locating().filter(subject=OuterRef("pk"), source__in=_sources_for(purpose))
    cases = [
        When(Q(erased_at__isnull=False) | Q(merged_into__isnull=False), then=Value("gone")),
        When(Exists(restricted), then=Value("restricted")),
        When(Q(standing=Standing.CONTACT) & Exists(named), then=Value("named_for_it")),
        When(standing=Standing.CONTACT, then=Value("third_party")),
    ]
    if OUTLIVES not in purpose.every_basis:
        cases.append(When(standing__in=[Standing.CLOSING, Standing.CLOSED], then=Value("closing")))
    if purpose.sells_or_shares:
        people = people.annotate(sale_choice=_newest(About.SALE))
        cases.append(When(sale_choice="opted_out", then=Value("opted_out")))
    answer = "by_its_basis"
    if purpose.lawful_basis == "consent":
        people = people.annotate(purpose_choice=_newest(About.PURPOSE, key=purpose.key))
        cases.append(When(purpose_choice="given", then=Value("agreed")))
        cases.append(When(purpose_choice__isnull=False, then=Value("opted_out")))
        answer = "never_agreed"
    return people.annotate(use_reason=Case(*cases, default=Value(answer), output_field=CharField()))


def _newest(about: str, **place: str) -> Subquery:
    entries = ConsentRecord.objects.filter(holder=OuterRef("ref"), about=about, **place)
    return Subquery(entries.order_by("-sequence").values("decision")[:1])


def _sources_for(purpose: Purpose) -> list[str]:
    """Return how identifiers name the stores whose contacts may be used for this purpose."""
    return [
        source_of(key)
        for key, store in current().stores.items()
        if store.contacts is not None and store.contacts.purpose == purpose.key
    ]
