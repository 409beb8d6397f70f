"""What publishing refuses."""

from django.utils.translation import gettext_lazy as _

from accounts.errors import DomainError


class AlreadyPublished(DomainError):
    """The draft is a version now."""

    code = "already_published"
    message = _("This draft is published, and a published text stays as it is. Write a new draft.")


class Incomplete(DomainError):
    """There is no text, no title or no summary."""

    code = "incomplete"
    message = _("A version needs a title, a text, and a summary in plain words.")


class InThePast(DomainError):
    """A new version cannot have applied already."""

    code = "in_the_past"
    message = _("The date is over. A new version applies from today at the earliest.")


class NotFormer(DomainError):
    """A former version must lie before everything this portal published by itself."""

    code = "not_former"
    message = _(
        "A former version must have applied before today, and before the first version published here."
    )


class TooSoon(DomainError):
    """People would not be told early enough of a significant change."""

    code = "too_soon"


class NothingChanged(DomainError):
    """The text is that of the version it would replace."""

    code = "nothing_changed"
    message = _("This is word for word the text of the version it would replace.")
