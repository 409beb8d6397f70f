"""Settings of the tests: the trial's, with fast hashing, mail in memory and the clock left alone."""

import os

os.environ.setdefault("CANDOR_SECRET_KEY", "tests only")
os.environ.setdefault("CANDOR_KEY", "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=")
os.environ.setdefault("CANDOR_SIGNING_KEY", "dGVzdHMtb25seS10ZXN0cy1vbmx5LXRlc3RzLW9ubHk=")
os.environ.setdefault("CANDOR_BASE_URL", "http://testserver")

# Every sign-in service is switched on; the tests point each at a provider of their own on loopback.
for _name in ("GOOGLE", "FACEBOOK", "X"):
    os.environ.setdefault(f"CANDOR_{_name}_CLIENT_ID", f"test-{_name.lower()}")
    os.environ.setdefault(f"CANDOR_{_name}_CLIENT_SECRET", f"test-{_name.lower()}-secret")
for _name in ("CLIENT_ID", "KEY_ID", "TEAM_ID", "PRIVATE_KEY"):
    os.environ.setdefault(f"CANDOR_APPLE_{_name}", f"test-apple-{_name.lower()}")
for _name, _value in {
    "SERVER": "http://127.0.0.1:9",
    "CLIENT_ID": "test-oidc",
    "CLIENT_SECRET": "test-oidc-secret",
    "NAME": "Inkwell",
}.items():
    os.environ.setdefault(f"CANDOR_OIDC_{_name}", _value)

os.environ.setdefault("CANDOR_HANDOFF_KEY", "aGFuZC1vZmYtdGVzdHMtaGFuZC1vZmYtdGVzdHMtMTI=")

# What the company of this machine has is none of the tests' business: they make their own.
for _name in list(os.environ):
    _bare = _name.removesuffix("_FILE")
    if _bare in ("CANDOR_DATABASES", "CANDOR_STORAGES") or (
        _bare.endswith(("_DATABASE_URL", "_DATABASE_WRITE_URL", "_STORAGE_URL"))
        and _bare != "PLATFORM_DATABASE_URL"
    ):
        del os.environ[_name]

from config.settings.trial import *
from config.settings.trial import CACHES, DATABASES

# The owner makes the test database; tests/conftest.py then takes the application's role.
DATABASES["default"] = {**DATABASES.pop("owner", DATABASES["default"]), "TEST": {}}
CLOCK_FILE = None
SESSION_COOKIE_NAME = "sessionid"
CSRF_COOKIE_NAME = "csrftoken"
ALLOWED_HOSTS = ["testserver", "127.0.0.1", "localhost"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
CACHES["default"] = {**CACHES["default"], "BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
