"""Puts rows into the tables that canary.py leaves empty, and tells which tables have none."""

from django.contrib.auth.models import Group, Permission
from django.db import models
from django.utils import timezone
from django_otp.plugins.otp_totp.models import TOTPDevice

from measures.backup.rows import all_models
from measures.models import CheckedLink, CountedHour, Edition, EditionVectors, SpatialScope, Upload
from municipalities.accounts.models import Attempt, InstitutionLogin, RecoveryCodes, User
from municipalities.models import ModelProject, Municipality
from tests.factories import make_draft, make_solution


def run(what="fill"):
    if what == "fill":
        fill()
    elif what == "add":
        add()
    return {"empty": [model._meta.db_table for model in all_models() if not model._base_manager.exists()]}


def fill():
    user = User.objects.get(email="anna@example.org")
    group = Group.objects.create(name="Zum Üben")
    group.permissions.add(Permission.objects.first())
    user.groups.add(group)
    user.user_permissions.add(Permission.objects.last())
    RecoveryCodes.objects.create(user=user, name="backup", hashes=["abc-ß"])
    TOTPDevice.objects.create(user=user, name="app", throttling_failure_timestamp=timezone.now())
    InstitutionLogin.objects.create(user=user, issuer="https://id.example.org/", subject="\u2028“Ω😀")
    Attempt.objects.create(kind="sign-in", account_hash="0" * 64)
    edition = Edition.objects.first()
    EditionVectors.objects.create(edition=edition, text_hash=bytes(range(16)), vectors=bytes(range(256)), stored_as=1)
    CountedHour.objects.update_or_create(pk=1, defaults={"hour": timezone.now()})
    CheckedLink.objects.create(
        url="https://example.org/ß", checked_at=timezone.now(), problem="gone", failures=1, failing_since=timezone.now()
    )
    edition.places.add(Municipality.objects.first())
    edition.spatial_scopes.add(SpatialScope.objects.first())
    edition.solutions.add(make_solution("Rathaus-App"))
    result = {"zahl": 0.1, "text": "a\tb\\n", "leer": None, "z": 1, "a": [1, True]}
    Upload.objects.update(result=result)
    for model in all_models():
        if not model._base_manager.exists():
            model._base_manager.bulk_create([any_row(model)])


def any_row(model):
    """Return a row for a table that nothing above fills."""
    fields = [
        field for field in model._meta.concrete_fields if not (field.primary_key or field.null or field.has_default())
    ]
    return model(**{field.name: any_value(field) for field in fields})


def any_value(field):
    if field.is_relation:
        return field.related_model._base_manager.first()
    if field.choices:
        return field.choices[0][0]
    kinds = {
        models.BooleanField: True,
        models.IntegerField: 7,
        models.DateTimeField: timezone.now(),
        models.DateField: timezone.localdate(),
        models.JSONField: {"text": "Grüße\n\t😀", "liste": [0.1, None]},
        models.TextField: "Grüße\n\n„😀“",
        models.CharField: "Grüße",
    }
    return next(value for kind, value in kinds.items() if isinstance(field, kind))


def add():
    """Add rows whose keys come from the database."""
    user = User.objects.create_user("neu@example.org", "only-for-this-test-7")
    Attempt.objects.create(kind="sign-in", account_hash="1" * 64)
    Group.objects.create(name="Neu")
    TOTPDevice.objects.create(user=user, name="app")
    make_draft("Neu", project=ModelProject.objects.first(), by=user)
