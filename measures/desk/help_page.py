"""The help for editors: the way of an entry in six pictures of the real pages, and whom to ask."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from measures.steckbrief_fields import Text
from municipalities.admin.page import render_admin_page


@dataclass(frozen=True)
class Step:
    """One step of the way; `picture` is the name of its file in static/help/ (see tests/browser/help_pictures.py)."""

    picture: str
    heading: Text
    text: Text
    shown: Text  # what is to be seen in the picture, for people who cannot see it


STEPS = [
    Step(
        "1-overview.webp",
        gettext_lazy("See what is to be done"),
        gettext_lazy(
            "After signing in you see your entries. “To do” stands above them: what came back to you, your drafts, and "
            "entries that nobody has looked at for half a year. “New measure” begins an entry."
        ),
        gettext_lazy("The overview with a list of what is to be done and the button “New measure”"),
    ),
    Step(
        "2-title.webp",
        gettext_lazy("Begin with a title"),
        gettext_lazy(
            "A few words that say what it is. Below the field you see whether there is something similar already."
        ),
        gettext_lazy("The form with only the model project and the title"),
    ),
    Step(
        "3-form.webp",
        gettext_lazy("Fill in what you know"),
        gettext_lazy(
            "Only the title is needed. The sections at the side show what is missing; you may leave any of them for "
            "later. What you type is saved by itself every few seconds, also what is only half done. Only you, your "
            "colleagues and the KTS see a draft."
        ),
        gettext_lazy("The form with its sections at the left and the buttons to save and submit at the bottom"),
    ),
    Step(
        "4-submitted.webp",
        gettext_lazy("Submit it for review"),
        gettext_lazy(
            "“Save and submit for review” hands the entry to the KTS. Until somebody has decided you can take it back. "
            "Several drafts, for example of an imported table, are ticked in the overview and submitted together."
        ),
        gettext_lazy("A submitted entry with the button “Take it back”"),
    ),
    Step(
        "5-returned.webp",
        gettext_lazy("Revise what comes back"),
        gettext_lazy(
            "You get an e-mail, and the note stands above the form. Change what it asks for and submit the entry again."
        ),
        gettext_lazy("The form of a returned entry with the note of the KTS above it"),
    ),
    Step(
        "6-public.webp",
        gettext_lazy("Keep it true"),
        gettext_lazy(
            "Twice a year: is it still true? Then “Still true” is enough. Otherwise “Edit” makes a new draft; visitors "
            "see the old edition until the new one is published. What is over can be archived: ask for it there."
        ),
        gettext_lazy("A public entry with the buttons “Edit” and “Still true”"),
    ),
]


@require_safe
def editors_help(request):
    return render_admin_page(
        request, "admin/help.html", {"title": _("From the first draft to the public page"), "steps": STEPS}
    )
