"""Every text that the database holds, whatever table it is in: so that none is forgotten that is added later."""

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
ACCOUNTS = (User, Invitation)  # are deactivated and changed by moderators


@dataclass(frozen=True)
class Place:
    """One column of one row in which the person stands."""

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
        if self.model is Edition:
            return reverse("admin:entry_history", args=[self.key])
        try:
            return reverse(f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_change", args=[self.key])
        except NoReverseMatch:
            return ""

    @property
    def can_be_replaced(self):
        """Not what tells rows apart, what accounts are found by, or the name of a file."""
        identity = self.field.primary_key or self.field.unique or self.field.choices
        others = isinstance(self.field, (models.SlugField, models.FileField))
        return not (identity or others or self.model in ACCOUNTS)

    def replace(self, sought):
        rows = models.QuerySet(self.model).filter(pk=self.key)
        name = self.field.attname
        for value in rows.select_for_update().values_list(name, flat=True):  # as it is by now, or gone
            values = {name: sought.without(value, self.field.max_length)}
            if self.model is Edition:
                workflow.erase(edition=Edition.objects.get(pk=self.key), by=None, values=values)
            else:
                rows.update(**values)


def places_of(sought):
    """Return all Places in which the person stands, sessions aside (measures/persons/erasing/copies.py)."""
    return [
        Place(model, key, field)
        for model in apps.get_models(include_auto_created=True)
        if model is not Session and (fields := text_fields(model))
        for key, *values in model._base_manager.values_list("pk", *(field.attname for field in fields)).iterator()
        for field, value in zip(fields, values, strict=True)
        if sought.within(value)
    ]


def text_fields(model):
    return [field for field in model._meta.concrete_fields if isinstance(field, TEXTS) and not field.generated]


def replace(places, sought):
    """Write over the person in these Places. What people typed when they decided stands in the audit as well."""
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
    """Take the guard off the audit, which is only added to. Whatever goes wrong, the transaction puts it back."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # no table is changed while something is left to check
            cursor.execute("ALTER TABLE measures_auditentry DISABLE TRIGGER audit_only_added_to")
            yield
            cursor.execute("ALTER TABLE measures_auditentry ENABLE TRIGGER audit_only_added_to")
        else:
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = 'audit_only_added_to'")
            [guard] = cursor.fetchone()
            cursor.execute("DROP TRIGGER audit_only_added_to")
            yield
            cursor.execute(guard)
