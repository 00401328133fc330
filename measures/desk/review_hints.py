"""What a program finds in an entry, so that moderators need not look for it: hints, which refuse nothing."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from measures.licences import is_known_licence
from measures.links.checking import dead_links
from measures.models import Edition
from measures.persons.person_rules import hint_about
from municipalities.folding import words_of

ALIKE = 0.6  # share of the words of two titles that both have, from which they may be about the same
MOST_DOUBLES = 5


@dataclass(frozen=True)
class Hint:
    """A sentence about a field, with a page to look at if there is one. `field` is its name in the form of an entry."""

    label: str
    text: str
    url: str = ""
    field: str = ""


def hints_at_fields(edition: Edition) -> list[Hint]:
    """Return the hints about dead links, missing sources, the licence and the source code."""
    hints = [
        Hint(link.label, _("This address seems dead: %(problem)s.") % {"problem": link.problem}, link.url, link.field)
        for link in dead_links(Edition.objects.filter(pk=edition.pk))
    ]
    if not edition.sources.all():
        hints.append(Hint(_("Sources"), _("The entry names no source."), field="sources"))
    if edition.licence and not is_known_licence(edition.licence):
        text = _("SPDX does not know “%(licence)s”. Is there a typing error?") % {"licence": edition.licence}
        hints.append(Hint(_label("licence"), text, field="licence"))
    if edition.source_code_url and edition.source_code_duty != Edition.SourceCode.DISCLOSED:
        text = _("The entry names a repository, but does not say that the source code is disclosed.")
        hints.append(Hint(_label("source_code_duty"), text, field="source_code_duty"))
    return hints


def hints_about(edition: Edition) -> list[Hint]:
    """Return all hints about an edition."""
    hints = hints_at_fields(edition)
    about_office = [(name, hint_about(name, getattr(edition, name))) for name in ("contact_name", "contact_email")]
    hints += [Hint(_label(name), text) for name, text in about_office if text]
    for other in likely_doubles(edition):
        text = _("“%(title)s” of %(project)s may be about the same.")
        values = {"title": other.title, "project": other.measure.project.name}
        hints.append(Hint(_("Double"), text % values, reverse("admin:entry_show", args=[other.pk])))
    return hints


def likely_doubles(edition: Edition) -> list[Edition]:
    """Return current editions of other measures with nearly the same title or the same address, at most MOST_DOUBLES.

    Of each measure, it is the newest.
    """
    own = set(words_of(edition.title))
    others = Edition.objects.filter(state__in=Edition.CURRENT).exclude(measure=edition.measure_id)
    found = {}
    rows = others.order_by("number").values_list("measure", "pk", "title", "website", "source_code_url")
    for measure, pk, title, *addresses in rows:
        words = set(words_of(title))
        share = len(own & words) / len(own | words) if own | words else 0
        if share >= ALIKE or _share_address(edition, addresses):
            found[measure] = pk
    keys = sorted(found.values())[:MOST_DOUBLES]
    return list(Edition.objects.filter(pk__in=keys).select_related("measure__project").order_by("title"))


def _share_address(edition, addresses):
    return any(
        own and own == other for own, other in zip((edition.website, edition.source_code_url), addresses, strict=True)
    )


def _label(name):
    return str(Edition._meta.get_field(name).verbose_name)
