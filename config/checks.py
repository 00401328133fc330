"""What `manage.py check --deploy` says about the sign-in by an institution."""

from django.conf import settings
from django.core.checks import Error, Tags, register

NEEDED = ("MASSWERK_OIDC_ISSUER", "MASSWERK_OIDC_CLIENT_ID", "MASSWERK_OIDC_CLIENT_SECRET")


@register(Tags.security, deploy=True)
def institution(app_configs, **kwargs):
    missing = [name for name in NEEDED if not getattr(settings, name)]
    errors = []
    if missing and len(missing) < len(NEEDED):
        errors.append(
            Error(
                f"The sign-in by an institution is half configured, and therefore off: {', '.join(missing)} missing.",
                hint="Set all three, or none; see docs/operation.md.",
                id="masswerk.E001",
            )
        )
    if settings.MASSWERK_OIDC_ISSUER and not settings.MASSWERK_OIDC_ISSUER.startswith("https://"):
        errors.append(
            Error(
                f"MASSWERK_OIDC_ISSUER is {settings.MASSWERK_OIDC_ISSUER}; it must begin with https://.",
                hint="Whoever can listen on the way could sign in as anybody.",
                id="masswerk.E002",
            )
        )
    return errors
