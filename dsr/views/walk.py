"""A form of several pages without a cookie: every page carries the answers of the others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from accounts.public_forms import PublicRequest
from dsr.once import key_of

Answers = dict[str, str]


@dataclass(frozen=True)
class Walk:
    """The pages in their order, the address they live at, and the template that asks."""

    name: str
    steps: Mapping[str, type[forms.Form]]
    template: str

    def answers(self, data: Any) -> Answers:
        """Return every answer given so far."""
        names = [field for form in self.steps.values() for field in form.base_fields]
        return {name: data[name] for name in names if name in data}

    def fits(self, step: str, answers: Answers) -> bool:
        """Return whether the page is answered as it asks."""
        return self.steps[step](answers).is_valid()

    def beginning(self, request: PublicRequest) -> HttpResponse | None:
        """Return the first page to whoever comes, and the page somebody wants to change; None for an answer."""
        if request.method != "POST":
            return self.question(request, next(iter(self.steps)), {})
        if "change" in request.POST:
            return self.question(request, request.POST["change"], self.answers(request.POST))
        return None

    def turn(
        self, request: PublicRequest, step: str, following: Callable[[Answers], Sequence[str]]
    ) -> HttpResponse | None:
        """Return the page that comes after `step`, or None when everything is answered.

        `following` says which pages are asked, given the answers. A page answered wrongly comes again,
        and so does an earlier one that somebody left out.
        """
        answers = self.answers(request.POST)
        if step in self.steps and not self.fits(step, answers):
            return self.question(request, step, answers, self.steps[step](request.POST))
        steps = following(answers)
        past = steps[: 1 + steps.index(step)] if step in steps else steps
        wrong = next((name for name in past if not self.fits(name, answers)), None)
        later = steps[len(past) :]
        missing = wrong or next((name for name in later if not self.fits(name, answers)), None)
        return self.question(request, missing, answers) if missing else None

    def question(
        self, request: PublicRequest, step: str, answers: Answers, form: forms.Form | None = None
    ) -> HttpResponse:
        """Return the page of a step, filled with what was answered before. Raise Http404 for a step there is not."""
        if step not in self.steps:
            raise Http404
        own = self.steps[step].base_fields
        form = form or self.steps[step](initial={name: answers[name] for name in own if name in answers})
        carried = {name: value for name, value in answers.items() if name not in own}
        return self.page(request, self.template, carried, step=step, form=form)

    def page(
        self, request: PublicRequest, template: str, carried: Answers, *, status: int = 200, **context: Any
    ) -> HttpResponse:
        """Return a page that carries the answers along."""
        context |= {"carried": carried, "token": request.form_token, "back_href": reverse(self.name)}
        return render(request, template, context, status=status)

    def filing(self, number: str, *said: Any) -> str:
        """Return what stands for one page with these answers: sent twice it files once, with other answers twice."""
        return key_of(self.name, number, *said)
