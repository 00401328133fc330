"""The queue of mails; municipalities/accounts/mail_queue.py fills and empties it."""

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Mail(models.Model):
    """One mail to one address: waiting, sent, or given up with the reason. It is deleted some days after the end.

    The text of a secret mail is emptied as soon as it is sent or given up.
    """

    to = models.EmailField(_("to"))
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"))
    created_at = models.DateTimeField(_("written"), default=timezone.now)
    due_at = models.DateTimeField(_("due"), default=timezone.now)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    error = models.CharField(_("last error"), max_length=300, blank=True)
    is_secret = models.BooleanField(_("holds a link that opens an account"), default=False, db_default=False)
    # Mails to people without an account, who can end them by this address (RFC 8058)
    is_list_mail = models.BooleanField(_("to somebody who follows a list"), default=False, db_default=False)
    unsubscribe_url = models.CharField(_("address that ends these mails"), max_length=500, blank=True, default="")
    # Where mail servers report that it could not be delivered; "" for the address of the sender
    return_path = models.CharField(_("return path"), max_length=254, blank=True, default="")
    sent_at = models.DateTimeField(_("sent"), null=True)
    failed_at = models.DateTimeField(_("given up"), null=True)

    class Meta:
        verbose_name = _("mail")
        verbose_name_plural = _("mails")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(sent_at__isnull=True, failed_at__isnull=True), name="mail_waiting"
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(sent_at=None) | Q(failed_at=None), name="mail_sent_or_failed"),
            models.CheckConstraint(condition=Q(failed_at=None) | ~Q(error=""), name="mail_failed_with_reason"),
        ]

    def __str__(self):
        return self.subject
