"""Fills a database with entries, values, places, projects and accounts whose every text is an attack (payloads.py).

Run by test_stored_scripts.py as a process of its own; prints, as JSON, which addresses show them. The rows are made
in bulk: what a form would refuse shall not run either.
"""

import json
import os

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.files.storage import default_storage  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from measures import workflow  # noqa: E402
from measures.content import NOBODY  # noqa: E402
from measures.models import ActionField, AuditEntry, Edition, Measure, SolutionType, Source, SpatialScope, SynonymGroup  # noqa: E402
from municipalities.accounts.models import Membership, User  # noqa: E402
from municipalities.models import ModelProject, Municipality, Participation  # noqa: E402
from municipalities.visible_text import visible  # noqa: E402
from tests.browser import payloads  # noqa: E402
from tests.browser.poisoned_words import make_words  # noqa: E402
from tests.factories import make_picture, make_user  # noqa: E402
from tests.login import session_of  # noqa: E402

LONG = [field.name for field in Edition._meta.concrete_fields if field.get_internal_type() == "TextField"]
LONG = [name for name in LONG if not name.endswith(("_reason", "_note"))]
NOW = timezone.now()
# Some differ only in characters that are not stored.
PAYLOADS = list({visible(text): text for text in payloads.PAYLOADS}.values())


def groups(size):
    return [PAYLOADS[start : start + size] for start in range(0, len(PAYLOADS), size)]


def url(text):
    """As an address that Django's validator takes: it allows everything but white space."""
    return ("https://example.org/" + "".join(text.split()))[:500]


def make_values():
    for model in (SolutionType, ActionField, SpatialScope):
        model.objects.bulk_create(
            model(slug=f"wert-{number}", name=text, description=text, order=500) for number, text in enumerate(PAYLOADS)
        )
    SynonymGroup.objects.bulk_create(SynonymGroup(terms=text) for text in PAYLOADS)


def make_places():
    """As many projects as attacks, each with a place and an editor."""
    projects = ModelProject.objects.bulk_create(
        ModelProject(
            slug=f"projekt-{number}", name=text, official_name=text, cohort=2020, kind="kooperation", website=url(text),
            note="\n\n".join(PAYLOADS[number : number + 12]), source_url=url(text), kind_source_url=url(text),
        )
        for number, text in enumerate(PAYLOADS)
    )  # fmt: skip
    places = Municipality.objects.bulk_create(
        Municipality(
            slug=f"ort-{number}", name=text, official_name=text, kind=text[:40], level="region", coordinate_source=text
        )
        for number, text in enumerate(PAYLOADS)
    )
    for place in places:
        place.states.add("BY")
    people = User.objects.bulk_create(
        User(email=f"person-{number}@example.org", first_name=text, last_name=text)
        for number, text in enumerate(PAYLOADS)
    )
    pairs = list(zip(projects, places, people, strict=True))
    Participation.objects.bulk_create(
        Participation(project=project, municipality=place, role="lead", source_url=url(place.name))
        for project, place, _ in pairs
    )
    Membership.objects.bulk_create(Membership(user=person, project=project) for project, _, person in pairs)
    return pairs


def content(texts):
    """Each attack of `texts` in every field that is long enough for all of them, one in the others."""
    paragraphs, line = "\n\n".join(texts), " ".join(texts)
    return {
        **dict.fromkeys(LONG, paragraphs), "title": line[:200], "summary": line[:500], "website": url(line),
        "source_code_url": url(line), "licence": texts[-1][:60], "contact_name": texts[0], "image_alt": line[:300],
        "image_rights": line[:200], "contact_email": "a'onclick=alert(1)x='@example.org", "image": IMAGE,
        "image_width": 2, "image_height": 1,
        "person_name": texts[0], "person_email": "a'onclick=alert(1)x='@example.org", "person_basis": "task",
        "person_until": timezone.localdate(),
    }  # fmt: skip


def make_edition(measure, person, texts, number=1, **fields):
    published = {"published_at": NOW} if fields.get("state") in Edition.ONCE_PUBLIC else {}
    decided = {"submitted_at": NOW, "submitted_by": person, "created_by": person, "edited_by": person, **published}
    written = content(texts) | (NOBODY if fields.get("state") == "withdrawn" else {})
    edition = Edition.objects.bulk_create([Edition(measure=measure, number=number, **written, **decided, **fields)])[0]
    index = PAYLOADS.index(texts[0])
    edition.places.add(Municipality.objects.get(slug=f"ort-{index}"))
    edition.solution_types.add(SolutionType.objects.get(slug=f"wert-{index}"))
    edition.action_fields.add(ActionField.objects.get(slug=f"wert-{index}"))
    edition.spatial_scopes.add(SpatialScope.objects.get(slug=f"wert-{index}"))
    Source.objects.bulk_create(
        Source(edition=edition, url=each, kind="press") for each in {url(text) for text in texts}
    )
    AuditEntry.objects.create(
        by=person, verb="save", project_id=measure.project_id, measure_key=measure.pk, edition_key=edition.pk,
        edition_number=number, state=edition.state, fields=["title"], note="\n".join(texts),
    )  # fmt: skip
    return edition


def make_entries(pairs):
    """What is published (three attacks in each entry, so that all fit into a title), and else nine in each."""
    made = {"published": [], "submitted": [], "returned": [], "archived": [], "withdrawn": []}
    for state, editions in made.items():
        for position, texts in enumerate(groups(3 if state == "published" else 9)):
            project, _, person = pairs[PAYLOADS.index(texts[0])]
            measure = Measure.objects.create(project=project, maintainer=project, slug=f"{state}-{position}")
            note, decided = "\n".join(texts), {}
            if state == "submitted":
                harmless = make_edition(measure, person, texts[::-1], state="published")
                Edition.objects.filter(pk=harmless.pk).update(title="Harmlos", summary="Harmlos", goals="Harmlos")
                decided = {"number": 2}
            elif state == "returned":
                decided = {"returned_at": NOW, "return_note": note}
            elif state != "published":
                decided = {"closed_at": timezone.now(), "close_reason": note}
            editions.append(make_edition(measure, person, texts, state=state, **decided))
    return made


def public_addresses(made):
    """Lists and searches show all; of the pages for one value or place, every seventh."""
    some = range(0, len(PAYLOADS), 7)
    words = ["alert", "onerror", "script", "javascript", "svg onload", "example", "constructor", "{{7*7}}"]
    pages = {
        "profile": [edition.get_absolute_url() for edition in made["published"]],
        "reused": [edition.get_absolute_url() for edition in made["submitted"]],
        "archived": [edition.get_absolute_url() for edition in made["archived"]],
        "withdrawn": [edition.get_absolute_url() for edition in made["withdrawn"]],
        "list": ["/massnahmen/?sort=titel", *(f"/massnahmen/?seite={page}" for page in range(1, 7))],
        "search": [f"/{path}/?q={word}" for path in ("massnahmen", "vorschlaege", "kommunen") for word in words],
        "lists": [f"/{path}" for path in ("", "modellprojekte/", "loesungstypen/", "handlungsfelder/")]
        + ["/datenquellen/", "/ueber/", "/nachnutzung/"],
        "places": [f"/kommunen/?seite={page}" for page in range(1, 6)],
        "place": [f"/kommunen/ort-{number}/" for number in some],
        "project": [f"/modellprojekte/projekt-{number}/" for number in some],
        "value": [f"/{path}/wert-{number}/" for path in ("loesungstypen", "handlungsfelder") for number in some[::2]],
        "filtered": [f"/massnahmen/?typ=wert-{number}&projekt=projekt-{number}" for number in some[::3]],
    }  # fmt: skip
    titles = {edition.get_absolute_url(): edition.title for edition in made["published"]}
    return {"pages": pages, "titles": titles}


def desk_addresses(made):
    def of(edition, page):
        return reverse(f"admin:entry_{page}", args=[edition.pk])

    lists = [
        "measures/edition", "measures/auditentry", "measures/solutiontype", "measures/actionfield",
        "measures/spatialscope", "measures/synonymgroup", "municipalities/modelproject",
        "municipalities/municipality", "accounts/user",
    ]  # fmt: skip
    rows = [SolutionType, ActionField, SpatialScope, SynonymGroup, ModelProject, Municipality, User]
    some = range(0, len(PAYLOADS), 50)
    names = [f"admin:{model._meta.app_label}_{model._meta.model_name}_%s" for model in rows]
    keys = [model.objects.exclude(email="moderation@example.org") if model is User else model.objects for model in rows]
    keys = [list(found.order_by("-pk").values_list("pk", flat=True)) for found in keys]
    objects = list(zip(names, keys, strict=True))
    changed, returned = made["submitted"], made["returned"]
    return {
        "review": [of(edition, "review") for edition in changed],
        "history": [of(edition, "history") for edition in changed],
        "compare": [f"{of(edition, 'compare')}?von={edition.pk}&mit={edition.pk - 1}" for edition in changed],
        "show": [of(edition, "show") for edition in made["published"][::3]],
        "form": [of(edition, "edit") for edition in returned],
        "preview": [of(edition, "preview") for edition in returned],
        "steps": [of(edition, step) for edition in made["published"][::20] for step in ("archive", "withdraw")]
        + [of(edition, step) for edition in returned[::9] for step in ("discard", "remove_person")],
        "closed": [of(edition, "show") for edition in made["withdrawn"]],
        "queue": [reverse("admin:review_queue") + f"?seite={page}" for page in (1, 2)],
        "persons": [reverse("admin:named_persons") + f"?seite={page}" for page in (1, 2, 3)],
        "lists": ["/admin/", *(f"/admin/{name}/?p={page}" for name in lists for page in (1, 2, 3))],
        "searched": [f"/admin/{name}/?q=<svg onload=alert(1)>" for name in lists if "audit" not in name],
        "objects": [reverse(name % "change", args=[found[number]]) for name, found in objects for number in some],
        "deleting": [reverse(name % "delete", args=[found[7]]) for name, found in objects[:-1]],
        "merging": [reverse(name % "merge", args=[found[7]]) for name, found in objects[:3]],
    }  # fmt: skip


if __name__ == "__main__":
    IMAGE = default_storage.save("editions/bild.png", make_picture()["image"])
    session = session_of(make_user("moderation@example.org", is_moderator=True))
    make_values()
    made = make_entries(make_places())
    words = make_words(made, PAYLOADS, url)
    workflow.catalogue_changed()
    desk = {**desk_addresses(made), **words}
    print(json.dumps({**public_addresses(made), "desk": desk, "session": session}))  # noqa: T201
