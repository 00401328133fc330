"""The Jinja2 environment of the public pages: the functions and filters of their templates, and translation.

Django's Jinja2 backend calls `environment` as configured in settings.TEMPLATES. Only the templates in templates/public/
use it; those of the desk, the sign-in and mails are Django templates.
"""

from functools import lru_cache

from django.conf import settings
from django.template import engines
from django.template.defaultfilters import capfirst, linebreaks_filter, linebreaksbr, truncatechars, urlencode
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import get_language, gettext, ngettext, npgettext, pgettext
from django_htmx.jinja import htmx_script
from jinja2 import StrictUndefined
from segno import make_qr

from measures.effect_texts import date_shown, number_shown
from measures.finding.cards import drawing_of, short_key
from measures.finding.current import past_day
from measures.licences import licence_name
from measures.links.forges import publiccode_address
from measures.markup.rendering import html
from measures.models.local_text import local, percent
from measures.public import texts
from measures.public.feedback_query import feedback_query
from measures.public.languages import alternates, german, is_german, other_language
from measures.public.past_days import carried, is_left_out, present_address
from measures.public.search_engines import canonical
from measures.public.shown_effects import bar_of
from measures.public.side_by_side import gaps
from measures.public.source_addresses import date_in_address, readable_address
from measures.public.source_order import is_copy
from measures.public.template_compiler import QuickEnvironment, written
from municipalities.map_sheet import points_of

CACHED_ADDRESSES = 10_000  # some 100 bytes each


def environment(**options):
    """Return a new environment with the options of the backend."""
    env = QuickEnvironment(
        **{
            **options,
            "undefined": StrictUndefined,  # a mistyped name is an error, not a gap on the page
            "finalize": written,  # for what is known when a template is compiled
            "extensions": ["jinja2.ext.i18n"],
            "lstrip_blocks": True,
        }
    )
    env.policies["ext.i18n.trimmed"] = True  # line breaks inside {% trans %} are layout
    # Not "newstyle", which would take translations for HTML that is safe, and formats each of them.
    env.install_gettext_callables(gettext, ngettext, newstyle=False, pgettext=pgettext, npgettext=npgettext)
    env.globals.update(
        htmx_script=htmx_script,
        _=gettext,  # directly; the extension's own would look for "gettext" first, each time
        alternates=alternates,
        canonical=canonical,
        feedback_query=feedback_query,
        carried=carried,
        german=german,
        is_german=is_german,
        language=get_language,
        local=local,
        other_language=other_language,
        past_day=past_day,
        past_day_is_left_out=is_left_out,
        present_address=present_address,
        static=static_address,
        url=url,
    )
    env.filters.update(
        capfirst=capfirst,
        date_in_address=date_in_address,
        day=texts.day,
        decimal=texts.decimal,
        effect_bar=bar_of,
        euros=texts.euros,
        drawing=drawing_of,
        gaps=gaps,
        linebreaks=linebreaks_filter,
        in_german=in_german,
        is_copy=is_copy,
        linebreaksbr=linebreaksbr,
        licence_name=licence_name,
        linked_data=texts.linked_data,
        map_points=points_of,
        markup=html,
        number=number_shown,
        partial_date=date_shown,
        percent=percent,
        qr_code=qr_code,
        publiccode_address=publiccode_address,
        readable_address=readable_address,
        measures_counted=texts.measures_counted,
        short_address=texts.short_address,
        short_key=short_key,
        measure_address=measure_address,
        state_names=texts.state_names,
        status_name=texts.status_name,
        thousands=texts.thousands,
        time_of_day=texts.time_of_day,
        truncatechars=truncatechars,
        urlencode=urlencode,
    )
    return env


def compile_templates():
    """Compile all public templates, so that worker processes forked afterwards share them."""
    env = engines["jinja2"].env
    for name in env.list_templates(extensions=["html"]):
        env.get_template(name)


def url(name, *args):
    """Return the address of a route in the language of the page.

    It is cached, because reversing would take longer than rendering the page.
    """
    return _reversed(get_language(), get_script_prefix(), name, args)


@lru_cache(maxsize=CACHED_ADDRESSES)
def _reversed(language, script_prefix, name, args):
    return reverse(name, args=args)


def in_german(text):
    """Return a text of an entry as HTML; on a page in another language it says that it is German."""
    return html(text) if is_german() else format_html("<div{}>{}</div>", german(), html(text))


def qr_code(address):
    """Return a QR code of an address as SVG."""
    picture = make_qr(address, error="m").svg_inline(border=2, dark="#000", light="#fff", omitsize=True, svgclass="qr")
    return mark_safe(picture)  # noqa: S308 - drawn by segno, the address is not part of it


def measure_address(slug):
    """Return the address of the page of a measure."""
    return url("measure", slug)


def static_address(path):
    """Return the address of a static file. Outside debug mode it is cached, since it cannot change."""
    return static(path) if settings.DEBUG else _static_address(path)


@lru_cache
def _static_address(path):
    return static(path)
