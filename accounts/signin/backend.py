"""Check a password with the same work whether the address has an account or not."""

from allauth.account.auth_backends import AuthenticationBackend

from accounts.models import User


class PasswordBackend(AuthenticationBackend):
    """django-allauth's backend, with one query and one hash for every address."""

    def _authenticate_by_email(self, email: str, password: str) -> User | None:
        """Return the account if the password is its own; where there is none, a hash is made all the same."""
        return self._check_password(User.objects.filter(email__iexact=email).first(), password)
