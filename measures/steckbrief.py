"""The Steckbrief as its editors meet it: the groups of the form, and what helps with each field."""

from django.utils.translation import gettext_lazy as _

# heading, hint, fields; a tuple of fields stands side by side
GROUPS = [
    (
        _("What it is about"),
        _("Only the title is required. A short entry is better than none; you can add to it at any time."),
        ["title", "summary", "description", "solution_types", "action_fields", "spatial_scopes"],
    ),
    (_("Where it stands"), "", ["status", ("start_year", "end_year"), "places", "as_of"]),
    (
        _("Background"),
        _("What another municipality asks first when it wants to do the same."),
        ["goals", "target_groups", "partners", "costs", "funding", "operation"],
    ),
    (
        _("Experience"),
        _("The part that is read most. Readers are grateful for what did not work, too."),
        ["what_worked", "lessons", "transfer_hints"],
    ),
    (_("Addresses"), "", ["website", ("source_code_url", "licence")]),
    (_("Image"), "", ["image", "image_alt", "image_rights"]),
    (_("Contact"), _("A mailbox of your office, so that it still holds when people change."), [
        ("contact_name", "contact_email")
    ]),
    (
        _("Name a person (only if need be)"),
        _("Everybody can read the name and find it by search engines. Leave this empty where an office will do."),
        [
            ("person_name", "person_email"), "person_basis", ("person_consent_on", "person_consent_text"),
            "person_until",
        ],
    ),
]  # fmt: skip
FOLDED = {"person_name"}  # groups with this field are closed until something stands in them

HELP = {
    "title": _("What it is, in a few words. Good: “App for reporting potholes”. Less good: “Project Future 4.0”."),
    "summary": _(
        "One or two sentences: who can do what with it? Good: “Residents report damage by photo; the building "
        "yard sees it at once and says when it is repaired.” Less good: “An innovative, citizen-centred solution.”"
    ),
    "description": _(
        "How it works, what it consists of, how it came about. Lists (- point) and **emphasis** are possible."
    ),
    "places": _("Where it can be used or seen. All places: leave all of them ticked."),
    "as_of": _("The day to which your statements refer."),
    "start_year": _("Year, for example 2023"),
    "end_year": _("Year; leave it empty while it goes on"),
    "goals": _("What should be better afterwards, and how would you notice?"),
    "target_groups": _("For whom is it? Good: “commuters without a car”. Less good: “everybody”."),
    "partners": _("Companies, universities, associations, and what each of them did."),
    "costs": _("Orders of magnitude help: “about 40,000 € to build, 300 € a month to run”."),
    "funding": _("Who paid, and what part of it?"),
    "operation": _("Who runs it when the funding has ended, and what does it cost?"),
    "what_worked": _("Good: “A walk with the building yard before the tender saved us half of the sensors.”"),
    "lessons": _("Good: “The batteries last one winter, not three.” Nobody will be blamed for it."),
    "transfer_hints": _("What must be there before? Whom should one ask first? What would you do differently?"),
    "website": _("The page about this measure, not that of the town."),
    "source_code_url": _("The public repository, if there is one."),
    "licence": _("As an SPDX identifier, for example EUPL-1.2 or MIT."),
    "image": _("JPEG, PNG or WebP, up to 10 MB. Information about place and camera is removed."),
    "image_alt": _("What is to be seen, for people who cannot see it. Good: “A sensor on a lamp post in the rain”."),
    "image_rights": _("Whose picture it is, for example “City of Ulm / Jane Doe”."),
    "contact_name": _("An office, not a person. Good: “Smart City office”."),
    "contact_email": _("Good: “smartcity@…”, a mailbox that several people read."),
    "person_name": _("First name and surname."),
    "person_email": _("The official address, never a private one."),
    "person_basis": _(
        "Official task: it is this person's job to answer for the office in public, for example as its head. In all "
        "other cases she has to consent first, to the text below and in writing; keep it in your files."
    ),
    "person_consent_on": _("Only with consent: the day of the signature."),
    "person_consent_text": _("Only with consent: which text was signed."),
    "person_until": _(
        "The last day on which the name is shown, at most three years from now. Then it is deleted; you get an "
        "e-mail 30 days before."
    ),
}

LENGTHS = {"title": 200, "summary": 500, "image_alt": 300, "image_rights": 200}  # with a counter
LONGEST_TEXT = 20_000  # characters, for all that has no length of its own
ROWS = {"summary": 3, "description": 8}  # lines of a field for text; of the others, 4
