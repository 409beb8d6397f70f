"""Settings of a real installation: HTTPS only, and nothing unknown in the environment."""

from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config import env
from config.settings.base import *
from config.settings.base import ALLOWED_HOSTS, BASE_URL

HOST = urlsplit(BASE_URL).hostname or ""
if urlsplit(BASE_URL).scheme != "https" or not HOST:
    raise ImproperlyConfigured(
        f"CANDOR_BASE_URL is {BASE_URL}; in production it must begin with https:// and name a host."
    )
ALLOWED_HOSTS = ALLOWED_HOSTS or [HOST]
if HOST not in ALLOWED_HOSTS and "*" not in ALLOWED_HOSTS:
    raise ImproperlyConfigured(
        f"CANDOR_ALLOWED_HOSTS does not hold {HOST}, the host of CANDOR_BASE_URL. Add it, or leave the variable out."
    )
SECURE_SSL_REDIRECT = env.boolean("CANDOR_SSL_REDIRECT", "Whether plain HTTP is redirected to HTTPS.", True)
SECURE_HSTS_SECONDS = env.integer(
    "CANDOR_HSTS_SECONDS", "How long browsers insist on HTTPS, in seconds.", 31536000
)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_HSTS_PRELOAD = True
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
SESSION_COOKIE_NAME = "__Host-session"
CSRF_COOKIE_NAME = "__Host-csrf"
if env.boolean("CANDOR_BEHIND_PROXY", "Whether a proxy in front sets X-Forwarded-Proto.", False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

env.refuse_unknown()
