"""What staff are asked before a decision is carried out."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accounts.actor import Actor
from accounts.regimes.laws import AGENTS_ONLY
from accounts.regimes.rights import FACTS, Right
from dsr.actions.decisions import approve_request, deny_request, extend_request
from dsr.actions.mandates import accept_mandate
from dsr.actions.requests import fulfil_request
from dsr.agents.checklist import checklist_for
from dsr.agents.words import mandate_of
from dsr.models import DataSubjectRequest
from dsr.permissions import require_decider

TEXT = forms.Textarea(attrs={"rows": 5, "cols": 70})


class Decision(forms.Form):
    """A decision: its name on the button, what it does to the person, and the action that carries it out."""

    title = ""
    effect = ""

    def __init__(self, *args: Any, request: DataSubjectRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request

    def carry_out(self, actor: Actor) -> None:
        """Call the action. Raise what it raises."""
        raise NotImplementedError


class Approve(Decision):
    """Let the work begin."""

    title = _("Approve")
    effect = _("The work begins at once. The person sees on their page that it was approved.")

    def carry_out(self, actor: Actor) -> None:
        """Approve."""
        approve_request(self.request, actor=actor)


class Accept(Decision):
    """Say that an agent's document is in order."""

    title = _("Accept the permission")
    effect = _(
        "The work goes on, and the agent sees on their page that the document was accepted. Check first:"
    )
    agent_receives = forms.BooleanField(
        label=_("The document says that the agent may receive the person's data"), required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        mandate = mandate_of(self.request)
        self.checks = checklist_for(mandate) if mandate else []
        if not FACTS[Right(self.request.right)].discloses:
            del self.fields["agent_receives"]

    def carry_out(self, actor: Actor) -> None:
        """Accept."""
        receives = bool(self.cleaned_data.get("agent_receives"))
        accept_mandate(self.request, actor=actor, agent_receives=receives)


class Complete(Decision):
    """Say that what staff do by hand is done."""

    title = _("Mark as done")
    effect = _("The request is closed and the person gets a mail. They read your answer on their page.")
    text = forms.CharField(label=_("Your answer to the person"), widget=TEXT, max_length=4000)
    partial = forms.BooleanField(label=_("Only a part of it could be done"), required=False)

    def carry_out(self, actor: Actor) -> None:
        """Fulfil."""
        require_decider(actor)
        outcome = "partial" if self.cleaned_data["partial"] else "complied"
        fulfil_request(self.request, actor=actor, text=self.cleaned_data["text"], outcome=outcome)


class Extend(Decision):
    """Take the second period."""

    title = _("Extend")
    effect = _("The person gets a mail with the new date and reads your reason on their page. Possible once.")
    reason = forms.CharField(label=_("Why more time is needed"), widget=TEXT, max_length=2000)
    until = forms.DateField(
        label=_("New date"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.request.law.clock(self.request.right).open_ended_extension:
            del self.fields["until"]
        else:
            self.fields["until"].required = True

    def carry_out(self, actor: Actor) -> None:
        """Extend."""
        until = self.cleaned_data.get("until")
        extend_request(self.request, actor=actor, reason=self.cleaned_data["reason"], until=until)


class Refuse(Decision):
    """Say no, on a ground of the law that applies."""

    title = _("Refuse")
    effect = _(
        "The request is closed. The person gets a mail with the ground, and what they can do against it."
    )
    ground = forms.ChoiceField(label=_("Ground"))
    text = forms.CharField(label=_("Your explanation to the person"), widget=TEXT, max_length=4000)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        by_agent = self.request.channel == DataSubjectRequest.Channel.AGENT
        known = self.request.law.grounds.items()
        grounds = [(key, ground) for key, ground in known if by_agent or key not in AGENTS_ONLY]
        self.fields["ground"].choices = [("", "")] + [  # type: ignore[attr-defined]
            (key, f"{gettext(g.label)}{f' ({g.cite})' if g.cite else ''}") for key, g in grounds
        ]

    def carry_out(self, actor: Actor) -> None:
        """Deny."""
        deny_request(
            self.request, actor=actor, ground=self.cleaned_data["ground"], text=self.cleaned_data["text"]
        )


DECISIONS: dict[str, type[Decision]] = {
    "approve": Approve,
    "accept": Accept,
    "complete": Complete,
    "extend": Extend,
    "refuse": Refuse,
}


def _unread(request: DataSubjectRequest) -> bool:
    mandate = mandate_of(request)
    return mandate is not None and mandate.checked_at is None


def open_decisions(request: DataSubjectRequest) -> list[tuple[str, str]]:
    """Return name and title of the decisions that can be taken now; the actions check again."""
    by_agent = request.review == DataSubjectRequest.Review.AGENT
    possible = {
        "approve": request.waits_for_approval and not by_agent,
        "accept": request.state == "in_progress" and _unread(request),
        "complete": request.by_hand and request.state == "in_progress",
        "extend": request.can_be_extended,
        "refuse": not request.is_closed,
    }
    return [(name, form.title) for name, form in DECISIONS.items() if possible[name]]
