"""Addresses of the dsr app."""

from django.urls import include, path

from dsr.views import (
    agents,
    asking,
    authorities,
    closing,
    contact,
    copies,
    disagreeing,
    home,
    mandates,
    promises,
    requests,
    tracking,
)

named = [
    path("authorities/", authorities.authorities, name="authorities"),
    path("agents/", agents.guide, name="agents"),
    path("agents/confirm/<str:token>/", mandates.confirm, name="agent_confirm"),
    path("agents/copy/<str:token>/", mandates.copy, name="agent_copy"),
    path("agents/desk/", agents.desk, name="agent_desk"),
    path("agents/file/", agents.file, name="agent_file"),
    path("agents/filed/<str:token>/", agents.filed, name="agent_filed"),
    path("ask/", asking.ask, name="ask"),
    path("ask/<str:token>/", asking.confirm, name="confirm"),
    path("choose/", home.choose, name="choose"),
    path("close-account/", closing.close, name="close"),
    path("close-account/confirm/", closing.confirm, name="close_confirm"),
    path("close-account/done/", closing.closed, name="closed"),
    path("closing/", closing.closing, name="closing"),
    path("closing/cancel/<str:token>/", closing.cancel, name="cancel"),
    path("copy/<str:grant>/<int:part>", copies.copy, name="copy"),
    path("contact/", contact.contact, name="contact"),
    path("contact/sent/<str:token>/", contact.sent, name="contact_sent"),
    path("correct/", home.correct, name="correct"),
    path("download/", home.download, name="download"),
    path("promises/", promises.promises, name="promises"),
    path("requests/", requests.listing, name="requests"),
    path("requests/<str:reference>/", requests.detail, name="request"),
    path("requests/<str:reference>/complaint/", requests.complaint, name="complaint"),
    path("requests/<str:reference>/complaint.<str:kind>", requests.complaint_file, name="complaint_file"),
    path("requests/<str:reference>/statement/", disagreeing.disagree, name="disagree"),
    path("requests/<str:reference>/cancel/", requests.withdraw, name="withdraw"),
    path("track/", tracking.track, name="track"),
]
urlpatterns = [
    path("", home.home, name="home"),
    path("", include((named, "dsr"))),
]
