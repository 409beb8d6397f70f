"""Evidence about the policy, its versions and the notices of its changes."""

import hashlib

from django.db.models import Count as Number
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.clock import today
from consent.models import Notice, PolicyVersion
from dsr.promises.counts import of_people
from dsr.promises.evidence import Found, evidence

LOOKED_AT = 50
"""Texts of which the fingerprint is made again, the newest ones."""


@evidence
def policy_in_force() -> Found:
    """Say which version applies and whether one is announced."""
    days = list(PolicyVersion.objects.order_by("effective_on").values_list("effective_on", flat=True))
    begun = [day for day in days if day <= today()]
    if not begun:
        return Found(_("No version of the policy has been published here yet."), {"versions": len(days)})
    words = _("The policy in force has applied since %(day)s.") % {"day": date_format(begun[-1], "j F Y")}
    if len(days) > len(begun):
        words += " " + _("Another version is announced for %(day)s.") % {
            "day": date_format(days[len(begun)], "j F Y")
        }
    return Found(words, {"versions": len(days), "in_force_since": begun[-1]})


@evidence
def former_versions() -> Found:
    """Make the fingerprints of the newest published texts again and say whether each is still what it was."""
    texts = list(PolicyVersion.objects.order_by("-pk").values_list("text", "digest")[:LOOKED_AT])
    same = sum(hashlib.sha256(text.encode()).hexdigest() == digest for text, digest in texts)
    words = ngettext("%(n)s version can be read.", "%(n)s versions can be read.", len(texts)) % {
        "n": len(texts)
    }
    if texts and same == len(texts):
        words += " " + _("Each text still has the fingerprint it was published with.")
    elif texts:
        words += " " + _("%(n)s no longer match their fingerprint.") % {"n": len(texts) - same}
    return Found(words, {"versions": len(texts), "unchanged": same})


@evidence
def notices_of_changes() -> Found:
    """Say how far the notices about the newest significant version have got."""
    newest = PolicyVersion.objects.filter(change_class="significant").order_by("-pk").first()
    if newest is None:
        return Found(_("No significant change has been published here yet."))
    found = (
        Notice.objects.filter(campaign__policy_version=newest).values_list("state").annotate(n=Number("pk"))
    )
    told = dict(found)
    handed, waiting = of_people(told.get("handed_over", 0)), of_people(told.get("planned", 0))
    words = _(
        "About the newest significant change, notices sent: %(sent)s; notices still to be sent: %(waiting)s."
    )
    return Found(words % {"sent": handed, "waiting": waiting}, {"sent": handed, "waiting": waiting})
