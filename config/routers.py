"""Keep Django's migrations away from databases that are not the portal's."""

from typing import Any


class PortalOnly:
    """Allow migrations on `default` and `owner` only; a company's own database is never migrated."""

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Return whether Django may create tables in this alias."""
        return db in ("default", "owner")
