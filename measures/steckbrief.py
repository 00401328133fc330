"""The Steckbrief: one row for each content field of an edition, in the order of the form.

The form, the public page, the completeness, the spreadsheets, the comparison, the search and the erasing of persons
read this table. A new text field needs a model field with its migration, a row here, and the translations.
measures/steckbrief_fields.py says what the parts of a row mean; tests/measures/test_steckbrief.py holds the table
to the model and to the pages.
"""

from django.utils.translation import gettext_lazy as _

from measures.steckbrief_fields import Column, Field, Group, Omitted, Page, Personal, Worth, Zone

WHAT = Group(
    _("What it is about"),
    _("Only the title is required. A short entry is better than none; you can add to it at any time."),
)
STATUS = Group(_("Where it stands"))
BACKGROUND = Group(_("Background"), _("What another municipality asks first when it wants to do the same."))
EXPERIENCE = Group(_("Experience"), _("The part that is read most. Readers are grateful for what did not work, too."))
OUTCOME = Group(
    _("What became of it"),
    _("What others ask when the funding has ended: who runs it now, with what money, or why it was stopped."),
)
ADDRESSES = Group(_("Addresses"))
IMAGE = Group(_("Image"))
CONTACT = Group(_("Contact"), _("A mailbox of your office, so that it still holds when people change."))
PERSON = Group(
    _("Name a person (only if need be)"),
    _("Everybody can read the name and find it by search engines. Leave this empty where an office will do."),
    folded=True,
)
ENGLISH = Group(
    _("In English (optional)"),
    _("Shown on the English pages, marked as a translation. Everything else of the entry stays German there."),
    folded=True,
)
GROUPS = [WHAT, STATUS, BACKGROUND, EXPERIENCE, OUTCOME, ADDRESSES, IMAGE, CONTACT, ENGLISH, PERSON]

LONG = _("Text of up to 20,000 characters; line breaks are kept.")
SEVERAL = _("One or several of the allowed values, separated by semicolons or line breaks.")
FIRST_IS_SHOWN = _("Tick all that apply. The first one is the main one: it is named first wherever the entry is shown.")
SEVERAL_MAIN_FIRST = _(
    "One or several of the allowed values, the main one first, separated by semicolons or line breaks."
)
NO_FILES = Omitted("a cell holds no file, nor what describes it")
NO_PERSONS = Omitted("a legal basis is not given by filling a column: docs/decisions/0016-named-persons.md")
NOT_PUBLISHED = Omitted("kept as evidence, of no use to readers")
ONLY_SEARCHED = Omitted("not a statement about the measure, only words by which others look for it")

# fmt: off
FIELDS = [
    Field("title", WHAT, page=Page.HEAD, zone=Zone.TITLE, counted=True,
        help=_("What it is, in a few words. Good: “App for reporting potholes”. Less good: “Project Future 4.0”."),
        column=Column(
            "Titel", "text", _("Required, up to 200 characters."), also=("Name", "Bezeichnung", "Maßnahme"), width=40
        ),
    ),
    Field("summary", WHAT, page=Page.HEAD, zone=Zone.SUMMARY, rows=3, counted=True,
        help=_(
            "One or two sentences: who can do what with it? Good: “Residents report damage by photo; the building "
            "yard sees it at once and says when it is repaired.” Less good: “An innovative, citizen-centred solution.”"
        ),
        column=Column(
            "Kurzfassung", "text", _("Up to 500 characters."), also=("Kurzbeschreibung", "Zusammenfassung"), width=40
        ),
        worth=Worth(14, _("It stands below the title in every list, and decides who reads on.")),
    ),
    Field("description", WHAT, page=Page.SECTION, zone=Zone.TEXT, rows=8,
        help=_("How it works, what it consists of, how it came about."),
        column=Column("Beschreibung", "text", LONG, width=40),
        worth=Worth(10, _("It says how it works and what it consists of.")),
    ),
    Field("solution_types", WHAT, page=Page.FACTS, zone=Zone.NAMES, main_first=True,
        help=FIRST_IS_SHOWN,
        column=Column("Lösungstypen", "several", SEVERAL_MAIN_FIRST, also=("Lösungstyp",)),
        worth=Worth(10, _("Through them, others find the entry when they filter.")),
    ),
    Field("action_fields", WHAT, page=Page.FACTS, zone=Zone.NAMES, main_first=True,
        help=FIRST_IS_SHOWN,
        column=Column("Handlungsfelder", "several", SEVERAL_MAIN_FIRST, also=("Handlungsfeld",)),
        worth=Worth(8, _("Through them, others find the entry when they filter.")),
    ),
    Field("spatial_scopes", WHAT, page=Page.FACTS, zone=Zone.NAMES,
        column=Column("Raumwirkung", "several", SEVERAL, also=("Raumwirkungen",)),
    ),
    Field("keywords", WHAT, page=ONLY_SEARCHED, zone=Zone.KEYWORDS, rows=3,
        help=_(
            "Words by which others may look for it and that are in no other field, separated by semicolons: everyday "
            "words, the problem, English terms. Good: “potholes; broken street lamp; report damage”. Visitors do not "
            "see them."
        ),
        column=Column(
            "Suchwörter", "text", _("Words separated by semicolons. Visitors do not see them."),
            also=("Suchbegriffe", "Schlagwörter", "Stichwörter", "Keywords"), width=40,
        ),
    ),
    Field("status", STATUS, page=Page.FACTS,
        column=Column("Bearbeitungsstand", "choice", _("One of the allowed values."), also=("Status",), width=18),
        worth=Worth(8, _("Readers want to know whether it is planned or already works.")),
    ),
    Field("status_note", STATUS, page=Page.FACTS, counted=True,
        help=_("As of when, and why. Good: “As of 2025: in use in all districts since May.”"),
        column=Column(
            "Anmerkung zum Stand", "text", _("Up to 300 characters."), also=("Begründung des Stands",), width=30
        ),
    ),
    Field("start_year", STATUS, page=Page.FACTS,
        help=_("Year, for example 2023"),
        column=Column(
            "Beginn", "year", _("Year, for example 2023."), also=("Start", "Startjahr", "Jahr"), width=10
        ),
    ),
    Field("end_year", STATUS, page=Page.FACTS, beside=True,
        help=_("Year; leave it empty while it goes on"),
        column=Column("Ende", "year", _("Year, for example 2025."), also=("Endjahr",), width=10),
    ),
    Field("places", STATUS, page=Page.FACTS, zone=Zone.NAMES,
        help=_("Where it can be used or seen. All places: leave all of them ticked."),
        column=Column(
            "Orte", "several",
            _(
                "Names or regional keys (ARS) of municipalities of the project. For a new measure, empty means all "
                "of them."
            ),
            also=("Ort", "Kommune", "Kommunen"),
        ),
    ),
    Field("as_of", STATUS, page=Page.FACTS,
        help=_("The day to which your statements refer."),
        column=Column(
            "Stand", "date", _("Date: 31.01.2026 or 2026-01-31."), also=("Stand der Angaben", "Datenstand"), width=12
        ),
    ),
    Field("goals", BACKGROUND, page=Page.SECTION, zone=Zone.TEXT, rows=4,
        help=_("What should be better afterwards, and how would you notice?"),
        column=Column("Ziele", "text", LONG, also=("Ziel",)),
    ),
    Field("target_groups", BACKGROUND, page=Page.SECTION, zone=Zone.TEXT, rows=4,
        help=_("For whom is it? Good: “commuters without a car”. Less good: “everybody”."),
        column=Column("Zielgruppen", "text", LONG, also=("Zielgruppe",)),
    ),
    Field("partners", BACKGROUND, page=Page.SECTION, zone=Zone.TEXT, rows=4,
        help=_("Companies, universities, associations, and what each of them did."),
        column=Column("Partner", "text", LONG),
    ),
    Field("costs", BACKGROUND, page=Page.SECTION, zone=Zone.TEXT, rows=4,
        help=_("Orders of magnitude help: “about 40,000 € to build, 300 € a month to run”."),
        column=Column("Kosten", "text", LONG),
        worth=Worth(6, _("It is the first question of every council.")),
    ),
    Field("running_costs", BACKGROUND, page=Page.SECTION, zone=Zone.TEXT, rows=4,
        help=_(
            "What it takes every year, once it is built. Good: “3,600 € for licences and two hours of work a week”."
        ),
        column=Column("Kosten pro Jahr", "text", LONG, also=("Laufende Kosten", "Betriebskosten")),
        worth=Worth(4, _("It says what a town has to pay every year.")),
    ),
    Field("funding", BACKGROUND, page=Page.SECTION, zone=Zone.TEXT, rows=4,
        help=_("Who paid, and what part of it?"),
        column=Column("Finanzierung", "text", LONG, also=("Förderung",)),
    ),
    Field("what_worked", EXPERIENCE, page=Page.EXPERIENCE, zone=Zone.TEXT, rows=4,
        help=_("Good: “A walk with the building yard before the tender saved us half of the sensors.”"),
        column=Column("Was gelungen ist", "text", LONG),
        worth=Worth(8, _("It shows what is worth copying.")),
    ),
    Field("lessons", EXPERIENCE, page=Page.EXPERIENCE, zone=Zone.TEXT, rows=4,
        help=_("Good: “The batteries last one winter, not three.” Nobody will be blamed for it."),
        column=Column("Was nicht gelungen ist", "text", LONG, also=("Lehren",)),
        worth=Worth(12, _("It saves other towns the same detour.")),
    ),
    Field("transfer_hints", EXPERIENCE, page=Page.EXPERIENCE, zone=Zone.TEXT, rows=4,
        help=_("What must be there before? Whom should one ask first? What would you do differently?"),
        column=Column("Hinweise zur Nachnutzung", "text", LONG, also=("Nachnutzung",)),
        worth=Worth(5, _("It says what must be there before one begins.")),
    ),
    Field("effects", None, page=Page.EFFECTS,
        column=Column(
            "Wirkung", "effects",
            _(
                "One line for each: level (Input, Output, Outcome or Impact) | indicator | unit | baseline | target | "
                "value | date | source. What is not known stays empty."
            ),
            also=("Wirkungen", "Kennzahlen"), width=40,
        ),
        worth=Worth(4, _("Numbers show whether it was worth it.")),
    ),
    Field("operation", OUTCOME, page=Page.OUTCOME, zone=Zone.TEXT, rows=4,
        help=_("Who runs it when the funding has ended, and what does it cost?"),
        column=Column("Betrieb nach der Förderung", "text", LONG, also=("Betrieb", "Verstetigung")),
        worth=Worth(4, _("It says whether the measure outlives its funding.")),
    ),
    Field("operator", OUTCOME, page=Page.OUTCOME, zone=Zone.TEXT,
        help=_("Who runs it today: the town, its utility company, an association, a firm."),
        column=Column("Betreiber", "text", _("Up to 200 characters."), also=("Betreiberin", "Träger")),
        worth=Worth(3, _("It says who is behind it when the project is over.")),
    ),
    Field("operating_unit", OUTCOME, page=Page.OUTCOME, zone=Zone.TEXT, beside=True, personal=Personal.OFFICE,
        help=_("The office in charge, not a person. Good: “Civil engineering office”."),
        column=Column(
            "Zuständige Stelle", "text", _("An office, not a person."), also=("Zuständigkeit", "Fachbereich")
        ),
    ),
    Field("operation_funds", OUTCOME, page=Page.OUTCOME,
        help=_("Where most of the money comes from today."),
        column=Column("Geld für den Betrieb", "choice", _("One of the allowed values."), width=18),
        worth=Worth(3, _("It says what the operation lives on.")),
    ),
    Field("runs_confirmed_on", OUTCOME, page=Page.OUTCOME, beside=True,
        help=_("The last day on which you know that it was in use."),
        column=Column(
            "Läuft noch, bestätigt am", "date", _("Date: 31.01.2026 or 2026-01-31."), also=("Läuft noch",), width=12
        ),
    ),
    Field("successor", OUTCOME, page=Page.OUTCOME,
        help=_("What continues it: the address of another measure in this catalogue, or of any page."),
        column=Column("Nachfolger", "text", _("Address; https:// may be left out."), also=("Nachfolge",)),
    ),
    Field("stop_cause", OUTCOME, page=Page.OUTCOME,
        help=_("Only if it was stopped. Several causes: choose the main one and tell the others below."),
        column=Column(
            "Hauptgrund des Endes", "choice", _("One of the allowed values, if the measure was stopped."), width=24
        ),
    ),
    Field("stop_reason", OUTCOME, page=Page.OUTCOME, zone=Zone.TEXT, rows=4,
        help=_(
            "Only if it was stopped: what led to it, in two or three sentences. Good: “The council cut the budget for "
            "2024; without a second town, the software was too dear.” Under “What did not work”, say what others can "
            "learn from it."
        ),
        column=Column("Warum es endete", "text", LONG, also=("Grund der Einstellung",)),
    ),
    Field("website", ADDRESSES, page=Page.FACTS,
        help=_("The page about this measure, not that of the town."),
        column=Column(
            "Website", "text", _("Address; https:// may be left out."), also=("Internetadresse", "Webseite")
        ),
        worth=Worth(2, _("It leads to all that does not fit in here.")),
    ),
    Field("solutions", ADDRESSES, page=Page.FACTS, zone=Zone.NAMES,
        help=_(
            "The software that the measure is an instance of. Others then see who else uses it. None fits: leave it."
        ),
        column=Column("Software", "several", SEVERAL, also=("Lösung", "Lösungen")),
    ),
    Field("source_code_duty", ADDRESSES, page=Page.FACTS,
        help=_(
            "What was developed with public money is to be open source. “Not needed”: nothing was developed, or it was "
            "bought as it is."
        ),
        column=Column(
            "Offenlegung des Quelltexts", "choice", _("One of the allowed values."), also=("Offenlegung",), width=18
        ),
    ),
    Field("source_code_url", ADDRESSES, page=Page.FACTS,
        help=_("The public repository, if there is one."),
        column=Column(
            "Quelltext", "text", _("Address of the public repository."), also=("Repository", "Quellcode")
        ),
        worth=Worth(3, _("It lets others use the software right away.")),
    ),
    Field("licence", ADDRESSES, page=Page.FACTS, beside=True,
        help=_("As an SPDX identifier, for example EUPL-1.2 or MIT."),
        column=Column("Lizenz", "text", _("As an SPDX identifier, for example EUPL-1.2."), width=14),
    ),
    Field("image", IMAGE, page=Page.FIGURE, column=NO_FILES,
        help=_("JPEG, PNG or WebP, up to 10 MB. Information about place and camera is removed."),
        worth=Worth(2, _("A picture explains faster than a sentence.")),
    ),
    Field("image_alt", IMAGE, page=Page.FIGURE, column=NO_FILES, counted=True,
        help=_(
            "What is to be seen, for people who cannot see it. Good: “A sensor on a lamp post in the rain”."
        ),
    ),
    Field("image_rights", IMAGE, page=Page.FIGURE, column=NO_FILES, counted=True,
        help=_("Whose picture it is, for example “City of Ulm / Jane Doe”."),
    ),
    Field("contact_name", CONTACT, page=Page.FACTS, personal=Personal.OFFICE,
        help=_("An office, not a person. Good: “Smart City office”."),
        column=Column("Ansprechstelle", "text", _("An office, not a person."), also=("Kontakt",)),
    ),
    Field("contact_email", CONTACT, page=Page.FACTS, beside=True, personal=Personal.OFFICE,
        help=_("Good: “smartcity@…”, a mailbox that several people read."),
        column=Column("Funktionspostfach", "text", _("E-mail address of an office."), also=("E-Mail",)),
        worth=Worth(8, _("Without it nobody can ask.")),
    ),
    Field("offers", CONTACT, page=Page.FACTS,
        help=_("What you would do for a town that wants the same. Those who ask you can choose from it."),
        column=Column("Angebote", "several", SEVERAL, also=("Angebot", "Was wir anbieten")),
    ),
    Field("offers_note", CONTACT, page=Page.FACTS, counted=True,
        help=_("When, how and for whom. Good: “On Tuesdays by video; visits for groups of up to ten.”"),
        column=Column("Hinweis zu den Angeboten", "text", _("Up to 300 characters."), width=30),
    ),
    Field("title_en", ENGLISH, page=Page.HEAD, zone=Zone.KEYWORDS, counted=True,
        help=_("The title in English. Leave proper names as they are."),
        column=Column(
            "Titel auf Englisch", "text", _("Up to 200 characters, in English."),
            also=("Englischer Titel", "Titel englisch"), width=40,
        ),
    ),
    Field("summary_en", ENGLISH, page=Page.HEAD, zone=Zone.KEYWORDS, rows=3, counted=True,
        help=_("The summary in English, in one or two plain sentences."),
        column=Column(
            "Kurzfassung auf Englisch", "text", _("Up to 500 characters, in English."),
            also=("Englische Kurzfassung", "Kurzfassung englisch"), width=40,
        ),
    ),
    Field("person_name", PERSON, page=Page.FACTS, column=NO_PERSONS, personal=Personal.PERSON,
        help=_("First name and surname."),
    ),
    Field("person_email", PERSON, page=Page.FACTS, column=NO_PERSONS, beside=True, personal=Personal.PERSON,
        help=_("The official address, never a private one."),
    ),
    Field("person_basis", PERSON, page=NOT_PUBLISHED, column=NO_PERSONS, personal=Personal.DETAIL,
        help=_(
            "Official task: it is this person's job to answer for the office in public, for example as its head. In "
            "all other cases she has to consent first, to the text below and in writing; keep it in your files."
        ),
    ),
    Field("person_consent_on", PERSON, page=NOT_PUBLISHED, column=NO_PERSONS, personal=Personal.DETAIL,
        help=_("Only with consent: the day of the signature."),
    ),
    Field("person_consent_text", PERSON, page=NOT_PUBLISHED, column=NO_PERSONS, beside=True, personal=Personal.DETAIL,
        help=_("Only with consent: which text was signed."),
    ),
    Field("person_until", PERSON, page=NOT_PUBLISHED, column=NO_PERSONS, personal=Personal.DETAIL,
        help=_(
            "The last day on which the name is shown, at most three years from now. Then it is deleted; you get an "
            "e-mail 30 days before."
        ),
    ),
    Field("sources", None, page=Page.SOURCES,
        column=Column(
            "Quellen", "sources",
            _("Addresses, one per line; kind and confidence may follow: https://… (Kommune/Projektseite, hoch)."),
            also=("Quelle", "Belege"), width=40,
        ),
    ),
]
# fmt: on
BY_NAME = {field.name: field for field in FIELDS}


def names_on(page: Page) -> list[str]:
    """Return the names of the fields in one part of the public page."""
    return [field.name for field in FIELDS if field.page == page]


def names_in(zone: Zone) -> list[str]:
    """Return the names of the fields in one zone of the search."""
    return [field.name for field in FIELDS if field.zone == zone]


def names_with(*personal: Personal) -> list[str]:
    """Return the names of the fields with one of these kinds of personal data."""
    return [field.name for field in FIELDS if field.personal in personal]


def lines_of(group: Group) -> list[list[str]]:
    """Return the names of the fields of a group, one list for each line of the form."""
    lines: list[list[str]] = []
    for field in FIELDS:
        if field.group is group:
            if field.beside:
                lines[-1].append(field.name)
            else:
                lines.append([field.name])
    return lines
