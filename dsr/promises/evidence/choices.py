"""Evidence about choices: what can be chosen, and that what was chosen is on record."""

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from accounts.datamap.current import current
from consent.models import ConsentRecord
from consent.standing import selling_purposes
from dsr.promises.counts import of_failures, of_people
from dsr.promises.evidence import Found, evidence, in_a_year, recently

About, Decision, Method = ConsentRecord.About, ConsentRecord.Decision, ConsentRecord.Method
NEWEST = 1000
"""Entries of the ledger that are held against the one before them."""


@evidence
def no_sale() -> Found:
    """Say whether the map declares a purpose that sells or shares, and how many opted out in a year."""
    selling = len(selling_purposes())
    out = of_people(
        ConsentRecord.objects.filter(
            about=About.SALE, decision=Decision.OPTED_OUT, decided_at__gte=in_a_year()
        ).count()
    )
    words = _(
        "Purposes of the data map that sell or share data: %(selling)s. Opt-outs in twelve months: %(out)s."
    )
    return Found(words % {"selling": selling or _("none"), "out": out}, {"selling": selling, "opt_outs": out})


@evidence
def cookies_refused() -> Found:
    """Say how many cookies are declared, and how many choices about them visitors made."""
    cookies = current().cookies.values()
    chosen = of_people(
        ConsentRecord.objects.filter(scope=ConsentRecord.Scope.BROWSER, decided_at__gte=recently()).count()
    )
    numbers = {"cookies": len(cookies), "necessary": sum(c.necessary for c in cookies), "choices": chosen}
    words = _(
        "%(cookies)s cookies are declared, %(necessary)s of them necessary. Choices made without signing in, in 30 days: %(choices)s."
    )
    return Found(words % numbers, numbers)


@evidence
def signals_honoured() -> Found:
    """Say how many choices were recorded because a browser's signal asked for them."""
    number = of_people(
        ConsentRecord.objects.filter(method__in=[Method.GPC, Method.DNT], decided_at__gte=in_a_year()).count()
    )
    return Found(
        _("Choices recorded from a browser's signal in twelve months: %(n)s.") % {"n": number},
        {"choices": number},
    )


@evidence
def withdrawals() -> Found:
    """Say how many consents were withdrawn in a month."""
    number = of_people(
        ConsentRecord.objects.filter(decision=Decision.WITHDRAWN, decided_at__gte=recently()).count()
    )
    return Found(
        _("Consents withdrawn in 30 days: %(n)s. Each applied at once.") % {"n": number},
        {"withdrawn": number},
    )


@evidence
def ledger_unbroken() -> Found:
    """Hold the newest entries of the ledger against the ones before them and say how many do not fit."""
    newest = ConsentRecord.objects.order_by("-pk").values("pk")[:NEWEST]
    before = ConsentRecord.objects.filter(
        holder=OuterRef("holder"), sequence=OuterRef("sequence") - 1, digest=OuterRef("previous")
    )
    loose = ConsentRecord.objects.filter(pk__in=newest, sequence__gt=1).exclude(Exists(before))
    broken = of_failures(loose.count())
    numbers = {"broken": broken, "entries": of_people(ConsentRecord.objects.filter(pk__in=newest).count())}
    words = _(
        "Of the newest entries of the ledger (%(entries)s looked at), those that do not follow from the one before: %(broken)s."
    )
    return Found(words % numbers, numbers)


@evidence
def messages_switched_off() -> Found:
    """Say how many topics can be switched off, and how often that was done from a message."""
    open_topics = [t for t in current().topics.values() if not t.locked]
    done = ConsentRecord.objects.filter(
        about=About.TOPIC, decision__in=[Decision.OPTED_OUT, Decision.WITHDRAWN], decided_at__gte=recently()
    )
    by_message = of_people(done.filter(method__in=[Method.ONE_CLICK, Method.LINK]).count())
    numbers = {"topics": len(open_topics), "from_a_message": by_message}
    words = _(
        "%(topics)s topics can be switched off. Switched off from a message in 30 days: %(from_a_message)s."
    )
    return Found(words % numbers, numbers)
