"""Look again in every store. A finding reopens its step; what still stands after three rounds is for staff."""

from accounts.datamap.current import current
from dsr.erasure.found import Found, unsealed
from dsr.models import ErasureRun
from exports.stores.objects import files_left
from exports.stores.registry import open_store
from exports.stores.residue import Finding, residue

MOST_ROUNDS = 3


def look_again(run: ErasureRun) -> list[Finding]:
    """Return every place in the plan's stores where something of the person still stands. Raise StoreUnavailable, LeaseLost."""
    found: Found = unsealed(run.subject, run.sealed_found)
    findings: list[Finding] = []
    for key, located in found.located.items():
        store = current().store(key)
        if store.kind == "files":
            run.heartbeat()
            findings += files_left(store, located)
            continue
        findings += residue(
            open_store(key),
            located,
            found.values,
            pseudonym=run.pseudonym,
            learnt=found.learnt,
            anchored=found.anchors[key],
            beat=run.heartbeat,
        )
    return findings
