"""Vectors of the meaning of editions, and the number by which every process notices that there are new ones."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.models.edition import Edition


class EditionVectors(models.Model):
    """The vectors of the passages of one edition, as one model computed them.

    `vectors` are the rows of a matrix of int8 that follow each other, one for each passage; each row stands for its
    direction only. `text_hash` is that of the passages (measures/finding/passages.py). If it or `model` differs from
    what is needed now, the row is ignored until it is computed anew.
    """

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, primary_key=True, related_name="vectors", verbose_name=_("edition")
    )
    model = models.CharField(_("language model"), max_length=200)
    text_hash = models.BinaryField(max_length=16)
    vectors = models.BinaryField()
    stored_as = models.PositiveBigIntegerField(db_index=True)  # the `number` of VectorState with which it was stored

    class Meta:
        verbose_name = _("vectors of an edition")
        verbose_name_plural = _("vectors of editions")

    def __str__(self):
        return f"{self.edition_id}: {self.model}"


class VectorState(models.Model):
    """A single row.

    number         grows whenever vectors are stored
    claimed_until  until then, one process computes vectors and no other one starts
    """

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=1)
    claimed_until = models.DateTimeField(null=True)

    class Meta:
        verbose_name = _("state of the vectors")
        verbose_name_plural = _("state of the vectors")
        constraints = [models.CheckConstraint(condition=Q(id=1), name="vector_state_single_row")]

    def __str__(self):
        return str(self.number)
