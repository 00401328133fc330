"""Fills the database of the site under test and prints, as JSON, what `site` in conftest.py promises.

Run by conftest.py as a process of its own: the shipped catalogue, and one entry in which everything is filled.
"""

import json
import os
import re
from datetime import date, timedelta

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
django.setup()

from django.core.files.base import ContentFile  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.test import RequestFactory  # noqa: E402
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from measures import archiving_requests, handovers, workflow  # noqa: E402
from measures.asking import publishing, verbs  # noqa: E402
from measures.asking.links import consent_path  # noqa: E402
from measures.finding.cards import short_key  # noqa: E402
from measures.links.checking import store  # noqa: E402
from measures.models import Edition, Enquiry, Offer, Reminder, SolutionType, SynonymGroup  # noqa: E402
from measures.persons.person_rules import NEWEST_CONSENT  # noqa: E402
from measures.public import errors  # noqa: E402
from measures.public.freezing import freeze  # noqa: E402
from municipalities.accounts.models import InstitutionLogin, Mail, Membership, User  # noqa: E402
from municipalities.models import ModelProject, Municipality  # noqa: E402
from tests.factories import (  # noqa: E402
    make_authenticator,
    make_draft,
    make_editor,
    make_invitation,
    make_municipality,
    make_person,
    make_project,
    make_public,
    make_user,
)
from tests.intake.sheet_files import stored_upload  # noqa: E402
from tests.login import session_of  # noqa: E402
from tests.pages import routes  # noqa: E402

PARAGRAPH = "Das Vorhaben verbindet **Verwaltung** und Bürgerschaft. Es lehrt viel.\n\n- Eins\n- Zwei\n"
TEXTS = "description goals target_groups partners costs funding what_worked lessons transfer_hints operation"
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360f8cfc0f01f"
    "00050001ffab9ca2b50000000049454e44ae426082"
)


def make_full_entry(project):
    edition = make_public(
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenverleihstationsauslastungsanzeige mit sehr langem Titel",
        project=project,
        types=["app", "dashboard", "veranstaltung-netzwerk"],
        fields=["mobilitaet", "stadtplanung-stadtentwicklung"],
        summary="Eine Anzeige, die sagt, wie viele Mützen noch da sind, und wohin man gehen kann. " * 4,
        status="in-betrieb",
        start_year=2021,
        end_year=2024,
        website="https://example.org/" + "sehr-lange-adresse/" * 8,
        source_code_url="https://example.org/quelltext",
        licence="EUPL-1.2",
        contact_name="Stabsstelle Digitales",
        offers=list(Offer.objects.all()),
        offers_note="Dienstags per Video, Besuche für Gruppen bis zehn Personen.",
        contact_email="stabsstelle.digitales.und.muetzen@landkreis-hof.example.org",
        **make_person("Friederike-Charlotte Donaudampfschifffahrtsgesellschaftskapitänswitwe"),
        sources=[{"url": "https://example.org/" + "a" * 200, "kind": "press", "confidence": "medium"}],
        **dict.fromkeys(TEXTS.split(), PARAGRAPH),
    )
    edition.image.save("bild.png", ContentFile(PIXEL, "bild.png"), save=False)
    edition.image_alt, edition.image_rights = "Ein roter Punkt", "Landkreis Hof, CC BY 4.0"
    edition.save()
    return edition


def make_questions(full, editor, moderator):
    """Ask three questions: one open, one with an answer for all that is public, one with an answer that is agreed."""
    asked = {"name": "Jana Klein", "email": "jana@klein.example", "question": PARAGRAPH, "confirmed_at": timezone.now()}
    open_one, public, agreed = [Enquiry.objects.create(measure=full.measure, **asked) for _number in range(3)]
    for enquiry in (public, agreed):
        verbs.answer(enquiry, text="Ja.", by=editor, for_all=("Lohnt sich das?", "Ja, nach einem Jahr.\n\nAuch hier."))
        publishing.consent(enquiry.answered_question)
    publishing.publish(answered=public.answered_question, by=moderator)
    return open_one, agreed.answered_question


def addresses(full, agreed):
    thin = Edition.objects.public().filter(description="").order_by("pk").first()
    return {
        **{name: url for name, url in routes.addresses(full).items() if name not in routes.NO_PAGE},
        "consent": consent_path(agreed),
        "request for advice": f"/start-smart/?m={short_key(full.measure.slug)}&kommune={full.places.first().ars}",
        "thin measure": thin.get_absolute_url(),
        "project of one town": reverse("project", args=["ulm"]),
        "filtered": "/massnahmen/?typ=app&land=BY&sort=titel",
        "searched": "/massnahmen/?q=beteiligung",
        "second page": "/massnahmen/?seite=2",
        "nothing found": "/massnahmen/?q=drohnentaxi&land=BY",
        "unknown values": "/massnahmen/?typ=quatsch&seite=99",
        "projects filtered": "/modellprojekte/?land=BY&staffel=2020",
        "no project": "/modellprojekte/?land=HB&staffel=2019",
        "no municipality": "/kommunen/?q=Entenhausen",
        "list of a past day": "/massnahmen/?typ=app&stand=2026-01-01",
        "figures of a past day": "/statistik/?stand=2026-01-01",
        "no such day": "/massnahmen/?stand=morgen",
        "not found": "/gibt-es-nicht/",
    }


def desk_addresses(full):
    """One page of each kind behind the sign-in, as a moderator sees them."""

    def of(model, view, *key):
        return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{view}", args=key)

    project, synonyms = full.measure.project, SynonymGroup.objects.first()
    used = full.solution_types.first()
    account = User.objects.first()
    issuer = "https://anmeldung.stadtverwaltung-musterstadt.example/realms/beschaeftigte"
    InstitutionLogin.objects.create(user=account, issuer=issuer, subject="4711")
    return {
        "index": reverse("admin:index"),
        "lists of one kind": reverse("admin:app_list", args=["measures"]),
        "list": of(ModelProject, "changelist"),
        "list filtered and sorted": of(ModelProject, "changelist") + "?cohort__exact=2020&o=-2&q=smart",
        "list without result": of(User, "changelist") + "?q=niemand",
        "list of several pages": of(Edition, "changelist") + "?p=2",
        "looked at": reverse("admin:entry_show", args=[full.pk]),
        "rows": of(ModelProject, "change", project.pk),
        "dates and long lists": of(Municipality, "change", project.municipalities.first().pk),
        "account": of(User, "change", account.pk),
        "added": of(SolutionType, "add"),
        "in a window of its own": of(Municipality, "add") + "?_popup=1",
        "deleted": of(SynonymGroup, "delete", synonyms.pk),
        "not deleted": of(SolutionType, "delete", used.pk),
        "history": of(SynonymGroup, "history", synonyms.pk),
        "password": reverse("admin:password_change"),
        "password changed": reverse("admin:password_change_done"),
        "second factor": reverse("admin_factor"),
        "setting it up": reverse("admin_factor_setup"),
        "new recovery codes": reverse("admin_factor_codes"),
    }


def entry_addresses(full, editor, open_one, agreed):
    """One page of each kind around an entry."""

    def of(edition, page):
        return reverse(f"admin:entry_{page}", args=[edition.pk])

    project = full.measure.project
    returned = make_draft("Zurückgegeben", project=project, by=editor, summary="Kurz.")
    workflow.submit(edition=returned, by=editor, version=1)
    workflow.return_with_note(edition=returned, by=None, version=2, note="Bitte mit Kosten.")
    submitted = workflow.start_draft(measure=full.measure, by=editor)
    workflow.save_draft(edition=submitted, by=editor, version=1, content={"summary": "Neu.", "goals": "Andere Ziele."})
    workflow.submit(edition=submitted, by=editor, version=2)
    Reminder.objects.create(user=editor, kind=Reminder.Kind.RETURNED, edition=returned)
    store(full.website, "gone")
    reason = "Die Anzeige ist abgebaut."
    archiving_requests.ask_for_archiving(edition=full, by=editor, version=full.version, reason=reason)
    orphan, offered = (
        make_public("Verwaist", project=make_project("Beendet")),
        make_public("Angeboten", project=project),
    )
    gone = make_editor(orphan.measure.project)
    gone.memberships.update(starts_on=date(2024, 1, 1), ends_on=date(2025, 1, 1))
    why = "Unser Projekt ist zu Ende."
    handovers.offer(edition=offered, by=editor, version=offered.version, receiver=None, reason=why)
    return {
        "handing over": of(orphan, "hand_over"),
        "handovers": reverse("admin:handovers"),
        "entries without an editor": reverse("admin:orphans"),
        "help": reverse("admin:editors_help"),
        "asking to archive": of(returned, "ask_to_archive"),
        "keeping": of(full, "decline"),
        "form of an entry": of(returned, "edit"),
        "new entry": reverse("admin:entry_add"),
        "preview": of(returned, "preview"),
        "discarding": of(returned, "discard"),
        "edition shown": of(full, "show"),
        "history of an entry": of(full, "history"),
        "two editions": of(full, "compare") + f"?von={full.pk}&mit={submitted.pk}",
        "queue": reverse("admin:review_queue"),
        "review": of(submitted, "review"),
        "archiving": of(full, "archive"),
        "withdrawing": of(full, "withdraw"),
        "audit": reverse("admin:measures_auditentry_changelist"),
        "merging": reverse("admin:measures_solutiontype_changelist"),
        "question": reverse("admin:enquiry", args=[open_one.pk]),
        "questions": reverse("admin:enquiries"),
        "answers for all": reverse("admin:answered_questions"),
        "answer for all": reverse("admin:answered_question", args=[agreed.pk]),
        "named persons": reverse("admin:named_persons"),
        "projects and editors": reverse("admin:projects_overview"),
        "one project": reverse("admin:project_overview", args=[full.measure.project_id]),
        "another lead": reverse("admin:project_lead", args=[full.measure.project_id]),
        "moving": of(full, "move"),
        "numbers": reverse("admin:numbers"),
        "sent reminders": reverse("admin:reminders"),
        "dead links": reverse("admin:dead_links"),
        "comments": of(submitted, "comments"),
        "correcting": of(submitted, "mend"),
        "open questions": reverse("admin:open_questions"),
        "letter": reverse("admin:letter"),
        "removing a person": of(full, "remove_person"),
        "form with a person": of(make_draft("Mit Person", project=project, by=editor, **consenting()), "edit"),
    }


def consenting():
    today = timezone.localdate()
    consent = {"person_basis": "consent", "person_consent_on": today, "person_consent_text": NEWEST_CONSENT}
    return make_person(contact_email="jana.muster@example.org", **consent)


def table_addresses(full, moderator):
    """Where tables are downloaded and uploaded, and two dry runs."""
    key = full.measure.slug
    wrong = [["Titel", "Bearbeitungsstand", "Bemerkung"], ["Neu", "geplannt", "x"], ["Noch eine", "", ""]]
    changed = [["Kennung", "Titel", "Modellprojekt", "Ziele"], [key, "Anders", "", "Neue Ziele."]]
    changed.append(["", full.title, full.measure.project.name, ""])

    def dry_run(rows):
        return reverse("admin:table_plan", args=[stored_upload(rows, moderator).pk])

    return {
        "tables": reverse("admin:table_upload"),
        "table with errors": dry_run(wrong),
        "table that changes something": dry_run(changed),
    }


def account_addresses(project, moderator):
    """Pages about accounts that moderators see, and the links in invitations that wait to be used."""
    made = [make_invitation(f"{name}@example.org", by=moderator, projects=[project]) for name in ("nele", "kim")]
    links = [re.search(r"/admin/invitation/\S+", Mail.objects.get(to=row.email).text)[0] for row in made]
    User.objects.filter(pk=moderator.pk).update(date_joined=timezone.now() - timedelta(days=200))
    Membership.objects.create(
        user=make_user("frueher@example.org"),
        project=ModelProject.objects.get(slug="ulm"),
        starts_on="2020-01-01",
        ends_on="2020-12-31",
    )
    protected = make_user("zweite@example.org", is_moderator=True)
    make_authenticator(protected)
    pages = {
        "invitations": reverse("admin:accounts_invitation_changelist"),
        "inviting": reverse("admin:accounts_invitation_add"),
        "invitation": reverse("admin:accounts_invitation_change", args=[made[1].pk]),
        "accounts to confirm": reverse("admin:accounts_user_review"),
        "resetting a second factor": reverse("admin:accounts_user_reset_factor", args=[protected.pk]),
    }
    return pages, links


def broken_pages():
    request = RequestFactory().get("/", HTTP_HOST="127.0.0.1")
    request.resolver_match = None
    return {
        "bad request": errors.bad_request(request).content.decode(),
        "forbidden": errors.forbidden(request).content.decode(),
        "server error": errors.server_error(request).content.decode(),
    }


if __name__ == "__main__":
    with open(os.devnull, "w") as nowhere:
        call_command("import_catalogue", stdout=nowhere)
    freeze(routes.FROZEN)
    full = make_full_entry(ModelProject.objects.get(slug="landkreis-hof"))
    moderator = make_user("moderation@example.org", is_moderator=True)
    make_user("leser@example.org")
    make_editor(full.measure.project, email="faktor@example.org")
    make_user("moderation-faktor@example.org", is_moderator=True)
    # For the journey of test_reuse_journey.py
    make_municipality("Nebelstadt", slug="nebelstadt", latitude=50.3, longitude=11.9)
    make_public("Nebelwarnung für Radwege", project=full.measure.project, summary="Sensoren warnen vor Nebel.")
    editor = make_editor(full.measure.project, email="redaktion@example.org")
    account_pages, invitations = account_addresses(full.measure.project, moderator)
    questions = make_questions(full, editor, moderator)
    pages = addresses(full, questions[-1])
    made = {
        "pages": pages,
        "english": {name: f"/en{url}" for name, url in pages.items()},
        "broken": broken_pages(),
        # Tables first: what waits for review cannot be changed
        "desk": table_addresses(full, moderator)
        | desk_addresses(full)
        | entry_addresses(full, editor, *questions)
        | account_pages,
        "invitations": invitations,
        "session": session_of(moderator),  # of the moderator, with the second factor passed
    }
    print(json.dumps(made))  # noqa: T201
