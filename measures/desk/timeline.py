"""The lines of an entry's history: from the audit and, where it has no row, from the dates of the edition."""

from dataclasses import dataclass, replace
from datetime import datetime

from measures.desk.comparison import label
from measures.models import AuditEntry, Edition
from municipalities.accounts.models import User

Verb = AuditEntry.Verb
# Verb, prefix of the edition's fields with date and user, field with its text. "closed": the state says which verb.
RECORDED = (
    (Verb.CREATE, "created", ""),
    (Verb.SUBMIT, "submitted", ""),
    (Verb.RETURN, "returned", "return_note"),
    (Verb.PUBLISH, "published", "publish_reason"),
    (Verb.CONFIRM, "confirmed", ""),
    (Verb.SUPERSEDE, "superseded", ""),
    (None, "closed", "close_reason"),
)


@dataclass(frozen=True)
class Line:
    at: datetime
    by: User | None
    verb: Verb
    number: int  # of the edition
    fields: tuple[str, ...] = ()
    note: str = ""
    times: int = 1

    @property
    def labels(self):
        return [label(name) for name in self.fields]


def lines_of(measure_key, editions):
    """Return {key of an edition: its Lines, newest first}, including editions that were discarded."""
    found = {}
    for entry in AuditEntry.objects.filter(measure_key=measure_key).select_related("by").order_by("-pk"):
        fields = tuple(entry.fields) if entry.verb == Verb.SAVE else ()  # the first edition has all of its own
        line = Line(entry.at, entry.by, Verb(entry.verb), entry.edition_number, fields, entry.note)
        found.setdefault(entry.edition_key, []).append(line)
    for edition in editions:
        known = found.get(edition.pk, [])
        found[edition.pk] = sorted(known + unrecorded(edition, known), key=lambda line: line.at, reverse=True)
    return {key: together(lines) for key, lines in found.items()}


def unrecorded(edition, known):
    """Return Lines for decisions that the audit lacks: made before there was an audit, or stored in bulk."""
    verbs = {line.verb for line in known}
    if Verb.START in verbs:
        verbs.add(Verb.CREATE)
    lines = []
    for verb, decision, words in RECORDED:
        verb = verb or (Verb.WITHDRAW if edition.state == Edition.State.WITHDRAWN else Verb.ARCHIVE)
        at = getattr(edition, f"{decision}_at")
        if at and verb not in verbs:
            by, note = getattr(edition, f"{decision}_by", None), getattr(edition, words) if words else ""
            lines.append(Line(at, by, verb, edition.number, note=note))
    return lines


def together(lines):
    """Merge saves in a row by the same person into one Line."""
    joined = []
    for line in lines:
        last = joined[-1] if joined else None
        if last and last.verb == line.verb == Verb.SAVE and last.by == line.by:
            fields = tuple(dict.fromkeys((*line.fields, *last.fields)))
            joined[-1] = replace(last, fields=fields, times=last.times + 1)
        else:
            joined.append(line)
    return joined
