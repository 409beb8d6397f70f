"""Evidence from the data map: what is declared, and that what is there agrees with it."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.clock import now, today
from accounts.datamap.current import current
from accounts.datamap.reviews import overdue
from accounts.datamap.transfers import is_abroad
from accounts.mail import BY_SENDER, templates
from accounts.models import DataMapVersion
from dsr.promises.counts import LEAST
from dsr.promises.evidence import Found, evidence, in_a_year


@evidence
def kinds_declared() -> Found:
    """Say how much the data map declares and since when it is in force."""
    datamap = current()
    since = DataMapVersion.objects.filter(effective__lte=now().date()).order_by("-effective", "-id")
    day: date | None = since.values_list("effective", flat=True).first()
    numbers = {
        "kinds": len(datamap.categories),
        "sources": len(datamap.sources),
        "purposes": len(datamap.purposes),
        "recipients": len(datamap.recipients),
    }
    words = _(
        "The data map declares %(kinds)s kinds of data, %(sources)s sources, %(purposes)s purposes and %(recipients)s recipients."
    )
    found = words % numbers
    if day:
        found += " " + _("It is in force since %(day)s.") % {"day": date_format(day, "j F Y")}
    return Found(found, {**numbers, "in_force_since": day})


@evidence
def purposes_named() -> Found:
    """Say that every purpose has a lawful basis and every message a topic: its own, or one its sender must name."""
    datamap = current()
    based = sum(bool(purpose.lawful_basis) for purpose in datamap.purposes.values())
    placed = sum(t.topic in datamap.topics or t.topic == BY_SENDER for t in templates.values())
    numbers = {
        "purposes": len(datamap.purposes),
        "with_basis": based,
        "messages": len(templates),
        "with_topic": placed,
    }
    words = _(
        "%(with_basis)s of %(purposes)s purposes name their lawful basis; %(with_topic)s of %(messages)s kinds of message belong to a topic, or are not sent before one is named."
    )
    return Found(words % numbers, numbers)


@evidence
def not_held() -> Found:
    """Name the kinds of data the company does not hold, with who does."""
    datamap = current()
    kinds = [c for c in datamap.categories.values() if not c.held]
    if not kinds:
        return Found(_("The data map names no kind of data that somebody else holds."), {"kinds": 0})
    named = "; ".join(f"{c.name} ({datamap.recipients[c.held_by].name})" for c in kinds)
    return Found(_("Held by others and not by us: %(named)s.") % {"named": named}, {"kinds": len(kinds)})


@evidence
def derived_data() -> Found:
    """Say how many values are marked as drawn from others."""
    datamap = current()
    fields = [field for table in datamap.tables() for field in table.fields if field.derived]
    kinds = {
        c.key
        for c in datamap.categories.values()
        if any(datamap.sources[s].kind == "derived" for s in c.sources)
    }
    numbers = {"fields": len(fields), "kinds": len(kinds)}
    words = ngettext(
        "%(kinds)s kind of data is marked as derived; for %(fields)s values the map says how they were.",
        "%(kinds)s kinds of data are marked as derived; for %(fields)s values the map says how they were.",
        len(kinds),
    )
    return Found(words % numbers, numbers)


@evidence
def recipients_named() -> Found:
    """Say how many recipients are declared, how many work for the company under contract, and whether a review is overdue."""
    datamap = current()
    active = [one for one in datamap.recipients.values() if one.active]
    processors = [one for one in active if one.kind == "processor"]
    numbers = {
        "recipients": len(active),
        "processors": len(processors),
        "under_contract": sum(one.contract is not None for one in processors),
        "overdue": len(overdue(datamap, today())),
    }
    words = _(
        "%(recipients)s recipients are named with what they receive; %(under_contract)s of %(processors)s who work for us are under contract, and %(overdue)s reviews are overdue."
    )
    return Found(words % numbers, numbers)


@evidence
def releases_declared() -> Found:
    """Say how many releases of data about many are declared and behind how many people each number stands, here as well."""
    releases = current().releases.values()
    numbers = {"releases": len(releases), "least": LEAST}
    words = ngettext(
        "%(releases)s release of data about many people is declared.",
        "%(releases)s releases of data about many people are declared.",
        len(releases),
    )
    if releases:
        numbers["threshold"] = min(one.threshold for one in releases)
        words += " " + _("Behind each number stand at least %(threshold)s people.")
    words += " " + _(
        "Numbers of people below %(least)s are not said on this page, and larger ones only in full tens."
    )
    return Found(words % numbers, numbers)


@evidence
def transfers_abroad() -> Found:
    """Say to how many recipients data goes beyond the countries that protect it as Europe does, and how many name a safeguard (GDPR 44)."""
    abroad = [one for one in current().recipients.values() if one.active and is_abroad(one)]
    numbers = {"abroad": len(abroad), "with_safeguard": sum(bool(one.safeguard) for one in abroad)}
    words = _(
        "%(abroad)s recipients are outside the countries that protect data as Europe does, or not bound to a place; for %(with_safeguard)s of them a safeguard is named."
    )
    return Found(words % numbers, numbers)


@evidence
def periods_declared() -> Found:
    """Say that each kind of data that is held has a rule for how long."""
    datamap = current()
    held = [c for c in datamap.categories.values() if c.held]
    numbers = {"kinds": len(held), "with_rule": sum(c.retention in datamap.retention for c in held)}
    words = _("%(with_rule)s of %(kinds)s kinds of data have a rule that says how long they stay and why.")
    return Found(words % numbers, numbers)


@evidence
def history_of_the_map() -> Found:
    """Say how many versions of the data map applied in the last twelve months."""
    number = DataMapVersion.objects.filter(applied_at__gte=in_a_year()).count()
    return Found(
        _("Versions of the data map kept from the last twelve months: %(n)s.") % {"n": number},
        {"versions": number},
    )


@evidence
def visible_fields() -> Found:
    """Say for how many values the map says that others can see them."""
    fields = [f for table in current().tables() for f in table.fields]
    numbers = {"fields": len(fields), "visible": sum(f.visible != "private" for f in fields)}
    words = _("Of %(fields)s values in the map, %(visible)s are marked as visible to others.")
    return Found(words % numbers, numbers)
