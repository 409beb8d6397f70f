"""What the API says about holdings and packages."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from exports.building.outside import lacking_in, waiting_on
from exports.copies import files_of
from exports.limits import opened_at
from exports.models import ExportPackage, ValueCheck


class WaitingSerializer(serializers.Serializer):
    """A store that others run and that has not answered yet: `asked` is false while it could not be reached; `then` is what happens after `until`."""

    name = serializers.CharField()
    asked = serializers.BooleanField()
    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    then = serializers.CharField()


class PackageFileSerializer(serializers.Serializer):
    """One file of a copy: `length` in bytes, and where it can be fetched while the copy can be downloaded."""

    number = serializers.IntegerField()
    name = serializers.CharField()
    length = serializers.IntegerField()
    file = serializers.CharField(allow_null=True)


class PackageSerializer(serializers.ModelSerializer):
    """One copy of the person's data: `downloads_left` of `downloads_allowed`, all files being one download, and when each was `opened`."""

    state = serializers.CharField(read_only=True)
    scope = serializers.JSONField(read_only=True)
    downloads_left = serializers.IntegerField(read_only=True)
    can_be_reissued = serializers.BooleanField(read_only=True)
    opened = serializers.SerializerMethodField()
    file = serializers.SerializerMethodField()
    files = serializers.SerializerMethodField()
    waiting_for = serializers.SerializerMethodField()

    class Meta:
        model = ExportPackage
        fields = [
            "ref", "state", "scope", "created_at", "ready_at", "expires_at", "sections_done", "sections_total", "length",
            "downloads", "downloads_allowed", "downloads_left", "opened", "can_be_reissued", "file", "files", "waiting_for",
        ]  # fmt: skip
        read_only_fields = fields

    def get_file(self, package: ExportPackage) -> str | None:
        """Return where the file can be fetched, once there is one."""
        if package.state != ExportPackage.State.READY:
            return None
        return reverse("api-package-file", args=[package.ref])

    @extend_schema_field(PackageFileSerializer(many=True))
    def get_files(self, package: ExportPackage) -> list[dict[str, Any]]:
        """Return the files of the copy, once it is made."""
        ready = package.state == ExportPackage.State.READY
        return [
            {
                "number": one.part,
                "name": one.name,
                "length": one.length,
                "file": reverse("api-package-part", args=[package.ref, one.part]) if ready else None,
            }
            for one in files_of(package)
        ]

    @extend_schema_field(serializers.ListField(child=serializers.DateTimeField()))
    def get_opened(self, package: ExportPackage) -> list[datetime]:
        """Return when files of the copy were downloaded, the newest first."""
        return opened_at(package)

    @extend_schema_field(WaitingSerializer(many=True))
    def get_waiting_for(self, package: ExportPackage) -> list[dict[str, Any]]:
        """Return the stores outside for which the copy waits."""
        return WaitingSerializer(waiting_on(package), many=True).data


class OnePackageSerializer(PackageSerializer):
    """One copy by itself, with the systems whose data is not in it: `complete` and `missing_systems` are null until it is ready."""

    complete = serializers.SerializerMethodField()
    missing_systems = serializers.SerializerMethodField()

    class Meta(PackageSerializer.Meta):
        fields = [*PackageSerializer.Meta.fields, "complete", "missing_systems"]
        read_only_fields = fields

    def get_complete(self, package: ExportPackage) -> bool | None:
        """Return whether what every system holds is in it."""
        missing = self.get_missing_systems(package)
        return None if missing is None else not missing

    def get_missing_systems(self, package: ExportPackage) -> list[str] | None:
        """Return the names of the systems whose data is not in it."""
        if package.state != ExportPackage.State.READY:
            return None
        return [one.name for one in lacking_in(package)]


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


class CorrectableEntrySerializer(serializers.Serializer):
    """One value the person may correct. `kind` is choice, yes_no, number, date, time or text."""

    entry = serializers.IntegerField()
    label = serializers.CharField()
    group = serializers.CharField()
    category = serializers.CharField()
    kind = serializers.CharField()
    options = serializers.ListField(child=serializers.CharField())
    may_be_empty = serializers.BooleanField()
    value = serializers.CharField(allow_null=True)


class CorrectableSerializer(serializers.Serializer):
    """What the person may correct; `entries` is null until a worker has read it. A correction names `reading` and an entry of it."""

    reading = serializers.UUIDField()
    busy = serializers.BooleanField()
    read_at = serializers.DateTimeField(allow_null=True)
    unavailable = serializers.ListField(child=serializers.CharField())
    entries = CorrectableEntrySerializer(many=True, allow_null=True)


class CorrectionSerializer(serializers.Serializer):
    """One correction, without its values."""

    correction = serializers.UUIDField()
    person = serializers.UUIDField()
    field = serializers.CharField()
    where = serializers.CharField()
    outcome = serializers.CharField()
    standing = serializers.CharField()
    asked_at = serializers.DateTimeField()
    written_at = serializers.DateTimeField(allow_null=True)
    sources = serializers.ListField(child=serializers.CharField())
    recipients = serializers.ListField(child=serializers.CharField())


class NewCorrectionSerializer(serializers.Serializer):
    """The right value for one entry of a reading, or for what the portal knows itself (`own`: residence or language)."""

    reading = serializers.UUIDField(required=False)
    entry = serializers.IntegerField(required=False, min_value=0)
    own = serializers.ChoiceField(choices=["residence", "language"], required=False)
    value = serializers.CharField(max_length=4000, allow_blank=True, trim_whitespace=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """Want either an entry of a reading or something of the portal's own."""
        if ("own" in attrs) == ("reading" in attrs and "entry" in attrs):
            raise serializers.ValidationError(_("Give reading and entry, or own."))
        return attrs


class NewValueCheckSerializer(serializers.Serializer):
    """A value that is not shown, and what the person believes it to be."""

    store = serializers.CharField(max_length=60)
    table = serializers.CharField(max_length=200)
    column = serializers.CharField(max_length=200)
    value = serializers.CharField(max_length=200)


class ValueCheckSerializer(serializers.ModelSerializer):
    """The answer: `agrees` is null until a worker has compared."""

    class Meta:
        model = ValueCheck
        fields = ["ref", "store", "table", "column", "agrees", "asked_at"]
        read_only_fields = fields


class CheckablePlaceSerializer(serializers.Serializer):
    """A value that is not shown and may be checked."""

    store = serializers.CharField()
    table = serializers.CharField()
    column = serializers.CharField()
    label = serializers.CharField()
