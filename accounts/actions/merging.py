"""Make two data subjects one person, take that back, or say that they are two."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts import audit
from accounts.actor import Actor
from accounts.clock import now
from accounts.errors import NotAllowed
from accounts.look_only import reference_in
from accounts.merging import CannotMerge, check_merge, check_split, parts
from accounts.models import DataSubject, SubjectConflict, SubjectMerge
from accounts.sealing import Unreadable
from accounts.signals import subjects_merged

MERGE = "accounts.merge_datasubject"


@transaction.atomic
def merge_subjects(
    former: DataSubject, *, into: DataSubject, ground: SubjectMerge.Ground, actor: Actor
) -> SubjectMerge:
    """Make everything of `former` the other subject's, and return the trace of it, which says why.

    Locks both in the order of their numbers. What hangs on the person moves, sealed anew under the other key; legal holds and
    restrictions come along, so the one person is held or restricted as either was. The ledger of choices is never changed:
    `subjects_merged` lets refusals be carried over. Raise NotAllowed, and CannotMerge for what stands in the way.
    """
    _require(actor)
    former, into = _both(former.pk, into.pk)
    check_merge(former, into)
    moved: dict[str, list[int]] = {}
    try:
        for key, part in parts.items():
            if numbers := part.move(former, into):
                moved[key] = numbers
    except Unreadable as error:
        raise CannotMerge(
            "unreadable", _("A key of one of them is gone, so nothing can be moved.")
        ) from error
    # Whoever was merged into the former before follows, so that one step always leads to the person.
    earlier = list(DataSubject.objects.filter(merged_into=former).values_list("pk", flat=True))
    if earlier:
        moved["subjects"] = earlier
    DataSubject.objects.filter(pk__in=[*earlier, former.pk]).update(merged_into=into)
    trace = SubjectMerge.objects.create(
        former=former, into=into, moved=moved, ground=ground, merged_by=actor.label
    )
    _settle(former, into, SubjectConflict.State.MERGED)
    subjects_merged.send(DataSubject, former=former, into=into, actor=actor)
    audit.record(
        "accounts:subject:merged",
        actor=actor,
        subject_ref=into.ref,
        former=str(former.ref),
        rows=sum(map(len, moved.values())),
        ground=str(ground),
    )
    return trace


@transaction.atomic
def split_subject(trace: SubjectMerge, *, actor: Actor) -> SubjectMerge:
    """Undo a merge: the rows that moved and are still the person's go back, sealed anew, and nothing else does.

    What came after the merge stays with the person. Locks both. Raise NotAllowed, and CannotMerge when it was undone already, when
    either is erased or being erased, or when something is under way: an erasure is the end of whoever it was of.
    """
    _require(actor)
    former, into = _both(trace.former_id, trace.into_id)
    trace = SubjectMerge.objects.select_for_update().get(pk=trace.pk)
    if trace.split_at is not None or former.merged_into_id != into.pk:
        raise CannotMerge("not_merged", _("These two are not merged, or were merged with others since."))
    check_split(former, into)
    try:
        for key, numbers in trace.moved.items():
            if key in parts:
                parts[key].move(into, former, numbers)
    except Unreadable as error:
        raise CannotMerge(
            "unreadable", _("A key of one of them is gone, so nothing can be moved.")
        ) from error
    DataSubject.objects.filter(pk=former.pk).update(merged_into=None)
    DataSubject.objects.filter(pk__in=trace.moved.get("subjects", []), merged_into=into).update(
        merged_into=former
    )
    trace.split_at, trace.split_by = now(), actor.label
    trace.save(update_fields=["split_at", "split_by"])
    _settle(former, into, SubjectConflict.State.APART)
    audit.record("accounts:subject:split", actor=actor, subject_ref=into.ref, former=str(former.ref))
    return trace


@transaction.atomic
def keep_apart(conflict: SubjectConflict, *, actor: Actor) -> SubjectConflict:
    """Say that two subjects the roster took for one are two people; it is not asked again. Locks the conflict. Raise NotAllowed."""
    _require(actor)
    conflict = (
        SubjectConflict.objects.select_for_update(of=["self"]).select_related("first").get(pk=conflict.pk)
    )
    if conflict.state == SubjectConflict.State.OPEN:
        conflict.state, conflict.settled_at = SubjectConflict.State.APART, now()
        conflict.save(update_fields=["state", "settled_at"])
        audit.record("accounts:subject:kept_apart", actor=actor, subject_ref=conflict.first.ref)
    return conflict


@transaction.atomic
def look_for_subject(text: str, *, actor: Actor) -> DataSubject | None:
    """Return whom a whole reference or a proven address names; None for nobody, and for an address of several. It leaves a trace.

    Raise NotAllowed.
    """
    _require(actor)
    ref = reference_in(text)
    same = DataSubject.objects.filter(ref=ref) if ref else DataSubject.objects.known_by("email", text)
    found = list(same[:2])
    one = found[0] if len(found) == 1 else None
    audit.record(
        "accounts:subject:looked_for",
        actor=actor,
        subject_ref=one.ref if one else None,
        by="reference" if ref else "address",
        found=len(found),
    )
    return one


@transaction.atomic
def look_at_merge(former: DataSubject, *, into: DataSubject, actor: Actor) -> None:
    """Record that staff look at what would move; called before any of it is shown."""
    audit.record("accounts:subject:merge_reviewed", actor=actor, subject_ref=into.ref, former=str(former.ref))


def _both(former: int, into: int) -> tuple[DataSubject, DataSubject]:
    """Return both, locked in the order of their numbers."""
    rows = DataSubject.objects.select_for_update().filter(pk__in=[former, into]).order_by("pk")
    found = {row.pk: row for row in rows}
    return found[former], found[into]


def _settle(one: DataSubject, other: DataSubject, state: str) -> None:
    first, second = sorted((one.pk, other.pk))
    SubjectConflict.objects.filter(first=first, second=second).update(state=state, settled_at=now())


def _require(actor: Actor) -> None:
    if actor.kind != "staff" or actor.user is None or not actor.user.has_perm(MERGE):
        raise NotAllowed
