"""The lines of a cell with effects: level | indicator | unit | baseline | target | value | date | source."""

from typing import Any

from django.utils.text import capfirst
from django.utils.translation import gettext as _

from measures.content import EFFECT_FIELDS
from measures.effect_fields import EffectForm
from measures.intake.problems import NotUnderstood
from measures.models import Effect
from measures.models.effects import Level

MOST = 50  # effects of one entry


def effects_in(text: str) -> list[dict[str, Any]]:
    """Return the effects that the lines of a cell say, as content has them. Raises NotUnderstood."""
    lines = [line for line in text.splitlines() if line.strip(" |\t")]
    if len(lines) > MOST:
        raise NotUnderstood(_("These are more than 50 effects."))
    return [effect_in(line) for line in lines]


def effect_in(line: str) -> dict[str, Any]:
    """Return the effect that one line says. Raises NotUnderstood."""
    parts = [part.strip() for part in line.split("|")]
    if len(parts) > len(EFFECT_FIELDS):
        raise NotUnderstood(_("This line has too many parts."), value=line)
    typed = dict(zip(EFFECT_FIELDS, parts, strict=False))
    return effect_of({**typed, "level": level_named(typed["level"])}, line)


def level_named(word: str) -> str:
    """Return the level that a word names, in either language, or the word itself."""
    return next((level.value for level in Level if word.casefold() in (level.value, level.label.casefold())), word)


def effect_of(typed: dict[str, str], line: str) -> dict[str, Any]:
    """Return an effect made of typed texts by the names of its fields. Raises NotUnderstood, with the `line`."""
    form = EffectForm(typed)
    if form.is_valid():
        return {name: form.cleaned_data[name] for name in EFFECT_FIELDS}
    name, (problem, *_others) = next(iter(form.errors.items()))
    label = capfirst(Effect._meta.get_field(name).verbose_name)
    raise NotUnderstood(f"{label}: {problem}", value=line)
