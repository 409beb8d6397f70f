"""The tables of the dsr app."""

from dsr.models.agent import Agent, Mandate
from dsr.models.enquiry import Enquiry
from dsr.models.erasure import AccountSwitch, DeletionReceipt, ErasureRun, ErasureStep
from dsr.models.request import DataSubjectRequest
from dsr.models.step import RequestStep
from dsr.models.timeline import Event
from dsr.models.verification import Verification

__all__ = [
    "AccountSwitch",
    "Agent",
    "DataSubjectRequest",
    "DeletionReceipt",
    "Enquiry",
    "ErasureRun",
    "ErasureStep",
    "Event",
    "Mandate",
    "RequestStep",
    "Verification",
]
