"""What the API says about the policy and about notices."""

from django.urls import reverse
from rest_framework import serializers

from consent.models import ChangeClass, Notice

STATES = [
    ("upcoming", "upcoming"),
    ("in_force", "in force"),
    ("former", "former"),
    ("never", "never applied"),
]
"""How a version stands today."""


class VersionSerializer(serializers.Serializer):
    """One version, without its text: `page` shows it, `markdown` hands it out as its digest is made of it."""

    number = serializers.IntegerField(source="version.number")
    title = serializers.CharField(source="version.title")
    change_class = serializers.ChoiceField(choices=ChangeClass.choices, source="version.change_class")
    state = serializers.ChoiceField(
        STATES,
        help_text="`never` was replaced by another version before its own date.",
    )
    effective_on = serializers.DateField(source="version.effective_on")
    until = serializers.DateField(
        allow_null=True, help_text="The last day on which it applies, if that is known."
    )
    published_at = serializers.DateTimeField(source="version.published_at")
    language = serializers.CharField(source="version.language")
    summary = serializers.CharField(source="version.summary")
    digest = serializers.CharField(
        source="version.digest", help_text="SHA-256 of the Markdown, in hexadecimal."
    )
    page = serializers.SerializerMethodField()
    markdown = serializers.SerializerMethodField()

    def get_page(self, row: dict[str, object]) -> str:
        """Return where the version can be read."""
        return reverse("consent:policy_version", args=[row["version"].number])  # type: ignore[attr-defined]

    def get_markdown(self, row: dict[str, object]) -> str:
        """Return where its text can be fetched."""
        return reverse("consent:policy_raw", args=[row["version"].number])  # type: ignore[attr-defined]


class PolicySerializer(serializers.Serializer):
    """The policy as of today."""

    in_force = VersionSerializer(allow_null=True)
    upcoming = VersionSerializer(many=True)
    archive = VersionSerializer(many=True)


class NoticeSerializer(serializers.ModelSerializer):
    """One notice about a version of the policy."""

    ref = serializers.UUIDField(source="campaign.ref", read_only=True)
    version = serializers.IntegerField(source="campaign.policy_version.number", read_only=True)
    title = serializers.CharField(source="campaign.title", read_only=True)
    summary = serializers.CharField(source="campaign.text", read_only=True)
    effective_on = serializers.DateField(source="campaign.policy_version.effective_on", read_only=True)
    mailed_at = serializers.DateTimeField(
        source="delivery.sent_at", read_only=True, allow_null=True, default=None
    )

    class Meta:
        model = Notice
        fields = ["ref", "version", "title", "summary", "effective_on", "planned_at", "mailed_at", "seen_at"]
        read_only_fields = fields
