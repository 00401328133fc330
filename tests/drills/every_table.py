"""Puts rows into the tables that canary.py leaves empty, and tells which tables have none."""

from django.contrib.auth.models import Group, Permission
from django.utils import timezone
from django_otp.plugins.otp_static.models import StaticDevice
from django_otp.plugins.otp_totp.models import TOTPDevice

from measures.backup.rows import all_models
from measures.models import (
    ArchivingRequest,
    CountedHour,
    Edition,
    EditionVectors,
    PlannedPublication,
    SpatialScope,
    Upload,
)
from municipalities.accounts.models import Attempt, InstitutionLogin, User
from municipalities.models import ModelProject, Municipality
from tests.factories import make_draft


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
    StaticDevice.objects.create(user=user, name="backup").token_set.create(token="abc-ß")
    TOTPDevice.objects.create(user=user, name="app", throttling_failure_timestamp=timezone.now())
    InstitutionLogin.objects.create(user=user, issuer="https://id.example.org/", subject="\u2028“Ω😀")
    Attempt.objects.create(kind="sign-in", account_hash="0" * 64)
    edition = Edition.objects.first()
    EditionVectors.objects.create(edition=edition, text_hash=bytes(range(16)), vectors=bytes(range(256)), stored_as=1)
    CountedHour.objects.update_or_create(pk=1, defaults={"hour": timezone.now()})
    edition.places.add(Municipality.objects.first())
    edition.spatial_scopes.add(SpatialScope.objects.first())
    result = {"zahl": 0.1, "text": "a\tb\\n", "leer": None, "z": 1, "a": [1, True]}
    Upload.objects.update(result=result)
    ArchivingRequest.objects.create(measure=edition.measure, reason="Vorbei\u2028", asked_by=user)
    day = timezone.localdate()
    PlannedPublication.objects.create(edition=edition, day=day, version=edition.version, planned_by=user)


def add():
    """Add rows whose keys come from the database."""
    user = User.objects.create_user("neu@example.org", "only-for-this-test-7")
    Attempt.objects.create(kind="sign-in", account_hash="1" * 64)
    Group.objects.create(name="Neu")
    TOTPDevice.objects.create(user=user, name="app")
    make_draft("Neu", project=ModelProject.objects.first(), by=user)
