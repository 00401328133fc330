"""System checks of `manage.py check --deploy` for signing in."""

from email.utils import parseaddr

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register
from django.core.exceptions import ValidationError
from django.db import DatabaseError

from municipalities import mail_addresses
from municipalities.accounts.known_password import KNOWN_ACCOUNTS, KNOWN_PASSWORD
from municipalities.accounts.models import User

ADDRESS_SETTINGS = ("DEFAULT_FROM_EMAIL", "MASSWERK_CONTACT", "MASSWERK_BOUNCES_TO")
OIDC_SETTINGS = ("MASSWERK_OIDC_ISSUER", "MASSWERK_OIDC_CLIENT_ID", "MASSWERK_OIDC_CLIENT_SECRET")


@register()
def check_mail_addresses(app_configs, **kwargs):
    """Report mail addresses in the settings that mail cannot be sent to."""
    errors = []
    for name in ADDRESS_SETTINGS:
        _display_name, address = parseaddr(getattr(settings, name))
        try:
            if "@" in address:
                mail_addresses.validate_own(address)
        except ValidationError as error:
            text = f"The mail address {address} in {name} cannot be used: {' '.join(error.messages)}"
            errors.append(Error(text, id="accounts.E003"))
    return errors


@register(Tags.security, deploy=True)
def check_second_factor(app_configs, **kwargs):
    """Warn if moderators need no second factor."""
    if settings.MASSWERK_SECOND_FACTOR:
        return []
    text = "Moderators need no second factor (MASSWERK_SECOND_FACTOR is off): a password alone lets anybody publish."
    return [Warning(text, id="accounts.W001")]


@register(Tags.security, deploy=True)
def check_known_password(app_configs, **kwargs):
    """Report accounts of `make run` that still have the password that everybody knows."""
    try:
        accounts = [
            user for user in User.objects.filter(email__in=KNOWN_ACCOUNTS) if user.check_password(KNOWN_PASSWORD)
        ]
    except DatabaseError:
        return []  # there is no database yet, or none of ours
    names = ", ".join(user.email for user in accounts)
    text = f"The password of {names} is public: these accounts come from `make run`. Deactivate them."
    return [Error(text, id="accounts.E004")] if accounts else []


@register(Tags.security, deploy=True)
def check_oidc_settings(app_configs, **kwargs):
    """Report an OpenID Connect provider that is configured in part, or reached without HTTPS."""
    missing = [name for name in OIDC_SETTINGS if not getattr(settings, name)]
    errors = []
    if missing and len(missing) < len(OIDC_SETTINGS):
        errors.append(
            Error(
                f"The sign-in by an institution is half configured, and therefore off: {', '.join(missing)} missing.",
                hint="Set all three, or none; see docs/operation.md.",
                id="accounts.E001",
            )
        )
    if settings.MASSWERK_OIDC_ISSUER and not settings.MASSWERK_OIDC_ISSUER.startswith("https://"):
        errors.append(
            Error(
                f"MASSWERK_OIDC_ISSUER is {settings.MASSWERK_OIDC_ISSUER}; it must begin with https://.",
                hint="Whoever can read the traffic could sign in as anybody.",
                id="accounts.E002",
            )
        )
    return errors
