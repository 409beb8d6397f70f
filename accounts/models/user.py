"""The account a person signs in with."""

import uuid
from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.clock import now


class UserManager(BaseUserManager["User"]):
    """Creates accounts that are known by their e-mail address."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a new saved account; without a password it can only be entered by code, passkey or provider."""
        user = self.model(email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **fields: Any) -> "User":
        """Return a new staff account with every permission."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **fields)

    def get_by_natural_key(self, email: str | None) -> "User":
        """Return the account with this address, whatever its case."""
        return self.get(email__iexact=email)


class User(AbstractBaseUser, PermissionsMixin):
    """An account. It belongs to one data subject; staff accounts belong to none."""

    ref = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    subject = models.OneToOneField(
        "accounts.DataSubject", models.PROTECT, null=True, blank=True, related_name="user", editable=False
    )
    email = models.EmailField(_("email address"), max_length=254)
    is_active = models.BooleanField(_("may sign in"), default=True)
    is_staff = models.BooleanField(_("may enter the staff admin"), default=False)
    date_joined = models.DateTimeField(_("joined"), default=now, editable=False)
    session_epoch = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text=_("Raised to end every session and token of the account at once."),
    )

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        verbose_name = _("account")
        verbose_name_plural = _("accounts")
        constraints = [models.UniqueConstraint(Lower("email"), name="accounts_user_email_once")]

    def __str__(self) -> str:
        return self.email

    @property
    def subject_ref(self) -> uuid.UUID | None:
        """Return the opaque reference of the account's person; staff have none."""
        return self.subject.ref if self.subject else None

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what every session of this account must carry: it changes with the password and the epoch."""
        value = f"{self.password}:{self.session_epoch}"
        return salted_hmac("accounts.user.session", value, secret=secret, algorithm="sha256").hexdigest()
