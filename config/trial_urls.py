"""Addresses that exist only in the trial."""

from django.urls import path

from config.mailbox.views import mailbox, read_html, read_letter
from config.sign_ins.views import sign_ins
from config.style_guide import style_guide
from config.tour.views import go, next_day, tour

urlpatterns = [
    path("mailbox", mailbox, name="trial-mailbox"),
    path("mailbox/<str:name>", read_letter, name="trial-letter"),
    path("mailbox/<str:name>/html", read_html, name="trial-letter-html"),
    path("sign-ins", sign_ins, name="trial-sign-ins"),
    path("tour", tour, name="trial-tour"),
    path("tour/next-day", next_day, name="trial-next-day"),
    path("tour/<int:number>", go, name="trial-go"),
    path("style", style_guide, name="style_guide"),
]
