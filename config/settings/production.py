"""Settings of a real installation: HTTPS only, and nothing unknown in the environment."""

from config import env
from config.settings.base import *

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
