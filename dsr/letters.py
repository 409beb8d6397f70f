"""The mails about requests: what each says stands in templates/dsr/email/, whom it reaches here."""

from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext

from accounts import mail
from accounts.jobs import Job
from accounts.models import User
from accounts.staff import staff_who_may
from dsr.agents.words import contact_of_agent, mandate_of
from dsr.authorities import complaint_to
from dsr.contact import contact_of
from dsr.greeting import greeted_as
from dsr.links import token_of
from dsr.models import DataSubjectRequest, Mandate
from dsr.permissions import DECIDE
from dsr.sale import offers_opt_out
from exports.models import ExportPackage


def write(name: str, request: DataSubjectRequest, **extra: Any) -> None:
    """Send the mail to the address the request came with; does nothing once that address is no longer readable.

    What concerns a request filed by an agent goes to the agent, in words that fit somebody who asked for another.
    """
    mandate = mandate_of(request)
    if mandate is not None:
        _to_agent(name, request, mandate, extra)
        return
    contact = contact_of(request)
    if contact is None or not contact.email:
        return
    context = {**about(request), "name": greeted_as(contact.name), **extra}
    mail.send(f"dsr/{name}", to=contact.email, context=context, subject_ref=request.subject.ref)


def refuse(name: str, request: DataSubjectRequest) -> None:
    """Send the refusal with whom the person can complain to, and an opt-out where a refused deletion leaves data for sale.

    California wants that offer wherever data is sold or shared and the person has not opted out (11 CCR 7022(g)).
    """
    whom = complaint_to(request)
    offered = offers_opt_out(request)
    write(
        name,
        request,
        authorities=whom["authorities"],
        authorities_page=settings.BASE_URL + whom["authorities_path"],
        opt_out_page=settings.BASE_URL + reverse("dsr:ask") if offered else "",
    )


def acknowledge(request: DataSubjectRequest, *, secret: str = "") -> None:
    """Send the acknowledgement; with a tracker secret for people who have no account."""
    write("acknowledged", request, secret=secret)


def send_code(request: DataSubjectRequest, *, code: str, purpose: str) -> None:
    """Send a code, and a link on which it can be entered or a new one asked for."""
    mandate = mandate_of(request)
    if mandate is not None and purpose == "confirm":
        ask_person(request, code=code)
        return
    path = reverse("dsr:confirm", args=[token_of(request, "confirm")])
    if mandate is not None and not mandate.agent_receives:
        to_person("code", request, code=code, purpose=purpose, href="")
        return
    write("code", request, code=code, purpose=purpose, href=f"{settings.BASE_URL}{path}")


def ask_person(request: DataSubjectRequest, *, code: str = "", again: bool = False) -> None:
    """Ask the person an agent filed for whether they gave the permission; with a code they prove the address instead."""
    path = reverse("dsr:agent_confirm", args=[token_of(request, "agent-confirm")])
    to_person(
        "agent_confirm",
        request,
        code=code,
        again=again,
        until=request.mandate.answer_by,
        href=f"{settings.BASE_URL}{path}",
    )


def copy_ready(request: DataSubjectRequest, *, package: ExportPackage, lacking: list[str]) -> None:
    """Say that the copy is there: to whoever may fetch it, and to an agent who may not that it went to the person."""
    about_copy = {**_about_copy(package), "lacking": lacking}
    mandate = mandate_of(request)
    if mandate is None or mandate.agent_receives:
        write("copy_ready", request, **about_copy)
        return
    to_person("agent_copy", request, **about_copy, href=_agent_copy_url(request))
    write("copy_sent", request)


def copy_expires(request: DataSubjectRequest, *, package: ExportPackage) -> None:
    """Say that a copy nobody downloaded is deleted soon, to whoever may fetch it."""
    mandate = mandate_of(request)
    if mandate is None:
        write("copy_expires", request, **_about_copy(package), href="")
    elif not mandate.agent_receives:
        to_person("copy_expires", request, **_about_copy(package), href=_agent_copy_url(request))


def _about_copy(package: ExportPackage) -> dict[str, Any]:
    """Return what a mail says of a copy: until when, how often, in how many files, and where it is told how to check it."""
    return {
        "until": package.expires_at,
        "times": package.downloads_allowed,
        "files": len(package.lengths),
        "verify_page": settings.BASE_URL + reverse("exports:verify"),
        "contact_page": settings.BASE_URL + reverse("dsr:contact"),
    }


def _agent_copy_url(request: DataSubjectRequest) -> str:
    path = reverse("dsr:agent_copy", args=[token_of(request, "agent-copy")])
    return f"{settings.BASE_URL}{path}"


def to_person(name: str, request: DataSubjectRequest, **extra: Any) -> None:
    """Send the mail to the person an agent filed for. Nothing an agent wrote stands in it, their greeting neither."""
    contact = contact_of(request)
    if contact is not None:
        mail.send(
            f"dsr/{name}",
            to=contact.email,
            context={**about(request), **extra},
            subject_ref=request.subject.ref,
        )


def _to_agent(name: str, request: DataSubjectRequest, mandate: Mandate, extra: dict[str, Any]) -> None:
    contact = contact_of_agent(mandate.agent)
    if contact is None:
        return
    template = {"acknowledged": "dsr/agent_acknowledged", "code": "dsr/code"}.get(name, "dsr/agent_news")
    context = {**about(request), "news": name, "mandate": mandate, **extra}
    mail.send(template, to=contact.email, context=context, subject_ref=mandate.agent.subject.ref)


def tell_staff(kind: str, request: DataSubjectRequest) -> None:
    """Tell everybody who may decide that a request needs them, without a word about the person.

    `kind` is `new`, `soon`, `late` or `failed`.
    """
    href = f"{settings.BASE_URL}{reverse('admin:dsr_datasubjectrequest_change', args=[request.pk])}"
    for user in staff_who_may(DECIDE):
        _to_staff(user, kind, request, href)


def tell_if_failed(job: Job, request: DataSubjectRequest) -> None:
    """Tell staff when a worker has given a job of this request up; while it is tried again nobody needs to act."""
    if job.job_state == Job.JobState.FAILED:
        tell_staff("failed", request)


def _to_staff(user: User, kind: str, request: DataSubjectRequest, href: str) -> None:
    context = {**about(request), "kind": kind, "href": href, "review": request.get_review_display()}
    mail.send("dsr/staff", to=user.email, context=context)


def about(request: DataSubjectRequest) -> dict[str, Any]:
    """Return what every mail may say about a request: nothing in it is personal."""
    signed_in = request.channel in ("portal", "api")
    path = reverse("dsr:request", args=[request.reference]) if signed_in else reverse("dsr:track")
    return {
        "reference": request.reference,
        "right": request.right,
        "right_label": request.get_right_display(),
        "law": gettext(request.law.name) if request.regime != "default" else "",
        "due": request.statutory_due,
        "after_refusal": gettext(request.law.after_refusal),
        "ground": gettext(request.law.grounds[request.ground].label) if request.ground else "",
        "page": f"{settings.BASE_URL}{path}",
        "signed_in": signed_in,
        "verified": request.verified_at is not None,
    }
