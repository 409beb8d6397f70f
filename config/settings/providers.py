"""The sign-in services switched on by environment variables; half a pair of credentials is refused."""

from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

from config import env

PROVIDER_APPS: list[str] = []
PROVIDER_ORIGINS: list[str] = []
PROVIDERS: dict[str, dict[str, Any]] = {}


def together(*names_and_meanings: tuple[str, str]) -> list[str] | None:
    """Return the values of variables that only make sense together, or None when none is set.

    Raise ImproperlyConfigured naming the first missing one when only some are set.
    """
    values = {name: env.text(name, meaning, "") for name, meaning in names_and_meanings}
    missing = [name for name, value in values.items() if not value]
    if len(missing) == len(values):
        return None
    if missing:
        given = ", ".join(name for name in values if name not in missing)
        raise ImproperlyConfigured(f"{missing[0]} is not set, but {given} is. Set both, or neither.")
    return list(values.values())


def switch_on(provider: str, *origins: str, **settings: Any) -> None:
    """Add a provider with its settings and the places its sign-in may be sent to."""
    PROVIDER_APPS.append(f"allauth.socialaccount.providers.{provider}")
    PROVIDER_ORIGINS.extend(origins)
    PROVIDERS[provider] = settings


def origin(url: str) -> str:
    """Return scheme, host and port of a URL, as a content security policy names them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


if google := together(
    ("CANDOR_GOOGLE_CLIENT_ID", "Client id of Sign in with Google; switches it on."),
    ("CANDOR_GOOGLE_CLIENT_SECRET", "Client secret of Sign in with Google."),
):
    # Where Google is can be changed, so that the tests can sign in for real against a provider of their own.
    places = {
        "AUTHORIZE_URL": env.text(
            "CANDOR_GOOGLE_AUTHORIZE_URL",
            "Google's sign-in page.",
            "https://accounts.google.com/o/oauth2/v2/auth",
        ),
        "ACCESS_TOKEN_URL": env.text(
            "CANDOR_GOOGLE_TOKEN_URL", "Google's token address.", "https://oauth2.googleapis.com/token"
        ),
        "IDENTITY_URL": env.text(
            "CANDOR_GOOGLE_USERINFO_URL",
            "Google's profile address.",
            "https://www.googleapis.com/oauth2/v2/userinfo",
        ),
        "ID_TOKEN_ISSUER": env.text(
            "CANDOR_GOOGLE_ISSUER", "Issuer of Google's identity tokens.", "https://accounts.google.com"
        ),
    }
    switch_on(
        "google",
        origin(places["AUTHORIZE_URL"]),
        APPS=[{"client_id": google[0], "secret": google[1]}],
        SCOPE=["openid", "profile", "email"],
        OAUTH_PKCE_ENABLED=True,
        **places,
    )

if apple := together(
    ("CANDOR_APPLE_CLIENT_ID", "Services id of Sign in with Apple; switches it on."),
    ("CANDOR_APPLE_KEY_ID", "Id of the key Apple issued for Sign in with Apple."),
    ("CANDOR_APPLE_TEAM_ID", "Team id at Apple."),
    (
        "CANDOR_APPLE_PRIVATE_KEY",
        "The private key Apple issued, as PEM; best given as CANDOR_APPLE_PRIVATE_KEY_FILE.",
    ),
):
    switch_on(
        "apple",
        "https://appleid.apple.com",
        APPS=[
            {
                "client_id": apple[0],
                "secret": apple[1],
                "key": apple[2],
                "settings": {"certificate_key": apple[3]},
            }
        ],
    )

if facebook := together(
    ("CANDOR_FACEBOOK_CLIENT_ID", "App id of Facebook Login; switches it on."),
    ("CANDOR_FACEBOOK_CLIENT_SECRET", "App secret of Facebook Login."),
):
    switch_on(
        "facebook",
        "https://www.facebook.com",
        APPS=[{"client_id": facebook[0], "secret": facebook[1]}],
        METHOD="oauth2",
        VERSION="v21.0",
        SCOPE=env.words(
            "CANDOR_FACEBOOK_SCOPES",
            "What Facebook is asked for, comma-separated.",
            ["email", "public_profile"],
        ),
        FIELDS=["id", "email", "name", "birthday", "picture", "friends", "permissions"],
    )

if x := together(
    ("CANDOR_X_CLIENT_ID", "OAuth 2 client id at X; switches it on."),
    ("CANDOR_X_CLIENT_SECRET", "OAuth 2 client secret at X."),
):
    switch_on(
        "twitter_oauth2",
        "https://x.com",
        APPS=[{"client_id": x[0], "secret": x[1]}],
        SCOPE=["users.read", "tweet.read"],
    )

if oidc := together(
    (
        "CANDOR_OIDC_SERVER",
        "Address of an OpenID Connect provider, usually the company's own; switches it on.",
    ),
    ("CANDOR_OIDC_CLIENT_ID", "Client id at the OpenID Connect provider."),
    ("CANDOR_OIDC_CLIENT_SECRET", "Client secret at the OpenID Connect provider."),
    ("CANDOR_OIDC_NAME", "Name of the OpenID Connect provider, as people know it."),
):
    switch_on(
        "openid_connect",
        origin(oidc[0]),
        *env.words(
            "CANDOR_OIDC_ORIGINS",
            "Further origins its sign-in page redirects to, comma-separated, if not on the server's own.",
        ),
        APPS=[
            {
                "provider_id": "oidc",
                "name": oidc[3],
                "client_id": oidc[1],
                "secret": oidc[2],
                "settings": {"server_url": oidc[0], "oauth_pkce_enabled": True},
            }
        ],
    )
