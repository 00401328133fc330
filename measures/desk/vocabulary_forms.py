"""The forms of values of vocabularies and of synonyms, which refuse what is there already in other words."""

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from measures.models import Indicator, Solution, SolutionType, SynonymGroup
from measures.models.effects import compared_by
from municipalities.folding import fold
from municipalities.slugs import free_slug


class VocabularyForm(forms.ModelForm):
    """The form of a value. An empty address of a new value is filled in from its name.

    Later the address is read-only, since other sites link to it.
    """

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if "slug" in self.fields:
            self.fields["slug"].required = False
            self.fields["slug"].help_text = _("Made from the name if you leave it empty. It cannot be changed later.")

    def clean_name(self):
        """Return the name. It must not be that of another value, also in other letters or as a synonym of it."""
        name, model = self.cleaned_data["name"], self._meta.model
        others = model.objects.current().exclude(pk=self.instance.pk)
        # Django skips the unique constraint on current values, because `merged_into` is not a field of the form.
        if others.filter(name=name).exists():
            raise self.instance.unique_error_message(model, ["name"])
        if "name" not in self.changed_data:
            return name
        words = synonyms_of(name) | {fold(name)}
        for other in others:
            if fold(other.name) in words:
                raise forms.ValidationError(
                    _("There is “%(name)s”, which says the same in other letters or as a synonym. Please use that.")
                    % {"name": other.name}
                )
        return name

    def clean_slug(self):
        model = self._meta.model
        if model.objects.merged().filter(slug=self.cleaned_data["slug"]).exists():
            raise forms.ValidationError(_("This is the address of a value that was merged. Choose another one."))
        taken = set(model.objects.values_list("slug", flat=True))
        return self.cleaned_data["slug"] or free_slug(self.cleaned_data.get("name", ""), taken)


class SolutionForm(VocabularyForm):
    class Meta:
        model = Solution
        fields = ["repository", "source_url"]  # the admin names all that it shows
        help_texts = {
            "repository": gettext_lazy(
                "GitHub, GitLab.com, OpenCoDE or Bitbucket. Of other hosts, the address of the file publiccode.yml "
                "itself: it is read every week."
            ),
            "source_url": gettext_lazy("The page on which repository, licence and documentation are named."),
        }


class IndicatorForm(forms.ModelForm):
    class Meta:
        model = Indicator
        fields = [
            "solution_type", "level", "name", "unit", "description", "name_en", "unit_en", "description_en", "order",
        ]  # fmt: skip
        help_texts = {
            "name": gettext_lazy(
                "Entries name it by this text. If you change it, what they say under the old name stays apart."
            )
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["solution_type"].queryset = SolutionType.objects.current()

    def clean(self):
        """Refuse an indicator that this solution type has already, in whatever spelling."""
        data = super().clean()
        if data.get("solution_type") and data.get("name"):
            others = data["solution_type"].indicators.exclude(pk=self.instance.pk)
            key = compared_by(data["name"], data.get("unit", ""))
            if key in [compared_by(other.name, other.unit) for other in others]:
                self.add_error("name", _("This solution type has an indicator with this name and unit already."))
        return data


class SynonymForm(forms.ModelForm):
    class Meta:
        model = SynonymGroup
        fields = ["terms"]
        help_texts = {
            "terms": gettext_lazy(
                "A search for one of the terms finds the others, too. Behind a “>” stand terms that are only found: "
                "“air quality > Luftqualität, Feinstaub” does not make “Luftqualität” find “Feinstaub”."
            )
        }

    def clean_terms(self):
        """Return the terms. None may stand twice, nor be asked for in another group as well."""
        terms = self.cleaned_data["terms"]
        asked = asked_terms(terms)
        twice = next((term for term in asked if asked.count(term) > 1), None)
        if twice:
            raise forms.ValidationError(_("“%(term)s” stands here twice.") % {"term": twice})
        if "terms" not in self.changed_data:
            return terms
        known = set(asked_terms(self.initial.get("terms", "")))
        for group in SynonymGroup.objects.exclude(pk=self.instance.pk):
            for term in asked_terms(group.terms):
                if term in asked and term not in known:
                    text = _("“%(term)s” stands in another group already: “%(group)s”. Please add the terms there.")
                    raise forms.ValidationError(text % {"term": term, "group": group.terms})
        return terms


def asked_terms(terms: str) -> list[str]:
    """Return the folded terms of a group that a search for them finds the others by."""
    asked = terms.partition(SynonymGroup.ONE_WAY)[0]
    return [fold(term).strip() for term in asked.split(",") if term.strip()]


def synonyms_of(name: str) -> set[str]:
    """Return the folded terms that a group of synonyms equates with a name."""
    groups = (asked_terms(terms) for terms in SynonymGroup.objects.values_list("terms", flat=True))
    return {term for group in groups if fold(name) in group for term in group}
