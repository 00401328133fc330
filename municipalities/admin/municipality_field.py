"""A form field to choose one of 10,800 municipalities by typing, and what it suggests.

Without script, a name that several places have is answered by an error that lists them with district and key.
"""

from django import forms
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _

from municipalities.folding import spellings
from municipalities.labels import described
from municipalities.models import Municipality
from municipalities.place_words import LONGEST_TEXT, written_out

SEPARATOR = " · "
MOST_SUGGESTED = 20
MOST_NAMED = 8  # in an error


def text_of(place: Municipality) -> str:
    """Return the name of a municipality with its district and its regional key, or slug if it has none."""
    return f"{described(place, shared=True)}{SEPARATOR}{place.ars or place.slug}"


def suggestions(request: HttpRequest) -> JsonResponse:
    """Respond with the places that match `term`, in the format of Django's autocompletion."""
    term = request.GET.get("term", "").replace("\0", "")
    rows = Municipality.objects.matching(term).best_first(term)[: MOST_SUGGESTED + 1]
    found = [{"id": str(row.pk), "text": text_of(row)} for row in rows]
    return JsonResponse({"results": found[:MOST_SUGGESTED], "pagination": {"more": len(found) > MOST_SUGGESTED}})


class MunicipalityField(forms.ModelChoiceField):
    """Accepts the text of a municipality, its regional key or slug, or its name if no other place has it now."""

    widget = forms.TextInput(attrs={"list": "municipalities", "autocomplete": "off"})

    def prepare_value(self, value):
        return text_of(value) if isinstance(value, Municipality) else value

    def to_python(self, value):
        text = (value or "").replace("\0", "").strip()
        if not text:
            return None
        name, _separator, key = text.rpartition(SEPARATOR)
        if key and (found := self.queryset.filter(ars=key) or self.queryset.filter(slug=key)):
            return found[0]
        candidates = list(self.queryset.matching(name or text).best_first(name or text)[:MOST_SUGGESTED])
        named = [place for place in candidates if is_named(place, text)]
        # The places of a name that still exist come before those that are gone.
        current = [place for place in named if not place.gone_since] or named
        if len(current) == 1:
            return current[0]
        raise forms.ValidationError(*self._which_one(current, candidates))

    def _which_one(self, named, candidates):
        """Return message and code of an error that lists what may have been meant."""
        names = "; ".join(text_of(place) for place in (named or candidates)[:MOST_NAMED])
        if named:
            return _("Several places have this name. Please enter one of: %(names)s") % {"names": names}, "ambiguous"
        if candidates:
            return _("There is no place of exactly this name. Did you mean: %(names)s") % {"names": names}, "unknown"
        return self.error_messages["invalid_choice"], "invalid_choice"


def is_named(place: Municipality, text: str) -> bool:
    """Return whether a text is a name of a place, with or without its district, folded."""
    names = (place.name, place.official_name, described(place, shared=True))
    return plain(text) in [plain(name) for name in names]


def plain(text: str) -> list[str]:
    return [spellings(word)[-1] for word in written_out(text[:LONGEST_TEXT])]
