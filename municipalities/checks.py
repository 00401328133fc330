"""What `manage.py check --deploy` warns of."""

from django.conf import settings
from django.core.checks import Tags, Warning, register


@register(Tags.security, deploy=True)
def second_factor_is_asked_for(app_configs, **kwargs):
    if settings.MASSWERK_SECOND_FACTOR:
        return []
    text = "Moderators need no second factor (MASSWERK_SECOND_FACTOR is off): a password alone lets anybody publish."
    return [Warning(text, id="municipalities.W001")]
