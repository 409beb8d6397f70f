"""Corrections in words: what a value looks like, and what a page or a program says about a correction."""

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _t
from django.utils.translation import gettext_lazy as _

from accounts.databases.catalogue import Column
from accounts.datamap.current import current
from accounts.datamap.models import PORTAL
from accounts.datamap.vocabulary import Recipient, Source
from accounts.models import CorrectedFact
from accounts.regimes.residences import residence_label
from accounts.sealing import Unreadable
from exports.correcting.fields import name_of, recipients_of, sources_of
from exports.correcting.lists import lines_of
from exports.correcting.places import Place, place_in
from exports.correcting.typed import kind_of
from exports.models import Correction

YES_NO: dict[str, str | Promise] = {"true": _("Yes"), "false": _("No")}
TRUE = ("true", "t", "1", "yes")
TONES = {"waiting": "info", "written": "success", "replaced": ""}


def shown(column: Column | None, value: str | None) -> str:
    """Return a value as its person reads it; empty where there is none."""
    if value is None or value == "":
        return ""
    if column is not None and kind_of(column) == "list":
        return "\n".join(lines_of(value))
    if column is not None and kind_of(column) == "yes_no":
        return str(YES_NO["true" if value.casefold() in TRUE else "false"])
    return value


@dataclass(frozen=True)
class Told:
    """A correction as its person sees it."""

    correction: Correction
    label: str
    where: str
    category: str
    sources: list[Source]
    recipients: list[Recipient]

    @property
    def tone(self) -> str:
        """Return the colour of its state."""
        return TONES.get(self.correction.outcome, "warning")

    @cached_property
    def place(self) -> Place | None:
        """Return the values, while their person's key is there; a list that does not show them does not unseal them."""
        try:
            return place_in(self.correction.subject, self.correction.sealed)
        except Unreadable:
            return None

    @property
    def before(self) -> str:
        """Return what stood there."""
        return self._said(self.place.before if self.place else None)

    @property
    def after(self) -> str:
        """Return what was to stand there."""
        return self._said(self.place.after if self.place else None)

    @property
    def after_as_data(self) -> str | list[str]:
        """Return what was to stand there for a program; an array as a list."""
        place = self.place
        return lines_of(place.after) if place and place.after and self._many else self.after

    def _said(self, value: str | None) -> str:
        if value and self.correction.store == PORTAL and self.correction.column == "residence":
            return str(residence_label(value))
        return "\n".join(lines_of(value)) if value and value.startswith("{") and self._many else value or ""

    @property
    def _many(self) -> bool:
        """Return whether the values are arrays, which is kept with them."""
        return bool(self.place and self.place.many)


def told(correction: Correction) -> Told:
    """Return a correction in words; its values while they can be read."""
    datamap = current()
    store = datamap.stores.get(correction.store)
    table = store.tables.get(correction.table) if store else None
    category = (
        next((f.category for f in table.fields if f.column == correction.column), table.category)
        if table
        else ""
    )
    own = correction.store == PORTAL
    label = (
        CorrectedFact.What(correction.column).label
        if own
        else name_of(table, correction.column)
        if table
        else ""
    )
    return Told(
        correction,
        str(label).capitalize() if own else label or correction.column,
        _t("This portal") if own else f"{store.name}: {table.label}" if store and table else correction.store,
        category,
        [] if own else sources_of(datamap, category),
        recipients_of(datamap, category),
    )


def facts_of(one: Told) -> dict[str, Any]:
    """Return what may be said about a correction without its values, as JSON-native data."""
    correction = one.correction
    return {
        "correction": str(correction.ref),
        "person": str(correction.subject.ref),
        "field": one.label,
        "where": one.where,
        "outcome": correction.outcome,
        "standing": correction.standing,
        "asked_at": correction.asked_at.isoformat(),
        "written_at": correction.written_at.isoformat() if correction.written_at else None,
        "sources": [source.name for source in one.sources],
        "recipients": [recipient.name for recipient in one.recipients],
    }
