"""The mails about enquiries: to whoever wrote, and to staff without a word of what was written."""

from typing import Any

from django.conf import settings
from django.urls import reverse

from accounts import mail
from accounts.staff import staff_who_may
from dsr.enquiries.words import words_of
from dsr.greeting import greeted_as
from dsr.models import Enquiry
from dsr.permissions import ANSWER


def write(name: str, enquiry: Enquiry, **extra: Any) -> None:
    """Send the mail to the address the enquiry came from; does nothing once that is no longer readable."""
    words = words_of(enquiry)
    if words is None:
        return
    context = {**_about(enquiry), "name": greeted_as(words.name), **extra}
    mail.send(f"dsr/{name}", to=words.email, context=context, subject_ref=enquiry.subject.ref)


def tell_staff(enquiry: Enquiry) -> None:
    """Tell everybody who may answer that an enquiry has come."""
    href = f"{settings.BASE_URL}{reverse('admin:dsr_enquiry_change', args=[enquiry.pk])}"
    for user in staff_who_may(ANSWER):
        mail.send("dsr/enquiry_staff", to=user.email, context={**_about(enquiry), "name": "", "href": href})


def _about(enquiry: Enquiry) -> dict[str, Any]:
    return {
        "reference": enquiry.reference,
        "kind": str(enquiry.kind),
        "kind_label": enquiry.get_kind_display(),
        "due": enquiry.due,
        "authorities_page": settings.BASE_URL + reverse("dsr:authorities"),
    }
