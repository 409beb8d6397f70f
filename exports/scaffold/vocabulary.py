"""The sentences a proposed map begins with: purposes, rules of retention and categories, for a person to make their own."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A category as it is proposed."""

    name: str
    description: str
    purposes: tuple[str, ...]
    retention: str
    ccpa: tuple[str, ...]


CATEGORIES: dict[str, Kind] = {
    "contact": Kind("Your details", "Your name and how you are reached.", ("service",), "account", ("A", "B")),
    "account": Kind("Your account", "What you sign in with.", ("service",), "account", ("A",)),
    "profile": Kind("About you", "What you or others say about who you are.", ("service",), "account", ("C",)),
    "sensitive": Kind("Sensitive information", "Information that law protects in particular.", ("service",), "account", ("L",)),
    "purchases": Kind("What you bought", "Orders, invoices and payments.", ("service", "books"), "books", ("B", "D")),
    "payments": Kind("How you pay", "Accounts and cards.", ("service", "books"), "account", ("B", "L")),
    "content": Kind("What you wrote", "Messages, comments and other contributions.", ("service",), "account", ("A",)),
    "activity": Kind("What you did", "Records of how our services are used.", ("service",), "account", ("F",)),
    "technical": Kind("Your devices", "Addresses and names of the devices you use.", ("service",), "account", ("A", "F")),
    "location": Kind("Where you are", "Positions.", ("service",), "account", ("G",)),
    "employment": Kind("Your work with us", "What is kept of those who work here.", ("work",), "work", ("A", "I")),
}  # fmt: skip

PURPOSES: dict[str, tuple[str, str, str]] = {
    "service": ("Provide our services", "Do what you asked us for and help you with it.", "contract"),
    "books": (
        "Keep the books",
        "Keep records of purchases as commercial and tax law ask.",
        "legal_obligation",
    ),
    "work": ("Employ people", "Pay, reach and place those who work here.", "contract"),
}

RETENTION: dict[str, tuple[str, str, str, str, str]] = {
    "account": ("While you are with us", "P14D", "account_closed", "contract", "It is needed for as long as you use our services."),
    "books": ("As long as the books are kept", "P10Y", "transaction", "legal_obligation", "Tax and commercial law ask for the books to be kept for years."),
    "work": ("While you work here", "P3Y", "account_closed", "contract", "It is needed until the employment is wound up."),
    "anonymous": ("Without an end, because it names nobody", "unlimited", "account_closed", "legitimate_interest", "Nothing in it names a person any more, and other records point at it."),
}  # fmt: skip
