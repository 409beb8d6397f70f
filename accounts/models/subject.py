"""The data subject, what locates them, and the keys their sealed records hang on."""

import uuid
from typing import ClassVar

from django.contrib.postgres.indexes import HashIndex
from django.db import models
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from accounts.managers import IdentifierQuerySet, SubjectQuerySet


class DataSubject(models.Model):
    """A person the company may hold data about, with or without an account.

    `ref` is the public, opaque reference. It survives erasure, so that requests, receipts and the audit
    trail still refer to the same person after nothing personal is left.
    """

    class Standing(models.TextChoices):
        ACTIVE = "active", _("active")
        SUSPENDED = "suspended", _("suspended")
        CLOSING = "closing", _("closing")
        CLOSED = "closed", _("closed")
        ERASED = "erased", _("erased")
        CONTACT = "contact", _("third-party contact")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    residence = models.CharField(
        max_length=6,
        blank=True,
        help_text=_("ISO 3166 code of the country or part of it, such as US-CA or DE-BY."),
    )
    language = models.CharField(max_length=12, blank=True)
    standing = models.CharField(max_length=12, choices=Standing, default=Standing.ACTIVE)
    created_at = models.DateTimeField(default=now, editable=False)
    erased_at = models.DateTimeField(null=True, blank=True, editable=False)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="merged")

    objects: ClassVar[SubjectQuerySet] = SubjectQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("data subject")
        permissions = [("merge_datasubject", "Can merge and split people")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(standing="erased", erased_at__isnull=False)
                | (~models.Q(standing="erased") & models.Q(erased_at__isnull=True)),
                name="accounts_subject_erased_has_date",
            )
        ]

    def __str__(self) -> str:
        return str(self.ref)


class Identifier(models.Model):
    """One thing that locates a person: an address, a number, an id at the platform.

    The value itself is sealed under the subject's key; look-ups go by keyed hash. Only verified
    identifiers locate, and a verified exclusive one belongs to one person only.
    """

    class Kind(models.TextChoices):
        EMAIL = "email", _("email address")
        PHONE = "phone", _("phone number")
        PLATFORM_ID = "platform_id", _("account number")
        USERNAME = "username", _("user name")
        DEVICE_ID = "device_id", _("device identifier")
        COOKIE_ID = "cookie_id", _("cookie identifier")

    # The unique index below begins with the subject, so a second one would only cost.
    subject = models.ForeignKey(DataSubject, models.CASCADE, related_name="identifiers", db_index=False)
    kind = models.CharField(max_length=12, choices=Kind)
    store = models.CharField(
        max_length=40, blank=True, help_text=_("The store whose number this is; empty if general.")
    )
    digest = models.BinaryField(
        max_length=40, help_text=_("Keyed hash; begins with the key and normaliser version.")
    )
    sealed_value = models.BinaryField()
    verified_at = models.DateTimeField(null=True, blank=True)
    exclusive = models.BooleanField(default=True)
    source = models.CharField(max_length=50)
    created_at = models.DateTimeField(default=now, editable=False)
    brought_by = models.BinaryField(
        max_length=40, default=bytes, help_text=_("Digest of the number on whose roster line it stood.")
    )
    line = models.BinaryField(
        max_length=16,
        default=bytes,
        help_text=_("Of a number: fingerprint of its roster line as last taken."),
    )
    gone_at = models.DateTimeField(
        null=True, blank=True, help_text=_("Of a number: when the store was found not to know it any more.")
    )

    objects: ClassVar[IdentifierQuerySet] = IdentifierQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        verbose_name = _("identifier")
        constraints = [
            models.UniqueConstraint(
                fields=["subject", "kind", "store", "digest"], name="accounts_identifier_once"
            ),
            models.UniqueConstraint(
                # The digest tells nearly all rows apart: with it in front no texts are compared on the way down.
                fields=["digest", "kind", "store"],
                condition=models.Q(exclusive=True, verified_at__isnull=False),
                name="accounts_identifier_exclusive",
            ),
        ]
        indexes = [HashIndex(fields=["digest"], name="accounts_identifier_digest")]


class SubjectKey(models.Model):
    """A data key of one subject for one life; destroying the row makes everything sealed with it unreadable."""

    class Life(models.TextChoices):
        ACCOUNT = "account", _("until the person is erased")
        RECORD = "record", _("until the record of the request expires")

    subject = models.ForeignKey(DataSubject, models.CASCADE, related_name="keys", db_index=False)
    life = models.CharField(max_length=8, choices=Life)
    wrapped = models.BinaryField(max_length=80)
    created_at = models.DateTimeField(default=now, editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject", "life"], name="accounts_subject_key_once")]
