"""Settings of the trial: plain HTTP on loopback, mail into files, a clock that can be moved."""

import os
from urllib.parse import urlsplit

from config import env

os.environ.setdefault("CANDOR_BASE_URL", f"http://127.0.0.1:{os.environ.get('CANDOR_PORT', '8000')}")

from config.settings.base import *
from config.settings.base import BASE_DIR, BASE_URL, DATA_MAP_FILES, STATE_DIR, STORAGES

TRIAL = True
# The trial speaks plain HTTP on loopback, where browsers allow passkeys all the same.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = True
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
# Browsers share cookies between the ports of one host: two trials side by side must not sign each other out.
SESSION_COOKIE_NAME = f"session-{urlsplit(BASE_URL).port}"
CSRF_COOKIE_NAME = f"csrf-{urlsplit(BASE_URL).port}"
MAIL_TRANSPORT = "config.mailbox.transport.EmailBackend"
EMAIL_FILE_PATH = STATE_DIR / "mail"
CLOCK_FILE = STATE_DIR / "clock"
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
DATA_MAP_FILES = DATA_MAP_FILES or [
    p for p in [BASE_DIR / "config" / "example" / "organisation.yaml"] if p.exists()
]

env.refuse_unknown()
