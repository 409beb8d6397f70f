"""Addresses of the exports app."""

from django.urls import include, path

from exports.views import checking, corrections
from exports.views.answers import store_callback
from exports.views.holdings import holdings
from exports.views.owners import store_task
from exports.views.packages import again, file, package, packages
from exports.views.verifying import verify, verify_script

pages = [
    path("your-data/", holdings, name="holdings"),
    path("your-data/check/", checking.ask, name="check"),
    path("your-data/check/<uuid:ref>/", checking.answer, name="check_answer"),
    path("your-data/correct/", corrections.overview, name="correct"),
    path("your-data/correct/own/<str:what>/", corrections.own, name="correct_own"),
    path("your-data/correct/<uuid:reading>/<int:place>/", corrections.correct, name="correct_entry"),
    path("your-data/corrections/", corrections.history, name="corrections"),
    path("your-data/corrections/<uuid:ref>/", corrections.detail, name="correction"),
    path("your-data/corrections/<uuid:ref>/receipt.json", corrections.receipt, name="correction_receipt"),
    path("systems/answers/<str:store>/", store_callback, name="store_callback"),
    path("systems/task/<str:token>/", store_task, name="store_task"),
    path("downloads/", packages, name="packages"),
    path("downloads/<uuid:ref>/", package, name="package"),
    path("downloads/<uuid:ref>/again", again, name="again"),
    path("downloads/<uuid:ref>/file", file, name="download"),
    path("downloads/<uuid:ref>/file/<int:part>", file, name="download"),
    path("verify/", verify, name="verify"),
    path("verify/candor_verify.py", verify_script, name="verify_script"),
]
urlpatterns = [path("", include((pages, "exports")))]
