"""What editors and moderators say to each other about an entry, and answers that moderators keep for the next time."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from measures.models.edition import Edition
from municipalities.text_fields import CharField, TextField


class Comments(models.QuerySet["Comment"]):
    def visible_to(self, user):
        """Return the comments without the internal ones, unless `user` is a moderator."""
        return self if user.is_moderator else self.for_editors()

    def for_editors(self):
        return self.filter(is_internal=False)


class Comment(models.Model):
    """A comment on one field of an edition, or on the whole edition if `name` is empty. Internal: only for moderators.

    Comments on the same field are a conversation, oldest first.
    """

    LONGEST = 2_000  # characters

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="comments", verbose_name=_("edition"))
    name = CharField(_("field"), max_length=40, blank=True)
    text = TextField(_("text"), max_length=LONGEST)
    is_internal = models.BooleanField(_("only for moderators"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+", verbose_name=_("by")
    )
    at = models.DateTimeField(_("when"), auto_now_add=True)

    objects = Comments.as_manager()

    class Meta:
        verbose_name = _("comment")
        verbose_name_plural = _("comments")
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_has_text")]

    def __str__(self):
        return f"{self.edition_id}: {self.name}"


class SavedAnswer(models.Model):
    """A text that moderators often write when they return an entry."""

    title = CharField(_("title"), max_length=80, unique=True)
    text = TextField(_("text"), max_length=Comment.LONGEST)

    class Meta:
        verbose_name = _("saved answer")
        verbose_name_plural = _("saved answers")
        ordering = ["title"]
        constraints = [models.CheckConstraint(condition=~Q(title="") & ~Q(text=""), name="saved_answer_has_text")]

    def __str__(self):
        return self.title
