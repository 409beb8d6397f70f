"""Questions to stores that others run, and the files of their answers."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.clock import now
from accounts.jobs import Job
from accounts.models import DataSubject
from exports.managers import QuestionQuerySet


class StoreTask(Job):
    """One question to one store about one person, from the wish to its end; the job that asks, looks and reminds.

    `state` is what people are told and says no more than what was really answered: a store that was silent
    until `due_at` did not answer, and what it says later is kept beside that as `late_state`. `ref` is the
    number under which the store knows the question; asking twice with it is asking once.
    """

    class Verb(models.TextChoices):
        ACCESS = "access", _("hand over a copy")
        ERASE = "erase", _("delete")
        RECTIFY = "rectify", _("correct")
        SUSPEND = "suspend", _("suspend the account")
        RESUME = "resume", _("open the account again")
        OPT_OUT = "opt_out", _("neither sell nor share any more")
        OPT_IN = "opt_in", _("sell and share again as before the opt-out")

    class State(models.TextChoices):
        WAITING = "waiting", _("about to be asked")
        ASKED = "asked", _("asked, not answered yet")
        COMPLETED = "completed", _("answered: done")
        NOTHING_HELD = "nothing_held", _("answered: nothing is held")
        REFUSED = "refused", _("refused")
        NO_ANSWER = "no_answer", _("not answered in time")
        CANCELLED = "cancelled", _("not asked any more")

    class Reason(models.TextChoices):
        INVALID = "invalid", _("the system called our question invalid")
        DECLINED = "declined", _("the system declined")
        NO_DATA = "no_data", _("the system said that it was done and handed nothing over")
        NO_IDENTIFIER = "no_identifier", _("nothing is verified by which this system could find the person")
        NOT_IN_MAP = "not_in_map", _("the data map has no such system any more")
        ERASED = "erased", _("the person was erased before")
        OVERTAKEN = "overtaken", _("a later question took its place")
        NOT_NEEDED = "not_needed", _("the request it belonged to is over")

    ref = models.UUIDField(_("number"), default=uuid.uuid4, unique=True, editable=False)
    subject = models.ForeignKey(
        DataSubject, models.PROTECT, related_name="store_tasks", editable=False, verbose_name=_("person")
    )
    store = models.CharField(_("system"), max_length=60)
    verb = models.CharField(_("asked to"), max_length=8, choices=Verb)
    request_ref = models.UUIDField(_("for"), editable=False)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.WAITING)
    reason = models.CharField(_("reason"), max_length=13, choices=Reason, blank=True)
    created_at = models.DateTimeField(_("created"), default=now, editable=False)
    due_at = models.DateTimeField(_("to be answered by"))
    asked_at = models.DateTimeField(_("asked"), null=True, editable=False)
    expected_at = models.DateTimeField(_("announced for"), null=True, editable=False)
    answered_at = models.DateTimeField(_("answered"), null=True, editable=False)
    ended_at = models.DateTimeField(_("over since"), null=True, editable=False)
    late_state = models.CharField(_("answered too late"), max_length=12, choices=State, blank=True)
    tries = models.PositiveSmallIntegerField(_("tries"), default=0, editable=False)
    looks = models.PositiveSmallIntegerField(_("looked"), default=0, editable=False)
    reminders = models.PositiveSmallIntegerField(_("reminders"), default=0, editable=False)
    staff_told_at = models.DateTimeField(_("staff told"), null=True, editable=False)
    sealed_changes = models.BinaryField(null=True, editable=False)
    sealed_results = models.BinaryField(null=True, editable=False)
    sealed_note = models.BinaryField(null=True, editable=False)
    code_digest = models.BinaryField(max_length=32, null=True, editable=False)
    code_expires_at = models.DateTimeField(null=True, editable=False)
    code_tries = models.PositiveSmallIntegerField(default=0, editable=False)

    objects: ClassVar[QuestionQuerySet] = QuestionQuerySet.as_manager()  # type: ignore[assignment]

    class Meta(Job.Meta):
        verbose_name = _("question to another system")
        verbose_name_plural = _("questions to other systems")
        constraints = [
            models.UniqueConstraint(
                fields=["request_ref", "store", "verb"], name="exports_question_asked_once"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "asked"], ended_at__isnull=True)
                | (~Q(state__in=["waiting", "asked"]) & Q(ended_at__isnull=False)),
                name="exports_question_ended_or_open",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["completed", "nothing_held"]) | Q(answered_at__isnull=False),
                name="exports_question_done_was_answered",
            ),
        ]
        indexes = [
            *Job.Meta.indexes,
            models.Index(fields=["subject", "-created_at"], name="exports_question_of_subject"),
        ]

    def __str__(self) -> str:
        return str(self.ref)

    @property
    def is_open(self) -> bool:
        """Return whether an answer is still waited for."""
        return self.state in OPEN

    @property
    def is_due(self) -> bool:
        """Return whether the time for an answer is over."""
        return self.due_at <= now()

    @property
    def may_be_known(self) -> bool:
        """Return whether the store may have been told: it answered, or somebody was at it and nobody knows how far."""
        return self.asked_at is not None or self.tries > 0 or self.attempts > 0

    @property
    def takes_answers(self) -> bool:
        """Return whether an answer counts now: it is waited for, in time, and its person was not erased meanwhile."""
        return self.is_open and not self.is_due and self.subject.erased_at is None


OPEN = (StoreTask.State.WAITING, StoreTask.State.ASKED)
"""States in which an answer is still waited for; every other one is the end."""


class StoreAnswer(models.Model):
    """One file of an answer, encrypted in the private storage under a key of its own, until the copy it belongs to is done."""

    task = models.ForeignKey(StoreTask, models.CASCADE, related_name="answers")
    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    content_type = models.CharField(_("type"), max_length=80)
    size = models.PositiveBigIntegerField(_("size"))
    sha256 = models.BinaryField(max_length=32)
    sealed_name = models.BinaryField()
    sealed_key = models.BinaryField()
    object_name = models.CharField(max_length=200)
    received_at = models.DateTimeField(_("received"), default=now)

    class Meta:
        verbose_name = _("file of an answer")
        verbose_name_plural = _("files of answers")
        ordering: ClassVar[list[str]] = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["task", "sha256"], name="exports_answer_file_once"),
        ]

    def __str__(self) -> str:
        return str(self.ref)
