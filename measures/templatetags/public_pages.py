"""Lets Django's templates (desk, sign-in) show components of the public pages, which are Jinja2 templates."""

from django import template
from django.template import engines
from django.utils.safestring import mark_safe

register = template.Library()


@register.simple_tag(takes_context=True)
def public_component(context, name, **values):
    """Render templates/public/`name` with the current context and `values`: the same HTML as on public pages."""
    component = engines["jinja2"].get_template(name)
    return mark_safe(component.render({**context.flatten(), **values}))  # noqa: S308 - it escapes by itself
