"""Audit events of requests."""

from accounts.audit import register

register("dsr:request:submitted", keys=("request", "right", "regime", "channel", "origin"))
register("dsr:request:verified", keys=("request", "method"))
register("dsr:request:matched", keys=("request", "found"))
register("dsr:request:acknowledged", keys=("request",))
register("dsr:request:approved", keys=("request",))
register("dsr:request:extended", keys=("request", "statutory_due"))
register("dsr:request:denied", keys=("request", "reason", "ground"))
register("dsr:request:revoked", keys=("request",))
register("dsr:request:expired", keys=("request",))
register("dsr:request:fulfilled", keys=("request", "outcome"))
register("dsr:request:retried", keys=("request", "job"))
register("dsr:request:viewed", keys=("request",))
register("dsr:copy:fetched", keys=("request",))
register("dsr:code:sent", keys=("request", "purpose"))
register("dsr:code:refused", keys=("request", "purpose"))
register("dsr:erasure:started", keys=("request",))
register("dsr:erasure:retried", keys=("request",))
register("dsr:erasure:finished", keys=("request", "receipt"))
register("dsr:accounts:suspended", keys=("request",))
register("dsr:accounts:resumed", keys=("request",))
