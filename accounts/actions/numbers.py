"""Take the account number that the company's own OpenID Connect vouches for as one of the person's identifiers."""

from django.db import transaction

from accounts import audit
from accounts.actions.linking import SOURCE, KnownUnderAnotherAccount, link_subject
from accounts.actor import Actor
from accounts.clock import now
from accounts.keyed_hash import keyed_hash
from accounts.models import DataSubject, Identifier, Suppression, User
from accounts.roster.conflicts import note_conflicts
from accounts.sealing import seal
from accounts.signals import people_identified

NUMBER = Identifier.Kind.PLATFORM_ID


@transaction.atomic
def link_number(user: User, *, store: str, number: str, actor: Actor) -> DataSubject | None:
    """Tie an account to the person who has this number at a store, and return the account's person.

    An account without a person gets the one the number locates, else the one its verified address locates, else a new one. A
    number nobody has becomes the person's; a suppressed one stays away. Where number and address locate two people, the
    address decides, as it would with a mailed code, and staff are asked whether the two are one. Locks the account and the person.
    """
    user = User.objects.select_for_update(of=["self"]).select_related("subject").get(pk=user.pk)
    digest = keyed_hash(NUMBER, number)
    if user.is_staff or Suppression.objects.filter(kind=NUMBER, store=store, digest=digest).exists():
        return user.subject
    owner = DataSubject.objects.known_by(NUMBER, number, store).select_for_update().first()
    if user.subject is None:
        try:
            with transaction.atomic():
                link_subject(user, actor=actor, platform_id=(store, number))
        except KnownUnderAnotherAccount:
            if not user.emailaddress_set.filter(verified=True).exists():  # type: ignore[attr-defined]
                raise
            link_subject(user, actor=actor)
    subject = user.subject
    if subject is None or owner == subject:
        return subject
    if owner is not None:
        note_conflicts(store, [(owner.pk, subject.pk)])
        audit.record(
            "accounts:subject:link_refused", actor=actor, subject_ref=subject.ref, code="number_of_another"
        )
        return subject
    Identifier.objects.create(
        subject=subject,
        kind=NUMBER,
        store=store,
        digest=digest,
        sealed_value=seal(subject, number, life="account"),
        verified_at=now(),
        source=SOURCE,
    )
    people_identified.send(Identifier, subjects={subject.pk})
    audit.record("accounts:subject:number_linked", actor=actor, subject_ref=subject.ref, store=store)
    return subject
