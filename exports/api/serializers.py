"""What the API says about holdings and packages."""

from django.urls import reverse
from rest_framework import serializers

from exports.models import ExportPackage


class PackageSerializer(serializers.ModelSerializer):
    """One copy of the person's data."""

    state = serializers.CharField(read_only=True)
    file = serializers.SerializerMethodField()

    class Meta:
        model = ExportPackage
        fields = [
            "ref", "state", "created_at", "ready_at", "expires_at", "sections_done", "sections_total", "length",
            "downloads", "file",
        ]  # fmt: skip
        read_only_fields = fields

    def get_file(self, package: ExportPackage) -> str | None:
        """Return where the file can be fetched, once there is one."""
        if package.state != ExportPackage.State.READY:
            return None
        return reverse("api-package-file", args=[package.ref])


class RecipientSerializer(serializers.Serializer):
    """Somebody who receives data."""

    name = serializers.CharField()
    country = serializers.CharField()
    safeguard = serializers.CharField()


class PurposeSerializer(serializers.Serializer):
    """What data is used for, and on which basis."""

    name = serializers.CharField()
    lawful_basis = serializers.CharField()


class CategorySerializer(serializers.Serializer):
    """One kind of data and how much of it there is; `entries` is null until it was counted."""

    key = serializers.CharField()
    name = serializers.CharField()
    description = serializers.CharField()
    held = serializers.BooleanField()
    held_by = serializers.CharField(allow_null=True)
    entries = serializers.IntegerField(allow_null=True)
    tables = serializers.DictField(child=serializers.IntegerField())
    sources = serializers.ListField(child=serializers.CharField())
    purposes = PurposeSerializer(many=True)
    recipients = RecipientSerializer(many=True)
    retention = serializers.CharField()


class HoldingsSerializer(serializers.Serializer):
    """What is held about the person, as of the last count."""

    counted_at = serializers.DateTimeField(allow_null=True)
    counting = serializers.BooleanField()
    unavailable = serializers.ListField(child=serializers.CharField())
    categories = CategorySerializer(many=True)
