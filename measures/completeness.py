"""How much of an entry is there, and what would help its readers most: a hint to editors, never a hurdle."""

from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

# Points by how much a town that wants to do the same misses it; and what it is good for.
WORTH = {
    "summary": (14, _("It stands below the title in every list, and decides who reads on.")),
    "solution_types": (10, _("Through them, others find the entry when they filter.")),
    "action_fields": (8, _("Through them, others find the entry when they filter.")),
    "status": (8, _("Readers want to know whether it is planned or already works.")),
    "description": (10, _("It says how it works and what it consists of.")),
    "lessons": (12, _("It saves other towns the same detour.")),
    "what_worked": (8, _("It shows what is worth copying.")),
    "contact_email": (8, _("Without it nobody can ask.")),
    "costs": (6, _("It is the first question of every council.")),
    "transfer_hints": (5, _("It says what must be there before one begins.")),
    "operation": (4, _("It says whether the measure outlives its funding.")),
    "source_code_url": (3, _("It lets others use the software right away.")),
    "website": (2, _("It leads to all that does not fit in here.")),
    "image": (2, _("A picture explains faster than a sentence.")),
}
TOTAL = sum(points for points, _why in WORTH.values())


@dataclass
class Completeness:
    """`percent` from 0 to 100; `missing` names the field that is missed most ("": none), `why` what it is good for."""

    percent: int
    missing: str = ""
    why: str = ""


def completeness(content):
    """Weigh `content`, which maps names of fields and relations to values."""
    there = sum(points for name, (points, _why) in WORTH.items() if content.get(name))
    missing = [name for name in WORTH if not content.get(name)]
    if not missing:
        return Completeness(100)
    best = max(missing, key=lambda name: WORTH[name][0])
    return Completeness(round(100 * there / TOTAL), best, WORTH[best][1])
