"""The lines of the history of an entry, from the audit and from the dates of its editions."""

from dataclasses import dataclass, replace
from datetime import datetime

from measures.desk.comparison import label
from measures.models import AuditEntry, Edition
from municipalities.accounts.models import User

Verb = AuditEntry.Verb
# Decisions that an edition records: verb, prefix of the fields with time and user, field with the text.
# The fields "closed_…" belong to two verbs, ARCHIVE and WITHDRAW; the state says which one it was.
DECISIONS = (
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
    """A verb that was carried out on an edition; `times` is the number of saves that were merged into one line."""

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


def lines_of(measure_key: int, editions: list[Edition]) -> dict[int, list[Line]]:
    """Return {key of an edition: its Lines, newest first}, including editions that were discarded."""
    found = {}
    for entry in AuditEntry.objects.filter(measure_key=measure_key).select_related("by").order_by("-pk"):
        # Fields are shown for saves only. Creating an edition records all its fields.
        fields = tuple(entry.fields) if entry.verb == Verb.SAVE else ()
        line = Line(entry.at, entry.by, Verb(entry.verb), entry.edition_number, fields, entry.note)
        found.setdefault(entry.edition_key, []).append(line)
    for edition in editions:
        recorded = found.get(edition.pk, [])
        lines = recorded + lines_missing_from_audit(edition, recorded)
        found[edition.pk] = sorted(lines, key=lambda line: line.at, reverse=True)
    return {key: merge_saves(lines) for key, lines in found.items()}


def lines_missing_from_audit(edition: Edition, recorded: list[Line]) -> list[Line]:
    """Return Lines for decisions without a row in the audit, such as the submission of editions stored in bulk."""
    verbs = {line.verb for line in recorded}
    if Verb.START in verbs:  # the edition was created by it
        verbs.add(Verb.CREATE)
    lines = []
    for verb, decision, text_field in DECISIONS:
        verb = verb or (Verb.WITHDRAW if edition.state == Edition.State.WITHDRAWN else Verb.ARCHIVE)
        at = getattr(edition, f"{decision}_at")
        if at and verb not in verbs:
            by = getattr(edition, f"{decision}_by", None)  # none for "superseded", which follows from a publication
            note = getattr(edition, text_field) if text_field else ""
            lines.append(Line(at, by, verb, edition.number, note=note))
    return lines


def merge_saves(lines: list[Line]) -> list[Line]:
    """Merge consecutive saves by the same user into one Line."""
    joined = []
    for line in lines:
        last = joined[-1] if joined else None
        if last and last.verb == line.verb == Verb.SAVE and last.by == line.by:
            fields = tuple(dict.fromkeys((*line.fields, *last.fields)))
            joined[-1] = replace(last, fields=fields, times=last.times + 1)
        else:
            joined.append(line)
    return joined
