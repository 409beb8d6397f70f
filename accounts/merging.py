"""What moves when two data subjects turn out to be one person, and back when they are not: a register of parts.

Each app says in its `merging.py` which of its rows hang on a person. What is in no part stays with the former subject and
is read through `merged_into`, as the ledger of choices, the trail and the mails are: stores locate both.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, Final, Protocol

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.errors import DomainError
from accounts.identifiers import masked
from accounts.models import (
    CorrectedFact,
    DataSubject,
    Disclosure,
    Identifier,
    LegalHold,
    ProcessingRestriction,
    User,
)
from accounts.sealing import Keyring, Life, Unreadable

MOST_SHOWN: Final = 20
"""Values of one person that staff see before a merge."""


class CannotMerge(DomainError):
    """Something stands in the way; `code` and `message` say what."""

    code = "cannot_merge"

    def __init__(self, code: str, message: str | Promise) -> None:
        super().__init__(message)
        self.code = code  # type: ignore[misc]


class Part(Protocol):
    """Rows of one kind that hang on a person."""

    key: str
    name: str | Promise

    def count(self, subject: DataSubject) -> int:
        """Return how many the person has."""

    def refuse(self, former: DataSubject, into: DataSubject) -> None:
        """Raise CannotMerge when these cannot be moved now."""

    def move(self, former: DataSubject, into: DataSubject, only: Iterable[int] | None = None) -> list[int]:
        """Make the rows (or only some of them) the other subject's, sealed anew, and return their numbers."""


@dataclass(frozen=True)
class Rows:
    """The rows of a model whose `owner` is the person; `sealed` columns are sealed anew, under the key of their life.

    Rows that the other subject has already, by the columns `same`, stay where they are.
    """

    key: str
    name: str | Promise
    model: type[Model]
    owner: str = "subject"
    sealed: Mapping[str, Life] = field(default_factory=dict)
    same: tuple[str, ...] = ()
    forbidden: Callable[[DataSubject], "CannotMerge | None"] | None = None

    def rows(self, subject: DataSubject) -> QuerySet[Any]:
        """Return the person's rows."""
        return self.model._default_manager.filter(**{self.owner: subject})

    def count(self, subject: DataSubject) -> int:
        """Return how many the person has."""
        return self.rows(subject).count()

    def refuse(self, former: DataSubject, into: DataSubject) -> None:
        """Raise CannotMerge when `forbidden` says so of either."""
        for subject in (former, into):
            if self.forbidden is not None and (refusal := self.forbidden(subject)):
                raise refusal

    def move(self, former: DataSubject, into: DataSubject, only: Iterable[int] | None = None) -> list[int]:
        """Move the rows, locked."""
        rows = self.rows(former).select_for_update().order_by("pk")
        if only is not None:
            rows = rows.filter(pk__in=list(only))
        there = {self._sameness(row) for row in self.rows(into)} if self.same else set()
        moving = [row for row in rows if not self.same or self._sameness(row) not in there]
        for column, life in self.sealed.items():
            ring = Keyring([former, into], life=life)
            for row in moving:
                if kept := getattr(row, column):
                    setattr(row, column, ring.seal(into, ring.unseal(former, bytes(kept))))
        for row in moving:
            setattr(row, self.owner, into)
        self.model._default_manager.bulk_update(moving, [self.owner, *self.sealed], batch_size=500)
        return [row.pk for row in moving]

    def _sameness(self, row: Any) -> tuple[Any, ...]:
        values = (getattr(row, name) for name in self.same)
        return tuple(bytes(value) if isinstance(value, memoryview) else value for value in values)


@dataclass(frozen=True)
class _Identifiers(Rows):
    """Identifiers. One that the other subject has without proof gives way to the proven one."""

    def move(self, former: DataSubject, into: DataSubject, only: Iterable[int] | None = None) -> list[int]:
        """Move the rows; what nobody proved and would be there twice goes, for it finds nobody."""
        proven = self.rows(former).filter(verified_at__isnull=False)
        places = Q(pk=None)
        for row in proven:
            places |= Q(kind=row.kind, store=row.store, digest=row.digest)
        self.rows(into).filter(places, verified_at__isnull=True).delete()
        return super().move(former, into, only)


@dataclass(frozen=True)
class _Account(Rows):
    """The account somebody signs in with: a person has one."""

    def refuse(self, former: DataSubject, into: DataSubject) -> None:
        """Raise CannotMerge when both have one: which of them stays is for the person to say."""
        if self.rows(former).exists() and self.rows(into).exists():
            raise CannotMerge(
                "both_have_accounts",
                _("Both have an account here. Have the person close one of them first."),
            )


parts: dict[str, Part] = {}
"""Every part, in the order in which they move."""


def register(part: Part) -> None:
    """Register a part. Raise ValueError for a key that is taken."""
    if part.key in parts:
        raise ValueError(f"The part {part.key} is registered twice.")
    parts[part.key] = part


def known_by(subjects: Sequence[DataSubject]) -> list[list[tuple[str, str, bool]]]:
    """Return, for each subject, by what it is known: the kind in words, the value masked, and whether it was proven.

    At most MOST_SHOWN of each; what cannot be read any more is left out.
    """
    ring = Keyring(subjects, life="account", create=False)
    rows = Identifier.objects.filter(subject__in=subjects).order_by("kind", "pk")
    shown: dict[int, list[tuple[str, str, bool]]] = {subject.pk: [] for subject in subjects}
    by_key = {subject.pk: subject for subject in subjects}
    for row in rows[: MOST_SHOWN * len(subjects)]:
        with suppress(Unreadable):
            value = ring.unseal(by_key[row.subject_id], bytes(row.sealed_value))
            entry = (row.get_kind_display(), masked(row.kind, value), row.verified_at is not None)
            shown[row.subject_id].append(entry)
    return [shown[subject.pk] for subject in subjects]


def check_merge(former: DataSubject, into: DataSubject) -> None:
    """Raise CannotMerge when something stands in the way of a merge. Changes nothing."""
    if former.pk == into.pk:
        raise CannotMerge("same_person", _("This is one and the same entry."))
    for subject in (former, into):
        check_present(subject)
    contact = DataSubject.Standing.CONTACT
    if into.standing == contact and former.standing != contact:
        raise CannotMerge(
            "contact_kept",
            _(
                "The one to keep is known only because others named them, and the other is not. Merge the other way round."
            ),
        )
    for part in parts.values():
        part.refuse(former, into)


def check_split(former: DataSubject, into: DataSubject) -> None:
    """Raise CannotMerge when something stands in the way of a split. Changes nothing."""
    check_present(into)
    if former.erased_at is not None:
        raise CannotMerge(
            "former_erased",
            _("The entry that was merged has been erased since, and nobody comes back from that."),
        )
    for part in parts.values():
        part.refuse(former, into)


def check_present(subject: DataSubject) -> None:
    """Raise CannotMerge for somebody who is merged, erased, or closing their account."""
    if subject.merged_into_id is not None:
        raise CannotMerge("merged_already", _("One of them was merged with somebody already."))
    if subject.erased_at is not None:
        raise CannotMerge("erased", _("One of them was erased."))
    if subject.standing == DataSubject.Standing.CLOSING:
        raise CannotMerge("closing", _("One of them is closing their account. Wait until that is over."))


for _part in (
    _Account("accounts", _("accounts to sign in with"), User),
    _Identifiers("identifiers", _("addresses and numbers"), Identifier, sealed={"sealed_value": "account"}, same=("kind", "store", "digest")),
    Rows("holds", _("legal holds"), LegalHold),
    Rows("restrictions", _("restrictions of use"), ProcessingRestriction),
    Rows("corrected", _("facts put right by the person"), CorrectedFact, same=("what",)),
    Rows("disclosures", _("disclosures"), Disclosure),
    Rows("held_disclosures", _("disclosures they may not be told of yet"), Disclosure, owner="held_for"),
):  # fmt: skip
    register(_part)
