"""Every address of the portal: pages, API, staff admin."""

from django.conf import settings
from django.contrib import admin
from django.urls import include, path, re_path

from accounts.views.sign_in import no_telephone
from config.health import healthz, readyz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("staff/", admin.site.urls),
    path("account/", include("accounts.signin.urls")),
    path("account/", include("allauth.urls")),
    re_path(r"^_allauth/\w+/v1/(?:account|auth)/phone", no_telephone, name="no_telephone"),
    path("_allauth/", include("allauth.headless.urls")),
    path("api/v1/", include("config.api_urls")),
    path("", include("accounts.urls")),
    path("", include("exports.urls")),
    path("", include("dsr.urls")),
    path("", include("consent.urls")),
]
if getattr(settings, "TRIAL", False):
    from config.tour.views import to_the_tour

    urlpatterns += [
        path("trial/", include("config.trial_urls")),
        path("tour", to_the_tour, name="trial-tour-short"),
    ]
