"""How people sign in: django-allauth, and the providers switched on by environment variables."""

from django.core.exceptions import ImproperlyConfigured

from config import env
from config.settings.providers import PROVIDER_APPS, PROVIDER_ORIGINS, PROVIDERS

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.signin.backend.PasswordBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
SIGNIN_APPS = [
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    *PROVIDER_APPS,
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.headless",
]
SIGNIN_MIDDLEWARE = [
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "accounts.signin.browsers.KnownBrowserMiddleware",
]
# A form that starts a social sign-in is answered with a redirect to the provider, which the policy must allow.
SIGNIN_FORM_TARGETS = PROVIDER_ORIGINS

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.signin.adapters.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.signin.forms.SignInForm",
    "reset_password": "accounts.signin.forms.ForgottenPasswordForm",
    "reset_password_from_key": "accounts.signin.forms.ResetPasswordForm",
    "add_email": "accounts.signin.forms.NewAddressForm",
    "change_password": "accounts.signin.forms.ChangePasswordForm",
    "set_password": "accounts.signin.forms.SetPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email"}
# Without a password here the sign-in page would take none; accounts themselves open without one.
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 15 * 60
ACCOUNT_SESSION_REMEMBER = True
# No answer tells whether an address has an account; an unknown address gets a mail that says so to its owner.
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
# The portal's own alerts (accounts/alerts.py) say the same and carry a way out.
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
SESSION_COOKIE_AGE = 14 * 24 * 3600

MFA_FORMS = {"add_webauthn": "accounts.signin.key_forms.NewKeyForm"}
MFA_ADAPTER = "accounts.signin.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
# A passkey counts as two factors only when the device has checked its owner.
MFA_WEBAUTHN_USER_VERIFICATION = "required"
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True

SOCIALACCOUNT_PROVIDERS = PROVIDERS
SOCIALACCOUNT_ADAPTER = "accounts.signin.adapters.SocialAdapter"
SOCIALACCOUNT_EMAIL_VERIFICATION = "mandatory"
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False
SOCIALACCOUNT_STORE_TOKENS = True
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10

HEADLESS_CLIENTS = ("app",)
HEADLESS_SERVE_SPECIFICATION = True
# The specification is served as YAML and JSON; allauth's page for it would load a script from elsewhere.
HEADLESS_SPECIFICATION_TEMPLATE_NAME = None
USERSESSIONS_TRACK_ACTIVITY = True

# The company's own settings page can send people over with a signed hand-off; see accounts/signin/README.md.
HANDOFF_KEY = env.key32(
    "CANDOR_HANDOFF_KEY",
    "Key shared with the company's settings page, which signs hand-offs with HS256.",
    b"",
)
HANDOFF_PUBLIC_KEY = env.key32(
    "CANDOR_HANDOFF_PUBLIC_KEY",
    "Ed25519 public key of the company's settings page, instead of a shared key.",
    b"",
)
if HANDOFF_KEY and HANDOFF_PUBLIC_KEY:
    raise ImproperlyConfigured(
        "CANDOR_HANDOFF_KEY and CANDOR_HANDOFF_PUBLIC_KEY are both set. Keep one of them."
    )
HANDOFF_STORE = env.text(
    "CANDOR_HANDOFF_STORE", "Store of the data map whose account numbers hand-offs carry.", "platform"
)
# Programs behind a load balancer see its address; so many of the last hops in X-Forwarded-For are trusted.
ALLAUTH_TRUSTED_PROXY_COUNT = env.integer(
    "CANDOR_TRUSTED_PROXIES", "Proxies in front whose X-Forwarded-For is believed.", 0, most=10
)

OIDC_STORE = env.text(
    "CANDOR_OIDC_STORE",
    "Store of the data map whose account numbers the OpenID Connect provider vouches for; empty: it vouches for none.",
    "",
)
OIDC_CLAIM = env.text(
    "CANDOR_OIDC_CLAIM", "Claim of the OpenID Connect provider that holds the account number.", "sub"
)
