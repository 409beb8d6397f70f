"""A scope in words, as it stands beside a copy: what is in it, of which days, in which forms, cut how."""

from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.datamap.vocabulary import DataMap
from exports.scope import GIGABYTE, Scope

RIGHTS = {
    "access": gettext_lazy("Everything we hold about you"),
    "portability": gettext_lazy("What you gave us and what came of your use, to take elsewhere"),
    "know_specific": gettext_lazy("The pieces of data we hold about you"),
    "know_categories": gettext_lazy("The kinds of data we hold about you"),
}
FORMS = {
    "html": gettext_lazy("pages to read"),
    "csv": gettext_lazy("tables for a spreadsheet (CSV)"),
    "activitypub": gettext_lazy("posts for social networks (ActivityPub)"),
    "blog": gettext_lazy("an archive for other writing services (blog)"),
}


def words_of(scope: Scope, datamap: DataMap) -> list[str]:
    """Return phrases that say together what the scope takes. A category the map no longer has keeps its key."""
    some = scope.right == "access" and not scope.whole
    said = [_("Some of what we hold about you") if some else str(RIGHTS[scope.right])]
    if scope.categories:
        names = [
            datamap.categories[key].name if key in datamap.categories else key for key in scope.categories
        ]
        only = ngettext("Only this kind: %(names)s", "Only these kinds: %(names)s", len(names))
        said.append(only % {"names": ", ".join(names)})
    if days := _days(scope.since, scope.until):
        said.append(days)
    if scope.right != "know_categories":
        said.append(", ".join(["JSON", *(str(FORMS[one]) for one in scope.formats)]))
    if scope.part_bytes:
        said.append(_("In files of up to %(size)s GB") % {"size": f"{scope.part_bytes / GIGABYTE:g}"})
    return said


def _days(since: date | None, until: date | None) -> str:
    begin, end = (date_format(day, "j F Y") if day else "" for day in (since, until))
    if begin and end:
        return _("From %(begin)s to %(end)s") % {"begin": begin, "end": end}
    if begin:
        return _("From %(begin)s on") % {"begin": begin}
    return _("Up to %(end)s") % {"end": end} if end else ""
