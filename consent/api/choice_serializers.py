"""What the API says and takes about choices."""

from typing import Any

from django.urls import reverse
from rest_framework import serializers

from consent.models import ConsentRecord


class StandingSerializer(serializers.Serializer[Any]):
    """One thing that can be chosen, or that is fixed, with the answer in force and its reason."""

    about = serializers.ChoiceField(ConsentRecord.About.choices)
    key = serializers.CharField()
    channel = serializers.CharField(allow_blank=True)
    name = serializers.CharField()
    words = serializers.CharField()
    lawful_basis = serializers.CharField()
    allowed = serializers.BooleanField()
    fixed = serializers.BooleanField()
    reason = serializers.CharField()
    decision = serializers.CharField(allow_blank=True)
    method = serializers.CharField(allow_blank=True)
    since = serializers.DateTimeField(allow_null=True)


class ChoicesSerializer(serializers.Serializer[Any]):
    """Everything the person can choose; `signal` is what this request's browser says by itself."""

    signal = serializers.CharField(allow_blank=True)
    sells_or_shares = serializers.BooleanField()
    choices = StandingSerializer(many=True)


class AnswerSerializer(serializers.Serializer[Any]):
    """One answer. `allowed` must be said: silence is no consent."""

    about = serializers.ChoiceField(ConsentRecord.About.choices)
    key = serializers.CharField(max_length=40)
    channel = serializers.CharField(max_length=8, required=False, default="", allow_blank=True)
    allowed = serializers.BooleanField()


class EntrySerializer(serializers.ModelSerializer[ConsentRecord]):
    """One entry of the person's ledger, and where its receipt is."""

    receipt = serializers.SerializerMethodField()

    class Meta:
        model = ConsentRecord
        fields = [
            "ref", "sequence", "about", "key", "channel", "decision", "method", "lawful_basis", "map_version",
            "policy_version", "words_digest", "language", "decided_at", "receipt",
        ]  # fmt: skip
        read_only_fields = fields

    def get_receipt(self, entry: ConsentRecord) -> str:
        """Return the address of the signed receipt."""
        return reverse("api-choices-receipt", args=[entry.ref])
