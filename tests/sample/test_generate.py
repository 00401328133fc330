"""`manage.py generate_measures`: made-up measures that look like real ones to the rest of the code."""

from io import StringIO
from random import Random
from statistics import median

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F, Q
from django.utils import timezone

from measures import workflow
from measures.content import CONTENT, RELATIONS
from measures.models import ActionField, CatalogueVersion, Edition, Measure, SolutionType, Source, SpatialScope
from measures.sample import sentences, words
from measures.sample.texts import Writer, joined
from tests.factories import make_municipality, make_project, make_public, make_user

pytestmark = pytest.mark.one_database

MADE_UP = Q(measure__reference__startswith="generiert-")


@pytest.fixture
def projects(db, settings):
    settings.DEBUG = True
    return [make_project(f"Projekt {number}", slug=f"projekt-x{number}") for number in range(10)]


def generate(number, **options):
    out = StringIO()
    call_command("generate_measures", number, stdout=out, **options)
    return out.getvalue()


def contents():
    """All that visitors see of the made-up measures."""
    rows = []
    for edition in Edition.objects.filter(MADE_UP).select_related("measure").order_by("measure__pk"):
        fields = {name: str(getattr(edition, name)) for name in CONTENT}
        relations = {name: sorted(str(value) for value in getattr(edition, name).all()) for name in RELATIONS}
        sources = list(edition.sources.values_list("url", "kind", "confidence"))
        identity = (edition.measure.reference, edition.measure.slug, edition.measure.project_id)
        rows.append((identity, edition.published_at, fields, relations, sources))
    return rows


def test_they_are_public_and_keep_every_rule(projects):
    version = CatalogueVersion.objects.get().number

    assert "300 made-up measures published." in generate(300)

    editions = Edition.objects.public().select_related("measure")
    references = [edition.measure.reference for edition in editions.order_by("measure__pk")]
    assert references == [f"generiert-{number}" for number in range(1, 301)]
    assert CatalogueVersion.objects.get().number > version
    for row in [*editions, *Measure.objects.all(), *Source.objects.all()]:
        row.clean_fields()  # the rest are constraints of the database
    assert not editions.filter(
        Q(created_at__gt=F("submitted_at"))
        | Q(edited_at__gt=F("submitted_at"))
        | Q(measure__created_at__gt=F("submitted_at"))
        | Q(submitted_at__gt=F("published_at"))
        | Q(published_at__gt=timezone.now())
    ).exists()
    assert not editions.exclude(published_by=None, submitted_by=None, created_by=None, edited_by=None).exists()


def test_places_are_the_projects_own_all_or_some_or_one(db, settings):
    settings.DEBUG = True
    own = [make_municipality() for _ in range(6)]
    make_project(municipalities=own)
    make_municipality()

    generate(100)

    places = [set(edition.places.all()) for edition in Edition.objects.prefetch_related("places")]
    assert set.union(*places) == set(own)
    assert {1, 6} < {len(some) for some in places}
    assert set() not in places


def test_values_are_skewed_and_texts_thin_and_thick(projects):
    generate(2000)

    editions = Edition.objects.public()
    for vocabulary in (SolutionType, ActionField):
        counts = vocabulary.objects.annotate(number=Count("editions")).values_list("number", flat=True)
        assert min(counts) > 0
        assert max(counts) > 2 * median(counts)
    by_project = [project.measures.count() for project in projects]
    assert max(by_project) > 3 * min(by_project) > 0
    assert set(editions.values_list("status", flat=True)) == {"", *Edition.Status.values}
    several = editions.annotate(types=Count("solution_types")).filter(types__gt=1)
    assert 0.1 < several.count() / 2000 < 0.3
    assert 0.2 < editions.filter(description="", goals="", website="").count() / 2000 < 0.6
    long_ones = [text for text in editions.values_list("description", flat=True) if len(text.split()) > 250]
    assert 0.05 < len(long_ones) / 2000 < 0.2
    for name in ("lessons", "goals", "costs", "website", "source_code_url", "licence", "contact_email"):
        assert 0.03 < editions.exclude(**{name: ""}).count() / 2000 < 0.5, name
    for name in ("start_year", "end_year", "as_of", "spatial_scopes", "sources"):
        assert 0.05 < editions.exclude(**{name: None}).distinct().count() / 2000 < 0.8, name
    words = [word for title in editions.values_list("title", flat=True) for word in title.split()]
    assert len(set(words)) > 1000
    assert any(sign in " ".join(words) for sign in "äöüß")


def test_the_same_seed_gives_the_same_measures(projects):
    generate(60, seed=5)
    first = contents()

    assert "60 made-up measures removed." in generate(60, seed=5, replace=True)
    assert contents() == first

    generate(60, seed=6, replace=True)
    assert [fields for _, _, fields, *_ in contents()] != [fields for _, _, fields, *_ in first]


def test_a_further_run_adds_other_ones(projects):
    generate(30)
    generate(20)

    assert Measure.objects.filter(reference__startswith="generiert-").count() == 50
    titles = list(Edition.objects.order_by("measure__pk").values_list("title", flat=True))
    assert titles[30:] != titles[:20]


def test_replacing_removes_nothing_else(projects):
    real = make_public("Echt", project=projects[0])
    Measure.objects.filter(pk=real.measure.pk).update(reference="generiert-von-hand")
    generate(20)
    edited = workflow.start_draft(measure=Measure.objects.get(reference="generiert-7"), by=make_user())

    generate(0, replace=True)

    assert [edition.title for edition in Edition.objects.all()] == ["Echt"]
    assert not Edition.objects.filter(pk=edited.pk).exists()


def test_changed_vocabularies_are_used(projects):
    SpatialScope.objects.all().delete()
    ActionField.objects.all().delete()
    SolutionType.objects.exclude(slug="app").delete()
    SolutionType.objects.create(slug="ki-anwendung", name="KI-Anwendung")

    generate(50)

    assert set(SolutionType.objects.exclude(editions=None)) == set(SolutionType.objects.all())


@pytest.mark.parametrize("bodies", [None, []])
def test_without_projects_it_says_what_to_do(db, settings, bodies):
    settings.DEBUG = True
    if bodies is not None:
        make_project(municipalities=bodies)

    with pytest.raises(CommandError, match="import_catalogue"):
        generate(5)


def test_outside_debug_mode_it_needs_yes(projects, settings):
    settings.DEBUG = False

    with pytest.raises(CommandError, match="--yes"):
        generate(5)
    assert not Measure.objects.exists()

    generate(5, yes=True)
    assert Measure.objects.count() == 5


def test_a_negative_number(projects):
    with pytest.raises(CommandError, match="negative"):
        generate(-1)


@pytest.mark.parametrize(
    ("parts", "compound"),
    [
        (("Starkregen", "frühwarn", "system"), "Starkregenfrühwarnsystem"),
        (("Ladesäulen", "auslastungs", "anzeige"), "Ladesäulenauslastungsanzeige"),
        (("Bürger", "beteiligungs", "beteiligungsplattform"), "Bürgerbeteiligungsplattform"),
        (("Bürger", "", "app"), "Bürgerapp"),
        (("Telemedizin-", "mess", "netz"), "Telemedizin-Messnetz"),
    ],
)
def test_compounds(parts, compound):
    assert joined(*parts) == compound


@pytest.mark.parametrize("field", ["", *words.TOPICS])
def test_every_sentence_can_be_filled(field):
    writer = Writer(Random(1), kind="app", field=field, place="Ulm")  # noqa: S311
    further = [example for _, examples in sentences.FURTHER.values() for example in examples]

    for sentence in [*sentences.SUMMARIES, *sentences.SENTENCES, *further]:
        filled = writer.filled(sentence)
        assert "{" not in filled
        assert filled[0] == filled[0].upper()
