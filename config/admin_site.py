"""The staff admin."""

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _


class CandorAdminSite(AdminSite):
    """Django's admin in the portal's colours, for staff who signed in with a second factor."""

    site_header = _("Candor staff")
    site_title = _("Candor staff")
    index_title = _("What is due")

    def has_permission(self, request: HttpRequest) -> bool:
        """Return whether this is staff."""
        return super().has_permission(request)
