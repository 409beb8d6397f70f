"""What a column seems to hold, by its name, its type and the look of its values. Pure; keeps no value."""

import ipaddress
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from accounts.databases.catalogue import Column
from exports.scaffold.words import joined

ENOUGH = 3
"""Fewer values than this say nothing."""
MOST = 0.8
"""The share of values that must look alike."""


@dataclass(frozen=True)
class Sign:
    """What a column seems to be: its kind, how sure that is (in per cent), and why. Nothing in it is a value."""

    kind: str
    sure: int
    why: str


@dataclass(frozen=True)
class Kind:
    """What is known of a kind: the category it belongs to, and whether it tells who or what somebody is."""

    category: str
    personal: bool


KINDS: dict[str, Kind] = {
    "secret": Kind("account", personal=False),
    "email": Kind("contact", personal=True),
    "phone": Kind("contact", personal=True),
    "first_name": Kind("contact", personal=True),
    "last_name": Kind("contact", personal=True),
    "name": Kind("contact", personal=True),
    "username": Kind("account", personal=True),
    "address": Kind("contact", personal=True),
    "postal_code": Kind("contact", personal=True),
    "city": Kind("contact", personal=True),
    "region": Kind("contact", personal=True),
    "country": Kind("contact", personal=False),
    "company": Kind("contact", personal=True),
    "birth_date": Kind("profile", personal=True),
    "gender": Kind("profile", personal=True),
    "language": Kind("profile", personal=False),
    "sensitive": Kind("sensitive", personal=True),
    "number": Kind("sensitive", personal=True),
    "bank": Kind("payments", personal=True),
    "ip": Kind("technical", personal=True),
    "agent": Kind("technical", personal=True),
    "device_id": Kind("technical", personal=True),
    "cookie_id": Kind("technical", personal=True),
    "place": Kind("location", personal=True),
    "text": Kind("content", personal=True),
    "file": Kind("content", personal=True),
    "document": Kind("", personal=True),
    "money": Kind("", personal=False),
    "label": Kind("", personal=False),
    "verified": Kind("", personal=False),
    "moment": Kind("", personal=False),
    "plain": Kind("", personal=False),
}

_START, _END = r"(?:^|_)", r"(?:$|_)"


def _named(words: str, *, whole: bool = False) -> re.Pattern[str]:
    return re.compile(rf"^(?:{words})$" if whole else rf"{_START}(?:{words}){_END}")


BY_NAME: tuple[tuple[str, re.Pattern[str], int], ...] = (
    ("secret", _named(r"pass(?:word|wd|phrase)?|pwd|passwort|kennwort|secret|token|api_key|hash|salt|otp|totp|private_key|recovery_codes?|session_key|refresh"), 90),
    ("verified", _named(r"(?:e_?mail_?)?(?:is_)?(?:verified|confirmed)(?:_(?:at|on))?(?:_e_?mail)?|(?:e_?mail)_(?:verified|confirmed).*"), 85),
    ("email", _named(r"e_?mails?|mail|mail_?address|courriel|correo"), 95),
    ("ip", _named(r"ip|ip_?addr(?:ess)?|ipv?4|ipv?6|remote_addr"), 90),
    ("phone", _named(r"phones?|tel|telephone|telefon|telefono|mobile|cell|cellphone|fax|handy|whatsapp"), 95),
    ("birth_date", _named(r"birth|birthday|birthdate|birth_date|dob|date_of_birth|born|geburtstag|geburtsdatum"), 95),
    ("first_name", _named(r"first_?name|given_?name|forename|vorname|prenom|middle_?name|fname"), 95),
    ("last_name", _named(r"last_?name|sur_?name|family_?name|nachname|apellidos?|lname"), 95),
    ("username", _named(r"user_?name|login|nick(?:name)?|handle|screen_?name"), 85),
    ("name", _named(r"(?:full|display|real|contact|customer|client|person|recipient|sender|author|holder|billing|shipping|legal)_?name"), 85),
    ("address", _named(r"address(?:es)?|addr|street|strasse|adresse|direccion|house_?(?:number|no)|line_?\d"), 90),
    ("postal_code", _named(r"zip|zip_?code|post_?code|postal_?code|postal|plz"), 95),
    ("city", _named(r"city|town|locality|ort|stadt|ville|ciudad"), 90),
    ("country", _named(r"country|country_?code|land|nationality|pays|pais"), 85),
    ("region", _named(r"state|province|county|region|bundesland"), 60),
    ("company", _named(r"company|employer|organi[sz]ation|firma"), 75),
    ("gender", _named(r"gender|sex|salutation|geschlecht"), 90),
    ("language", _named(r"lang|language|locale|sprache"), 80),
    ("sensitive", _named(r"religion|ethnicity|race|health|diagnos[ie]s|disability|politic\w*|union_member\w*|sexual\w*|biometric\w*|allerg\w*|medication\w*|blood\w*"), 85),
    ("number", _named(r"ssn|social_security\w*|national_id\w*|passport\w*|tax_(?:id|number|no)|vat_?(?:id|number|no)|driv\w*_licen[cs]e\w*"), 85),
    ("bank", _named(r"iban|bic|account_?(?:number|no)|card_?(?:number|no|last\w*)|card|cc_?(?:number|no)|pan|routing_?\w*|sort_code"), 80),
    ("agent", _named(r"user_?agent|browser"), 85),
    ("device_id", _named(r"device_?id|imei|idfa|gaid|mac_?address|push_?(?:id|token)|fingerprint"), 85),
    ("cookie_id", _named(r"cookie(?:_?id)?|visitor_?id|anonymous_?id|client_?id"), 70),
    ("place", _named(r"lat|latitude|lon|lng|long|longitude|geo\w*|coordinates?|location"), 75),
    ("file", _named(r"avatar|photo|picture|image|file|file_?name|file_?path|attachment|upload"), 65),
    ("money", _named(r"amount|total|subtotal|price|cost|sum|balance|salary|fee|tax|discount|betrag|preis|montant"), 85),
    ("text", _named(r"notes?|comments?|body|message|text|description|bio|about|content|remarks?|feedback|review|question|answer|subject"), 70),
    ("label", _named(r"name|title|label|status|type|kind|code", whole=True), 55),
)  # fmt: skip


def _is_ip(value: str) -> bool:
    try:
        ipaddress.ip_interface(value)
    except ValueError:
        return False
    return "." in value or ":" in value


BY_LOOK: tuple[tuple[str, Callable[[str], bool], int, str], ...] = (
    ("email", lambda v: bool(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", v)), 98, "e-mail addresses"),
    ("secret", lambda v: bool(re.match(r"\$2[aby]\$|\$argon2|pbkdf2_|scrypt[:$]|bcrypt", v) or re.fullmatch(r"[0-9a-fA-F]{32}|[0-9a-fA-F]{40}|[0-9a-fA-F]{64}|[0-9a-fA-F]{128}", v)), 85, "hashes or keys"),
    ("ip", _is_ip, 95, "IP addresses"),
    ("bank", lambda v: bool(re.fullmatch(r"[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?", v)), 85, "bank account numbers"),
    ("phone", lambda v: bool(re.fullmatch(r"\+?[\d\s()./-]{7,20}", v)) and sum(c.isdigit() for c in v) >= 7 and bool(re.search(r"^\+|[()\s]", v)), 85, "telephone numbers"),
    ("agent", lambda v: v.startswith(("Mozilla/", "Opera/", "curl/", "okhttp/")), 95, "names of browsers"),
    ("text", lambda v: len(v.split()) >= 8, 70, "sentences"),
)  # fmt: skip


def by_name(name: str) -> Sign | None:
    """Return what a column's name says, or None."""
    words = joined(name)
    for kind, pattern, sure in BY_NAME:
        if pattern.search(words):
            return Sign(kind, sure, f"its name reads like {_READ.get(kind, kind.replace('_', ' '))}")
    return None


_READ = {
    "label": "a label", "text": "free text", "number": "an official number", "bank": "a bank or card number", "ip": "an IP address",
    "email": "an e-mail address", "phone": "a telephone number", "secret": "a secret", "place": "a position", "agent": "a browser",
    "file": "a file", "name": "a person's name", "address": "an address", "sensitive": "something sensitive",
    "verified": "that something was verified",
}  # fmt: skip


def by_look(values: Sequence[str]) -> Sign | None:
    """Return what sampled texts look like, or None. The values are forgotten; only their number is said."""
    given = [value.strip() for value in values if value and value.strip()]
    if len(given) < ENOUGH:
        return None
    for kind, looks, sure, many in BY_LOOK:
        alike = sum(looks(value) for value in given)
        if alike >= MOST * len(given):
            return Sign(kind, sure, f"{alike} of {len(given)} values look like {many}")
    return None


def births(values: Sequence[str], today: date) -> Sign | None:
    """Return that dates may be days of birth: all of grown or old people, and far apart."""
    years = [int(value[:4]) for value in values if re.match(r"\d{4}-\d{2}-\d{2}", value or "")]
    if len(years) < ENOUGH or not all(today.year - 105 <= year <= today.year - 14 for year in years):
        return None
    if max(years) - min(years) < 15:
        return None
    return Sign("birth_date", 55, f"{len(years)} dates lie 14 to 105 years back")


def sign_of(column: Column, values: Sequence[str], today: date) -> Sign:
    """Return what a column seems to hold: its values weigh more than its name where the two differ."""
    named, look = by_name(column.name), by_look(values) if column.family in "SUI" else None
    if named and named.kind in ("secret", "verified", "file") and _fits(named.kind, column):
        return named
    if column.base in ("json", "jsonb"):
        return (
            named
            if named and named.kind == "sensitive"
            else Sign("document", 60, "a document may hold anything")
        )
    if column.family == "I":
        return Sign("ip", 95, "its type is that of network addresses")
    if look and named and (look.kind == named.kind):
        return Sign(look.kind, 99, f"{named.why}, and {look.why}")
    if look and not (look.kind == "text" and named and named.kind != "label"):
        return look
    if named and _fits(named.kind, column):
        return named
    return _by_type(column, values, named, today)


def _by_type(column: Column, values: Sequence[str], named: Sign | None, today: date) -> Sign:
    """Return what is left to say of a column whose name and values say nothing certain."""
    if column.family == "D":
        return births(values, today) or Sign("moment", 70, "it is a date or a time")
    if named and named.kind == "secret":
        return Sign("plain", 30, "it may be a secret, and its type could not be emptied if it were withheld")
    return Sign("plain", 50, "nothing says what it is")


def _fits(kind: str, column: Column) -> bool:
    """Return whether a column of this type can be what its name says."""
    if kind == "secret":
        # What is withheld is emptied at an erasure.
        if column.base == "uuid":
            return column.nullable
        return column.family == "S" or column.base in ("bytea", "blob", "json", "jsonb")
    if column.family == "B":
        return kind in ("verified", "sensitive", "gender")
    if column.family == "D":
        return kind in ("birth_date", "verified")
    if column.family == "N":
        return kind in ("money", "phone", "number", "bank", "place", "postal_code", "sensitive")
    return True
