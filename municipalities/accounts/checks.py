"""What `manage.py check --deploy` says about signing in."""

from django.conf import settings
from django.core.checks import Error, Tags, Warning, register

OIDC = ("MASSWERK_OIDC_ISSUER", "MASSWERK_OIDC_CLIENT_ID", "MASSWERK_OIDC_CLIENT_SECRET")


@register(Tags.security, deploy=True)
def second_factor_is_asked_for(app_configs, **kwargs):
    if settings.MASSWERK_SECOND_FACTOR:
        return []
    text = "Moderators need no second factor (MASSWERK_SECOND_FACTOR is off): a password alone lets anybody publish."
    return [Warning(text, id="accounts.W001")]


@register(Tags.security, deploy=True)
def sign_in_by_an_institution_is_whole(app_configs, **kwargs):
    missing = [name for name in OIDC if not getattr(settings, name)]
    errors = []
    if missing and len(missing) < len(OIDC):
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
                hint="Whoever can listen on the way could sign in as anybody.",
                id="accounts.E002",
            )
        )
    return errors
