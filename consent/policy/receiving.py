"""Tables of the policy about who receives data: recipients, processors, transfers abroad, releases of data about many."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accounts.datamap.reviving import revived
from accounts.datamap.transfers import is_abroad
from accounts.datamap.vocabulary import NOBODY, Recipient
from accounts.datamap.words import METHODS, RECIPIENTS
from consent.policy.cells import Map, Row, Table


def recipients(datamap: Map) -> Table:
    """Return who receives data, where, what, and what protects it there (GDPR 13(1)(e), (f))."""
    heads = (
        _("Recipient"),
        _("Who they are to us"),
        _("What they receive"),
        _("Where"),
        _("What protects it there"),
    )
    rows: list[Row] = [
        (
            one["name"],
            str(RECIPIENTS[one["kind"]]),
            one["receives"],
            one["country"],
            one["safeguard"] or _("The European rules hold there"),
        )
        for one in _active(datamap)
    ]
    return heads, rows


def processors(datamap: Map) -> Table:
    """Return who works for us under which promise, and how they learn of deletions, corrections and opt-outs (GDPR 19, 28)."""
    heads = (_("Who works for us"), _("What for"), _("Contract and review"), _("How they are told"))
    rows: list[Row] = [
        (one["name"], _purposes(one, datamap), _checked(one), _told(one, datamap))
        for one in _active(datamap)
        if one["kind"] == "processor"
    ]
    return heads, rows


def transfers(datamap: Map) -> Table:
    """Return where data leaves the countries that protect it as Europe does, and what protects it then (GDPR 13(1)(f), 15(2))."""
    rows: list[Row] = [
        (one["country"], one["name"], one["receives"], one["safeguard"])
        for one in sorted(_active(datamap), key=lambda one: str(one["country"]))
        if is_abroad(revived(Recipient, one))
    ]
    return (_("Where"), _("Who receives it"), _("What"), _("What protects it there")), rows


def releases(datamap: Map) -> Table:
    """Return what was published or passed on about many people at once, and why nobody can be recognised in it."""
    heads = (_("What"), _("Who receives it"), _("How it is made"), _("People behind each number"), _("When"))
    rows: list[Row] = [
        (
            (one["name"], one["what"]),
            datamap["recipients"][one["recipient"]]["name"],
            (str(METHODS[one["method"]]), one["how"]),
            _("At least %(number)s") % {"number": one["threshold"]},
            _stretch(one),
        )
        for one in datamap["releases"].values()
    ]
    return heads, rows


def _active(datamap: Map) -> list[Mapping[str, Any]]:
    return [one for one in datamap["recipients"].values() if one["active"]]


def _purposes(one: Mapping[str, Any], datamap: Map) -> str:
    keys = one["purposes"] or dict.fromkeys(
        key for name in one["categories"] for key in datamap["categories"][name]["purposes"]
    )
    return "; ".join(datamap["purposes"][key]["name"] for key in keys)


def _checked(one: Mapping[str, Any]) -> str:
    if not one["contract"] or not one["reviewed_on"]:
        return _("None")
    days = {"signed": _day(one["contract"]["signed_on"]), "reviewed": _day(one["reviewed_on"])}
    return _("Under contract since %(signed)s; last reviewed on %(reviewed)s") % days


def _told(one: Mapping[str, Any], datamap: Map) -> str:
    if one["told_by"] == NOBODY:
        return str(one["not_told_because"])
    store = datamap["stores"].get(one["told_by"])
    return _("Through %(store)s") % {"store": store["name"]} if store else _("Not needed")


def _stretch(one: Mapping[str, Any]) -> str:
    if one["until"]:
        return _("%(since)s to %(until)s") % {"since": _day(one["since"]), "until": _day(one["until"])}
    return _("Since %(since)s") % {"since": _day(one["since"])}


def _day(text: str) -> str:
    return date_format(date.fromisoformat(text), "j F Y")
