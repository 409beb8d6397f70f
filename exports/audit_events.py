"""Audit events of the exports app."""

from accounts.audit import register

register("exports:package:requested", keys=("package", "request"))
register("exports:package:completed", keys=("package", "sections", "records"))
register("exports:package:failed", keys=("package", "code"))
register("exports:package:retried", keys=("package",))
register("exports:package:opened", keys=("package",))
register("exports:package:viewed", keys=("package",))
register("exports:package:expired", keys=("package",))
register("exports:holdings:asked", keys=())
register("exports:store:quarantined", keys=("store", "differences", "obstacles"))
register("exports:store:released", keys=("store",))
register("exports:store:check_asked", keys=("store",))
