"""Users, and their memberships in model projects."""

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from municipalities.mail_addresses import AccountAddressField
from municipalities.models.projects import ModelProject
from municipalities.plausible_dates import is_plausible, plausible_day
from municipalities.text_fields import CharField


class UserManager(BaseUserManager):
    def create_user(self, email, password=None, **fields):
        user = self.model(email=email, **fields)  # canonical as soon as it is saved
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email, password=None, **fields):
        return self.create_user(email, password, is_moderator=True, **fields)


class User(AbstractUser):
    """A user, who signs in with an email address. An editor is a user with a current membership."""

    username = None
    is_superuser = False  # no field: measures/permissions.py alone says who may do what
    first_name = CharField(_("first name"), max_length=150, blank=True)
    last_name = CharField(_("last name"), max_length=150, blank=True)
    email = AccountAddressField(_("e-mail address"), unique=True)
    is_moderator = models.BooleanField(_("moderator"), default=False)
    confirmed_at = models.DateTimeField(_("access confirmed"), null=True, editable=False)
    wants_mail_at_once = models.BooleanField(
        _("mail for each submitted entry"), default=False, db_default=False, help_text=_("Else one mail a day.")
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS = []

    objects = UserManager()

    class Meta:
        verbose_name = _("user")
        verbose_name_plural = _("users")
        constraints = [
            models.CheckConstraint(condition=Q(email=Lower("email")), name="user_email_lower_case"),
            models.CheckConstraint(condition=~Q(email=""), name="user_has_email"),
        ]

    def __str__(self):
        return self.get_full_name() or self.email

    @cached_property
    def has_access(self) -> bool:
        """Whether more than the public pages is open to this user.

        Cached on the instance, and so for one request, since each request loads its user anew.
        """
        return self.is_active and (self.is_moderator or self.memberships.current().exists())


class MembershipQuerySet(models.QuerySet):
    def current(self):
        """Return memberships that have started and not ended, of active users: only these give access."""
        today = timezone.localdate()
        return self.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=today), starts_on__lte=today, user__is_active=True)


class Membership(models.Model):
    """Lets a user write the measures of one model project, from `starts_on` to `ends_on`, both inclusive."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships", verbose_name=_("user"))
    project = models.ForeignKey(
        ModelProject, on_delete=models.PROTECT, related_name="memberships", verbose_name=_("model project")
    )
    starts_on = models.DateField(_("from"), default=timezone.localdate, validators=[plausible_day])
    ends_on = models.DateField(_("until"), null=True, blank=True, validators=[plausible_day])

    objects = MembershipQuerySet.as_manager()

    class Meta:
        verbose_name = _("membership")
        verbose_name_plural = _("memberships")
        ordering = ["project", "user"]
        constraints = [
            models.UniqueConstraint(fields=["user", "project"], name="membership_unique"),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gte=models.F("starts_on")),
                name="membership_ends_after_start",
            ),
            models.CheckConstraint(condition=is_plausible("starts_on", "ends_on"), name="membership_days_plausible"),
        ]

    def __str__(self):
        return f"{self.user} – {self.project}"
