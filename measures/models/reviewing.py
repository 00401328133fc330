"""What moderators keep about an entry under review. It is deleted when the entry is published."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from measures.models.edition import Edition


class TakenReview(models.Model):
    """Which moderator reviews an entry, so that no two read the same. It keeps nobody from deciding."""

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, related_name="taken_review", verbose_name=_("edition")
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, verbose_name=_("moderator"))
    at = models.DateTimeField(_("since"), auto_now=True)

    class Meta:
        verbose_name = _("review taken by a moderator")
        verbose_name_plural = _("reviews taken by moderators")
        ordering = ["pk"]

    def __str__(self):
        return f"{self.edition_id}: {self.by_id}"


class ReturnedContent(models.Model):
    """What an entry said when it was last returned, without the named person: {name of a field: text or list of texts}.

    When it is submitted again, the review shows what has changed since.
    """

    edition = models.OneToOneField(
        Edition, on_delete=models.CASCADE, related_name="returned_content", verbose_name=_("edition")
    )
    texts = models.JSONField(_("texts"))

    class Meta:
        verbose_name = _("content when it was returned")
        verbose_name_plural = _("contents when they were returned")
        ordering = ["pk"]

    def __str__(self):
        return str(self.edition_id)


class MendedText(models.Model):
    """What a moderator has corrected in an entry under review, in words, for the mail to its editors."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="+", verbose_name=_("edition"))
    said = models.TextField(_("text"))

    class Meta:
        verbose_name = _("correction in a review")
        verbose_name_plural = _("corrections in reviews")
        ordering = ["pk"]

    def __str__(self):
        return str(self.edition_id)
