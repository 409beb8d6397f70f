"""Audit events of the ground floor."""

from accounts.audit import register

register("accounts:datamap:applied", keys=("version",))
register("accounts:roster:merged", keys=("store", "created", "changed"))
register("accounts:sessions:ended", keys=("all",))
register("accounts:alert:sent", keys=("kind",))
register("accounts:alert:disowned", keys=("kind",))
register("accounts:user:opened", keys=("by",))
register("accounts:user:signed_in", keys=("method", "new_browser"))
register("accounts:subject:linked", keys=("created", "by"))
register("accounts:subject:link_refused", keys=("code",))
register("accounts:address:changed", keys=())
register("accounts:second_factor:changed", keys=("kind",))
register("accounts:provider:connected", keys=("provider",))
register("accounts:provider:refreshed", keys=("provider",))
register("accounts:provider:disconnected", keys=("provider", "by"))
register("accounts:handoff:accepted", keys=())
register("accounts:provider:asked_to_forget", keys=("provider", "known"))
register("accounts:staff:changed", keys=("account", "active", "roles"))
register("accounts:service_key:issued", keys=("key", "scopes"))
register("accounts:service_key:first_used", keys=("key",))
register("accounts:service_key:revoked", keys=("key",))
