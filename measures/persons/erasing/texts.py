"""Find and replace a person in every text column of the database, including tables that are added later."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.conf import settings
from django.contrib.sessions.models import Session
from django.db import connection, models
from django.urls import NoReverseMatch, reverse

from measures import workflow
from measures.models import AuditEntry, Edition, ReuseAuditEntry
from measures.persons.erasing.person_matcher import PersonMatcher
from municipalities.accounts.models import Invitation, User

TEXT_FIELDS = (models.CharField, models.TextField, models.JSONField, models.FileField)
AUDITS = {AuditEntry: "audit_only_added_to", ReuseAuditEntry: "reuse_audit_only_added_to"}  # and their triggers
ACCOUNTS = (User, Invitation)  # moderators change and deactivate these in the admin


@dataclass(frozen=True)
class Place:
    """One column of one row that contains the person."""

    model: type[models.Model]
    key: Any
    field: models.Field

    @property
    def table(self) -> str:
        return self.model._meta.db_table

    def __str__(self):
        row = f"{self.model._meta.verbose_name} {self.key}, {self.field.verbose_name}"
        address = self.address()
        return f"{row} ({settings.MASSWERK_URL}{address})" if address else row

    def address(self) -> str:
        """Return the path of the admin page of the row; "" if it has none."""
        if self.model is Edition:
            return reverse("admin:entry_history", args=[self.key])
        try:
            return reverse(f"admin:{self.model._meta.app_label}_{self.model._meta.model_name}_change", args=[self.key])
        except NoReverseMatch:
            return ""

    @property
    def can_be_replaced(self) -> bool:
        """Return whether the text may change: not keys, choices, slugs, file names, or anything of an account."""
        is_identity = self.field.primary_key or self.field.unique or self.field.choices
        is_address = isinstance(self.field, (models.SlugField, models.FileField))
        return not (is_identity or is_address or self.model in ACCOUNTS)

    def replace(self, person: PersonMatcher) -> None:
        """Replace the person in the current text of the row, which may have changed since the Place was found."""
        rows = models.QuerySet(self.model).filter(pk=self.key)  # the manager of the audit refuses update()
        name = self.field.attname
        for value in rows.select_for_update().values_list(name, flat=True):  # empty if the row was deleted meanwhile
            values = {name: person.erased_from(value, self.field.max_length)}
            if self.model is Edition:
                workflow.erase(edition=Edition.objects.get(pk=self.key), by=None, values=values)
            else:
                rows.update(**values)


def places_with(person: PersonMatcher) -> list[Place]:
    """Return all Places that contain the person, except for sessions (measures/persons/erasing/copies.py)."""
    places = []
    for model in apps.get_models(include_auto_created=True):
        if model is not Session:
            places += _places_in(model, person)
    return places


def _places_in(model: type[models.Model], person: PersonMatcher) -> Iterator[Place]:
    fields = text_fields(model)
    if not fields:
        return
    names = [field.attname for field in fields]
    # The base manager, because a default manager might hide rows.
    for key, *values in model._base_manager.values_list("pk", *names).iterator():
        for field, value in zip(fields, values, strict=True):
            if person.is_in(value):
                yield Place(model, key, field)


def text_fields(model: type[models.Model]) -> list[models.Field]:
    """Return the fields of a model whose columns hold text. Generated columns follow from the others."""
    return [field for field in model._meta.concrete_fields if isinstance(field, TEXT_FIELDS) and not field.generated]


def replace(places: list[Place], person: PersonMatcher) -> None:
    """Replace the person in these Places. An audit can be one of them, since it copies the note of a decision."""
    for model, trigger in AUDITS.items():
        in_audit = [place for place in places if place.model is model]
        if in_audit:
            with audit_trigger_disabled(model._meta.db_table, trigger):
                for place in in_audit:
                    place.replace(person)
    for place in places:
        if place.model not in AUDITS:
            place.replace(person)


@contextmanager
def audit_trigger_disabled(table: str, trigger: str) -> Iterator[None]:
    """Disable the trigger that forbids changes of an audit.

    After an error the trigger is not enabled here: the rollback of the transaction restores it.
    """
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # a table with deferred checks cannot be altered
            cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
            yield
            cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER {trigger}")
        else:
            # SQLite cannot disable a trigger, so it is dropped and created again.
            cursor.execute("SELECT sql FROM sqlite_master WHERE type = 'trigger' AND name = %s", [trigger])
            [statement] = cursor.fetchone()
            cursor.execute(f"DROP TRIGGER {trigger}")
            yield
            cursor.execute(statement)
