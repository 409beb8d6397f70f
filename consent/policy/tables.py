"""Tables of the policy, made from the data map as JSON has it, so that maps of the past give the same tables.

A table is a name in TABLES with a function that returns its heads and its rows. The text of a policy asks for it with
a line `[[table: NAME]]`.
"""

from collections.abc import Callable, Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from accounts.datamap.models import PORTAL
from accounts.datamap.words import BASES, LAWS, SOURCES, how_long, lifetime
from accounts.regimes.informing import EXEMPTIONS
from consent.cookies import name_in_browsers
from consent.policy.californian import california, california_purposes
from consent.policy.cells import Cell, Map, Row, Table
from consent.policy.receiving import processors, recipients, releases, transfers

RIGHTS = (
    (_lazy("See"), _lazy("what is held about you, where it came from and who received it")),
    (_lazy("Download"), _lazy("a copy that people and programs can read")),
    (_lazy("Correct"), _lazy("what is wrong or out of date")),
    (_lazy("Delete"), _lazy("your account and your data, with a receipt")),
    (_lazy("Restrict"), _lazy("have your data kept, and not used meanwhile")),
    (_lazy("Object"), _lazy("to a use that rests on a legitimate interest, and always to advertising")),
    (_lazy("Choose"), _lazy("agree, refuse, and withdraw what you agreed to, at any time")),
    (_lazy("Complain"), _lazy("to us, and to the authority where you live")),
)


def categories(datamap: Map) -> Table:
    """Return what is held, from where, what for, who receives it, how long it stays; the portal's own kinds last."""
    heads = (
        _("What"),
        _("Where it comes from"),
        _("What it is used for"),
        _("Who receives it"),
        _("How long"),
    )
    rows = []
    own = _of_company(datamap)
    for one in sorted(datamap["categories"].values(), key=lambda one: one["held"] and one["key"] not in own):
        kept = datamap["retention"].get(one["retention"], {}).get("name", "")
        elsewhere = datamap["recipients"].get(one["held_by"], {}).get("name", "")
        rows.append(
            (
                (one["name"], one["description"]),
                _names(datamap, "sources", one["sources"]),
                _names(datamap, "purposes", one["purposes"]),
                _names(datamap, "recipients", one["recipients"]) or _("Nobody"),
                kept if one["held"] else _("Not held by us, but by %(name)s") % {"name": elsewhere},
            )
        )
    return heads, rows


def sources(datamap: Map) -> Table:
    """Return where data comes from, and of which kind the source is."""
    rows = [(one["name"], str(SOURCES[one["kind"]])) for one in datamap["sources"].values()]
    return (_("Source"), _("How it comes to us")), rows


def purposes(datamap: Map) -> Table:
    """Return what data is used for, the lawful basis in words, and the legitimate interest (GDPR 13(1)(c), (d))."""
    rows: list[Row] = [(one["name"], one["description"], _basis(one)) for one in datamap["purposes"].values()]
    return (_("Purpose"), _("What that means"), _("Lawful basis")), rows


def _basis(one: Map) -> Cell:
    bases = [str(BASES[one["lawful_basis"]])]
    for law, basis in one["bases"].items():
        if basis != one["lawful_basis"]:
            bases.append(_("%(where)s: %(basis)s") % {"where": LAWS[law], "basis": BASES[basis]})
    said = "; ".join(bases)
    return (said, one["interest"]) if one["interest"] else said


def retention(datamap: Map) -> Table:
    """Return how long data stays, and why (GDPR 13(2)(a))."""
    rows: list[Row] = [
        (one["name"], how_long(one["period"], one["after"]), one["reason"], str(BASES[one["basis"]]))
        for one in datamap["retention"].values()
    ]
    return (_("Rule"), _("How long"), _("Why"), _("Lawful basis")), rows


def cookies(datamap: Map) -> Table:
    """Return what is kept in browsers (ePrivacy 5(3)): by whom, what for, how long, and whether it can be refused."""
    rows = []
    for one in datamap["cookies"].values():
        choice = _("Needed for what you ask for") if one["necessary"] else _("Only if you agree")
        name = name_in_browsers(one["key"], one["name"])
        rows.append((name, one["description"], one["set_by"], lifetime(one["lifetime"]), choice))
    return (_("Name"), _("What it does"), _("Set by"), _("How long"), _("Your choice")), rows


def topics(datamap: Map) -> Table:
    """Return which messages are sent, and which of them can be stopped."""
    rows = []
    for one in datamap["topics"].values():
        locked = one["message_class"] == "administrative"
        off = _("Starts switched off") if not one["starts_on"] else _("Can be switched off")
        if one["starts_on"] and "push" in one["channels"]:
            off = _("Can be switched off; starts switched off on your phone")
        rows.append((one["name"], one["description"], one["reason"] if locked else off))
    return (_("Messages"), _("What they are about"), _("Your choice")), rows


def named(datamap: Map) -> Table:
    """Return whom only others name to us, what for, and how they are told; also where they are not written to (GDPR 14(5))."""
    rows: list[Row] = []
    for store in datamap["stores"].values():
        said = store.get("contacts")
        if not said:
            continue
        category, purpose = datamap["categories"][said["category"]], datamap["purposes"][said["purpose"]]
        rows.append(
            (
                (category["name"], category["description"]),
                datamap["sources"][said["source"]]["name"],
                (purpose["name"], _("and nothing else")),
                _how_told(said),
            )
        )
    return (_("Who"), _("Who names them"), _("What for"), _("How they are told")), rows


def _how_told(said: Map) -> Cell:
    exemption = EXEMPTIONS.get(said["notice"])
    if exemption is None:
        return _("We write to them once, within a month")
    return f"{exemption.words} ({exemption.law})", said["not_told_because"]


def rights(_datamap: Map) -> Table:
    """Return what people can ask for."""
    return (_("Right"), _("What it means")), [(str(name), str(meaning)) for name, meaning in RIGHTS]


def contacts(datamap: Map) -> Table:
    """Return who answers for the data, who watches over it, and who stands for them elsewhere (GDPR 13(1)(a), (b), 27)."""
    one = datamap["organisation"]
    rows: list[Row] = [(one["legal_name"] or one["name"], ", ".join(one["address"]), one["privacy_email"])]
    officer = (
        [{**one["officer"], "about": one["officer"]["about"] or _("Privacy officer")}]
        if one["officer"]
        else []
    )
    for other in [*officer, *one["contacts"]]:
        who = _("%(about)s: %(name)s") % other if other["name"] else other["about"]
        rows.append((who, ", ".join(other["address"]) or other["phone"], other["email"]))
    for other in one["representatives"]:
        who = _("%(name)s, for %(region)s") % {"name": other["name"], "region": other["region"]}
        rows.append((who, ", ".join(other["address"]), other["contact"]))
    return (_("Who"), _("Address"), _("E-mail")), rows


TABLES: dict[str, Callable[..., Table]] = {
    "california": california,
    "california-purposes": california_purposes,
    "categories": categories,
    "contacts": contacts,
    "cookies": cookies,
    "named": named,
    "processors": processors,
    "purposes": purposes,
    "recipients": recipients,
    "releases": releases,
    "retention": retention,
    "rights": rights,
    "sources": sources,
    "topics": topics,
    "transfers": transfers,
}
OVER_A_YEAR = ("california", "california-purposes")
"""Tables that look at the maps of the last twelve months as well."""


def _of_company(datamap: Map) -> set[str]:
    """Return the keys of the categories that the company's own stores hold."""
    tables = [
        t for key, store in datamap["stores"].items() if key != PORTAL for t in store["tables"].values()
    ]
    return {t["category"] for t in tables} | {f["category"] for t in tables for f in t["fields"]}


def _names(datamap: Map, section: str, keys: Sequence[str]) -> str:
    return "; ".join(datamap[section][key]["name"] for key in keys)
