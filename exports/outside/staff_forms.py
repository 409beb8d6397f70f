"""What staff can do about a question to a store outside."""

from typing import Any, ClassVar

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from exports.actions.questions import answer_for_store, try_question_again
from exports.models import StoreTask

State = StoreTask.State


class QuestionDecision(forms.Form):
    """One thing staff can do: its name on the button, what it does, and the action that carries it out."""

    title: ClassVar[str | Promise] = ""
    effect: ClassVar[str | Promise] = ""

    @classmethod
    def fits(cls, task: StoreTask) -> bool:
        """Return whether this can be done now."""
        raise NotImplementedError

    def carry_out(self, task: StoreTask, actor: Actor) -> None:
        """Call the action. Raise what it raises."""
        raise NotImplementedError


class AskAgain(QuestionDecision):
    """Do not wait for the next try."""

    title = _("Ask again now")
    effect = _(
        "The system is asked or looked at now, with the same number. The owner of a system looked into by hand is reminded."
    )

    @classmethod
    def fits(cls, task: StoreTask) -> bool:
        """Return whether an answer is still waited for."""
        return task.is_open

    def carry_out(self, task: StoreTask, actor: Actor) -> None:
        """Ask again."""
        try_question_again(task, actor=actor)


class AnswerForStore(QuestionDecision):
    """Record what came by telephone or letter."""

    title = _("Record an answer")
    effect = _(
        "For an answer that came in another way. It counts as the system's own, with your name beside it in the record. "
        "Record only what was really answered: receipts and copies say it. After the system's time it counts as late."
    )
    said = forms.ChoiceField(
        label=_("What was answered?"),
        choices=[
            ("", _("Choose")),
            (State.COMPLETED, _("It was done")),
            (State.NOTHING_HELD, _("Nothing is held")),
            (State.REFUSED, _("It was refused")),
        ],
    )
    note = forms.CharField(
        label=_("Who answered, when and how"),
        widget=forms.Textarea(attrs={"rows": 4, "cols": 70}),
        max_length=1000,
    )

    @classmethod
    def fits(cls, task: StoreTask) -> bool:
        """Return whether there is no answer yet."""
        return task.is_open or (task.state == State.NO_ANSWER and not task.late_state)

    def carry_out(self, task: StoreTask, actor: Actor) -> None:
        """Record the answer."""
        given: dict[str, Any] = self.cleaned_data
        answer_for_store(task, said=given["said"], actor=actor, note=given["note"])


DECISIONS: dict[str, type[QuestionDecision]] = {"again": AskAgain, "answer": AnswerForStore}
