"""Finding and replacing a person in every text column of the database, also in tables that are added later."""

from contextlib import contextmanager
from dataclasses import dataclass

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.urls import NoReverseMatch, reverse

from measures import workflow
from measures.models import AuditEntry, Edition
from municipalities.accounts.models import Invitation, User

TEXTS = (models.CharField, models.TextField, models.JSONField, models.FileField)
ACCOUNTS = (User, Invitation)  # changed and deactivated by moderators instead


@dataclass(frozen=True)
class Place:
    """One column of one row that contains the person."""

    model: type
    key: object
    field: models.Field

    @property
    def table(self):
        return self.model._meta.db_table

    def __str__(self):
        row = f"{self.model._meta.verbose_name} {self.key}, {self.field.verbose_name}"
        return f"{row} ({settings.MASSWERK_URL}{address})" if (address := self.address()) else row

    def address(self):
        """Return the path of the admin page of the row; "" if it has none."""
        if self.model is Edition:
            return reverse("admin:entry_history", args=[self.key])
        try:
            return reverse(f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_change", args=[self.key])
        except NoReverseMatch:
            return ""

    @property
    def can_be_replaced(self):
        """Whether the text may change: it is no key or choice, no name of a file, and not part of an account."""
        identity = self.field.primary_key or self.field.unique or self.field.choices
        others = isinstance(self.field, (models.SlugField, models.FileField))
        return not (identity or others or self.model in ACCOUNTS)

    def replace(self, sought):
        """Replace the person in the text as it is now, in case it was changed since it was found."""
        rows = models.QuerySet(self.model).filter(pk=self.key)
        name = self.field.attname
        for value in rows.select_for_update().values_list(name, flat=True):  # none if the row is gone
            values = {name: sought.without(value, self.field.max_length)}
            if self.model is Edition:
                workflow.erase(edition=Edition.objects.get(pk=self.key), by=None, values=values)
            else:
                rows.update(**values)


def places_of(sought):
    """Return all Places that contain the person, except for sessions (measures/persons/erasing/copies.py)."""
    return [
        Place(model, key, field)
        for model in apps.get_models(include_auto_created=True)
        if model is not Session and (fields := text_fields(model))
        for key, *values in model._base_manager.values_list("pk", *(field.attname for field in fields)).iterator()
        for field, value in zip(fields, values, strict=True)
        if sought.within(value)
    ]


def text_fields(model):
    """Return the fields of a model whose columns hold text."""
    return [field for field in model._meta.concrete_fields if isinstance(field, TEXTS) and not field.generated]


def replace(places, sought):
    """Replace the person in these Places. The audit is one of them, as it repeats what was typed with a decision."""
    audit = [place for place in places if place.model is AuditEntry]
    if audit:
        with audit_opened():
            for place in audit:
                place.replace(sought)
    for place in places:
        if place.model is not AuditEntry:
            place.replace(sought)


@contextmanager
def audit_opened():
    """Disable the trigger that forbids changes of the audit; after an error, the transaction restores it."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with deferred checks cannot be altered
            cursor.execute("ALTER TABLE measures_auditentry DISABLE TRIGGER audit_only_added_to")
            yield
            cursor.execute("ALTER TABLE measures_auditentry ENABLE TRIGGER audit_only_added_to")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'audit_only_added_to'")
            [guard] = cursor.fetchone()
            cursor.execute("DROP TRIGGER audit_only_added_to")
            yield
            cursor.execute(guard)
