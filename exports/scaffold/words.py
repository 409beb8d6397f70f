"""Words that tell what a table or column is about, in the languages databases are mostly named in. Pure."""

import re


def _set(words: str) -> frozenset[str]:
    return frozenset(words.split())


_TOKENS = re.compile(r"[A-Z]?[a-z]+|[A-Z]+(?![a-z])|\d+")

PERSON = _set(
    "user users customer customers client clients member members account accounts person persons people contact contacts employee employees staff patient patients student students subscriber subscribers author authors profile profiles guest guests lead leads buyer seller donor tenant driver applicant candidate participant visitor player worker kunde kunden benutzer nutzer mitglied mitglieder mitarbeiter personne utilisateur usuario cliente klant"
)
"""Names of tables whose rows are people."""
STAFF = _set("employee employees staff agent agents worker workers mitarbeiter admin admins operator")
"""People who work for the company: what they handled is not theirs."""
ROLES = _set(
    "user owner author actor creator sender recipient receiver buyer seller assignee member customer client person patient student employee account subscriber"
)
"""What a column may call the person its row belongs to."""
PURCHASE = _set(
    "invoice order purchase payment transaction sale receipt refund billing subscription booking charge credit rechnung bestellung zahlung facture commande factura pedido"
)
CONTENT = _set(
    "message comment post review reply note chat mail letter ticket article question answer feedback testimonial story"
)
ACTIVITY = _set(
    "session login log event visit click view search history activity audit device notification track token"
)


def tokens(name: str) -> list[str]:
    """Return the words of a name: customerId, customer_id and CUSTOMER-ID are the same two."""
    return [token.lower() for token in _TOKENS.findall(name)]


def joined(name: str) -> str:
    """Return the words of a name with underlines between them."""
    return "_".join(tokens(name))


def singular(name: str) -> str:
    """Return a name in the singular, well enough to compare names of tables and columns."""
    word = joined(name)
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "xes", "ches", "shes")):
        return word[:-2]
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and len(word) > 3 else word


def about(name: str, words: frozenset[str]) -> bool:
    """Return whether one of the words of a name, in the singular or not, is among these."""
    return any(token in words or singular(token) in words for token in tokens(name))
