"""What is held about the person, for programs."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from accounts.actor import actor_for
from accounts.datamap.current import current
from accounts.datamap.vocabulary import DataMap
from accounts.owner import own_subject
from accounts.regimes.residence import regime_for
from exports.actions.holdings import refresh_holdings
from exports.api.serializers import HoldingsSerializer
from exports.holdings import Held, held


class HoldingsView(APIView):
    """GET /api/v1/holdings."""

    @extend_schema(responses=HoldingsSerializer)
    def get(self, request: Request) -> Response:
        """Return counts by category; older ones than ten minutes are counted again meanwhile."""
        subject = own_subject(request)
        summary = refresh_holdings(subject, actor=actor_for(request.user))
        datamap, law = current(), regime_for(subject.residence).key
        data = {
            "counted_at": summary.counted_at,
            "counting": summary.counting,
            "unavailable": summary.unavailable,
            "categories": [_category(datamap, one, law) for one in held(datamap, summary)],
        }
        return Response(HoldingsSerializer(data).data)


def _category(datamap: DataMap, one: Held, law: str) -> dict[str, Any]:
    about = one.about
    return {
        "key": about.category.key,
        "name": about.category.name,
        "description": about.category.description,
        "held": about.category.held,
        "held_by": about.held_by.name if about.held_by else None,
        "entries": one.total,
        "tables": dict(one.tables),
        "sources": about.sources,
        "purposes": [
            {"name": purpose.name, "lawful_basis": purpose.basis_for(law)}
            for purpose in (datamap.purposes[key] for key in about.category.purposes)
        ],
        "recipients": about.recipients,
        "retention": about.retention,
    }
