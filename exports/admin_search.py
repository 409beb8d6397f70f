"""Find rows in the staff admin by a whole reference; whoever asks for a person leaves a trace."""

from typing import Any

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from accounts.actor import actor_for
from accounts.look_only import reference_in
from accounts.models import DataSubject
from exports.actions.looking import look_for_person


class ByReference:
    """For an admin whose `search_fields` are references of rows and of persons."""

    search_fields: Any
    opts: Any

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Any], search_term: str
    ) -> tuple[QuerySet[Any], bool]:
        """Return the rows with this reference: part of one would tell nothing and find many. That a person was asked for is recorded first."""
        if not search_term:
            return queryset, False
        ref = reference_in(search_term)
        if ref is None:
            return queryset.none(), False
        if DataSubject.objects.filter(ref=ref).exists():
            look_for_person(ref, among=self.opts.model_name, actor=actor_for(request.user))
        same = Q()
        for name in self.search_fields:
            same |= Q((name, ref))
        return queryset.filter(same), False
