"""Say to an operator why a database cannot be reached, and which setting leads to it."""

from exports.stores.store import StoreUnavailable


def why_out_of_reach(error: StoreUnavailable, alias: str) -> str:
    """Return what the connection said, and where its address is set. It was refused before any row was read."""
    said = str(error.__cause__ or "").strip().splitlines()
    reason = f" ({said[0].rstrip('.')})" if said else ""
    return f"its database cannot be reached{reason}. Look at {alias.upper()}_DATABASE_URL and at the server."
