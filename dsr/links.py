"""Tokens that stand for one request: in the links of mails, and in the passes that pages carry along."""

from accounts.signing import make_token, read_token
from dsr.models import DataSubjectRequest


def token_of(request: DataSubjectRequest, purpose: str) -> str:
    """Return a token for this request that only `request_of` with the same purpose accepts."""
    return make_token(purpose, str(request.ref))


def request_of(token: str, purpose: str, *, life: int) -> DataSubjectRequest | None:
    """Return the request a token stands for, or None when it is forged, for another purpose, or older than `life` seconds."""
    ref = read_token(purpose, token, max_age=life)
    return DataSubjectRequest.objects.select_related("subject").filter(ref=ref).first() if ref else None
