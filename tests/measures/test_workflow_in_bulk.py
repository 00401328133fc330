"""The verbs for many entries at once: they do what the verbs for one do, all of it or nothing, in few statements."""

import pytest
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext

from measures import workflow
from measures.content import CONTENT, RELATIONS, sources_of
from measures.models import AuditEntry, Edition, Measure, SolutionType
from tests.factories import make_draft, make_municipality, make_picture, make_project, make_public, make_user

pytestmark = pytest.mark.django_db

SOURCE = {"url": "https://example.org/a", "kind": "press", "confidence": "high"}


def told(edition):
    """Return all that the database holds about an edition and its audit, but keys and times."""
    edition = Edition.objects.get(pk=edition.pk)
    entries = AuditEntry.objects.filter(edition_key=edition.pk).order_by("pk")
    relations = [set(getattr(edition, name).all()) for name in RELATIONS]
    fields = [getattr(edition, name) for name in (*CONTENT, "state", "version", "number", "created_by", "edited_by")]
    audit = [(entry.verb, entry.by, entry.fields, entry.state, entry.project) for entry in entries]
    return fields, relations, sources_of(edition), audit


def types(*slugs):
    return list(SolutionType.objects.filter(slug__in=slugs))


def test_many_measures_are_created_as_one_by_one():
    project, editor = make_project(), make_user()
    contents = [
        {
            "title": "Gleich",
            "goals": "Ziel",
            "solution_types": SolutionType.objects.filter(slug__in=["app", "dashboard"]),
        },
        {"title": "Gleich", "places": [], "sources": [{"url": "https://example.org/a", "kind": "press"}]},
        {"title": "Gleicher"},
    ]
    one_by_one = [workflow.create_measure(project=project, by=editor, content=content) for content in contents]
    at_once = workflow.create_measures(by=editor, beginnings=[(project, content, "") for content in contents])

    assert [told(edition) for edition in at_once] == [told(edition) for edition in one_by_one]
    slugs = [edition.measure.slug for edition in (*one_by_one, *at_once)]
    assert len(set(slugs)) == 6
    assert all(edition.created_at and edition.edited_at for edition in at_once)


def test_many_measures_take_hardly_more_statements_than_a_few():
    project = make_project()

    def statements(number):
        beginnings = [(project, {"title": f"M{number}-{n}", "places": []}, "") for n in range(number)]
        with CaptureQueriesContext(connection) as captured:
            workflow.create_measures(by=None, beginnings=beginnings)
        return len(captured)

    assert statements(14) == statements(2)  # SQLite takes 999 values at once, enough for 14 editions


def test_of_many_measures_all_are_created_or_none():
    project = make_project()
    beginnings = [(project, {"title": "A"}, "schluessel"), (project, {"title": "B"}, "schluessel")]
    with pytest.raises(IntegrityError):
        workflow.create_measures(by=None, beginnings=beginnings)
    assert not Measure.objects.exists()


def drafts_to_save(project):
    """Two of each: the one is saved alone, the other one with all others."""
    place = make_municipality()
    returned = [make_draft("Zurück", project=project) for _ in range(2)]
    for edition in returned:
        workflow.submit(edition=edition, by=None, version=1)
        workflow.return_with_note(edition=edition, by=None, version=2, note="Bitte kürzen.")
    full = [make_draft("Voll", project=project, sources=[SOURCE], types=["app", "dashboard"]) for _ in range(2)]
    return [
        (returned, {"title": "Neu", "goals": "Ziel"}),
        (full, {"solution_types": types("dashboard", "plattform"), "sources": [], "places": [place]}),
        ([make_draft("Leer", project=project) for _ in range(2)], {"sources": [SOURCE], "spatial_scopes": []}),
        (
            [make_draft("Gleich", project=project) for _ in range(2)],
            {"title": "Gleich", "places": list(project.municipalities.all())},
        ),
        ([make_draft("Bild", project=project, **make_picture()) for _ in range(2)], {"image": "", "costs": "wenig"}),
    ]


def test_many_drafts_are_saved_as_one_by_one():
    project, editor = make_project(), make_user()
    pairs = drafts_to_save(project)
    alone = [
        workflow.save_draft(edition=one, by=editor, version=one.version, content=content)
        for (one, _other), content in pairs
    ]
    savings = [(other, other.version, content) for (_one, other), content in pairs]
    assert workflow.save_drafts(by=editor, savings=savings) == alone
    assert alone[3] == []
    for (one, other), _content in pairs:
        assert told(other) == told(one)
        assert (other.version, other.edited_by) == (one.version, one.edited_by)


def test_many_drafts_begin_as_one_by_one():
    editor = make_user()
    pairs = [
        [make_public("Öffentlich", sources=[SOURCE], types=["app", "dashboard"], project=project) for _ in range(2)]
        for project in (make_project(), make_project(municipalities=[make_municipality(), make_municipality()]))
    ]
    pairs.append([make_public("Bild", project=pairs[0][0].measure.project, **make_picture()) for _ in range(2)])
    pairs.append([make_public("Archiviert", project=pairs[0][0].measure.project) for _ in range(2)])
    for edition in pairs[-1]:
        workflow.archive(edition=edition, by=None, version=edition.version, reason="Vorbei.")
    alone = [workflow.start_draft(measure=one.measure, by=editor, original=one) for one, _other in pairs]
    beginnings = [(other.measure, other, None) for _one, other in pairs]
    at_once = workflow.start_drafts(by=editor, beginnings=beginnings)
    assert [draft.measure for draft in at_once] == [other.measure for _one, other in pairs]
    for one, other, (public, other_public) in zip(alone, at_once, pairs, strict=True):
        as_alone = told(other)
        if public.image:  # the two have files of their own
            assert (one.image.name, other.image.name) == (public.image.name, other_public.image.name)
            as_alone[0][CONTENT.index("image")] = one.image
        assert as_alone == told(one)


def stored():
    return [list(model.objects.order_by("pk").values()) for model in (Edition, AuditEntry)]


def submitted(edition):
    workflow.submit(edition=Edition.objects.get(pk=edition.pk), by=None, version=1)
    return 2


def saved(edition):
    workflow.save_draft(edition=Edition.objects.get(pk=edition.pk), by=None, version=1, content={"goals": "fremd"})
    return 1


def discarded(edition):
    workflow.discard(edition=Edition.objects.get(pk=edition.pk), by=None, version=1)
    return 1


@pytest.mark.parametrize(
    ("meanwhile", "error"),
    [(submitted, workflow.WorkflowError), (saved, workflow.Conflict), (discarded, workflow.Conflict)],
)
def test_of_many_drafts_all_are_saved_or_none(meanwhile, error):
    drafts = [make_draft(f"M{number}") for number in range(5)]
    version = meanwhile(drafts[3])
    before = stored()
    savings = [(draft, version if draft is drafts[3] else 1, {"title": "Neu"}) for draft in drafts]
    with pytest.raises(workflow.WorkflowError) as caught:
        workflow.save_drafts(by=None, savings=savings)
    assert (type(caught.value), stored()) == (error, before)


def test_of_many_drafts_all_begin_or_none():
    public = [make_public(f"M{number}") for number in range(4)]
    workflow.start_draft(measure=public[2].measure, by=None)
    before = stored()
    with pytest.raises(workflow.WorkflowError):
        workflow.start_drafts(by=None, beginnings=[(edition.measure, edition, None) for edition in public])
    assert stored() == before


def test_one_draft_named_twice_is_not_saved_twice():
    draft = make_draft("Alt")
    with pytest.raises(workflow.Conflict):
        workflow.save_drafts(by=None, savings=[(draft, 1, {"title": "A"}), (draft, 1, {"title": "B"})])
    assert Edition.objects.get().title == "Alt"
