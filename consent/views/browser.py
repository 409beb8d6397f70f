"""What is chosen in a browser without signing in: the answers to the cookie notice, and the cookie that remembers them."""

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from accounts.actor import VISITOR
from accounts.errors import TooManyAttempts
from accounts.public_forms import PublicRequest, public_form
from accounts.rate_limits import count, place_of
from consent.actions.browser import choose_in_browser
from consent.browser import COOKIE, choices_in, remember
from consent.choices import purposes_of_cookies
from consent.models import ConsentRecord
from consent.views.choices import page_of

PLACE = "#this-browser"


@public_form("browser", field="browser_token")
@require_POST
def browser(request: PublicRequest) -> HttpResponse:
    """Take accept, reject, or single answers, and go back to where the person was.

    While the browser sends a signal it is refused what needs consent, whatever is pressed, and no cookie is
    set. Refusing always works; agreeing is held off where somebody does it too often.
    """
    answer = request.POST.get("answer", "")
    if answer == "choose":
        return redirect(reverse("consent:choices") + PLACE)
    asked = purposes_of_cookies()
    wanted = asked if answer == "accept" else request.POST.getlist("purpose") if answer == "some" else ()
    signal = request.privacy_signal  # type: ignore[attr-defined]
    allowed = [] if signal else [key for key in asked if key in wanted]
    kept = choices_in(request)
    try:
        if allowed:
            count("browser", place_of(request))
        number = choose_in_browser(
            kept.number if kept else None,
            actor=VISITOR,
            allowed=allowed,
            method=ConsentRecord.Method.PAGE
            if request.POST.get("from") == "page"
            else ConsentRecord.Method.BANNER,
        )
    except TooManyAttempts as error:
        return render(
            request, "consent/choices_page.html", {**page_of(request), "problem": error.message}, status=429
        )
    response = redirect(_back(request))
    if not signal:
        remember(
            response, allowed=allowed, refused=[key for key in asked if key not in allowed], number=number
        )
    elif COOKIE in request.COOKIES:
        response.delete_cookie(COOKIE)
    return response


def _back(request: PublicRequest) -> str:
    """Return where the person was: a path of ours, and nothing else."""
    back = request.POST.get("back", "")
    return back if back.startswith("/") and url_has_allowed_host_and_scheme(back, None) else reverse("home")
