"""Addresses of mailboxes and numbers of telephones."""

import phonenumbers

from accounts.identifiers import normalise


def email_forms(value: str) -> set[str]:
    """Return the address as identifiers are compared; none for what is no address."""
    address = normalise("email", value)
    name, at, host = address.partition("@")
    return {address} if name and at and "." in host else set()


def phone_forms(value: str, region: str) -> set[str]:
    """Return the number in E.164, read as dialled in this country (two letters).

    A number without its country's code has no form where no country is known: half the world has it.
    """
    try:
        number = phonenumbers.parse(value, region or None)
    except phonenumbers.NumberParseException:
        return set()
    if not phonenumbers.is_possible_number(number):
        return set()
    return {phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)}
