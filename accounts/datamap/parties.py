"""Read who answers for the data and who receives it: the organisation, recipients, releases."""

from collections.abc import Mapping
from typing import get_args

from accounts.datamap import terms as t
from accounts.datamap.reader import Entry
from accounts.datamap.transfers import PLACES

COUNTRY = "[A-Z]{2}"
ADDRESS = r"[^@\s]+@[^@\s]+"
NO_COUNTRY = "{} is no country code. Write two capital letters, as in US or DE."
NO_PLACE = (
    f"{{}} is no country code. Write two capital letters, as in US or DE; or {PLACES[0]}, or {PLACES[1]}."
)
NO_ADDRESS = "{} is no e-mail address."
TOLD: tuple[t.RecipientKind, ...] = ("processor", "third_party", "affiliate")
"""Kinds of recipient of whom the map says how they learn of deletions, corrections and opt-outs (GDPR 19)."""


def read_organisation(entry: Entry) -> t.Organisation:
    """Return who answers for the data. Raise DataMapError."""
    needed = ("name", "address", "country", "privacy_email")
    given = entry.keys_among(
        *needed, "legal_name", "phone", "website", "representatives", "officer", "contacts", needed=needed
    )
    name = given["name"].text()
    return t.Organisation(
        name=name,
        legal_name=text(given, "legal_name", name),
        address=given["address"].texts(),
        country=given["country"].matching(COUNTRY, NO_COUNTRY),
        privacy_email=given["privacy_email"].matching(ADDRESS, NO_ADDRESS),
        phone=text(given, "phone"),
        website=text(given, "website"),
        representatives=_representatives(given["representatives"]) if "representatives" in given else (),
        officer=_contact(given["officer"], about="") if "officer" in given else None,
        contacts=tuple(_contact(one) for one in given["contacts"].elements()) if "contacts" in given else (),
    )


def _representatives(entry: Entry) -> tuple[t.Representative, ...]:
    found: dict[str, t.Representative] = {}
    for item in entry.elements():
        names = ("region", "name", "address", "contact")
        one = item.keys_among(*names, needed=names)
        region = one["region"].choice(get_args(t.Region))
        if region in found:
            raise one["region"].error(f"There is a representative for {region} already. Keep one.")
        found[region] = t.Representative(
            region,  # type: ignore[arg-type]
            one["name"].text(),
            one["address"].texts(),
            one["contact"].matching(ADDRESS, NO_ADDRESS),
        )
    return tuple(found.values())


def _contact(entry: Entry, about: str | None = None) -> t.Contact:
    needed = ("name", "email") if about is not None else ("about", "email")
    given = entry.keys_among("about", "name", "email", "phone", "address", needed=needed)
    return t.Contact(
        text(given, "about", about or ""),
        text(given, "name"),
        given["email"].matching(ADDRESS, NO_ADDRESS),
        text(given, "phone"),
        given["address"].texts() if "address" in given else (),
    )


def read_recipient(key: str, entry: Entry) -> t.Recipient:
    """Return who receives data. Raise DataMapError."""
    needed = ("name", "kind", "country", "receives")
    review = ("contract", "reviewed_on", "review_every")
    told = ("told_by", "not_told_because")
    given = entry.keys_among(
        *needed, "safeguard", "categories", "purposes", "group", "active", *review, *told, needed=needed
    )
    kind = given["kind"].choice(get_args(t.RecipientKind))
    active = given["active"].boolean() if "active" in given else True
    told_by = text(given, "told_by")
    _check_review(entry, given, needed=active and kind == "processor")
    _check_told(given, told_by)
    return t.Recipient(
        key,
        given["name"].text(),
        kind,  # type: ignore[arg-type]
        given["country"].matching("|".join([COUNTRY, *PLACES]), NO_PLACE),
        given["receives"].text(),
        text(given, "safeguard"),
        given["categories"].texts() if "categories" in given else (),
        given["purposes"].texts() if "purposes" in given else (),
        text(given, "group"),
        active,
        read_contract(given["contract"]) if "contract" in given else None,
        given["reviewed_on"].day() if "reviewed_on" in given else None,
        given["review_every"].period() if "review_every" in given else "",
        told_by,
        given["not_told_because"].reason() if "not_told_because" in given else "",
    )


def _check_review(entry: Entry, given: Mapping[str, Entry], *, needed: bool) -> None:
    """Raise DataMapError for an active processor without contract and review, and for half a review."""
    for key in ("contract", "reviewed_on", "review_every") if needed else ():
        if key not in given or given[key].empty:
            raise entry.error(
                f"An active processor needs a contract and a review, and the key {key} is missing. "
                "Without them say active: false."
            )
    for key, other in (("reviewed_on", "review_every"), ("review_every", "reviewed_on")):
        if key in given and other not in given:
            raise given[key].error(f"The key {other} is missing beside it.")


def _check_told(given: Mapping[str, Entry], told_by: str) -> None:
    if told_by == t.NOBODY and "not_told_because" not in given:
        raise given["told_by"].error(
            "The key not_told_because is missing: say why they are not told of deletions, corrections and opt-outs."
        )
    if told_by != t.NOBODY and "not_told_because" in given:
        raise given["not_told_because"].error(f"This is said only beside told_by: {t.NOBODY}. Remove it.")


def read_contract(entry: Entry) -> t.Contract:
    """Return under which contract data is received. Raise DataMapError."""
    given = entry.keys_among("reference", "date", needed=["reference", "date"])
    return t.Contract(given["reference"].text(), given["date"].day())


def read_release(key: str, entry: Entry) -> t.Release:
    """Return a release of data about many. Raise DataMapError."""
    needed = ("name", "recipient", "what", "categories", "method", "how", "threshold", "since")
    given = entry.keys_among(*needed, "until", "contract", "forbids_reidentification", needed=needed)
    method = given["method"].choice(get_args(t.Method))
    forbids = given["forbids_reidentification"].boolean() if "forbids_reidentification" in given else False
    if method == "deidentified" and "contract" not in given:
        raise entry.error(
            "De-identified data goes only to whoever is bound by contract, and the key contract is missing."
        )
    if "contract" in given and not forbids:
        where = given.get("forbids_reidentification", given["contract"])
        raise where.error(
            "The contract must forbid to recognise anybody. Say forbids_reidentification: true once it does."
        )
    since = given["since"].day()
    until = given["until"].day() if "until" in given else None
    if until is not None and until < since:
        raise given["until"].error(f"It ends before it begins on {since}.")
    return t.Release(
        key,
        given["name"].text(),
        given["recipient"].text(),
        given["what"].text(),
        given["categories"].texts(),
        method,  # type: ignore[arg-type]
        given["how"].text(),
        given["threshold"].number(at_least=2),
        since,
        until,
        read_contract(given["contract"]) if "contract" in given else None,
        forbids,
    )


def text(given: Mapping[str, Entry], key: str, default: str = "") -> str:
    """Return the text under a key, or the default where the key is not given."""
    return given[key].text() if key in given else default
