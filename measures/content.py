"""The content of an edition as one dict: the names in it, and how it is written, copied and compared."""

from collections import defaultdict

from measures.models import Edition, Effect, Source, UnfinishedText
from measures.models.vocabularies import Vocabulary
from measures.steckbrief import FIELDS, names_with
from measures.steckbrief_fields import Personal
from measures.vocabulary_values import current_keys, current_places, lock_shared

LISTS = tuple(field.name for field in FIELDS if field.is_list)
RELATIONS = tuple(field.name for field in FIELDS if field.model_field.many_to_many)
MAIN_FIRST = tuple(field.name for field in FIELDS if field.main_first)  # relations with an order
IMAGE_SIZE = ("image_width", "image_height")  # which Django reads from the file
CONTENT = [*(field.name for field in FIELDS if not field.is_list), *IMAGE_SIZE]  # the columns of an edition's own row
PERSON = names_with(Personal.PERSON, Personal.DETAIL)
NOBODY = {name: Edition._meta.get_field(name).get_default() for name in PERSON}
SOURCE_FIELDS = ("url", "kind", "confidence")  # what editors say about a source
EFFECT_FIELDS = ("level", "indicator", "unit", *Effect.NUMBERS, "date", "url")
# In content: {name: text} of what was typed into fields that cannot hold it. Without it, these texts stay as they are,
# but for those of fields that are written.
UNFINISHED = "unfinished"


def write_contents(contents):
    """Write content into stored editions, given as pairs of edition and content.

    What the content does not name stays as it is. Content maps names of fields to values, names of relations to
    objects, and "sources" and "effects" to lists of dicts with the fields of `Source` and `Effect`. What is in other
    tables is written for many editions together, in few queries. See `changes_to` for sources of an edition that has
    some already.
    """
    for edition, content in contents:
        fields = _set_fields(edition, content)
        if "image" in fields:
            fields += IMAGE_SIZE
        if fields:
            edition.save(update_fields=fields)
    for relation in RELATIONS:
        _set_relation(relation, [(edition, content[relation]) for edition, content in contents if relation in content])
    cited = [(edition, content["sources"]) for edition, content in contents if "sources" in content]
    if cited:
        Source.objects.filter(edition__in=[edition.pk for edition, _sources in cited]).delete()
    _store_sources(cited)
    measured = [(edition, content["effects"]) for edition, content in contents if "effects" in content]
    if measured:
        Effect.objects.filter(edition__in=[edition.pk for edition, _effects in measured]).delete()
    _store_effects(measured)
    _write_unfinished(contents)


def store_new(contents):
    """Store new editions, given as pairs of edition and content, in few queries."""
    for edition, content in contents:
        _set_fields(edition, content)
    Edition.objects.bulk_create([edition for edition, _content in contents])
    for relation in RELATIONS:
        named = [(edition, content[relation]) for edition, content in contents if content.get(relation)]
        _set_relation(relation, named, is_new=True)
    _store_sources([(edition, content.get("sources", ())) for edition, content in contents])
    _store_effects([(edition, content.get("effects", ())) for edition, content in contents])


def related_content(edition):
    """Return the content of `edition` that is stored in other tables: relations, effects and sources."""
    return {relation: list(getattr(edition, relation).all()) for relation in RELATIONS} | {
        "effects": effects_of(edition),
        "sources": sources_of(edition),
    }


def changed_names(edition, content):
    """Return the names in `content` whose values differ from those of `edition`, as it was loaded."""
    check_names(content)
    return [name for name, value in content.items() if _differs(edition, name, value)]


def changes_to(edition, content):
    """Return what in `content` differs from `edition`, as it was loaded, with the sources that hold afterwards.

    A source no longer supports a field whose value changes (docs/decisions/0046), unless `content` says which fields
    it supports.
    """
    changed = {name: content[name] for name in changed_names(edition, content) if name != "sources"}
    stored = sources_of(edition)
    sources = cited(content.get("sources", [without_fields(source) for source in stored]), stored, changed)
    return changed if sources == stored else {**changed, "sources": sources}


def sources_of(edition):
    """Return the sources as content has them: a list of dicts with the fields of `Source`."""
    names = (*SOURCE_FIELDS, "fields")
    return [{name: getattr(source, name) for name in names} for source in edition.sources.all()]


def effects_of(edition):
    """Return the effects as content has them: a list of dicts with the fields of `Effect`, in their order."""
    return [{name: getattr(effect, name) for name in EFFECT_FIELDS} for effect in edition.effects.all()]


def without_fields(source):
    """Return a source, given as a dict, without the fields that it supports, as forms and tables have it."""
    return {name: source[name] for name in SOURCE_FIELDS}


def cited(sources, stored, changed=()):
    """Return `sources` with the fields that each one supports.

    A source that does not say so keeps those of the `stored` one with the same address, without the `changed` ones.
    """
    kept = {source["url"]: [name for name in source["fields"] if name not in changed] for source in stored}
    return [
        {
            **{name: source.get(name, "") for name in SOURCE_FIELDS},
            "fields": source["fields"] if "fields" in source else kept.get(source["url"], []),
        }
        for source in sources
    ]


def unfinished_of(edition):
    """Return {name: text} of what was typed into fields of `edition` that cannot hold it."""
    return dict(edition.unfinished.values_list("name", "typed"))


def check_names(content):
    """Raise ValueError if a name in `content` is not that of content."""
    unknown = set(content) - {*CONTENT, *LISTS, UNFINISHED}
    if unknown:
        raise ValueError(f"not content of an edition: {sorted(unknown)}")
    for effect in content.get("effects", ()):
        if set(effect) != set(EFFECT_FIELDS):
            raise ValueError(f"not an effect: {effect}")
    for source in content.get("sources", ()):
        if set(source.get("fields", ())) - {*CONTENT, *RELATIONS}:
            raise ValueError(f"not fields of an edition: {source['fields']}")


def _set_fields(edition, content):
    """Set the fields of `edition` to the values in `content`; return their names."""
    check_names(content)
    image = content.get("image")
    if image and (isinstance(image, str) or getattr(image, "_committed", False)):
        raise ValueError(
            "a stored image goes to another edition only by copying the edition (measures/images/stored_files.py)"
        )
    fields = [name for name in content if name in CONTENT]
    for name in fields:
        setattr(edition, name, content[name])
    return fields


def _set_relation(relation, named, *, is_new=False):
    """Set a relation of editions, given as pairs of edition and objects in their order.

    Merged values are replaced by their successor.
    `is_new`: the editions are new, so nothing is stored for them yet.
    """
    if not named:
        return
    field = Edition._meta.get_field(relation)
    through, source, target = field.remote_field.through, field.m2m_column_name(), field.m2m_reverse_name()
    chosen = {item.pk for _edition, items in named for item in items}
    current = _current_keys(field.related_model, chosen) if chosen else {}
    keys = {edition.pk: [current[item.pk] for item in items if item.pk in current] for edition, items in named}
    wanted = {edition: list(dict.fromkeys(some)) for edition, some in keys.items()}
    there = defaultdict(list)
    if not is_new:
        rows = through.objects.filter(edition__in=wanted).order_by("pk")
        for edition, value in rows.values_list(source, target):
            there[edition].append(value)
    # The keys of the rows keep the order, so all rows of an edition are written anew.
    changed = [edition for edition in wanted if not _same(relation, wanted[edition], there[edition])]
    if replaced := [edition for edition in changed if there[edition]]:
        through.objects.filter(edition__in=replaced).delete()
    through.objects.bulk_create(
        through(**{source: edition, target: value}) for edition in changed for value in wanted[edition]
    )


def _same(relation, keys, others):
    """Return whether two lists of keys, each once, mean the same content of a relation."""
    return keys == others if relation in MAIN_FIRST else set(keys) == set(others)


def _current_keys(model, keys):
    lock_shared(model)
    return current_keys(model, keys) if issubclass(model, Vocabulary) else current_places(keys)


def _store_sources(cited):
    """Store sources, given as pairs of an edition and its list of dicts."""
    Source.objects.bulk_create(Source(edition=edition, **source) for edition, sources in cited for source in sources)


def _store_effects(measured):
    """Store effects, given as pairs of an edition and its list of dicts."""
    Effect.objects.bulk_create(Effect(edition=edition, **effect) for edition, effects in measured for effect in effects)


def _write_unfinished(contents):
    by_edition = {edition.pk: content for edition, content in contents}
    done = []
    for text in UnfinishedText.objects.filter(edition__in=by_edition).only("edition_id", "name"):
        content = by_edition[text.edition_id]
        if text.name not in content[UNFINISHED] if UNFINISHED in content else text.name in content:
            done.append(text.pk)
    UnfinishedText.objects.filter(pk__in=done).delete()
    UnfinishedText.objects.bulk_create(
        [
            UnfinishedText(edition=edition, name=name, typed=text)
            for edition, content in contents
            for name, text in content.get(UNFINISHED, {}).items()
        ],
        update_conflicts=True,
        unique_fields=["edition", "name"],
        update_fields=["typed"],
    )


def _differs(edition, name, value):
    if name == UNFINISHED:
        return value != unfinished_of(edition)
    if name == "sources":
        stored = sources_of(edition)
        return cited(value, stored) != stored
    if name == "effects":
        return value != effects_of(edition)
    if name in RELATIONS:
        keys = list(dict.fromkeys(item.pk for item in value))
        return not _same(name, keys, [item.pk for item in getattr(edition, name).all()])
    if name == "image":
        # A new file is not stored yet, so it has no name to compare.
        return not getattr(value, "_committed", not value) or (value or "") != (edition.image.name or "")
    return getattr(edition, name) != value
