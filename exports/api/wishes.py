"""What a program asks of a copy."""

from typing import Any, get_args

from rest_framework import serializers

from accounts.datamap.current import current
from exports.scope import GIGABYTE, Right, Scope, rights_under
from exports.scope_form import OFFERED, SIZES


class WishSerializer(serializers.Serializer[Any]):
    """What a copy is to hold. Whatever is left out is everything; `since` and `until` are days, both included."""

    right = serializers.ChoiceField(choices=get_args(Right), required=False)
    categories = serializers.ListField(child=serializers.CharField(max_length=60), required=False)
    since = serializers.DateField(required=False, allow_null=True)
    until = serializers.DateField(required=False, allow_null=True)
    formats = serializers.MultipleChoiceField(choices=OFFERED, required=False)
    part_gigabytes = serializers.ChoiceField(choices=SIZES, required=False, allow_null=True)

    def validate_right(self, right: Right) -> Right:
        """Refuse a right that the person's law does not have."""
        rights = rights_under(self.context["law"])
        if right not in rights:
            raise serializers.ValidationError(f"The law where you live has: {', '.join(rights)}.")
        return right

    def validate_categories(self, keys: list[str]) -> tuple[str, ...]:
        """Return the kinds in the order of the map. Refuse one that is not held."""
        held = [key for key, one in current().categories.items() if one.held]
        if unknown := sorted(set(keys) - set(held)):
            raise serializers.ValidationError(f"We hold no kind of data called {', '.join(unknown)}.")
        return () if len(set(keys)) == len(held) else tuple(key for key in held if key in keys)

    def validate(self, data: dict[str, Any]) -> dict[str, Any]:
        """Refuse a last day before the first."""
        since, until = data.get("since"), data.get("until")
        if since and until and until < since:
            raise serializers.ValidationError({"until": "The last day must not be before the first."})
        return data


def wished(data: Any, *, law: str) -> Scope:
    """Return the scope that a program asked for. Raise ValidationError."""
    given = WishSerializer(data=data or {}, context={"law": law})
    given.is_valid(raise_exception=True)
    said = given.validated_data
    size, formats = said.get("part_gigabytes"), said.get("formats", {"html"})
    return Scope(
        said.get("right", rights_under(law)[0]),
        said.get("categories", ()),
        said.get("since"),
        said.get("until"),
        tuple(form for form in OFFERED if form in formats),
        size * GIGABYTE if size else None,
    )
