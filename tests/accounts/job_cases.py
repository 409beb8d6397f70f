"""The jobs of this app, for tests/job_safety.py."""

from typing import Any

from accounts.jobs import Job
from accounts.models import ProviderRevocation
from accounts.social import revoking
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
