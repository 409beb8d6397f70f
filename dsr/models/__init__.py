"""The tables of the dsr app."""

from dsr.models.request import DataSubjectRequest
from dsr.models.step import RequestStep
from dsr.models.timeline import Event
from dsr.models.verification import Verification

__all__ = ["DataSubjectRequest", "Event", "RequestStep", "Verification"]
