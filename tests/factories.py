"""Factories for test data. Every value can be given; the defaults are plain and unique."""

from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO
from itertools import count

from django.core.files.base import ContentFile
from django.db.models import F
from django.utils import timezone
from django_otp.util import random_hex
from PIL import Image

from measures import workflow
from measures.models import ActionField, Effect, Reuse, Solution, SolutionType, Statement
from measures.reuse import verbs as reuse_verbs
from measures.transitions import catalogue_changed
from municipalities.accounts import invitations
from municipalities.accounts.models import Authenticator, Invitation, Membership, User
from municipalities.models import ModelProject, Municipality, Participation, State
from municipalities.slugs import free_slug

numbers = count(1)


def make_municipality(name="", *, level="municipality", state="NW", population=30_000, **fields):
    number = next(numbers)
    key = State.objects.get(code=state).key
    ars = {
        "municipality": f"{key}{number:010d}",
        "association": f"{key}{number:07d}",
        "district": f"{key}{number % 1000:03d}",
        "region": "",
    }[level]
    municipality = Municipality.objects.create(
        **{
            "ars": ars,
            "slug": f"kommune-{number}",
            "name": name or f"Kommune {number}",
            "level": level,
            "population": population,
            "population_date": None if population is None else date(2022, 12, 31),
            **fields,
        }
    )
    municipality.states.add(state)
    return municipality


def make_project(name="", *, cohort=2020, kind="mittelstadt", municipalities=None, **fields):
    number = next(numbers)
    project = ModelProject.objects.create(
        **{
            "slug": f"projekt-{number}",
            "name": name or f"Projekt {number}",
            "cohort": cohort,
            "kind": kind,
            **fields,
        }
    )
    if municipalities is None:
        municipalities = [make_municipality()]
    for position, municipality in enumerate(municipalities):
        role = Participation.Role.LEAD if position == 0 else Participation.Role.PARTNER
        Participation.objects.create(project=project, municipality=municipality, role=role)
    return project


def make_solution(name, **fields):
    """Return a software, with an address made of its name."""
    return Solution.objects.create(
        **{"slug": free_slug(name, set(Solution.objects.values_list("slug", flat=True))), "name": name, **fields}
    )


def make_draft(title="", *, project=None, types=("app",), fields=("mobilitaet",), by=None, **content):
    """Return a draft edition of a new measure; `types` and `fields` are slugs of the starting vocabularies."""
    return workflow.create_measure(
        project=project or make_project(),
        by=by,
        content={
            "title": title or f"Maßnahme {next(numbers)}",
            "solution_types": SolutionType.objects.filter(slug__in=types),
            "action_fields": ActionField.objects.filter(slug__in=fields),
            **content,
        },
    )


def make_effect(indicator="Messgeräte in Betrieb", **known):
    """Return an effect as content has it."""
    effect = {"level": "output", "indicator": indicator, "unit": "Geräte", "date": "", "url": ""}
    return {**effect, **dict.fromkeys(Effect.NUMBERS), "value": Decimal(12), **known}


def make_public(title="", **content):
    """Return the public edition of a new measure."""
    edition = make_draft(title, **content)
    workflow.submit(edition=edition, by=None, version=edition.version)
    workflow.publish(edition=edition, by=None, version=edition.version)
    return edition


def make_submitted(title="", *, project=None, by=None, **content):
    """Return the first edition of a new measure, waiting for review."""
    edition = make_draft(title, project=project, by=by, **content)
    workflow.submit(edition=edition, by=by, version=edition.version)
    return edition


def make_change(public, by, **content):
    """Return the next edition of a public measure, waiting for review."""
    draft = workflow.start_draft(measure=public.measure, by=by)
    workflow.save_draft(edition=draft, by=by, version=draft.version, content=content)
    draft.refresh_from_db(fields=["version"])
    workflow.submit(edition=draft, by=by, version=draft.version)
    return draft


def make_picture(width=2, height=1):
    """Return the part of `content` that gives an edition an image."""
    file = BytesIO()
    Image.new("RGB", (width, height)).save(file, "PNG")
    image = ContentFile(file.getvalue(), "bild.png")
    return {"image": image, "image_alt": "Ein Bus", "image_rights": "Stadt X"}


def make_person(name="Jana Muster", *, days=365, **fields):
    """Return the part of `content` that names a person for `days` more days."""
    return {
        "person_name": name,
        "person_email": "jana.muster@example.org",
        "person_basis": "task",
        "person_until": timezone.localdate() + timedelta(days=days),
        **fields,
    }


def make_user(email="", **fields):
    return User.objects.create_user(email or f"person-{next(numbers)}@example.org", "geheim", **fields)


def make_editor(project, **fields):
    user = make_user(**fields)
    Membership.objects.create(user=user, project=project)
    return user


def make_authenticator(user):
    return Authenticator.objects.create(user=user, key=random_hex(20), name="app")


def make_invitation(email="", *, by=None, projects=(), **fields):
    invitation = Invitation(email=email or f"person-{next(numbers)}@example.org", **fields)
    return invitations.invite(invitation, projects=projects, by=by or make_user(is_moderator=True))


def make_statement(edition, *, municipality=None, side="adopter", status="nutzt", by=None, **content):
    """Return a statement on the re-use of a measure, waiting for publication."""
    if side == "third":
        content = {"source_url": "https://example.org/bericht", "evidence": "So steht es da."} | content
    if status == "beendet":
        content = {"ended": 2025} | content
    return reuse_verbs.state_all(
        side=Statement.Side(side),
        by=by,
        statements=[(edition.measure, municipality or make_municipality(), {"status": status, **content})],
    )[0]


def make_reuse(edition, *, sides=("third",), municipality=None, **content):
    """Return a public re-use of a measure, of which all `sides` say the same."""
    municipality = municipality or make_municipality()
    for side in sides:
        statement = make_statement(edition, municipality=municipality, side=side, **content)
    catalogue_changed()
    reuse_verbs.publish_all(by=None, reuses=[(statement.reuse, Reuse.objects.get(pk=statement.reuse_id).version)])
    return Reuse.objects.get(pk=statement.reuse_id)


def a_year_passes():
    """Move all that was said and asked a year and a day back, as if the clock had gone on."""
    year = timedelta(days=366)
    Statement.objects.update(
        made_at=F("made_at") - year, published_at=F("published_at") - year, closed_at=F("closed_at") - year
    )
    Reuse.objects.update(asked_at=F("asked_at") - year)
