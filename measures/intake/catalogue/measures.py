"""Write the measures of a catalogue: new and changed ones get a new public edition.

A measure stays as it is if its public edition is not an import, or if there is a draft of it.
"""

from django.db.models import Prefetch
from django.utils import timezone
from tqdm import tqdm

from measures import workflow
from measures.content import LISTS, changed_names
from measures.models import ActionField, Edition, Measure, SolutionType
from measures.vocabulary_values import by_name


def write_measures(records, projects, bodies, solutions, joined, summary):
    """Create and update the measures of `records` and count them in `summary`.

    `projects` maps slugs to ModelProjects, `bodies` keys of records to Municipalities, `solutions` names
    to Solutions. `joined` maps the primary keys
    of projects that have new members to two sets of bodies: those before and those after.
    """
    now = timezone.now()  # the same time for all, so that their order does not depend on milliseconds
    types, fields = by_name(SolutionType), by_name(ActionField)
    stored = _stored_measures([record.reference for record in records])
    for record in tqdm(records, desc="Importing measures", unit="", delay=1, disable=None):
        content = {
            **record.fields,
            "solution_types": [types[name] for name in record.solution_types],
            "action_fields": [fields[name] for name in record.action_fields],
            "solutions": [solutions[name] for name in record.solutions],
            "sources": record.sources,
            "effects": record.effects,
        }
        if record.places:
            content["places"] = [bodies[key] for key in record.places]
        measure = stored.get(record.reference)
        if measure is None:
            edition = workflow.create_measure(
                project=projects[record.project], by=None, content=content, reference=record.reference
            )
            _publish(edition, now)
            summary.counts["measures"]["created"] += 1
        else:
            outcome = _update_measure(measure, content, joined.get(measure.project_id), now)
            summary.counts["measures"][outcome] += 1
            if outcome == "kept":
                summary.kept.append(f"{record.reference} ({record.fields['title']})")


def _stored_measures(references):
    current = Edition.objects.exclude(state=Edition.State.SUPERSEDED)
    current = current.prefetch_related(*LISTS)
    measures = Measure.objects.filter(reference__in=references)
    measures = measures.prefetch_related(Prefetch("editions", queryset=current, to_attr="current_editions"))
    return {measure.reference: measure for measure in measures}


def _update_measure(measure, content, joined, now):
    """Publish a new edition if `content` differs; return "changed", "unchanged" or "kept"."""
    editions = {edition.state: edition for edition in measure.current_editions}
    public = editions.get(Edition.State.PUBLISHED)
    if public is None or public.published_by_id or editions.keys() & set(Edition.WORKING):
        return "kept"
    if joined and "places" not in content:
        before, after = joined
        if set(public.places.all()) == before:  # the whole project before, so the whole project now
            content = {**content, "places": list(after)}
    if not changed_names(public, content):
        return "unchanged"
    draft = workflow.start_draft(measure=measure, by=None)
    workflow.save_draft(edition=draft, by=None, version=draft.version, content=content)
    _publish(draft, now)
    return "changed"


def _publish(edition, now):
    workflow.submit(edition=edition, by=None, version=edition.version, at=now)
    workflow.publish(edition=edition, by=None, version=edition.version, at=now)
