"""Audit events of the consent app."""

from accounts.audit import register

# Choices.
register("consent:choice:recorded", keys=("about", "key", "channel", "decision", "method"))
register("consent:opt_in:asked")
register("consent:choices:viewed")

# Mail.
register("consent:mails:viewed")
register("consent:mail:retried", keys=("delivery",))

# Policy and notices.
register("consent:draft:written", keys=("draft",))
register("consent:policy:published", keys=("version", "change_class", "digest"))
register("consent:notice:seen", keys=("notices",))
register("consent:campaign:started", keys=("campaign", "kind", "topic"))
register("consent:campaign:retried", keys=("campaign", "jobs"))
