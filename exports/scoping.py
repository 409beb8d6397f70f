"""What a scope takes of what the data map declares, and why it leaves out the rest. Pure: it asks the map and nothing else.

GDPR 15 gives everything. GDPR 20 gives what the person provided, observed activity included, where it is used by
automated means under consent or contract; nothing derived, and nothing that only others told. Cal. Civ. Code 1798.110
gives the pieces, of which 11 CCR 7024(d) forbids some to be handed out: those are named as held.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.datamap.vocabulary import DataMap, FieldMap, NeverDisclosed, ObjectsMap, StoreMap, TableMap
from exports.scope import Scope

NOT_CHOSEN = _("You chose other kinds of data for this copy.")
NOT_PORTABLE = _(
    "A portable copy holds what you gave us and what you did, where we use it because you agreed or because of our "
    "contract. This is here on another basis, or came from others. A full copy has it."
)
WORKED_OUT = _("We worked this out, and a portable copy holds only what came from you. A full copy has it.")
ONLY_CATEGORIES = _("You asked which kinds of data we have, not for the data.")
HELD: Mapping[NeverDisclosed, str | Promise] = {
    "social_security_number": _("a social security number"),
    "drivers_licence": _("a driver's licence number"),
    "government_id": _("a number of an official document"),
    "financial_account": _("a number of a financial account"),
    "health_insurance_id": _("a health insurance number"),
    "medical_id": _("a medical identification number"),
    "password": _("a password"),
    "security_answer": _("the answer to a security question"),
    "biometric": _("unique biometric data"),
}
"""How each kind of 11 CCR 7024(d) is described: with particularity, and without the thing itself."""
PORTABLE_SOURCES = frozenset({"person", "automatic"})
PORTABLE_BASES = frozenset({"consent", "contract"})


@dataclass(frozen=True)
class Taken:
    """What is taken of one table: `fields` in their order, and for each column left out the reason.

    Where nothing is taken, `reason` says why. `undated` says that days were asked for and that the table does not tell
    when its rows came to be: it is whole.
    """

    fields: tuple[FieldMap, ...] = ()
    left_out: Mapping[str, str] = field(default_factory=dict)
    reason: str = ""
    undated: bool = False


@dataclass(frozen=True)
class Scoping:
    """A scope over a map, for somebody to whom a law applies (key of a regime)."""

    scope: Scope
    datamap: DataMap
    law: str

    def table(self, table: TableMap) -> Taken:
        """Return what is taken of a table."""
        reasons = {one.column: self._reason(one) for one in table.fields}
        taken = tuple(one for one in table.fields if not reasons[one.column])
        left_out = {column: reason for column, reason in reasons.items() if reason}
        # A row of which only its number and whose it is were left would tell nothing, and look as if it were all there is.
        if left_out and all(one.column in table.path_columns for one in taken):
            return Taken(reason=next(iter(left_out.values())))
        return Taken(taken, left_out, undated=self.has_days and not table.dated)

    def scoped(self, table: TableMap) -> TableMap:
        """Return the table as this scope sees it: what is left out stands among what is withheld, with its reason."""
        taken = self.table(table)
        if len(taken.fields) == len(table.fields):
            return table
        left_out = taken.left_out or {one.column: taken.reason for one in table.fields}
        return replace(table, fields=taken.fields, withheld={**table.withheld, **left_out})

    def category(self, key: str) -> str:
        """Return why a kind of data is left out, or "" where it is taken."""
        if self.scope.right == "know_categories":
            return str(ONLY_CATEGORIES)
        if self.scope.categories and key not in self.scope.categories:
            return str(NOT_CHOSEN)
        if self.scope.right == "portability" and not self._portable(key):
            return str(NOT_PORTABLE)
        return ""

    def files(self, objects: ObjectsMap) -> str:
        """Return why files of a store of files are left out, or "" where they are taken."""
        return objects.withheld or self.category(objects.category)

    def left_out(self, store: StoreMap) -> frozenset[str]:
        """Return the tables, or files, of which the scope takes nothing though a whole copy would."""
        tables = {name for name, table in store.tables.items() if self.table(table).reason}
        files = {key for key, one in store.objects.items() if not one.withheld and self.files(one)}
        return frozenset(tables | files)

    def asks(self, store: StoreMap) -> bool:
        """Return whether a store outside is asked: one whose kinds of data nobody named is asked unless kinds were chosen."""
        if self.scope.right == "know_categories":
            return False
        if not store.categories:
            return not self.scope.categories
        return any(not self.category(category) for category in store.categories)

    @property
    def has_days(self) -> bool:
        """Return whether only rows of some days are wanted."""
        return bool(self.scope.since or self.scope.until)

    def _reason(self, one: FieldMap) -> str:
        if reason := self.category(one.category):
            return reason
        if self.scope.right == "portability" and one.derived:
            return str(WORKED_OUT)
        if self.scope.right == "know_specific" and one.never_disclose:
            held = HELD[one.never_disclose]
            return str(_("We hold %(what)s, which the law forbids us to send.") % {"what": held})
        return ""

    def _portable(self, key: str) -> bool:
        category = self.datamap.categories[key]
        kinds = {self.datamap.sources[source].kind for source in category.sources}
        bases = {self.datamap.purposes[purpose].basis_for(self.law) for purpose in category.purposes}
        return bool(kinds & PORTABLE_SOURCES and bases & PORTABLE_BASES)
