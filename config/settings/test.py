"""Settings of the tests: the trial's, with fast hashing, mail in memory and the clock left alone."""

import os

os.environ.setdefault("CANDOR_SECRET_KEY", "tests only")
os.environ.setdefault("CANDOR_KEY", "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=")
os.environ.setdefault("CANDOR_SIGNING_KEY", "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=")
os.environ.setdefault("CANDOR_BASE_URL", "http://testserver")

from config.settings.trial import *
from config.settings.trial import DATABASES

# The owner makes the test database; tests/conftest.py then takes the application's role.
DATABASES["default"] = {**DATABASES.pop("owner", DATABASES["default"]), "TEST": {}}
CLOCK_FILE = None
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
