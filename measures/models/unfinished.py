"""Texts of a draft that its fields do not take yet."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from measures.models.edition import Edition
from municipalities.text_fields import CharField, TextField


class UnfinishedText(models.Model):
    """What an editor typed into one field of a draft, if the field cannot hold it: half an address, too long a text.

    The field keeps what it had before. A draft with such texts cannot be submitted. `name` is that of a content field;
    the text of "sources" and "effects" is JSON, a list of dicts with the fields of `Source` or `Effect`.
    """

    RETENTION_OF_PERSONS = timedelta(days=30)  # for texts about a person, which have no last day yet

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="unfinished", verbose_name=_("edition"))
    name = CharField(_("field"), max_length=40)
    typed = TextField(_("text"), blank=True)
    since = models.DateTimeField(_("since"), auto_now_add=True)

    class Meta:
        verbose_name = _("unfinished text")
        verbose_name_plural = _("unfinished texts")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["edition", "name"], name="unfinished_text_unique")]

    def __str__(self):
        return f"{self.edition_id}: {self.name}"
