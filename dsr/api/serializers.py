"""What the API says and takes about requests."""

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.regimes.residences import KNOWN
from accounts.regimes.rights import Right
from dsr.forms.asking import DETAILS_LENGTH
from dsr.models import DataSubjectRequest, Event
from dsr.waiting import waits_for
from exports.api.serializers import WaitingSerializer

RIGHTS = [right.value for right in Right]


class EventSerializer(serializers.ModelSerializer[Event]):
    """One thing that happened to a request."""

    title = serializers.CharField(source="get_kind_display", read_only=True)

    class Meta:
        model = Event
        fields = ["kind", "title", "at"]
        read_only_fields = fields


class RequestSerializer(serializers.ModelSerializer[DataSubjectRequest]):
    """A request as its person may see it."""

    class Meta:
        model = DataSubjectRequest
        fields = [
            "reference", "right", "regime", "state", "reason", "outcome", "channel", "received_at", "acknowledged_at",
            "verified_at", "statutory_due", "extended_at", "execute_after", "closed_at",
        ]  # fmt: skip
        read_only_fields = fields


class RequestDetailSerializer(RequestSerializer):
    """A request with its timeline."""

    events = EventSerializer(many=True, read_only=True)
    waiting_for = serializers.SerializerMethodField()

    class Meta(RequestSerializer.Meta):
        fields = [*RequestSerializer.Meta.fields, "events", "waiting_for"]
        read_only_fields = fields

    @extend_schema_field(WaitingSerializer(many=True))
    def get_waiting_for(self, request: DataSubjectRequest) -> list[dict[str, Any]]:
        """Return the stores outside whose answer the request waits for."""
        return list(WaitingSerializer(waits_for(request), many=True).data)


class NewRequestSerializer(serializers.Serializer[Any]):
    """A request to be made by somebody who is signed in."""

    right = serializers.ChoiceField(RIGHTS)
    details = serializers.CharField(max_length=DETAILS_LENGTH, required=False, default="", allow_blank=True)


class IntakeSerializer(NewRequestSerializer):
    """A request to be made by somebody without an account."""

    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(max_length=100, required=False, default="", allow_blank=True)
    residence = serializers.ChoiceField(
        sorted(KNOWN), required=False, default="", allow_blank=True, help_text="ISO 3166 code."
    )


class TakenInSerializer(serializers.Serializer[Any]):
    """What goes on: the token belongs to the code that was mailed, where one is needed."""

    token = serializers.CharField()
    code_needed = serializers.BooleanField()


class ConfirmSerializer(serializers.Serializer[Any]):
    """The token of the intake and the code from the mail."""

    token = serializers.CharField()
    code = serializers.CharField(max_length=20)
