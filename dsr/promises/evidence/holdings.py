"""Evidence from the data map: what is declared, and that what is there agrees with it."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.clock import now
from accounts.datamap.current import current
from accounts.mail import BY_SENDER, templates
from accounts.models import DataMapVersion
from accounts.regimes.residence import EEA, country_of
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
    """Say how many recipients are declared, and that each says what it receives."""
    every = current().recipients.values()
    numbers = {"recipients": len(every), "say_what": sum(bool(r.receives) for r in every)}
    words = _("%(recipients)s recipients are named; %(say_what)s of them with what they receive.")
    return Found(words % numbers, numbers)


@evidence
def transfers_abroad() -> Found:
    """Say how many recipients are outside the European Economic Area, and how many of them have a safeguard (GDPR 44)."""
    every = current().recipients.values()
    abroad = [r for r in every if country_of(r.country) not in EEA]
    numbers = {"abroad": len(abroad), "with_safeguard": sum(bool(r.safeguard) for r in abroad)}
    words = _(
        "%(abroad)s recipients are outside the European Economic Area, or not bound to a place; for %(with_safeguard)s of them a safeguard is named."
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
