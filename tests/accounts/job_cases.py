"""The jobs of this app, for tests/job_safety.py."""

from typing import Any

from accounts.jobs import Job
from accounts.models import DataSubject, Identifier, ProviderRevocation, RosterSeen, RosterSync
from accounts.roster import sync as syncing
from accounts.social import revoking
from tests.accounts.crowd import MAP, join, make, run
from tests.job_safety import JobCase, job_case


@job_case(ProviderRevocation)
class KeyHandedBack(JobCase):
    """One key. A worker that dies after telling tells again, which services take as the same."""

    needs = ("recorded", "monkeypatch", "settings")

    def make(self) -> ProviderRevocation:
        """Return a key of Google's that waits."""
        recorded = self.given["recorded"]
        self.given["settings"].OUTBOUND_PRIVATE_HOSTS = ["127.0.0.1"]
        self.given["monkeypatch"].setitem(revoking.PLACES, "google", f"{recorded.address}/revoke")
        recorded.answers["/revoke"] = {}
        key = revoking.wrap_key("ya29.key")
        return ProviderRevocation.objects.create(provider="google", wrapped_key=key)

    def world(self, job: Job) -> Any:
        """Return what the service was told, each once, and what is left of the key."""
        told = {fields["token"] for _, path, fields, _ in self.given["recorded"].asked if path == "/revoke"}
        return {"told": told, "left": bytes(ProviderRevocation.objects.get(pk=job.pk).wrapped_key)}


@job_case(RosterSync)
class PeopleRead(JobCase):
    """Seven people in pieces of three: a worker that dies before a commit leaves the piece to the next."""

    needs = ("use_map", "monkeypatch")

    def make(self) -> RosterSync:
        """Return a sync that waits."""
        self.given["monkeypatch"].setattr(syncing, "PIECE", 3)
        self.given["use_map"](MAP)
        run("DROP SCHEMA IF EXISTS crowd CASCADE")
        make()
        join(range(1, 8))
        DataSubject.objects.all().delete()
        RosterSync.objects.all().delete()
        return RosterSync.objects.create(store="crowd")

    def world(self, job: Job) -> Any:
        """Return who was found, what was counted, and what is left of the run's notes."""
        found = sorted(bytes(digest).hex() for digest in Identifier.objects.values_list("digest", flat=True))
        done = RosterSync.objects.get(pk=job.pk)
        return {"found": found, "counts": done.counts, "left": (done.last_key, RosterSeen.objects.count())}
