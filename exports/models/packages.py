"""Packages and their sections."""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from accounts.jobs import Job
from accounts.models import DataSubject
from exports.limits import used_up
from exports.managers import PackageQuerySet
from exports.scope import Scope


def downloads_allowed() -> int:
    """Return how often a copy asked for now can be downloaded."""
    return settings.PACKAGE_DOWNLOADS


class ExportPackage(Job):
    """One copy of one person's data: the job that makes it and the row that describes it.

    What people see is `state`. A ready package has its key, a length and a date on which it expires; an
    expired one has no key, and no objects once `removed_at` says that the storage deleted them. How often and until
    when it can be downloaded is fixed for each copy, so that what its person was told holds.
    """

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        BUILDING = "building", _("being put together")
        READY = "ready", _("ready")
        USED_UP = "used_up", _("downloaded as often as it can be")
        EXPIRED = "expired", _("expired")
        FAILED = "failed", _("not completed")

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.ForeignKey(DataSubject, models.PROTECT, related_name="packages", editable=False)
    request_ref = models.UUIDField(null=True, editable=False, db_index=True)
    created_at = models.DateTimeField(default=now, editable=False)
    scope = models.JSONField(
        default=dict, editable=False, help_text=_("Right, categories, days and forms (exports/scope.py).")
    )
    map_version = models.PositiveIntegerField(null=True, editable=False)
    wrapped_key = models.BinaryField(max_length=80, default=b"")
    sealed_located = models.BinaryField(default=b"")
    sections_total = models.PositiveIntegerField(default=0, editable=False)
    sections_done = models.PositiveIntegerField(default=0, editable=False)
    length = models.PositiveBigIntegerField(
        null=True, editable=False, help_text=_("Bytes of the whole archive.")
    )
    parts = models.JSONField(
        default=list, editable=False, help_text=_("Bytes of each file, where the copy has several.")
    )
    ready_at = models.DateTimeField(null=True, editable=False)
    expires_at = models.DateTimeField(null=True, editable=False)
    expired_at = models.DateTimeField(null=True, editable=False)
    removed_at = models.DateTimeField(
        _("content deleted"), null=True, editable=False, help_text=_("When the storage had deleted it all.")
    )
    expiry_told_at = models.DateTimeField(null=True, editable=False)
    failure_told_at = models.DateTimeField(null=True, editable=False)
    downloads_allowed = models.PositiveSmallIntegerField(default=downloads_allowed, editable=False)
    downloads = models.PositiveIntegerField(default=0, editable=False)
    openings = models.JSONField(
        default=list, editable=False, help_text=_("Each download: which file of the copy, and when.")
    )
    last_opened_at = models.DateTimeField(null=True, editable=False)

    objects: ClassVar[PackageQuerySet] = PackageQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Job.Meta):
        verbose_name = _("package")
        verbose_name_plural = _("packages")
        constraints = [
            models.UniqueConstraint(
                fields=["subject"],
                condition=Q(job_state__in=["queued", "working"]),
                name="exports_package_one_unfinished",
            ),
            models.CheckConstraint(
                condition=~Q(job_state="done")
                | Q(ready_at__isnull=False, expires_at__isnull=False, length__isnull=False),
                name="exports_package_ready_is_whole",
            ),
            models.CheckConstraint(
                condition=Q(expired_at__isnull=True) | Q(wrapped_key=b""),
                name="exports_package_expired_has_no_key",
            ),
        ]
        indexes = [
            *Job.Meta.indexes,
            models.Index(fields=["subject", "-created_at"], name="exports_package_of_subject"),
        ]

    def __str__(self) -> str:
        return str(self.ref)

    @property
    def state(self) -> "ExportPackage.State":
        """Return what the package is to its person."""
        if self.expired_at is not None or self.job_state == "cancelled":
            return self.State.EXPIRED
        if self.job_state == "done":
            if self.expires_at is None or self.expires_at <= now():
                return self.State.EXPIRED
            return self.State.USED_UP if used_up(self) else self.State.READY
        if self.job_state == "failed":
            return self.State.FAILED
        return self.State.BUILDING if self.sections_total else self.State.WAITING

    @property
    def wish(self) -> Scope:
        """Return what its person asked for."""
        return Scope.from_data(self.scope)

    @property
    def folder(self) -> str:
        """Return where its objects are in the private storage."""
        return f"packages/{self.ref}"

    @property
    def lengths(self) -> list[int]:
        """Return the bytes of each file of the archive; nothing before it is ready."""
        return self.parts or ([self.length] if self.length is not None else [])

    def has_file(self, part: int) -> bool:
        """Return whether this is the number of one of its files; the first is there before it is made."""
        return 1 <= part <= max(len(self.parts), 1)

    @property
    def downloads_left(self) -> int:
        """Return how often it can still be downloaded, all files of it being one download."""
        return max(self.downloads_allowed - self.downloads, 0)

    @property
    def can_be_reissued(self) -> bool:
        """Return whether it is over and the same can be asked for again."""
        return self.state in (self.State.EXPIRED, self.State.USED_UP, self.State.FAILED)


class PackageSection(models.Model):
    """One bounded piece of a package: an immutable encrypted object with finished archive members.

    Until it is done `records` is how much is expected. `members` lists them in the order in which they stand in the object, each with name, size, compressed
    size, crc32 and sha256.
    """

    class Kind(models.TextChoices):
        ROWS = "rows", _("rows of a table")
        PAGES = "pages", _("rows of a table as pages to read")
        CSV = "csv", _("rows of a table as CSV")
        FILES = "files", _("files")
        IDENTIFIERS = "identifiers", _("what locates the person")
        ACTIVITYPUB = "activitypub", _("records as ActivityStreams")
        BLOG = "blog", _("records as a blog archive")
        OUTSIDE = "outside", _("what another system answered")
        INDEX = "index", _("contents, manifest and signature")

    package = models.ForeignKey(ExportPackage, models.CASCADE, related_name="sections")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=12, choices=Kind)
    store = models.CharField(max_length=60, blank=True)
    table = models.CharField(max_length=200, blank=True)
    stem = models.CharField(max_length=200, help_text=_("Path of its members without folder and ending."))
    begins = models.JSONField(
        default=list,
        help_text=_(
            "Of files in several pieces: how many came before, in which folder or column, and the last name; of rows: behind which key, up to which."
        ),
    )
    lease = models.UUIDField(null=True, editable=False)
    heartbeat_at = models.DateTimeField(null=True, editable=False)
    part = models.PositiveSmallIntegerField(default=1, help_text=_("In which file of the copy it is."))
    done_at = models.DateTimeField(null=True)
    records = models.PositiveBigIntegerField(default=0)
    members = models.JSONField(default=list)
    missing = models.JSONField(
        default=list, help_text=_("Files that rows name and the storage does not have.")
    )
    object_name = models.CharField(max_length=200, blank=True)

    class Meta:
        verbose_name = _("section of a package")
        verbose_name_plural = _("sections of packages")
        ordering: ClassVar[list[str]] = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["package", "position"], name="exports_section_position_once")
        ]
