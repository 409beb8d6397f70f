"""The authorities people can complain to, all of them or those of one place."""

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.regimes.authorities import Authority, all_authorities
from accounts.regimes.residences import RESIDENCES, residence_label, residence_said
from dsr.authorities import authorities_at


class PlaceForm(forms.Form):
    """Where somebody lives."""

    residence = forms.ChoiceField(
        label=_("Where do you live?"),
        choices=[("", _("Show all places")), *RESIDENCES[1:-1]],
        required=False,
    )


@require_safe
def authorities(request: HttpRequest) -> HttpResponse:
    """List the authorities of the place that was chosen, or all of them by place."""
    place = residence_said(request.GET.get("residence", ""))
    found = authorities_at(place) if place else all_authorities()
    context: dict[str, Any] = {
        "form": PlaceForm(initial={"residence": place}),
        "place": residence_label(place) if place else "",
        "of_several_parts": place == "DE",
        "places": _by_place(found),
    }
    return render(request, "dsr/authority_list.html", context)


def _by_place(found: tuple[Authority, ...]) -> list[dict[str, Any]]:
    by_place: dict[str, list[Authority]] = {}
    for authority in found:
        by_place.setdefault(authority.where, []).append(authority)
    return [{"where": where, "authorities": those} for where, those in by_place.items()]
