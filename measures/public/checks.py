"""System checks of `manage.py check --deploy`: what the operator of a public site has to fill in."""

from django.conf import settings
from django.core.checks import Warning, register

# In the settings, {name: what is missing without it}
NEEDED = {
    "MASSWERK_CONTACT": "The imprint names no e-mail address.",
    "MASSWERK_CONTROLLER": "The imprint and the privacy notice do not name who is responsible.",
}
NEEDED_IN_IMPRINT = {
    "representative": "MASSWERK_REPRESENTATIVE",
    "phone": "MASSWERK_PHONE",
}
NEEDED_IN_STATEMENT = {
    "conformity": "MASSWERK_ACCESSIBILITY_CONFORMITY",
    "written_on": "MASSWERK_ACCESSIBILITY_WRITTEN_ON",
    "checked_on": "MASSWERK_ACCESSIBILITY_CHECKED_ON",
    "method": "MASSWERK_ACCESSIBILITY_METHOD",
}


@register(deploy=True)
def check_operator(app_configs, **kwargs):
    """Warn of what imprint, feedback form and accessibility statement lack."""
    texts = [text for name, text in NEEDED.items() if not getattr(settings, name)]
    warnings = [Warning(text, hint="See docs/operation.md.", id="measures.W001") for text in texts]
    if not settings.MASSWERK_FEEDBACK_TO:
        text = "There is no feedback form, which § 12b BGG asks for: neither MASSWERK_FEEDBACK_TO nor MASSWERK_CONTACT."
        warnings.append(Warning(text, id="measures.W002"))
    for what, values, needed, number in (
        ("imprint", settings.MASSWERK_IMPRINT, NEEDED_IN_IMPRINT, "W003"),
        ("accessibility statement", settings.MASSWERK_ACCESSIBILITY, NEEDED_IN_STATEMENT, "W004"),
    ):
        missing = [name for key, name in needed.items() if not values[key]]
        if missing:
            warnings.append(Warning(f"The {what} is incomplete: set {', '.join(missing)}.", id=f"measures.{number}"))
    return warnings
