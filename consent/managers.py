"""Questions about choices, policies and notices."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, F, Func, Q, QuerySet
from django.db.models.expressions import RawSQL

from accounts.ledger import LedgerQuerySet

# PostgreSQL reads every entry of a holder for DISTINCT ON, and a holder may have very many. This steps from one
# thing to the next along the index, once for each thing, however often somebody changed their mind.
NEWEST = """
WITH RECURSIVE newest AS (
    (SELECT id, about, key, channel FROM consent_consentrecord
        WHERE holder = %s ORDER BY about, key, channel, sequence DESC LIMIT 1)
    UNION ALL
    SELECT further.* FROM newest, LATERAL (
        SELECT id, about, key, channel FROM consent_consentrecord
            WHERE holder = %s AND (about, key, channel) > (newest.about, newest.key, newest.channel)
            ORDER BY about, key, channel, sequence DESC LIMIT 1
    ) AS further
)
SELECT id FROM newest
"""


class _IsOneOf(Func):
    """Whether a value is in an array that is made once; unlike IN, it leaves no choice but to look its values up."""

    template = "%(expressions)s"
    arg_joiner = " = ANY "
    output_field = BooleanField()


class ChoiceQuerySet(LedgerQuerySet):
    """Questions about the ledger of choices."""

    def of(self, holder: UUID) -> "ChoiceQuerySet":
        """Return a holder's entries."""
        return self.filter(holder=holder)

    def in_force(self, holder: UUID) -> "ChoiceQuerySet":
        """Return a holder's newest entry about each thing, which is what counts; as fast after thousands of entries."""
        newest = RawSQL(f"ARRAY({NEWEST})", [holder, holder])  # noqa: S611  (fixed words; the holder is a parameter)
        return self.filter(_IsOneOf(F("pk"), newest)).order_by("about", "key", "channel")

    def by_place(self, holder: UUID) -> dict[tuple[str, str, str], Any]:
        """Return a holder's newest entries by what each is about: subject, key and channel. One query."""
        return {entry.place: entry for entry in self.in_force(holder)}

    def opted_out_of_sale(self, holder: UUID) -> bool:
        """Return whether the holder's newest word about sale and sharing is no."""
        return self.in_force(holder).filter(about="sale", decision="opted_out").exists()

    def newest_first(self, holder: UUID, *former: UUID) -> "ChoiceQuerySet":
        """Return a holder's entries, the newest first, with those of former holders that turned out to be the same person."""
        if former:
            return self.filter(holder__in=[holder, *former]).order_by("-decided_at", "-sequence")
        return self.filter(holder=holder).order_by("-sequence")

    def in_chain_order(self) -> "ChoiceQuerySet":
        """Return entries as they were written, holder by holder."""
        return self.order_by("holder", "sequence")


class PolicyQuerySet(LedgerQuerySet):
    """Questions about published policies."""

    def applying_on(self, day: date) -> "PolicyQuerySet":
        """Return the versions that had begun to apply by a day, the one in force first."""
        return self.filter(effective_on__lte=day).order_by("-effective_on", "-number")

    def upcoming(self, day: date) -> "PolicyQuerySet":
        """Return the published versions that apply later than a day, the next one first."""
        return self.filter(effective_on__gt=day).order_by("effective_on", "number")

    def listed(self) -> "PolicyQuerySet":
        """Return every version without its long texts, the newest date first, for lists."""
        return self.defer("source", "text", "html").order_by("-effective_on", "-number")

    def before(self, version: Any) -> "PolicyQuerySet":
        """Return the versions that apply earlier than one, the one it replaces first."""
        earlier = Q(effective_on=version.effective_on, number__lt=version.number)
        return self.filter(Q(effective_on__lt=version.effective_on) | earlier).order_by(
            "-effective_on", "-number"
        )


class NoticeQuerySet(QuerySet[Any]):
    """Questions about notices."""

    def owed_on_site(self, subject: int) -> "NoticeQuerySet":
        """Return the notices about policies that a person has not seen, the newest first; also where no mail could be sent."""
        unseen = self.filter(subject=subject, seen_at__isnull=True, campaign__policy_version__isnull=False)
        return unseen.select_related("campaign__policy_version").order_by("-pk")

    def to(self, subject: int) -> "NoticeQuerySet":
        """Return a person's notices about policies."""
        return self.filter(subject=subject, campaign__policy_version__isnull=False)
