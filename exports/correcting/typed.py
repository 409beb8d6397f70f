"""Check what a person typed against the column it is meant for. Pure."""

import re
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext_lazy as _

from accounts.databases.catalogue import Column
from accounts.errors import DomainError
from exports.correcting.lists import array_of, lines_of

LONGEST = 4000
"""Characters of a text where the column sets no limit."""
WHOLE = {
    "int2": 2**15, "smallint": 2**15, "int4": 2**31, "int": 2**31, "integer": 2**31, "int8": 2**63, "bigint": 2**63,
    "tinyint": 2**7, "mediumint": 2**23,
}  # fmt: skip
"""Types of whole numbers, and how far they reach."""
TRUE, FALSE = {"true", "yes", "1", "on", "t"}, {"false", "no", "0", "off", "f"}
CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
OLDEST, NEWEST = 1, 9999


class BadValue(DomainError):
    """The value does not fit the column; the message says why and what would."""

    code = "bad_value"


def can_be_typed(column: Column) -> bool:
    """Return whether a person can write a value of this type into a field of a form."""
    if column.generated:
        return False
    if kind_of(column) == "list":
        return True
    return bool(column.options) or column.family in ("S", "N", "B") or column.base in _DATES | _TIMES


def kind_of(column: Column) -> str:
    """Return what a form asks for: `choice`, `yes_no`, `number`, `date`, `time`, `list` or `text`."""
    if column.family == "A" and column.base in _LISTS:
        return "list"
    if column.options:
        return "choice"
    if column.family == "B":
        return "yes_no"
    if column.base in _DATES:
        return "date"
    if column.base in _TIMES:
        return "time"
    return "number" if column.family == "N" else "text"


def typed(column: Column, text: str) -> str | None:
    """Return the value as the database takes it; None empties the field. Raise BadValue."""
    text = text.replace("\r\n", "\n").strip()
    if not text and kind_of(column) == "list":
        return array_of([])
    if not text:
        if column.nullable:
            return None
        raise BadValue(_("This must not be empty. Enter the right value."))
    check = {
        "choice": _choice,
        "yes_no": _yes_no,
        "number": _number,
        "date": _date,
        "time": _time,
        "list": _list,
        "text": _text,
    }
    return check[kind_of(column)](column, text)


def same(column: Column, one: str | None, other: str | None) -> bool:
    """Return whether two values say the same; an array may be written in more than one way."""
    if kind_of(column) == "list":
        return lines_of(one or "") == lines_of(other or "")
    if kind_of(column) == "yes_no" and one and other:
        return (one.casefold() in TRUE) == (other.casefold() in TRUE)
    return one == other


_LISTS = {"_text", "_varchar", "_bpchar"}
_DATES = {"date"}
_TIMES = {"timestamp", "timestamptz", "datetime"}


def _choice(column: Column, text: str) -> str:
    if text not in column.options:
        raise BadValue(_("Choose one of: %(options)s.") % {"options": ", ".join(column.options)})
    return text


def _yes_no(column: Column, text: str) -> str:
    word = text.casefold()
    if word not in TRUE | FALSE:
        raise BadValue(_("Answer yes or no."))
    # Only PostgreSQL has a type for it; elsewhere it is a number.
    yes, no = ("true", "false") if column.base == "bool" else ("1", "0")
    return yes if word in TRUE else no


def _number(column: Column, text: str) -> str:
    try:
        number = Decimal(text.replace(" ", ""))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite():
        raise BadValue(_("Enter a number in digits, with a point before decimals, for example 12.5."))
    reach = WHOLE.get(column.base)
    if reach is not None:
        if number != number.to_integral_value():
            raise BadValue(_("Enter a whole number."))
        if not -reach <= number < reach:
            raise BadValue(_("This number is too large for the field."))
        return str(int(number))
    sizes = re.search(r"\((\d+)(?:,\s*(\d+))?\)", column.type)
    if sizes:
        digits, after_point = int(sizes[1]), int(sizes[2] or 0)
        exponent = number.normalize().as_tuple().exponent
        if isinstance(exponent, int) and -exponent > after_point:
            raise BadValue(_("Enter at most %(places)d digits after the point.") % {"places": after_point})
        if abs(number) >= Decimal(10) ** (digits - after_point):
            raise BadValue(_("This number is too large for the field."))
    return format(number, "f")


def _date(column: Column, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError as error:
        raise BadValue(_("Enter a day as year, month and day, for example 1990-12-02.")) from error


def _time(column: Column, text: str) -> str:
    try:
        return datetime.fromisoformat(text).isoformat(sep=" ")
    except ValueError as error:
        raise BadValue(_("Enter day and time, for example 2026-12-02 14:30.")) from error


def _text(column: Column, text: str) -> str:
    if CONTROL.search(text):
        raise BadValue(
            _("This contains characters that cannot be stored. Type the value instead of pasting it.")
        )
    most = column.length or LONGEST
    if len(text) > most:
        raise BadValue(
            _("This is too long: at most %(most)d characters fit, and it has %(given)d.")
            % {"most": most, "given": len(text)}
        )
    return text


def _list(column: Column, text: str) -> str:
    lines = [_text(column, line.strip()) for line in text.split("\n") if line.strip()]
    return array_of(list(dict.fromkeys(lines)))
