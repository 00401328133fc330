"""The Jinja2 environment of the public pages: the functions and filters of their templates, and translation.

Django's Jinja2 backend calls `environment` as configured in settings.TEMPLATES. Only the templates in templates/public/
use it; those of the desk, the sign-in and mails are Django templates.
"""

from functools import lru_cache

from django.conf import settings
from django.template import engines
from django.template.defaultfilters import capfirst, linebreaksbr, truncatechars, urlencode
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from django_htmx.jinja import htmx_script
from jinja2 import Environment, StrictUndefined

from measures.models import Edition
from measures.public import texts

CACHED_ADDRESSES = 10_000  # some 100 bytes each


def environment(**options) -> Environment:
    """Return a new environment. `options` come from the backend."""
    env = Environment(  # noqa: S701 - `options` has autoescape, from the backend
        **{
            **options,
            "undefined": StrictUndefined,  # a mistyped name raises an error instead of printing nothing
            "finalize": empty_for_none,
            "extensions": ["jinja2.ext.i18n"],
            "lstrip_blocks": True,
        }
    )
    env.policies["ext.i18n.trimmed"] = True  # line breaks inside {% trans %} are not part of the message
    env.install_gettext_callables(gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext)
    env.globals.update(
        htmx_script=htmx_script,
        language=get_language,
        static=static_address,
        status_label=status_label,
        url=url,
    )
    env.filters.update(
        capfirst=capfirst,
        day=texts.day,
        linebreaksbr=linebreaksbr,
        linked_data=texts.linked_data,
        markdown=texts.markdown,
        measures_counted=texts.measures_counted,
        short_address=texts.short_address,
        state_names=texts.state_names,
        thousands=texts.thousands,
        truncatechars=truncatechars,
        urlencode=urlencode,
    )
    return env


def compile_templates():
    """Compile all public templates, so that worker processes forked afterwards share them."""
    env = engines["jinja2"].env
    for name in env.list_templates(extensions=["html"]):
        env.get_template(name)


def empty_for_none(value):
    """Return a value for output: Jinja2 would print None as "None"."""
    return "" if value is None else value


def status_label(value):
    """Return the label of a value of Edition.Status."""
    return Edition.Status(value).label


def url(name, *args):
    """Return the address of a route. It is cached, because reversing would take longer than rendering the page."""
    return _reversed(get_script_prefix(), name, args)


@lru_cache(maxsize=CACHED_ADDRESSES)
def _reversed(script_prefix, name, args):
    return reverse(name, args=args)


def static_address(path):
    """Return the address of a static file. Outside debug mode it is cached, since it cannot change."""
    return static(path) if settings.DEBUG else _static_address(path)


@lru_cache
def _static_address(path):
    return static(path)
