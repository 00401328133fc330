"""The vocabularies that moderators maintain: solution types, action fields, spatial scopes, offers, and synonyms."""

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from measures.models.local_text import local
from municipalities.ordering import GermanOrder
from municipalities.text_fields import CharField, TextField

# db_default: during an update, processes of the previous release may still insert rows without these columns.
EMPTY = {"blank": True, "default": "", "db_default": ""}


class VocabularyQuerySet(models.QuerySet):
    def current(self):
        """Return the values that can be chosen, that is, those not merged into others."""
        return self.filter(merged_into=None)

    def merged(self):
        """Return the values that were merged into others. No edition uses them any more."""
        return self.exclude(merged_into=None)


class NamedInOrder(models.Manager.from_queryset(VocabularyQuerySet)):
    """The manager of a vocabulary of whose values an edition names the main one first.

    `edition.solution_types.all()` has the values in the order in which the edition names them, which is that of the
    rows of `EditionSolutionType`. In all other places, the values have the order of the vocabulary.
    """

    def get_queryset(self):
        found = super().get_queryset()
        return found.order_by("naming__pk") if hasattr(self, "through") else found  # the manager of a relation has it


class Vocabulary(models.Model):
    """A list of values that moderators maintain. The starting values come with the migrations.

    A value that was merged into another stays as a row, so that old links, files and open forms still work.
    `merged_into` always points to a current value (measures/merging.py).
    """

    slug = models.SlugField(_("address"), max_length=100, unique=True)
    name = CharField(_("name"), max_length=80)
    description = CharField(_("one-line description"), max_length=200, blank=True)
    name_en = CharField(_("name in English"), max_length=80, **EMPTY)
    description_en = CharField(_("one-line description in English"), max_length=200, **EMPTY)
    order = models.PositiveSmallIntegerField(_("order"), default=100)
    merged_into = models.ForeignKey(
        "self",
        on_delete=models.CASCADE,
        null=True,
        editable=False,
        related_name="merged_values",
        verbose_name=_("merged into"),
    )

    objects = VocabularyQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["order", GermanOrder("name"), "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(slug="") & ~Q(name=""), name="%(class)s_has_slug_and_name"),
            models.CheckConstraint(condition=~Q(merged_into=F("id")), name="%(class)s_not_merged_into_itself"),
            models.UniqueConstraint(fields=["name"], condition=Q(merged_into=None), name="%(class)s_name_unique"),
        ]

    def __str__(self):
        return self.local_name

    @property
    def local_name(self):
        """The name in the language of the page, or in German."""
        return local(self.name, self.name_en)

    @property
    def local_description(self):
        """The description in the language of the page, or in German."""
        return local(self.description, self.description_en)


class DescribedVocabulary(Vocabulary):
    """A vocabulary whose values have a page that explains them."""

    about = TextField(_("what it is"), max_length=1_000, **EMPTY)
    questions = TextField(
        _("typical questions"),
        max_length=1_000,
        help_text=_("What a town asks about it, one question a line."),
        **EMPTY,
    )

    class Meta(Vocabulary.Meta):
        abstract = True

    @property
    def typical_questions(self) -> list[str]:
        return [line.strip() for line in self.questions.splitlines() if line.strip()]


class SolutionType(DescribedVocabulary):
    objects = NamedInOrder()

    class Meta(DescribedVocabulary.Meta):
        verbose_name = _("solution type")
        verbose_name_plural = _("solution types")

    def get_absolute_url(self):
        return reverse("solution_type", args=[self.slug])


class ActionField(DescribedVocabulary):
    objects = NamedInOrder()

    class Meta(DescribedVocabulary.Meta):
        verbose_name = _("action field")
        verbose_name_plural = _("action fields")

    def get_absolute_url(self):
        return reverse("action_field", args=[self.slug])


class SpatialScope(Vocabulary):
    class Meta(Vocabulary.Meta):
        verbose_name = _("spatial scope")
        verbose_name_plural = _("spatial scopes")


class Offer(Vocabulary):
    """What towns offer to others that want to do the same, such as a conversation or a visit."""

    class Meta(Vocabulary.Meta):
        verbose_name = _("offer to other municipalities")
        verbose_name_plural = _("offers to other municipalities")


class Problem(models.Model):
    """A problem that towns have, in everyday words, with a question to the catalogue that answers it."""

    slug = models.SlugField(_("address"), max_length=60, unique=True)
    name = CharField(_("name"), max_length=60, unique=True)
    description = CharField(_("one sentence about it"), max_length=200)
    name_en = CharField(_("name in English"), max_length=60, **EMPTY)
    description_en = CharField(_("the sentence in English"), max_length=200, **EMPTY)
    question = CharField(
        _("question"),
        max_length=300,
        help_text=_("What follows the question mark in the address of a list that answers it, for example: q=hitze"),
    )
    order = models.PositiveSmallIntegerField(_("order"), default=100)

    class Meta:
        verbose_name = _("problem")
        verbose_name_plural = _("problems")
        ordering = ["order", GermanOrder("name"), "pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(question=""), name="problem_has_name_and_question")
        ]

    def __str__(self):
        return self.local_name

    def get_absolute_url(self):
        return reverse("problem", args=[self.slug])

    @property
    def local_name(self):
        return local(self.name, self.name_en)

    @property
    def local_description(self):
        return local(self.description, self.description_en)


class SynonymGroup(models.Model):
    """Terms with the same meaning. A search for one of them finds the others, too.

    "air quality > Luftqualität, Feinstaub": behind ONE_WAY stand terms that are found, but do not find.
    """

    ONE_WAY = ">"

    terms = CharField(_("terms, separated by commas"), max_length=300, unique=True)

    class Meta:
        verbose_name = _("group of synonyms")
        verbose_name_plural = _("groups of synonyms")
        ordering = [GermanOrder("terms"), "pk"]
        constraints = [models.CheckConstraint(condition=~Q(terms=""), name="synonymgroup_has_terms")]

    def __str__(self):
        return self.terms
