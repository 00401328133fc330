"""German alphabetical order: the same in Python and in both databases, in lists of all kinds."""

import random
import re

import pytest
from django.contrib import admin

from measures.models import Edition, SolutionType, SynonymGroup
from municipalities.accounts.models import User
from municipalities.models import ModelProject, Municipality
from municipalities.ordering import GermanOrder, sort_key
from municipalities.visible_text import visible
from tests.factories import make_municipality, make_project, make_public

# In their order
TITLES = [
    "3D-Stadtmodell",
    "„Abfall“ im Blick",
    "(A)lles offen",
    "Ämterwegweiser",
    "Anker",
    "»Anker« im Ort",
    "Ankerplätze",
    "Ćisinski-Haus",
    "E – Akte",
    "Éclair",
    "Eis",
    "E-Kiosk",
    "Große Runde",
    "Großer Plan",
    "Łódź-Platz",
    "Öffi-Karte",
    "Ort",
    "Über Land",
    "Übersicht",
    "zu Fuß",
    "Zum Hof",
]


def shuffled(texts):
    return random.Random(7).sample(texts, len(texts))  # noqa: S311


def test_order_of_titles():
    assert sorted(shuffled(TITLES), key=sort_key) == TITLES


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("„Ort“ – die App!", "ort die app"),
        ("Straße, GROẞ", "strasse gross"),
        ("E-Mobilität/Verkehr", "emobilitatverkehr"),
        ("Æsop ½ km²", "aesop 12 km2"),
        ("  \u00a0Łużica\u2003digital ", "luzica digital"),
        ("🚲 Rad", "rad"),
        ("A\u0308pfel", "apfel"),
    ],
)
def test_keys(text, key):
    assert sort_key(text) == key


@pytest.mark.django_db
def test_both_databases_make_the_same_key_as_python():
    letters = [chr(code) for code in [*range(0x20, 0x250), *range(0x370, 0x460), *range(0x1E00, 0x1F00)]]
    letters += [chr(code) for code in [*range(0x2000, 0x2070), *range(0x20A0, 0x20C0), *range(0x2150, 0x2200), 0x1F6B2]]
    choice = random.Random(3)  # noqa: S311
    texts = [*TITLES, *letters, *["".join(choice.choices(letters, k=12)) for _number in range(200)]]
    SynonymGroup.objects.all().delete()
    SynonymGroup.objects.bulk_create(SynonymGroup(terms=text) for text in {visible(text) for text in texts} - {""})
    rows = SynonymGroup.objects.annotate(key=GermanOrder("terms")).values_list("terms", "key")
    assert [key for _text, key in rows] == sorted(key for _text, key in rows)
    assert [(text, key) for text, key in rows if key != sort_key(text)] == []
    assert len(rows) > 900


@pytest.mark.django_db
def test_rows_come_in_this_order():
    ModelProject.objects.all().delete()
    for title in shuffled(TITLES):
        make_project(title, municipalities=[make_municipality(title)])
    SolutionType.objects.all().delete()
    SolutionType.objects.bulk_create(
        SolutionType(name=title, slug=f"wert-{number}", order=1) for number, title in enumerate(shuffled(TITLES))
    )
    for model in (ModelProject, Municipality, SolutionType):
        assert [row.name for row in model.objects.all()] == TITLES
    participations = ModelProject.municipalities.through.objects.all()
    assert [row.project.name for row in participations.select_related("project")] == TITLES


@pytest.mark.django_db
def test_public_lists(client):
    for title in shuffled(TITLES):
        make_public(title, project=make_project(title, municipalities=[make_municipality(title)]))
    assert names(client, "/modellprojekte/", r'href="/modellprojekte/[^"]+"\s*>([^<]+)<') == TITLES
    assert names(client, "/kommunen/", r'href="/kommunen/[^"]+"[^>]*>([^<]+)<') == TITLES
    assert names(client, "/massnahmen/?sort=titel", r'href="/massnahmen/[a-z0-9-]+/[^"]*"[^>]*>([^<]+)<') == TITLES[:20]


def names(client, address, pattern):
    page = client.get(address).content.decode()
    return [text for text in dict.fromkeys(map(str.strip, re.findall(pattern, page))) if text in TITLES]


@pytest.mark.django_db
def test_columns_of_the_desk(rf):
    for title in shuffled(TITLES):
        make_public(title, project=make_project(title))
    for number, column in enumerate(["title", "measure__project__name"]):
        request = rf.get("/", {"o": str(number)})
        request.user = User(is_moderator=True)
        shown = admin.site.get_model_admin(Edition).get_changelist_instance(request)
        assert [edition.title for edition in shown.queryset] == TITLES, column
